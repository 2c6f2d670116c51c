"""What the checks ask besides, where statements are added that make another one hold.

Something new gets the classes that follow for it, and a stand-in for each thing that the shapes
require it to be related to. So shapes about the whole, such as the one about the agreement of
coders, see a record that is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from threading import Lock

import pyoxigraph as ox
from rdflib import RDF, SH
from rdflib.term import URIRef

from atlas_kg.explanation.abduction import Explicable, Missing
from atlas_kg.explanation.consequences import consequences
from atlas_kg.namespaces import GRAPH_LITERATURE, THING
from atlas_kg.validation import ASSERTED, asserted_shapes
from atlas_kg.validation.changes import Validation, begin
from atlas_kg.validation.compiled import compile_shapes
from atlas_kg.validation.data import Data
from atlas_kg.validation.report import Result

__all__ = ["Acceptance"]

_NEW = f"{THING}new/"
_STAND_IN = f"{THING}stand-in/"
_TYPE = ox.NamedNode(str(RDF.type))


class Acceptance:
    """Checks what is missing by the shapes for asserted data.

    Only what the statements can affect is checked; what was found before them is found once.
    Threads may share it, and wait for each other.

    Args:
        graph: Asserted and inferred graphs, with rules and shapes; it stays as it is.
    """

    def __init__(self, graph: Explicable) -> None:
        self._graph = graph
        self._lock = Lock()

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
        with self._lock:
            asked = self._asked(wanted, missing.replaced)
        messages = (
            str(message)
            for result in asked
            if result.severity == SH.Violation and not str(result.focus).startswith(_STAND_IN)
            for message in result.messages
        )
        return tuple(sorted(set(messages)))

    def _asked(self, wanted: set[ox.Quad], replaced: Iterable[ox.Triple]) -> set[Result]:
        """Return the results that come with some statements in the place of others."""
        before = self._before
        store = before.data.store
        new = [quad for quad in wanted if quad not in store]
        old = [
            quad
            for t in replaced
            for quad in store.quads_for_pattern(t.subject, t.predicate, t.object, None)
        ]
        stand_ins: list[ox.Quad] = []
        try:
            lacking = before.after(new, old)
            # Only what comes is looked at: there may be many warnings that were there before.
            found = set(_more(before, lacking))
            stand_ins += self._stand_ins(found)
            found |= set(_more(before, lacking.after(stand_ins)))
        finally:
            for quad in (*new, *stand_ins):
                store.remove(quad)
            store.extend(old)
        return found

    @cached_property
    def _before(self) -> Validation:
        """What validation finds in a copy of what is asserted, which may be changed."""
        shapes = compile_shapes(asserted_shapes(self._graph.dataset))
        store = ox.Store()
        for name in ASSERTED:
            store.bulk_extend(self._graph.store.quads_for_pattern(None, None, None, name))
        return begin(shapes, Data(store, ASSERTED))

    def _stand_ins(self, results: Iterable[Result]) -> Iterator[ox.Quad]:
        """Yield what relates something new to a thing of each class that it lacks."""
        for result in results:
            kind = self._before.compiled.graph.value(result.shape, SH["class"])
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


def _more(before: Validation, after: Validation) -> Iterator[Result]:
    """Yield the results that were not there before."""
    for key, results in after.found.items():
        known = before.found.get(key, ())
        yield from (result for result in results if result not in known)


def _quad(triple: ox.Triple) -> ox.Quad:
    """Return a statement of the literature in which something new has a name."""
    subject, value = (
        ox.NamedNode(_NEW + node.value) if isinstance(node, ox.BlankNode) else node
        for node in (triple.subject, triple.object)
    )
    return ox.Quad(subject, triple.predicate, value, GRAPH_LITERATURE)  # type: ignore[arg-type]
