"""Random SPARQL queries over a small graph, for tests of what is done with the text of queries."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from hypothesis import strategies as st

PROLOGUE = "PREFIX : <http://example.org/>\n"
GRAPH = """PREFIX : <http://example.org/>
:a :p :b . :b :p :c, :d . :d :p :b . :c :q :a . :e :q "x", :d ."""
STORE = ox.Store()
STORE.load(GRAPH.encode(), ox.RdfFormat.TURTLE)


def told(result: ox.QuerySolutions) -> list[dict[str, str]]:
    names = [variable.value for variable in result.variables]
    return [{name: str(row[name]) for name in names if row[name]} for row in result]


def counted(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Counter[object]:
    assert isinstance(result, ox.QuerySolutions)
    return Counter(frozenset(row.items()) for row in told(result))


variables = st.sampled_from(["?z", "?y", "$x", "?w"])
nodes = st.sampled_from([":a", ":b", "<http://example.org/c>", ":nowhere", '"x"'])
steps = st.sampled_from([":p", ":q", "^:p", "(:p|:q)"])
repeated = st.builds(
    str.__add__, st.sampled_from([":p", ":q", "(:p|:q)", "(^:p)", "(:q?)"]), st.sampled_from("*?")
)

alternatives = st.builds("{}|{}".format, repeated, steps)


def _one_sided(variable: str, path: str, node: str, is_first: bool) -> str:
    if is_first and node[0] != '"':
        return f"{node} {path} {variable}"
    return f"{variable} {path} {node}"


triples = st.one_of(
    st.builds("{} {} {}".format, variables, steps, st.one_of(variables, nodes)),
    st.builds("{} :p/:q {} ; :p {}, {}".format, variables, variables, variables, nodes),
    st.builds(_one_sided, variables, repeated, nodes, st.booleans()),
    st.builds(
        _one_sided, variables, st.builds("{}|{}".format, repeated, steps), nodes, st.just(True)
    ),
    st.builds("{} {} {}".format, st.sampled_from([":a", ":nowhere"]), repeated, nodes),
    st.builds("{} :q [ :p {} ]".format, variables, variables),
)
blocks = st.lists(triples, min_size=1, max_size=3).map(" . ".join).map("{} .".format)
filters = st.one_of(
    st.builds("FILTER({}<{})".format, variables, variables),
    st.builds("FILTER(?z!=<http://example.org/a>||bound({}))".format, variables),
)


def _extended(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    braced = groups.map("{{ {} }}".format)
    element = st.one_of(
        blocks,
        filters,
        st.builds("OPTIONAL {}".format, braced),
        st.builds("{} UNION {}".format, braced, braced),
        st.builds("MINUS {}".format, braced),
        st.builds("FILTER {} {}".format, st.sampled_from(["EXISTS", "NOT EXISTS"]), braced),
        st.builds("VALUES ({} ?v) {{ (:a 1) (:nowhere UNDEF) }}".format, variables),
        st.builds("{{ SELECT DISTINCT {} {{ {} }} }}".format, variables, groups),
        st.builds("{{ SELECT * {{ {} }} }} # ?no {{\n".format, groups),
        st.builds("{{ SELECT {} (COUNT(*) AS ?n) {} GROUP BY {} }}".format, *_twice(braced)),
    )
    return st.lists(element, min_size=1, max_size=3).map(" ".join)


def _twice(braced: st.SearchStrategy[str]) -> tuple[st.SearchStrategy[str], ...]:
    return st.just("?y"), braced, st.just("?y")


patterns = st.recursive(blocks, _extended, max_leaves=6)
queries = st.builds(
    (PROLOGUE + "SELECT {} * WHERE {{ {} }} {}").format,
    st.sampled_from(["", "DISTINCT"]),
    patterns,
    st.sampled_from(["", "VALUES ?last { 1 2 }"]),
)
