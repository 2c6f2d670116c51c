"""The test cases of W3C for OWL 2, as far as they belong to the profile RL and are approved.

https://www.w3.org/TR/owl2-conformance/, section 3
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from atlas_kg.errors import UsageError
from atlas_kg.formats import from_rdflib
from atlas_kg.reasoning import Rule, compile_rules, infer

FILE = Path(__file__).parents[3] / "shared" / "data" / "w3c" / "owl2-test-cases.rdf"
"""Where they lie, on the machines that have them."""

TEST = Namespace("http://www.w3.org/2007/OWL/testOntology#")
_SKOLEM = "http://example.org/.well-known/genid/"
_DIFFERENT = ox.NamedNode(str(OWL.differentFrom))
_SAME_AS = ox.NamedNode(str(OWL.sameAs))
# Whatever is spoken of is one.
_EVERYTHING = {OWL.Thing, OWL.NamedIndividual}
# They hold of owl:sameAs itself, whatever an ontology says.
_LOGIC = {"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-o", "eq-diff1"}


@dataclass(frozen=True)
class Goal:
    """Something to be shown: that a triple follows from the premises and from assumptions.

    Attributes:
        assumptions: What is assumed besides the premises.
        triple: What then must hold; None for a contradiction.
    """

    assumptions: tuple[ox.Triple, ...]
    triple: ox.Triple | None


@dataclass(frozen=True)
class Case:
    """One test case.

    Attributes:
        name: Its identifier.
        premise: The ontology that it starts from; None if it is in functional-style syntax only.
        consistent: Whether the premise has a model.
        conclusion: What the premise entails.
        nonconclusion: What it does not entail.
    """

    name: str
    premise: Graph | None
    consistent: bool
    conclusion: Graph | None
    nonconclusion: Graph | None


@cache
def cases() -> dict[str, Case]:
    """Read the cases of the profile RL that W3C has approved."""
    graph = Graph().parse(FILE)
    found = [
        _case(graph, test)
        for test in graph.subjects(TEST.profile, TEST.RL)
        if (test, TEST.status, TEST.Approved) in graph
    ]
    return {case.name: case for case in sorted(found, key=lambda case: case.name)}


def passes(case: Case, engine: str) -> bool | None:
    """Say whether rules and engine agree with W3C about a case; None if nothing can be shown.

    Raises:
        UsageError: The compiler refuses the premise.
    """
    if case.premise is None:
        return None
    if is_contradictory(case.premise, (), engine) is case.consistent:
        return False
    for stated, expected in ((case.conclusion, True), (case.nonconclusion, False)):
        if stated is not None:
            goals = list(_goals(stated)) if _is_covered(stated) else []
            if not goals:
                return None
            if all(follows(case.premise, goal, engine) for goal in goals) is not expected:
                return False
    return True


def follows(premise: Graph, goal: Goal, engine: str) -> bool:
    """Say whether a goal can be shown; from a contradiction, everything can."""
    whole = _closure(premise, goal.assumptions, engine)
    return goal.triple in whole or is_contradictory(premise, goal.assumptions, engine)


def is_contradictory(premise: Graph, assumptions: tuple[ox.Triple, ...], engine: str) -> bool:
    """Say whether the rules find a contradiction in a premise with assumptions."""
    store = ox.Store()
    whole = _closure(premise, assumptions, engine)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in whole)
    return any(
        bool(store.query(f"ASK {{ {' . '.join(' '.join(map(str, p)) for p in rule.body)} }}"))
        for rule in compile_rules(premise + _graph(assumptions))
        if rule.head is None
    )


def _closure(
    premise: Graph, assumptions: tuple[ox.Triple, ...], engine: str
) -> frozenset[ox.Triple]:
    given = frozenset((*from_rdflib(premise), *assumptions))
    rules = compile_rules(premise + _graph(assumptions))
    quads = (ox.Quad(t.subject, t.predicate, t.object) for t in given)
    return given | frozenset(infer(quads, rules, engine).triples)


def _goals(stated: Graph) -> Iterator[Goal]:
    """Yield what has to be shown for an ontology to be entailed.

    Facts as they are. An axiom is entailed when each rule that it licenses holds of things of which
    nothing else is known, and a denial when its opposite leads to a contradiction.
    """
    silent = {RDFS.comment, RDFS.label, *stated.subjects(RDF.type, OWL.AnnotationProperty)}
    for subject, predicate, value in stated:
        triple = next(iter(from_rdflib(Graph().add((subject, predicate, value)))))
        if predicate == OWL.differentFrom:
            same = ox.Triple(triple.subject, _SAME_AS, triple.object)
            yield Goal((same,), None)
        elif value in _EVERYTHING or predicate in silent:
            continue
        elif predicate == OWL.sameAs or _is_fact(predicate, value):
            yield Goal((), triple)
    for rule in compile_rules(stated):
        if rule.name not in _LOGIC:
            yield _generic(rule)


def _is_covered(stated: Graph) -> bool:
    try:
        compile_rules(stated)
    except UsageError:
        return False
    return True


def _generic(rule: Rule) -> Goal:
    def of(pattern: tuple[object, ox.NamedNode, object]) -> ox.Triple:
        subject, value = (
            ox.NamedNode(_SKOLEM + term.value) if isinstance(term, ox.Variable) else term
            for term in pattern[::2]
        )
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(value, ox.NamedNode | ox.Literal)
        return ox.Triple(subject, pattern[1], value)

    return Goal(tuple(map(of, rule.body)), of(rule.head) if rule.head else None)


def _case(graph: Graph, test: Node) -> Case:
    def ontology(*predicates: URIRef) -> Graph | None:
        texts = [graph.value(test, predicate) for predicate in predicates]
        return next((_parsed(str(text)) for text in texts if text), None)

    premise = ontology(TEST.rdfXmlPremiseOntology, TEST.rdfXmlInputOntology)
    for imported in graph.objects(test, TEST.importedOntology):
        assert premise is not None
        premise += _parsed(str(graph.value(imported, TEST.rdfXmlInputOntology)))
    return Case(
        str(graph.value(test, TEST.identifier)),
        premise,
        (test, RDF.type, TEST.InconsistencyTest) not in graph,
        ontology(TEST.rdfXmlConclusionOntology),
        ontology(TEST.rdfXmlNonConclusionOntology),
    )


def _parsed(text: str) -> Graph:
    """Return an ontology in which the unnamed things have names, as no other one has."""
    graph = Graph(bind_namespaces="none").parse(data=text, format="xml")
    things = {
        node
        for s, p, o in graph
        if _is_fact(p, o) or (isinstance(o, BNode) and p == RDF.type)
        for node in ((s,) if p == RDF.type else (s, o))
        if isinstance(node, BNode)
    }
    named = Graph(bind_namespaces="none")
    for triple in graph:
        s, p, o = (URIRef(f"{_SKOLEM}{n}") if n in things else n for n in triple)
        named.add((s, p, o))
    return named


def _is_fact(predicate: Node, value: Node) -> bool:
    if predicate == RDF.type:
        is_class = isinstance(value, URIRef) and not _is_vocabulary(value)
        return is_class or value == OWL.Nothing or value in _EVERYTHING
    return not _is_vocabulary(predicate)


def _is_vocabulary(term: Node) -> bool:
    return any(str(term).startswith(str(namespace)) for namespace in (OWL, RDF, RDFS))


def _graph(triples: tuple[ox.Triple, ...]) -> Graph:
    text = "".join(f"{triple} .\n" for triple in triples)
    return Graph(bind_namespaces="none").parse(data=text, format="nt")
