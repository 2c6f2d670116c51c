"""The compiled rules as SPARQL 1.1 updates, by which any store computes the closure itself.

The store holds the asserted graphs; the closure goes into its graph ``inferred``. Everything is
standard SPARQL 1.1 (https://www.w3.org/TR/sparql11-update/), so that the store may be embedded,
remote or distributed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.reasoning.batches import insertions
from atlas_kg.reasoning.rules import Pattern, Rule

__all__ = ["UpdatableStore", "broken_rules", "compute_closure", "load_graph"]

_GRAPHS = (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_INFERRED)

_RULES_AT_ONCE = 100
"""How many rules one request holds: Virtuoso compiles it whole, and refuses what is too large."""


class UpdatableStore(Protocol):
    """What answers SPARQL queries and takes SPARQL updates."""

    def query(self, text: str, /) -> object:
        """Answer a SELECT query with its rows."""
        ...

    def update(self, text: str, /) -> None:
        """Run updates, separated by semicolons."""
        ...


def compute_closure(
    store: UpdatableStore, rules: Iterable[Rule], progress: Callable[[str], None] = lambda _: None
) -> int:
    """Let a store compute the closure of its asserted graphs into its graph ``inferred``.

    What that graph held before is dropped. Each round runs the rules, in turn, of which a premise
    may hold of something new, a hundred with each request; the last round finds nothing.

    Args:
        store: The store, which holds the graphs ``ontology`` and ``literature``.
        rules: The rules; those without a head are passed over.
        progress: Called with one line after each round.

    Returns:
        The number of inferred triples.
    """
    updates = [
        ({predicate.value for _, predicate, _ in rule.body}, _update(rule, rule.head))
        for rule in rules
        if rule.head is not None
    ]
    store.update(f"DROP SILENT GRAPH {GRAPH_INFERRED}")
    before: dict[str, int] = {}
    chosen = [text for _, text in updates]
    number = 0
    while chosen:
        number += 1
        for start in range(0, len(chosen), _RULES_AT_ONCE):
            store.update(" ;\n".join(chosen[start : start + _RULES_AT_ONCE]))
        after = _counts(store)
        progress(f"Round {number}: {len(chosen)} rules, {sum(after.values())} statements inferred.")
        grown = {name for name, count in after.items() if count != before.get(name)}
        chosen = [text for premises, text in updates if premises & grown]
        before = after
    # Facts about blank nodes had to be there for others to follow from them. What is the same is
    # also of the same kinds of OWL, which says nothing of the thing.
    store.update(
        f"DELETE {{ GRAPH {GRAPH_INFERRED} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {GRAPH_INFERRED} "
        "{ ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o) || "
        f"?p = <{RDF.type}> && STRSTARTS(STR(?o), '{OWL}')) }} }}"
    )
    return sum(_counts(store).values())


def broken_rules(store: UpdatableStore, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules without a head whose premises hold in a store: it is inconsistent."""
    forbidding = [rule for rule in rules if rule.head is None]
    cases = [
        f"{{ {_text(rule.body)} BIND({number} AS ?rule) }}"
        for number, rule in enumerate(forbidding)
    ]
    sources = " ".join(f"FROM {graph}" for graph in _GRAPHS)
    broken: set[int] = set()
    for start in range(0, len(cases), _RULES_AT_ONCE):
        some = " UNION ".join(cases[start : start + _RULES_AT_ONCE])
        rows = _rows(store, f"SELECT DISTINCT ?rule {sources} WHERE {{ {some} }}")
        broken.update(int(row["rule"].value) for row in rows)
    return tuple(forbidding[number] for number in sorted(broken))


def load_graph(store: UpdatableStore, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> None:
    """Replace a graph of a store.

    Args:
        store: The store.
        graph: The name of the graph.
        triples: What the graph is to hold.
    """
    store.update(f"DROP SILENT GRAPH {graph}")
    for text in insertions(graph, triples):
        store.update(text)


def _update(rule: Rule, head: Pattern) -> str:
    using = " ".join(f"USING {graph}" for graph in _GRAPHS)
    conclusion = _text((head,))
    differ = "FILTER(!sameTerm({}, {})) ".format(*rule.distinct) if rule.distinct else ""
    return (
        f"INSERT {{ GRAPH {GRAPH_INFERRED} {{ {conclusion} }} }} {using} "
        f"WHERE {{ {_text(rule.body)} {differ}FILTER NOT EXISTS {{ {conclusion} }} }}"
    )


def _text(patterns: tuple[Pattern, ...]) -> str:
    return " . ".join(" ".join(map(str, pattern)) for pattern in patterns)


def _counts(store: UpdatableStore) -> dict[str, int]:
    """Return how many triples of each property are inferred so far."""
    rows = _rows(
        store,
        f"SELECT ?p (COUNT(*) AS ?n) {{ GRAPH {GRAPH_INFERRED} {{ ?s ?p ?o }} }} GROUP BY ?p",
    )
    return {row["p"].value: int(row["n"].value) for row in rows}


def _rows(store: UpdatableStore, query: str) -> Iterator[ox.QuerySolution]:
    return iter(cast("ox.QuerySolutions", store.query(query)))
