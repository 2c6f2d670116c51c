"""Class expressions of OWL 2 RL as premises and conclusions of rules.

An expression on the left of an inclusion becomes the alternatives under which something belongs to
it, one on the right becomes what follows for whatever belongs to it (OWL 2 Profiles, section 4.2:
subClassExpression and superClassExpression). Both are unfolded to the last, so that no rule has to
speak of an expression that has no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, product

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS, XSD
from rdflib.collection import Collection
from rdflib.term import Literal, Node, URIRef

from atlas_kg.namespaces import compress
from atlas_kg.reasoning.axioms import term_of
from atlas_kg.reasoning.rules import SAME_AS, Pattern, Term

__all__ = [
    "TYPE",
    "Consequence",
    "UncoveredError",
    "Unfolding",
    "X",
    "fixed",
    "is_data",
    "predicate",
]

Patterns = tuple[Pattern, ...]
Members = tuple[Node, ...]

TYPE = ox.NamedNode(str(RDF.type))
X = ox.Variable("x")

_CONSTRUCTORS = {
    OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf, OWL.hasValue, OWL.hasSelf,
    OWL.someValuesFrom, OWL.allValuesFrom, OWL.cardinality, OWL.minCardinality,
    OWL.maxCardinality, OWL.qualifiedCardinality, OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality,
}  # fmt: skip


class UncoveredError(Exception):
    """The compiler does not cover a construct where it stands.

    Attributes:
        construct: What it does not cover.
        node: The node of the ontology by which it stands.
    """

    def __init__(self, construct: str, node: Node) -> None:
        super().__init__(construct)
        self.construct = construct
        self.node = node


@dataclass(frozen=True)
class Consequence:
    """One thing that follows for whatever belongs to a class expression.

    Attributes:
        part: The part of the expression from which it follows.
        name: The rule of OWL 2 RL for such a part; None where it is that of the axiom.
        body: What must hold besides.
        head: What follows; None if that is a contradiction.
    """

    part: Node
    name: str | None
    body: Patterns
    head: Pattern | None


class Unfolding:
    """Unfolds the class expressions of one axiom, each with variables of its own."""

    def __init__(self, ontology: rdflib.Graph) -> None:
        self.ontology = ontology
        self._fresh = (ox.Variable(f"y{number}") for number in count(1))
        self._premises: dict[Node, Callable[[Node, Term, Members], Iterator[Patterns]]] = {
            OWL.intersectionOf: self._all_of,
            OWL.unionOf: self._any_of,
            OWL.oneOf: self._one_of,
            OWL.hasValue: self._having_value,
            OWL.someValuesFrom: self._some_values,
        }
        self._conclusions: dict[Node, Callable[[Node, Term, Members], Iterator[Consequence]]] = {
            OWL.intersectionOf: self._each_of,
            OWL.hasValue: self._has_value,
            OWL.complementOf: self._none_of,
            OWL.allValuesFrom: self._all_values,
            OWL.maxCardinality: self._at_most,
            OWL.maxQualifiedCardinality: self._at_most_of_class,
        }

    def alternatives(self, node: Node, subject: Term = X) -> Iterator[Patterns]:
        """Yield the premises under each of which the subject belongs to a class expression.

        That it is one of named things is written as a pattern with ``owl:sameAs``.

        Raises:
            UncoveredError: The expression cannot be a premise in OWL 2 RL.
        """
        constructor, members = _made_of(self.ontology, node)
        if constructor is not None:
            if constructor not in self._premises:
                raise UncoveredError(f"{compress(str(constructor))} as a premise", node)
            yield from self._premises[constructor](node, subject, members)
        elif node == OWL.Thing:
            raise UncoveredError("owl:Thing as a premise", node)
        elif node != OWL.Nothing:
            yield ((subject, TYPE, fixed(node)),)

    def consequences(self, node: Node, subject: Term = X) -> Iterator[Consequence]:
        """Yield what follows when the subject belongs to a class expression.

        Raises:
            UncoveredError: The expression cannot be a conclusion in OWL 2 RL.
        """
        constructor, members = _made_of(self.ontology, node)
        if constructor is not None:
            if constructor not in self._conclusions:
                raise UncoveredError(f"{compress(str(constructor))} as a conclusion", node)
            yield from self._conclusions[constructor](node, subject, members)
        elif node == OWL.Nothing:
            yield Consequence(node, None, (), None)
        elif node != OWL.Thing:
            yield Consequence(node, None, (), (subject, TYPE, fixed(node)))

    def _all_of(self, _: Node, subject: Term, members: Members) -> Iterator[Patterns]:
        parts = [list(self.alternatives(member, subject)) for member in members]
        for choice in product(*parts):
            yield tuple(dict.fromkeys(pattern for part in choice for pattern in part))

    def _any_of(self, _: Node, subject: Term, members: Members) -> Iterator[Patterns]:
        for member in members:
            yield from self.alternatives(member, subject)

    def _one_of(self, node: Node, subject: Term, members: Members) -> Iterator[Patterns]:
        for member in members:
            if isinstance(member, Literal):
                raise UncoveredError("owl:oneOf of literals", node)
            yield ((subject, SAME_AS, fixed(member)),)

    def _having_value(self, node: Node, subject: Term, members: Members) -> Iterator[Patterns]:
        yield ((subject, self._property(node), fixed(members[0])),)

    def _some_values(self, node: Node, subject: Term, members: Members) -> Iterator[Patterns]:
        yield from self._reaching(node, subject, next(self._fresh), members[0])

    def _reaching(
        self, node: Node, subject: Term, value: ox.Variable, filler: Node
    ) -> Iterator[Patterns]:
        """Yield the premises under which a restriction leads from subject to value."""
        link = (subject, self._property(node), value)
        if filler == (RDFS.Literal if self._is_on_literals(node) else OWL.Thing):
            yield (link,)
            return
        self._refuse_literals(node)
        for patterns in self.alternatives(filler, value):
            yield (link, *patterns)

    def _each_of(self, _: Node, subject: Term, members: Members) -> Iterator[Consequence]:
        for member in members:
            yield from self.consequences(member, subject)

    def _has_value(self, node: Node, subject: Term, members: Members) -> Iterator[Consequence]:
        yield Consequence(node, None, (), (subject, self._property(node), fixed(members[0])))

    def _none_of(self, node: Node, subject: Term, members: Members) -> Iterator[Consequence]:
        for body in self.alternatives(members[0], subject):
            yield Consequence(node, "cls-com", body, None)

    def _all_values(self, node: Node, subject: Term, members: Members) -> Iterator[Consequence]:
        self._refuse_literals(node)
        value = next(self._fresh)
        link = (subject, self._property(node), value)
        for found in self.consequences(members[0], value):
            yield Consequence(node, found.name or "cls-avf", (link, *found.body), found.head)

    def _at_most(self, node: Node, subject: Term, members: Members) -> Iterator[Consequence]:
        everything = RDFS.Literal if self._is_on_literals(node) else OWL.Thing
        rules = ("cls-maxc1", "cls-maxc2")
        yield from self._limited(node, subject, members[0], everything, rules)

    def _at_most_of_class(
        self, node: Node, subject: Term, members: Members
    ) -> Iterator[Consequence]:
        filler = self.ontology.value(node, OWL.onClass)
        if filler is None:
            raise UncoveredError("owl:maxQualifiedCardinality without owl:onClass", node)
        of_all = filler == OWL.Thing
        rules = ("cls-maxqc2", "cls-maxqc4") if of_all else ("cls-maxqc1", "cls-maxqc3")
        yield from self._limited(node, subject, members[0], filler, rules)

    def _limited(
        self, node: Node, subject: Term, most: Node, filler: Node, rules: tuple[str, str]
    ) -> Iterator[Consequence]:
        none, at_most_one = rules
        one, other = next(self._fresh), next(self._fresh)
        if str(most) == "0":
            for body in self._reaching(node, subject, one, filler):
                yield Consequence(node, none, body, None)
        elif str(most) == "1":
            self._refuse_literals(node)
            first, second = (self._reaching(node, subject, v, filler) for v in (one, other))
            for left, right in product(first, second):
                yield Consequence(node, at_most_one, (*left, *right), (one, SAME_AS, other))
        else:
            raise UncoveredError(f"a cardinality of {most}", node)

    def _property(self, node: Node) -> ox.NamedNode:
        props = list(self.ontology.objects(node, OWL.onProperty))
        if len(props) != 1:
            raise UncoveredError("a restriction that is not on one property", node)
        return predicate(props[0])

    def _is_on_literals(self, node: Node) -> bool:
        return is_data(self.ontology, self.ontology.value(node, OWL.onProperty))

    def _refuse_literals(self, node: Node) -> None:
        if self._is_on_literals(node):
            raise UncoveredError("a restriction on the literals of a datatype property", node)


def predicate(prop: Node) -> ox.NamedNode:
    """Return a property as the predicate of a pattern.

    Raises:
        UncoveredError: It has no name.
    """
    if not isinstance(prop, URIRef):
        raise UncoveredError("a property that has no name", prop)
    return ox.NamedNode(str(prop))


def fixed(node: Node) -> ox.NamedNode | ox.Literal:
    """Return a name or a literal as the term of a pattern.

    Raises:
        UncoveredError: The node has no name.
    """
    known = term_of(node)
    if isinstance(known, ox.BlankNode):
        raise UncoveredError("a thing that has no name", node)
    return known


def is_data(ontology: rdflib.Graph, prop: Node | None) -> bool:
    """Say whether the values of a property are declared to be literals."""
    return (prop, RDF.type, OWL.DatatypeProperty) in ontology


def _made_of(ontology: rdflib.Graph, node: Node) -> tuple[Node | None, Members]:
    """Return by what a class expression is made, and of which members; nothing for a name."""
    is_datatype = (node, RDF.type, RDFS.Datatype) in ontology
    if is_datatype or node == RDFS.Literal or str(node).startswith(str(XSD)):
        raise UncoveredError("a datatype in place of a class", node)
    if isinstance(node, URIRef):
        return None, ()
    made = [(p, o) for p, o in ontology.predicate_objects(node) if p in _CONSTRUCTORS]
    if isinstance(node, Literal) or len(made) != 1:
        raise UncoveredError("an expression that is none, or several at once,", node)
    ((constructor, value),) = made
    if constructor in {OWL.intersectionOf, OWL.unionOf, OWL.oneOf}:
        return constructor, tuple(Collection(ontology, value))
    return constructor, (value,)
