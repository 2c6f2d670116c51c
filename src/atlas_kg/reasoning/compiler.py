"""Rules compiled from the OWL axioms of the ontology.

The rules are those of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/, section 4.3), partially
evaluated against the ontology: each axiom becomes the rules that it licenses, so that an engine
joins data only. Theory stands in the ontology alone; nothing here names a term of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF
from rdflib.term import Node, URIRef

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import compress
from atlas_kg.reasoning.class_axioms import CLASS_AXIOMS, KINDS_OF_CLASS_AXIOMS, emptiness
from atlas_kg.reasoning.expressions import UncoveredError
from atlas_kg.reasoning.identity import KINDS_OF_DENIALS, identity_rules
from atlas_kg.reasoning.property_axioms import KINDS_OF_PROPERTY_AXIOMS, PROPERTY_AXIOMS
from atlas_kg.reasoning.rules import SAME_AS, Compilation, Pattern, Rule, Term
from atlas_kg.reasoning.wording import holder

__all__ = ["compile_rules"]

_COVERED = {
    # Classes and their expressions
    OWL.Class, OWL.Restriction, OWL.Thing, OWL.Nothing, OWL.onProperty, OWL.onClass,
    OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf, OWL.hasValue,
    OWL.someValuesFrom, OWL.allValuesFrom, OWL.maxCardinality, OWL.maxQualifiedCardinality,
    # Axioms about classes
    OWL.equivalentClass, OWL.disjointWith, OWL.AllDisjointClasses, OWL.members, OWL.hasKey,
    # Properties and axioms about them
    OWL.ObjectProperty, OWL.DatatypeProperty, OWL.TransitiveProperty, OWL.SymmetricProperty,
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty, OWL.inverseOf, OWL.equivalentProperty, OWL.propertyChainAxiom,
    OWL.propertyDisjointWith, OWL.AllDisjointProperties,
    # Individuals
    OWL.NamedIndividual, OWL.sameAs, OWL.differentFrom, OWL.AllDifferent, OWL.distinctMembers,
    OWL.NegativePropertyAssertion, OWL.sourceIndividual, OWL.assertionProperty,
    OWL.targetIndividual, OWL.targetValue,
    # What says nothing about instances
    OWL.Ontology, OWL.AnnotationProperty, OWL.Annotation, OWL.Axiom, OWL.annotatedSource,
    OWL.annotatedProperty, OWL.annotatedTarget, OWL.imports, OWL.versionIRI, OWL.versionInfo,
    OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith, OWL.deprecated,
}  # fmt: skip


def compile_rules(ontology: rdflib.Graph) -> tuple[Rule, ...]:
    """Compile the axioms of an ontology into rules about its instances.

    Args:
        ontology: The ontology, with its imports.

    Returns:
        The rules in a stable order, each once for each axiom that licenses it.

    Raises:
        UsageError: The ontology uses a construct of OWL that the compiler does not cover, or
            contradicts itself before it is applied to anything.
    """
    refused = set(_unknown_terms(ontology))
    rules: list[Rule] = []
    for compilation, subject, value in _axioms(ontology):
        try:
            rules.extend(map(_of_named_things, compilation(ontology, subject, value)))
        except UncoveredError as error:
            # A term of OWL stands everywhere: the other side of the axiom tells where.
            node = value if error.node == subject == OWL.Thing else error.node
            refused.add((error.construct, holder(ontology, node)))
    if refused:
        listed = "; ".join(f"{construct} at {place}" for construct, place in sorted(refused))
        raise UsageError(
            f"The rule compiler does not cover these constructs of the ontology: {listed}. "
            "Express them otherwise."
        )
    rules.extend(emptiness(ontology))
    rules.extend(identity_rules(ontology, rules))
    for rule in rules:
        if not rule.body and rule.head is None:
            raise UsageError(f"The ontology contradicts itself: {rule.axiom}. Change it.")
    ordered = sorted(rules, key=lambda rule: (rule.name, rule.axiom.text, str(rule.head)))
    # A proof may rest on any of the axioms that license the same, so that each has its rule.
    once = {
        (rule.body, rule.head, rule.axiom.triples): rule
        for rule in reversed(ordered)
        if rule.head not in rule.body
    }
    return tuple(once.values())[::-1]


def _axioms(ontology: rdflib.Graph) -> Iterator[tuple[Compilation, Node, Node]]:
    for predicate, compilation in (CLASS_AXIOMS | PROPERTY_AXIOMS).items():
        for subject, value in ontology.subject_objects(predicate):
            yield compilation, subject, value
    kinds = KINDS_OF_CLASS_AXIOMS | KINDS_OF_PROPERTY_AXIOMS | KINDS_OF_DENIALS
    for kind, compilation in kinds.items():
        for subject in ontology.subjects(RDF.type, kind):
            yield compilation, subject, kind


def _unknown_terms(ontology: rdflib.Graph) -> Iterator[tuple[str, str]]:
    for subject, predicate, value in ontology:
        for term in (predicate, value):
            # Not "in OWL", which knows no misspelt terms.
            if isinstance(term, URIRef) and term.startswith(str(OWL)) and term not in _COVERED:
                yield compress(term), holder(ontology, subject)
        if predicate == OWL.onProperty and isinstance(subject, URIRef):
            yield "a restriction with a name", holder(ontology, subject)
        if predicate in {OWL.members, OWL.distinctMembers} and not _has_a_kind(ontology, subject):
            yield compress(str(predicate)), holder(ontology, subject)


def _has_a_kind(ontology: rdflib.Graph, node: Node) -> bool:
    kinds = (OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.AllDifferent)
    return any((node, None, kind) in ontology for kind in kinds)


def _of_named_things(rule: Rule) -> Rule:
    """Put the names in the places of variables that stand for one named thing each."""
    for place in rule.body:
        variable, prop, known = place
        if (
            isinstance(variable, ox.Variable)
            and prop == SAME_AS
            and isinstance(known, ox.NamedNode)
        ):
            rest = [_replaced(p, variable, known) for p in rule.body if p != place]
            head = rule.head and _replaced(rule.head, variable, known)
            return _of_named_things(Rule(rule.name, rule.axiom, tuple(rest), head))
    # A thing is one that has its name.
    body = tuple(p for p in rule.body if p[1] != SAME_AS or p[0] != p[2])
    return Rule(rule.name, rule.axiom, tuple(dict.fromkeys(body)), rule.head)


def _replaced(pattern: Pattern, variable: ox.Variable, known: ox.NamedNode) -> Pattern:
    def put(term: Term) -> Term:
        return known if term == variable else term

    return put(pattern[0]), pattern[1], put(pattern[2])
