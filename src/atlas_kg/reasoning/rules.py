"""Rules compiled from the OWL axioms of the ontology.

The rules are those of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/, section 4.3), partially
evaluated against the ontology: each axiom becomes the rules that it licenses, so that an engine
joins data only. Theory stands in the ontology alone; nothing here names a term of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import compress
from atlas_kg.reasoning.axioms import Axiom, Statement, axiom, term_of

__all__ = ["Pattern", "Rule", "compile_rules"]

Term = ox.NamedNode | ox.Literal | ox.Variable
Pattern = tuple[Term, ox.NamedNode, Term]
"""A triple in which variables may stand for subject and object."""

_COVERED = {
    OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
    OWL.NamedIndividual, OWL.Restriction, OWL.Axiom, OWL.AllDisjointClasses, OWL.members,
    OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.onProperty, OWL.hasValue, OWL.intersectionOf,
    OWL.equivalentClass, OWL.disjointWith, OWL.inverseOf, OWL.propertyChainAxiom, OWL.imports,
    OWL.versionIRI, OWL.versionInfo, OWL.deprecated, OWL.annotatedSource, OWL.annotatedProperty,
    OWL.annotatedTarget,
}  # fmt: skip

_TYPE = ox.NamedNode(str(RDF.type))
_X, _Y = ox.Variable("x"), ox.Variable("y")


@dataclass(frozen=True)
class Rule:
    """One rule: when all patterns of the body hold, so does the head.

    Attributes:
        name: The rule of OWL 2 RL of which it is an instance, such as ``prp-spo2``.
        axiom: The axiom that licenses it.
        body: The premises.
        head: The conclusion; None where the premises contradict each other.
    """

    name: str
    axiom: Axiom
    body: tuple[Pattern, ...]
    head: Pattern | None


def compile_rules(ontology: rdflib.Graph) -> tuple[Rule, ...]:
    """Compile the axioms of an ontology into rules about its instances.

    Args:
        ontology: The ontology, with its imports.

    Returns:
        The rules in a stable order, each once.

    Raises:
        UsageError: The ontology uses a construct of OWL that the compiler does not cover.
    """
    _refuse_uncovered(ontology)
    rules = (*_class_rules(ontology), *_property_rules(ontology), *_disjointness_rules(ontology))
    ordered = sorted(rules, key=lambda rule: (rule.name, rule.axiom.text, str(rule.head)))
    # Modules may state the same twice, in axioms of their own.
    rules_once = {(rule.name, rule.body, rule.head): rule for rule in reversed(ordered)}
    return tuple(rules_once.values())[::-1]


def _refuse_uncovered(ontology: rdflib.Graph) -> None:
    uncovered = set()
    for subject, predicate, value in ontology:
        for term in (predicate, value):
            # Not "in OWL", which knows no misspelt terms.
            if isinstance(term, URIRef) and term.startswith(str(OWL)) and term not in _COVERED:
                uncovered.add((compress(term), _holder(ontology, subject)))
        if predicate == RDF.type and isinstance(value, BNode):
            uncovered.add(("an unnamed class as rdf:type", _holder(ontology, subject)))
        if predicate == OWL.onProperty and isinstance(subject, URIRef):
            uncovered.add(("a restriction with a name", _place(subject)))
        if predicate == OWL.intersectionOf and ontology.value(subject, predicate) != value:
            uncovered.add(("a second owl:intersectionOf", _holder(ontology, subject)))
    if uncovered:
        listed = "; ".join(f"{construct} at {place}" for construct, place in sorted(uncovered))
        raise UsageError(
            f"The rule compiler does not cover these constructs of the ontology: {listed}. "
            "Express them otherwise."
        )


def _class_rules(ontology: rdflib.Graph) -> Iterator[Rule]:
    for lower, upper in ontology.subject_objects(RDFS.subClassOf):
        statement = (lower, RDFS.subClassOf, upper)
        yield from _inclusion(ontology, statement, lower, upper)
    for one, other in ontology.subject_objects(OWL.equivalentClass):
        statement = (one, OWL.equivalentClass, other)
        yield from _inclusion(ontology, statement, one, other)
        yield from _inclusion(ontology, statement, other, one)
    for node, members in ontology.subject_objects(OWL.intersectionOf):
        if isinstance(node, URIRef):
            whole = (_X, _TYPE, _term(node))
            parts = _patterns(ontology, node, expand=True)
            text = f"{_name(ontology, node)} is the intersection of its parts"
            said = axiom(ontology, text, (node, OWL.intersectionOf, members))
            yield Rule("cls-int1", said, parts, whole)
            for part in parts:
                yield Rule("cls-int2", said, (whole,), part)


def _inclusion(
    ontology: rdflib.Graph, statement: Statement, lower: Node, upper: Node
) -> Iterator[Rule]:
    body = _patterns(ontology, lower)
    for head in _patterns(ontology, upper):
        text = f"whatever {_phrase(ontology, body)} also {_phrase(ontology, (head,))}"
        yield Rule("cax-sco", axiom(ontology, text, statement), body, head)


def _patterns(ontology: rdflib.Graph, node: Node, *, expand: bool = False) -> tuple[Pattern, ...]:
    """Return what holds of the variable x when it belongs to a class expression."""
    if isinstance(node, URIRef) and not expand:
        return ((_X, _TYPE, _term(node)),)
    value = ontology.value(node, OWL.hasValue)
    if value is not None:
        on = ontology.value(node, OWL.onProperty)
        return ((_X, _predicate(on), _term(value)),)
    parts = ontology.value(node, OWL.intersectionOf)
    if parts is not None:
        members = Collection(ontology, parts)
        return tuple(pattern for part in members for pattern in _patterns(ontology, part))
    raise UsageError(
        f"The expression at {_holder(ontology, node)} is neither a named class, a hasValue "
        "restriction nor an intersection of these: express it so."
    )


def _property_rules(ontology: rdflib.Graph) -> Iterator[Rule]:
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        text = f"{_name(ontology, lower)} is a subproperty of {_name(ontology, upper)}"
        said = axiom(ontology, text, (lower, RDFS.subPropertyOf, upper))
        body = ((_X, _predicate(lower), _Y),)
        yield Rule("prp-spo1", said, body, (_X, _predicate(upper), _Y))
    for one, other in ontology.subject_objects(OWL.inverseOf):
        text = f"{_name(ontology, one)} is the inverse of {_name(ontology, other)}"
        said = axiom(ontology, text, (one, OWL.inverseOf, other))
        yield from _reversal("prp-inv", said, one, other)
        yield from _reversal("prp-inv", said, other, one)
    for prop in ontology.subjects(RDF.type, OWL.SymmetricProperty):
        text = f"{_name(ontology, prop)} is symmetric"
        said = axiom(ontology, text, (prop, RDF.type, OWL.SymmetricProperty))
        yield from _reversal("prp-symp", said, prop, prop)
    for prop in ontology.subjects(RDF.type, OWL.TransitiveProperty):
        text = f"{_name(ontology, prop)} is transitive"
        said = axiom(ontology, text, (prop, RDF.type, OWL.TransitiveProperty))
        yield _chain("prp-trp", said, prop, [prop, prop])
    for prop, chain in ontology.subject_objects(OWL.propertyChainAxiom):
        links = list(Collection(ontology, chain))
        steps = ", then ".join(_name(ontology, link) for link in links)
        text = f"{_name(ontology, prop)} follows from {steps}"
        said = axiom(ontology, text, (prop, OWL.propertyChainAxiom, chain))
        yield _chain("prp-spo2", said, prop, links)
    yield from _domain_and_range_rules(ontology)


def _reversal(name: str, said: Axiom, prop: Node, reverse: Node) -> Iterator[Rule]:
    yield Rule(name, said, ((_X, _predicate(prop), _Y),), (_Y, _predicate(reverse), _X))


def _chain(name: str, said: Axiom, prop: Node, links: list[Node]) -> Rule:
    places = [ox.Variable(f"x{number}") for number in range(len(links) + 1)]
    steps = zip(places, links, places[1:], strict=False)
    body = tuple((start, _predicate(link), end) for start, link, end in steps)
    return Rule(name, said, body, (places[0], _predicate(prop), places[-1]))


def _domain_and_range_rules(ontology: rdflib.Graph) -> Iterator[Rule]:
    for prop, domain in ontology.subject_objects(RDFS.domain):
        text = f"whatever {_name(ontology, prop)} something is a {_name(ontology, domain)}"
        said = axiom(ontology, text, (prop, RDFS.domain, domain))
        for head in _patterns(ontology, domain):
            yield Rule("prp-dom", said, ((_X, _predicate(prop), _Y),), head)
    for prop, range_ in ontology.subject_objects(RDFS.range):
        if (prop, RDF.type, OWL.ObjectProperty) not in ontology:
            continue
        text = f"whatever something {_name(ontology, prop)} is a {_name(ontology, range_)}"
        said = axiom(ontology, text, (prop, RDFS.range, range_))
        for head in _patterns(ontology, range_):
            yield Rule("prp-rng", said, ((_Y, _predicate(prop), _X),), head)


def _disjointness_rules(ontology: rdflib.Graph) -> Iterator[Rule]:
    for one, other in ontology.subject_objects(OWL.disjointWith):
        yield _disjointness(ontology, (one, OWL.disjointWith, other), one, other)
    for node in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        members = ontology.value(node, OWL.members)
        if members is not None:
            statement = (node, OWL.members, members)
            for one, other in combinations(Collection(ontology, members), 2):
                yield _disjointness(ontology, statement, one, other)


def _disjointness(ontology: rdflib.Graph, statement: Statement, *pair: Node) -> Rule:
    # Sorted, since modules may state the same pair in either order.
    one, other = sorted(pair, key=str)
    text = f"nothing is both a {_name(ontology, one)} and a {_name(ontology, other)}"
    body = _patterns(ontology, one) + _patterns(ontology, other)
    return Rule("cax-dw", axiom(ontology, text, statement), body, None)


def _predicate(node: Node | None) -> ox.NamedNode:
    if not isinstance(node, URIRef):
        raise UsageError(
            "A property of the ontology has no name of its own: give it one, as the rule compiler "
            "needs it by name."
        )
    return ox.NamedNode(str(node))


def _term(node: Node) -> ox.NamedNode | ox.Literal:
    known = term_of(node)
    if isinstance(known, ox.BlankNode):
        raise UsageError(
            "A value in a restriction of the ontology has no name: give it one, as the rule "
            "compiler needs it by name."
        )
    return known


def _holder(ontology: rdflib.Graph, node: Node) -> str:
    """Say in which named thing's description a construct stands."""
    seen = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = next(ontology.subjects(None, node), node)
    return _place(node)


def _place(node: Node) -> str:
    """Say where a construct stands, for those who have to change it."""
    return compress(str(node)) if isinstance(node, URIRef) else "an unnamed expression"


def _name(ontology: rdflib.Graph, node: Node) -> str:
    """Call a term by its label in the axiom that a reader of proofs sees."""
    label = ontology.value(node, RDFS.label)
    return f"‘{label}’" if label else _place(node)


def _phrase(ontology: rdflib.Graph, patterns: tuple[Pattern, ...]) -> str:
    """Say in words what the patterns state of the variable x."""
    parts = []
    for _, predicate, value in patterns:
        known = isinstance(value, ox.NamedNode)
        name = _name(ontology, URIRef(value.value)) if known else f"‘{value.value}’"
        verb = "is a" if predicate == _TYPE else _name(ontology, URIRef(predicate.value))
        parts.append(f"{verb} {name}")
    return " and ".join(parts)
