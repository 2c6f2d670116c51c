"""The data graph: some named graphs of the embedded store, read as one graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import pyoxigraph as ox

from atlas_kg.errors import UsageError

__all__ = ["SUBCLASS", "TYPE", "Data", "Term"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


@dataclass(frozen=True)
class Data:
    """Some named graphs of a store, which must not change while they are read as one.

    Attributes:
        store: The store.
        graphs: The names of the graphs whose union is the data graph.
    """

    store: ox.Store
    graphs: tuple[ox.NamedNode, ...]
    _classes: dict[ox.NamedNode, frozenset[Term]] = field(default_factory=dict, repr=False)

    def objects(self, subject: Term, predicate: ox.NamedNode) -> set[Term]:
        """Return the objects of the triples with a subject and a predicate."""
        if isinstance(subject, ox.Literal):
            return set()
        return {
            _known(quad.object)
            for name in self.graphs
            for quad in self.store.quads_for_pattern(subject, predicate, None, name)
        }

    def subjects(self, predicate: ox.NamedNode, value: Term) -> set[Term]:
        """Return the subjects of the triples with a predicate and an object."""
        return {
            _known(quad.subject)
            for name in self.graphs
            for quad in self.store.quads_for_pattern(None, predicate, value, name)
        }

    def described(self, subject: Term) -> set[tuple[ox.NamedNode, Term]]:
        """Return predicate and object of each triple with a subject."""
        if isinstance(subject, ox.Literal):
            return set()
        return {
            (quad.predicate, _known(quad.object))
            for name in self.graphs
            for quad in self.store.quads_for_pattern(subject, None, None, name)
        }

    def subclasses(self, kind: ox.NamedNode) -> frozenset[Term]:
        """Return a class and all classes below it by ``rdfs:subClassOf``."""
        if kind in self._classes:
            return self._classes[kind]
        found: set[Term] = {kind}
        todo: list[Term] = [kind]
        while todo:
            new = self.subjects(SUBCLASS, todo.pop()) - found
            found |= new
            todo.extend(new)
        self._classes[kind] = frozenset(found)
        return self._classes[kind]

    def is_instance(self, node: Term, classes: frozenset[Term]) -> bool:
        """Tell whether a node has one of the classes as its type."""
        return not classes.isdisjoint(self.objects(node, TYPE))

    def solutions(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> ox.QuerySolutions:
        """Answer a SELECT query on the data graph.

        Args:
            query: The query.
            bindings: What variables that it projects are to stand for.
        """
        found = self.store.query(
            query,
            use_default_graph_as_union=self._is_whole_store,
            default_graph=None if self._is_whole_store else list(self.graphs),
            substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()}
            or None,
        )
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it was a SELECT
        return found

    @cached_property
    def size(self) -> int:
        """How many statements the store holds; it has to count them."""
        return len(self.store)

    @cached_property
    def merged(self) -> Data:
        """The same data in one graph.

        The store counts a triple that stands in two graphs twice, which matters to queries that
        count.
        """
        if not self._overlaps:
            return self
        store = ox.Store()
        name = self.graphs[0]
        store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, name)
            for graph in self.graphs
            for quad in self.store.quads_for_pattern(None, None, None, graph)
        )
        return Data(store, (name,))

    @property
    def _overlaps(self) -> bool:
        """Whether a triple stands in two graphs; what it costs depends on the smaller ones."""
        for one, other in combinations(self.graphs, 2):
            here, there = (
                self.store.quads_for_pattern(None, None, None, name) for name in (one, other)
            )
            for first, second in zip(here, there, strict=False):
                if _moved(first, other) in self.store or _moved(second, one) in self.store:
                    return True
        return False

    @cached_property
    def _is_whole_store(self) -> bool:
        # The union of all graphs is answered faster than a list of them.
        others = set(self.store.named_graphs()) - set(self.graphs)
        default = next(self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None)
        return not others and default is None


def _known(node: Term | ox.Triple) -> Term:
    if isinstance(node, ox.Triple):
        raise UsageError("Quoted triples cannot be validated: remove them.")
    return node


def _moved(quad: ox.Quad, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)
