"""Answers to queries: read from files and from the wire, and compared.

Answers are alike if they have the same columns and the same rows, however often each, or the same
triples. Blank nodes are alike if they stand in the same places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_HAS = ox.NamedNode("urn:has")
_GRAPHS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}
_ROWS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True)
class Rows:
    """Rows in their order.

    Attributes:
        columns: The names of the variables.
        rows: The values by variable; a variable without value is left out.
        ordered: Whether whoever tells them also promises their order.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, Term], ...]
    ordered: bool = False


Answer = Rows | bool | frozenset[ox.Triple]


def answer_of(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Answer:
    """Return what the engine answers, or what it reads."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return frozenset(result)
    columns = tuple(variable.value for variable in result.variables)
    rows = (zip(columns, solution, strict=True) for solution in result)
    return Rows(columns, tuple({key: value for key, value in row if value} for row in rows))


def read_rows(body: bytes, form: ox.QueryResultsFormat) -> Answer:
    """Read rows or a boolean."""
    return answer_of(ox.parse_query_results(body, format=form))


def read_triples(body: bytes, form: ox.RdfFormat, base: str | None = None) -> Answer:
    """Read triples."""
    return frozenset(quad.triple for quad in ox.parse(body, form, base_iri=base))


def expected(path: Path, base: str) -> Answer:
    """Return the answer that a file holds; CSV is none that could be read back.

    Args:
        path: The file.
        base: The IRI of the file.
    """
    body = path.read_bytes()
    if path.suffix in _ROWS:
        return read_rows(body, _ROWS[path.suffix])
    triples = read_triples(body, _GRAPHS[path.suffix], base)
    assert isinstance(triples, frozenset)
    sets = [t.subject for t in triples if t.predicate == _TYPE and t.object == _rs("ResultSet")]
    return _result_set(triples, sets[0]) if sets else triples


def _rs(name: str) -> ox.NamedNode:
    return ox.NamedNode(_RS + name)


def _result_set(triples: frozenset[ox.Triple], head: object) -> Answer:
    """Read the RDF form of an answer, which the tests use and no recommendation defines."""

    def values(subject: object, name: str) -> list[Term]:
        found = (t.object for t in triples if t.subject == subject and t.predicate == _rs(name))
        return list(found)

    def text(node: Term) -> str:
        assert isinstance(node, ox.Literal)
        return node.value

    if truth := values(head, "boolean"):
        return text(truth[0]) == "true"
    solutions = values(head, "solution")
    places = {node: values(node, "index") for node in solutions}
    ordered = all(places.values()) and bool(solutions)
    if ordered:
        solutions.sort(key=lambda node: int(text(places[node][0])))
    rows = []
    for solution in solutions:
        bindings = values(solution, "binding")
        rows.append({text(values(b, "variable")[0]): values(b, "value")[0] for b in bindings})
    columns = sorted(text(node) for node in values(head, "resultVariable"))
    return Rows(tuple(columns), tuple(rows), ordered)


def alike(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are alike."""
    if not isinstance(one, Rows) or not isinstance(other, Rows):
        if isinstance(one, frozenset) and isinstance(other, frozenset):
            return _canonical(one) == _canonical(other)
        return one is other
    if set(one.columns) != set(other.columns) or len(one.rows) != len(other.rows):
        return False
    if one.ordered or other.ordered:
        return _as_triples(one, ordered=True) == _as_triples(other, ordered=True)
    counted = [Counter(frozenset(row.items()) for row in rows.rows) for rows in (one, other)]
    return counted[0] == counted[1] or _as_triples(one) == _as_triples(other)


def without_repetition(answer: Answer) -> Answer:
    """Return an answer with each row only once, and in no promised order."""
    if not isinstance(answer, Rows):
        return answer
    once = {frozenset(row.items()): row for row in answer.rows}
    return Rows(answer.columns, tuple(once.values()))


def by_value(answer: Answer) -> Answer:
    """Return an answer with its literals as the embedded store writes them."""
    if isinstance(answer, Rows):
        rows = ({name: _stored(term) for name, term in row.items()} for row in answer.rows)
        return Rows(answer.columns, tuple(rows), answer.ordered)
    if isinstance(answer, frozenset):
        return frozenset(
            ox.Triple(triple.subject, triple.predicate, _stored(triple.object)) for triple in answer
        )
    return answer


@cache
def _stored(term: Term) -> Term:
    store = ox.Store()
    store.add(ox.Quad(_HAS, _HAS, term))
    (quad,) = store.quads_for_pattern(_HAS, _HAS, None, None)
    return quad.object


def _as_triples(rows: Rows, *, ordered: bool = False) -> ox.Dataset:
    triples = []
    for place, row in enumerate(rows.rows):
        node = ox.BlankNode()
        triples += [ox.Triple(node, ox.NamedNode(f"urn:{name}"), row[name]) for name in row]
        if ordered:
            triples.append(ox.Triple(node, _HAS, ox.Literal(place)))
    return _canonical(triples)


def _canonical(triples: Iterable[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset
