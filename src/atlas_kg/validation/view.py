"""The data graph as rdflib sees it, without a copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.store import Store
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.formats import from_rdflib_term, to_rdflib_term
from atlas_kg.validation.data import Data

__all__ = ["view"]


def view(data: Data) -> rdflib.Graph:
    """Return a data graph as a graph of rdflib that can be read and not written."""
    return rdflib.Graph(store=_View(data), bind_namespaces="none")


class _View(Store):
    def __init__(self, data: Data) -> None:
        super().__init__()
        self._data = data

    def triples(
        self,
        triple_pattern: tuple[Any, Any, Any],
        context: object = None,  # noqa: ARG002 - as rdflib calls it
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[None]]]:
        """Yield the triples that match a pattern; see `rdflib.store.Store.triples`."""
        subject, predicate, value = triple_pattern
        fits = (
            isinstance(subject, URIRef | BNode | None)
            and isinstance(predicate, URIRef | None)
            and isinstance(value, URIRef | BNode | Literal | None)
        )
        if not fits:
            return
        wanted = [None if node is None else from_rdflib_term(node) for node in triple_pattern]
        for triple in self._matching(*wanted):
            found = tuple(
                to_rdflib_term(t) for t in (triple.subject, triple.predicate, triple.object)
            )
            yield (found[0], found[1], found[2]), iter(())

    def _matching(self, subject: Any, predicate: Any, value: Any) -> Iterator[ox.Triple]:  # noqa: ANN401
        seen: set[ox.Triple] = set()
        for name in self._data.graphs:
            for quad in self._data.store.quads_for_pattern(subject, predicate, value, name):
                if quad.triple not in seen:
                    seen.add(quad.triple)
                    yield quad.triple

    def __len__(self, context: object = None) -> int:
        return sum(1 for _ in self._matching(None, None, None))
