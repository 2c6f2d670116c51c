"""Explanations: why a statement holds, down to the axioms and the coded text.

A proof is a tree. Its leaves are asserted statements: those of the theory with their sources, those
of a coding with publication, section and coder. Its inner nodes apply one rule each.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    ATLAS,
    CITO,
    DCTERMS,
    GRAPH_INFERRED,
    PROV,
    RDFS,
    compress,
)
from atlas_kg.reasoning import Pattern, Rule

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Bindings = dict[ox.Variable, Node]

__all__ = ["Evidence", "Named", "Proof", "explain"]


@dataclass(frozen=True)
class Named:
    """A thing by IRI and label."""

    iri: str
    label: str


@dataclass(frozen=True)
class Evidence:
    """Who says an asserted statement.

    Attributes:
        sources: The publications from which it was taken.
        described: The term or thing with whose description it stands, where the sources are those
            of the whole description and not of the statement.
        section: The place in the publication, for coded statements.
        coder: The coder, for coded statements.
        transcriber: Who put the printed statement into data, if there is one.
        support: The publications that the text cites.
        statement: What the text says, for coded statements.
    """

    sources: tuple[Named, ...] = ()
    described: Named | None = None
    section: str | None = None
    coder: Named | None = None
    transcriber: Named | None = None
    support: tuple[Named, ...] = ()
    statement: str | None = None

    def as_lines(self) -> Iterator[str]:
        """Yield the lines that tell a person who says it."""
        if self.statement:
            yield f"coded: {self.statement}"
        sources = "; ".join(source.label for source in self.sources)
        if self.described:
            rests = f", which rests on {sources}" if sources else ""
            yield f"stands with the description of {self.described.label}{rests}"
        elif sources:
            yield f"stated in {sources}{f', section {self.section}' if self.section else ''}"
        if self.support:
            yield f"citing {'; '.join(work.label for work in self.support)}"
        if self.coder:
            by = f", transcribed by {self.transcriber.label}" if self.transcriber else ""
            yield f"coded by {self.coder.label}{by}"


@dataclass(frozen=True)
class Proof:
    """Why one statement holds.

    Attributes:
        triple: The statement.
        labels: The labels of subject, predicate and object.
        rule: The rule that yields it; None where it is asserted.
        premises: The proofs of the rule's premises.
        evidence: Who says it, where it is asserted.
    """

    triple: ox.Triple
    labels: tuple[str, str, str]
    rule: Rule | None
    premises: tuple[Proof, ...]
    evidence: Evidence | None

    def as_text(self) -> str:
        """Return the proof as an indented list that can be read aloud."""
        return "\n".join(_lines(self, "", set()))

    def as_json(self) -> dict[str, Any]:
        """Return the proof as a JSON object; its premises are objects of the same form."""
        triple = self.triple
        proof: dict[str, Any] = {
            "subject": _value(triple.subject),
            "predicate": triple.predicate.value,
            "object": _value(triple.object),
            "labels": list(self.labels),
        }
        if self.rule:
            proof["rule"] = {"name": self.rule.name, "axiom": self.rule.axiom.text}
            proof["premises"] = [premise.as_json() for premise in self.premises]
        elif self.evidence:
            proof["asserted"] = dataclasses.asdict(self.evidence)
        return proof

    def as_triples(self) -> tuple[ox.Triple, ...]:
        """Return the proof as RDF: each statement reified, derived from its premises (PROV-O)."""
        return tuple(_triples(self, {}))


def explain(graph: KnowledgeGraph, subject: str, predicate: str, object_: str) -> Proof:
    """Prove that a statement holds.

    Args:
        graph: The knowledge graph.
        subject: The IRI of the subject.
        predicate: The IRI of the property.
        object_: The IRI of the object.

    Returns:
        A proof with the fewest steps.

    Raises:
        UsageError: The statement does not hold.
    """
    goal = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))
    proof = _Prover(graph).prove(goal, frozenset())
    if proof is None:
        for name in (subject, predicate, object_):
            if not _is_known(graph.store, ox.NamedNode(name)):
                raise UsageError(f"The graph says nothing about {compress(name)}: check the name.")
        said = " ".join(compress(name) for name in (subject, predicate, object_))
        raise UsageError(f"'{said}' does not hold: it is neither asserted nor inferred.")
    return proof


def _is_known(store: ox.Store, node: ox.NamedNode) -> bool:
    return any(
        any(store.quads_for_pattern(*pattern))
        for pattern in ((node, None, None), (None, node, None), (None, None, node))
    )


class _Prover:
    """Searches proofs backwards from a goal through the rules."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.inferred = frozenset(graph.closure.triples)
        self.proofs: dict[ox.Triple, Proof | None] = {}

    def prove(self, goal: ox.Triple, open_goals: frozenset[ox.Triple]) -> Proof | None:
        """Return the smallest proof of a goal that does not lean on any of the open goals."""
        if goal in self.proofs:
            return self.proofs[goal]
        if goal not in self.inferred:
            proof = self._asserted(goal)
            self.proofs[goal] = proof
            return proof
        best: Proof | None = None
        for rule, premises in self._steps(goal):
            if any(premise == goal or premise in open_goals for premise in premises):
                continue
            proven = [self.prove(premise, open_goals | {goal}) for premise in premises]
            parts = tuple(part for part in proven if part is not None)
            if len(parts) < len(premises):
                continue
            proof = Proof(goal, self._labels(goal), rule, parts, None)
            if best is None or _size(proof) < _size(best):
                best = proof
        # A search under open goals may have cut a shorter way off: only a free one is remembered.
        if best is not None and not open_goals:
            self.proofs[goal] = best
        return best

    def _steps(self, goal: ox.Triple) -> Iterator[tuple[Rule, tuple[ox.Triple, ...]]]:
        for rule in self.graph.rules:
            if rule.head is None:
                continue
            bindings = _match(rule.head, goal)
            if bindings is None:
                continue
            body = " . ".join(" ".join(map(str, pattern)) for pattern in rule.body)
            rows = self.graph.store.query(
                f"SELECT * WHERE {{ {body} }}",
                use_default_graph_as_union=True,
                substitutions=bindings,
            )
            if not isinstance(rows, ox.QuerySolutions):
                continue
            for row in rows:
                found = {**bindings, **{v: row[v] for v in rows.variables if row[v] is not None}}
                yield rule, tuple(_instance(pattern, found) for pattern in rule.body)

    def _asserted(self, goal: ox.Triple) -> Proof | None:
        quads = list(
            self.graph.store.quads_for_pattern(goal.subject, goal.predicate, goal.object, None)
        )
        if not any(quad.graph_name != GRAPH_INFERRED for quad in quads):
            return None
        return Proof(goal, self._labels(goal), None, (), self._evidence(goal))

    def _evidence(self, goal: ox.Triple) -> Evidence:
        subject = goal.subject
        publications = self._objects(subject, PROV.wasDerivedFrom)
        if publications:
            sections = self._objects(subject, ATLAS.locator)
            coders = self._objects(subject, ATLAS.codedBy)
            return Evidence(
                sources=self._named(publications),
                section=_value(sections[0]) if sections else None,
                coder=next(iter(self._named(coders)), None),
                transcriber=self._transcriber(subject),
                support=self._named(self._objects(subject, CITO.citesAsEvidence)),
                statement=self._description(subject),
            )
        sources = self._annotation_sources(goal)
        if sources:
            return Evidence(sources=self._named(sources))
        described = next(iter(self._named([subject])), None)
        return Evidence(self._named(self._objects(subject, DCTERMS.source)), described)

    def _annotation_sources(self, goal: ox.Triple) -> list[Node]:
        store = self.graph.store
        axioms = store.quads_for_pattern(None, ox.NamedNode(str(OWL.annotatedSource)), goal.subject)
        return [
            source
            for axiom in axioms
            if goal.predicate in self._objects(axiom.subject, OWL.annotatedProperty)
            and goal.object in self._objects(axiom.subject, OWL.annotatedTarget)
            for source in self._objects(axiom.subject, DCTERMS.source)
        ]

    def _objects(self, subject: Node, predicate: str) -> list[Node]:
        if isinstance(subject, ox.Literal):
            return []
        quads = self.graph.store.quads_for_pattern(
            subject, ox.NamedNode(str(predicate)), None, None
        )
        return sorted((quad.object for quad in quads), key=str)

    def _transcriber(self, subject: Node) -> Named | None:
        activities = self._objects(subject, PROV.wasGeneratedBy)
        agents = [a for node in activities for a in self._objects(node, PROV.wasAssociatedWith)]
        return next(iter(self._named(agents)), None)

    def _description(self, subject: Node) -> str | None:
        descriptions = self._objects(subject, DCTERMS.description)
        return _value(descriptions[0]) if descriptions else None

    def _labels(self, triple: ox.Triple) -> tuple[str, str, str]:
        return (
            self._label(triple.subject),
            self._label(triple.predicate),
            self._label(triple.object),
        )

    def _named(self, nodes: list[Node]) -> tuple[Named, ...]:
        return tuple(Named(_value(node), self._label(node)) for node in nodes)

    def _label(self, node: Node) -> str:
        if not isinstance(node, ox.NamedNode):
            return _value(node)
        labels = self._objects(node, RDFS.label)
        return _value(labels[0]) if labels else compress(node.value)


def _match(head: Pattern, goal: ox.Triple) -> Bindings | None:
    """Return what the variables of a rule's head stand for, or None if it is another statement."""
    bindings: Bindings = {}
    for term, value in zip(head, (goal.subject, goal.predicate, goal.object), strict=True):
        if isinstance(term, ox.Variable):
            if bindings.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return bindings


def _instance(pattern: Pattern, bindings: Bindings) -> ox.Triple:
    subject, value = (
        bindings[term] if isinstance(term, ox.Variable) else term for term in pattern[::2]
    )
    if isinstance(subject, ox.Literal):
        raise TypeError(f"{subject} is the subject of a premise")
    return ox.Triple(subject, pattern[1], value)


def _size(proof: Proof) -> int:
    return 1 + sum(_size(premise) for premise in proof.premises)


def _lines(proof: Proof, indent: str, told: set[Evidence]) -> Iterator[str]:
    yield f"{indent}{' '.join(proof.labels)}"
    if proof.rule:
        yield f"{indent}  because {proof.rule.axiom} [{proof.rule.name}]:"
        for premise in proof.premises:
            yield from _lines(premise, f"{indent}    ", told)
    elif proof.evidence in told:
        yield f"{indent}  stated there too"
    elif proof.evidence:
        told.add(proof.evidence)
        yield from (f"{indent}  {line}" for line in proof.evidence.as_lines())


def _triples(proof: Proof, nodes: dict[ox.Triple, ox.BlankNode]) -> Iterator[ox.Triple]:
    if proof.triple in nodes:
        return
    node = nodes[proof.triple] = ox.BlankNode(f"s{len(nodes)}")
    yield ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(RDF.Statement)))
    yield ox.Triple(node, ox.NamedNode(str(RDF.subject)), proof.triple.subject)
    yield ox.Triple(node, ox.NamedNode(str(RDF.predicate)), proof.triple.predicate)
    yield ox.Triple(node, ox.NamedNode(str(RDF.object)), proof.triple.object)
    if proof.rule:
        comment = ox.Literal(f"{proof.rule.name}: {proof.rule.axiom}", language="en")
        yield ox.Triple(node, ox.NamedNode(str(RDFS.comment)), comment)
    if proof.evidence:
        yield from _evidence_triples(node, proof.evidence)
    for premise in proof.premises:
        yield from _triples(premise, nodes)
        yield ox.Triple(node, ox.NamedNode(str(PROV.wasDerivedFrom)), nodes[premise.triple])


def _evidence_triples(node: ox.BlankNode, said: Evidence) -> Iterator[ox.Triple]:
    things = [
        *((DCTERMS.source, source) for source in said.sources),
        *((CITO.citesAsEvidence, work) for work in said.support),
        *((ATLAS.codedBy, coder) for coder in (said.coder,) if coder),
    ]
    for predicate, thing in things:
        yield ox.Triple(node, ox.NamedNode(str(predicate)), ox.NamedNode(thing.iri))
    if said.section:
        yield ox.Triple(node, ox.NamedNode(str(ATLAS.locator)), ox.Literal(said.section))


def _value(term: Node) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
