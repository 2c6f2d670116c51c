"""What the checks ask besides, where statements are added that make another one hold.

Something new gets the classes that follow for it, and a stand-in for each thing that the shapes
require it to be related to. So shapes about the whole, such as the one about the agreement of
coders, see a record that is complete.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF, SH
from rdflib.term import URIRef

from atlas_kg.dataset import copy_of
from atlas_kg.explanation.abduction import Explicable, Missing
from atlas_kg.explanation.consequences import consequences
from atlas_kg.namespaces import GRAPH_LITERATURE, THING
from atlas_kg.validation import ASSERTED, asserted_shapes
from atlas_kg.validation.compiled import compile_shapes, find_results
from atlas_kg.validation.data import Data
from atlas_kg.validation.report import Result

__all__ = ["Acceptance"]

_NEW = f"{THING}new/"
_STAND_IN = f"{THING}stand-in/"
_TYPE = ox.NamedNode(str(RDF.type))


class Acceptance:
    """Checks what is missing by the shapes for asserted data.

    Args:
        graph: Asserted and inferred graphs, with rules and shapes; it stays as it is.
    """

    def __init__(self, graph: Explicable) -> None:
        self._graph = graph
        self._store = copy_of(graph.store)
        self._shapes = compile_shapes(asserted_shapes(graph.dataset))
        self._before = frozenset(self._results())

    def asked(self, missing: Missing) -> tuple[str, ...]:
        """Return what the checks ask, each message once, beside the missing statements.

        Args:
            missing: Statements that would be added, and those whose place they take.
        """
        added, _ = consequences(
            self._graph.store, missing.statements, frozenset(missing.replaced), self._graph.rules
        )
        classes = (t for t in added if t.predicate == _TYPE and isinstance(t.subject, ox.BlankNode))
        wanted = {_quad(triple) for triple in (*missing.statements, *classes)}
        new = [quad for quad in wanted if quad not in self._store]
        old = [
            quad
            for t in missing.replaced
            for quad in self._store.quads_for_pattern(t.subject, t.predicate, t.object, None)
        ]
        for quad in old:
            self._store.remove(quad)
        self._store.extend(new)
        lacking = self._results()
        stand_ins = list(self._stand_ins(lacking))
        self._store.extend(stand_ins)
        asked = {*lacking, *self._results()} - self._before
        for quad in (*new, *stand_ins):
            self._store.remove(quad)
        self._store.extend(old)
        messages = (
            str(message)
            for result in asked
            if result.severity == SH.Violation and not str(result.focus).startswith(_STAND_IN)
            for message in result.messages
        )
        return tuple(sorted(set(messages)))

    def _results(self) -> list[Result]:
        found = find_results(self._shapes, Data(self._store, ASSERTED))
        return [result for results in found.values() for result in results]

    def _stand_ins(self, results: list[Result]) -> Iterator[ox.Quad]:
        """Yield what relates something new to a thing of each class that it lacks."""
        for result in results:
            kind = self._shapes.graph.value(result.shape, SH["class"])
            if (
                result.component == SH.MinCountConstraintComponent
                and str(result.focus).startswith(_NEW)
                and isinstance(result.path, URIRef)
                and kind is not None
            ):
                subject, name = ox.NamedNode(str(result.focus)), ox.NamedNode(str(result.path))
                value = ox.NamedNode(_STAND_IN + str(kind).rpartition("#")[2])
                yield ox.Quad(subject, name, value, GRAPH_LITERATURE)
                yield ox.Quad(value, _TYPE, ox.NamedNode(str(kind)), GRAPH_LITERATURE)


def _quad(triple: ox.Triple) -> ox.Quad:
    """Return a statement of the literature in which something new has a name."""
    subject, value = (
        ox.NamedNode(_NEW + node.value) if isinstance(node, ox.BlankNode) else node
        for node in (triple.subject, triple.object)
    )
    return ox.Quad(subject, triple.predicate, value, GRAPH_LITERATURE)  # type: ignore[arg-type]
