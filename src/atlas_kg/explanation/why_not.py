"""Why not: what is missing for a statement that does not hold, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.errors import UsageError
from atlas_kg.explanation.abduction import Abduction, Explicable, Missing
from atlas_kg.explanation.acceptance import Acceptance
from atlas_kg.explanation.evidence import Provenance, value_of
from atlas_kg.explanation.names import check_names
from atlas_kg.explanation.proof import Proof
from atlas_kg.explanation.prov import proof_triples, statement_triples
from atlas_kg.explanation.statements import Node
from atlas_kg.explanation.why import explain, holds
from atlas_kg.namespaces import ATLAS, DCTERMS, PROV, RDFS, compress

__all__ = ["Lack", "WhyNot", "why_not"]

LISTED = 5
"""How many sets of missing statements are told."""

_COUNTERS, _APPLIED = str(ATLAS.counters), str(ATLAS.appliedAgainst)
_COUNTERPART = {_APPLIED: _COUNTERS, _COUNTERS: _APPLIED}
_EXPECTED = {
    _APPLIED: "Theory predicts it:",
    _COUNTERS: "Theory does not predict it, and yet the literature does it:",
}
_LANGUAGES = (str(RDF), str(RDFS), str(OWL))
_OF_INSTANCES = (str(RDF.type), str(OWL.sameAs))
_CODED = ("codesMechanism", "codesSolution", "codesTarget", "codesPhase")


@dataclass(frozen=True)
class Lack:
    """One set of statements that would make the statement hold.

    Attributes:
        missing: The statements, and what they would replace or break.
        sentence: What is missing, in a sentence.
        labels: What people call the parts of each missing statement.
        asked: What the checks ask besides before the statements can be accepted.
    """

    missing: Missing
    sentence: str
    labels: tuple[tuple[str, str, str], ...]
    asked: tuple[str, ...]

    @property
    def contradicted(self) -> tuple[str, ...]:
        """What the ontology says against it; an axiom that two modules state is told once."""
        return tuple(dict.fromkeys(rule.axiom.text for rule in self.missing.broken))

    def lines(self) -> Iterator[str]:
        """Yield the statements, and what they would contradict, line by line."""
        yield from (f"  {' '.join(label)}" for label in self.labels)
        yield from (f"  but {text}" for text in self.contradicted)
        if self.asked:
            yield "The checks will also ask:"
            yield from (f"  {message}" for message in self.asked)

    def as_json(self) -> dict[str, Any]:
        """Return the set as a JSON object."""
        return {
            "sentence": self.sentence,
            "statements": [
                {**_parts(triple), "labels": list(labels)}
                for triple, labels in zip(self.missing.statements, self.labels, strict=True)
            ],
            "replaces": [_parts(triple) for triple in self.missing.replaced],
            "contradicts": list(self.contradicted),
            "asked": list(self.asked),
        }


@dataclass(frozen=True)
class WhyNot:
    """Why a statement does not hold.

    Attributes:
        triple: The statement.
        labels: What people call its subject, property and object.
        reason: What speaks for it, in words, where something does.
        expected: The proofs of what speaks for it.
        lacks: What would make it hold, the smallest sets first.
        counterpart: Why its counterpart does not hold either: what literature does for what theory
            predicts, and the other way round.
    """

    triple: ox.Triple
    labels: tuple[str, str, str]
    reason: str | None
    expected: tuple[Proof, ...]
    lacks: tuple[Lack, ...]
    counterpart: WhyNot | None

    def as_text(self) -> str:
        """Return the answer as a text that can be read aloud."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"‘{' '.join(self.labels)}’ does not hold."
        yield ""
        yield from _told(self.lacks)
        if self.reason:
            yield ""
            yield self.reason
            for proof in self.expected:
                yield from (f"  {line}" for line in proof.as_text().splitlines())
        if self.counterpart:
            yield ""
            yield f"‘{' '.join(self.counterpart.labels)}’ does not hold either."
            yield ""
            yield from _told(self.counterpart.lacks)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as a JSON object."""
        return {
            "holds": False,
            **_parts(self.triple),
            "labels": list(self.labels),
            "missing": [lack.as_json() for lack in self.lacks],
            "reason": self.reason,
            "expected": [proof.as_json() for proof in self.expected],
            "counterpart": self.counterpart.as_json() if self.counterpart else None,
        }

    def as_triples(self) -> tuple[ox.Triple, ...]:
        """Return the answer as RDF.

        The statement ``dcterms:requires`` each set of missing statements, a ``prov:Collection``;
        one of the sets is enough, and what the checks ask besides is its ``rdfs:comment``. What
        speaks for it is described as a proof is.
        """
        answers = {"goal": self} | ({"counterpart": self.counterpart} if self.counterpart else {})
        told = (triple for name, answer in answers.items() for triple in answer.described(name))
        return (*told, *proof_triples(self.expected))

    def described(self, name: str) -> Iterator[ox.Triple]:
        """Yield the statement, with what it requires, as triples.

        Args:
            name: What the names of blank nodes begin with.
        """
        node = ox.BlankNode(name)
        yield from statement_triples(node, self.triple, self.labels)
        for number, lack in enumerate(self.lacks, 1):
            collection = ox.BlankNode(f"{name}set{number}")
            yield _triple(node, DCTERMS.requires, collection)
            yield _triple(collection, RDF.type, ox.NamedNode(str(PROV.Collection)))
            yield _triple(collection, RDFS.label, ox.Literal(lack.sentence, language="en"))
            for message in lack.asked:
                yield _triple(collection, RDFS.comment, ox.Literal(message, language="en"))
            for place, labels in enumerate(lack.labels):
                member = ox.BlankNode(f"{collection.value}member{place}")
                yield _triple(collection, PROV.hadMember, member)
                triple = _apart(lack.missing.statements[place], collection.value)
                yield from statement_triples(member, triple, labels)


def why_not(
    graph: Explicable,
    subject: str,
    predicate: str,
    object_: str,
    *,
    acceptance: Acceptance | None = None,
) -> WhyNot:
    """Tell what is missing for a statement that does not hold.

    Args:
        graph: Asserted and inferred graphs, with rules and shapes.
        subject: The IRI of the subject.
        predicate: The IRI of the property.
        object_: The IRI of the object.
        acceptance: What says what the checks ask besides; whoever asks often keeps one.

    Raises:
        UsageError: The statement holds, the graph knows one of the names not, or the property is
            no property of instances.
    """
    _check_property(predicate)
    check_names(graph.store, subject, predicate, object_)
    if holds(graph, subject, predicate, object_):
        said = " ".join(compress(name) for name in (subject, predicate, object_))
        raise UsageError(f"'{said}' holds. 'atlas-kg explain {said}' tells why.")
    teller = _Teller(graph, Provenance(graph.store), acceptance or Acceptance(graph))
    answer = _answer(teller, subject, predicate, object_)
    other = _COUNTERPART.get(predicate)
    if other and not holds(graph, subject, other, object_):
        return replace(answer, counterpart=_answer(teller, subject, other, object_))
    if other:
        proof = explain(graph, subject, other, object_)
        return replace(answer, reason=_EXPECTED[predicate], expected=(proof,))
    if predicate == str(ATLAS.addresses):
        return _with_mechanism(graph, answer)
    return answer


def _check_property(predicate: str) -> None:
    """Refuse axioms: what would follow from more of them is not looked into.

    Raises:
        UsageError: The property belongs to the language in which the ontology is written.
    """
    if predicate not in _OF_INSTANCES and predicate.startswith(_LANGUAGES):
        raise UsageError(
            f"{compress(predicate)} states an axiom or describes a term. Ask why-not of instances: "
            "with rdf:type or a property of the ontology."
        )


def _answer(teller: _Teller, subject: str, predicate: str, object_: str) -> WhyNot:
    goal = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))
    found = list(islice(Abduction(teller.graph).missing(goal), LISTED))
    sound = [missing for missing in found if not missing.broken]
    lacks = tuple(teller.lack(missing) for missing in sound or found)
    return WhyNot(goal, teller.provenance.labels(goal), None, (), lacks, None)


def _with_mechanism(graph: Explicable, answer: WhyNot) -> WhyNot:
    """Add that a solution implements a mechanism that counters the problem, if one does."""
    solution, problem = answer.triple.subject, answer.triple.object
    implements = ox.NamedNode(ATLAS.implements)
    for quad in graph.store.quads_for_pattern(solution, implements, None, None):
        triple = (value_of(quad.object), _COUNTERS, value_of(problem))
        if holds(graph, *triple):
            first = explain(graph, value_of(solution), str(ATLAS.implements), triple[0])
            reason = (
                "Theory lets one expect it, since the solution implements a mechanism that helps:"
            )
            return replace(answer, reason=reason, expected=(first, explain(graph, *triple)))
    return answer


@dataclass(frozen=True)
class _Teller:
    """Puts missing statements in words."""

    graph: Explicable
    provenance: Provenance
    acceptance: Acceptance

    def lack(self, missing: Missing) -> Lack:
        labels = tuple(self._labels(triple, missing) for triple in missing.statements)
        asked = self.acceptance.asked(missing)
        return Lack(missing, self._sentence(missing), labels, asked)

    def _labels(self, triple: ox.Triple, missing: Missing) -> tuple[str, str, str]:
        subject, predicate, value = self.provenance.labels(triple)
        if isinstance(triple.subject, ox.BlankNode):
            subject = f"A new {self._kind(triple.subject, missing)}"
        if isinstance(triple.object, ox.BlankNode):
            value = f"a new {self._kind(triple.object, missing)}"
        return subject, predicate, value

    def _kind(self, node: Node, missing: Missing) -> str:
        """Say what something new is, by the domain or the range of a property."""
        for triple in missing.statements:
            for rule in self.graph.rules:
                if rule.head is None or (rule.name, rule.body[0][1]) not in {
                    ("prp-dom", triple.predicate),
                    ("prp-rng", triple.predicate),
                }:
                    continue
                held = triple.subject if rule.name == "prp-dom" else triple.object
                kind = rule.head[2]
                if held == node and not isinstance(kind, ox.Variable):
                    return self.provenance.label(kind).lower()
        return "thing"

    def _sentence(self, missing: Missing) -> str:
        coded = {
            triple.predicate.value: self.provenance.label(triple.object)
            for triple in missing.statements
            if isinstance(triple.subject, ox.BlankNode)
        }
        if coded.keys() & {str(ATLAS[name]) for name in _CODED}:
            mechanism, solution, target, phase = (coded.get(str(ATLAS[name])) for name in _CODED)
            return (
                " ".join(
                    part
                    for part in (
                        "No accepted coding",
                        _verb(mechanism, solution, target, phase),
                        f"in {phase.lower()}" if phase else "",
                    )
                    if part
                )
                + "."
            )
        if missing.replaced and len(missing.statements) == 1:
            (triple,), old = missing.statements, missing.replaced[0]
            name = self.provenance.label(triple.subject)
            status, wanted = map(self.provenance.label, (old.object, triple.object))
            coders = self.provenance.objects(triple.subject, ATLAS.codedBy)
            by = "".join(f" by {self.provenance.label(coder)}" for coder in coders)
            return f"The coding ‘{name}’{by} says so, but its status is {status} and not {wanted}."
        said = " and that ".join(
            " ".join(self._labels(triple, missing)) for triple in missing.statements
        )
        return f"Nobody states that {said}."


def _verb(
    mechanism: str | None, solution: str | None, target: str | None, phase: str | None
) -> str:
    applied = mechanism.lower() if mechanism else (solution or "anything")
    to = f" to the {target.lower()}" if target else ""
    if solution and mechanism:
        return f"says that {solution} implements {mechanism.lower()}{to}"
    return f"applies {applied}{to}" if target or phase else f"speaks of {applied}"


def _told(lacks: tuple[Lack, ...]) -> Iterator[str]:
    if not lacks:
        yield "Nothing that one may state would make it hold."
        return
    if all(lack.missing.broken for lack in lacks):
        yield "What would make it hold contradicts the ontology."
    if len(lacks) == 1:
        yield lacks[0].sentence
        yield "It would hold with:"
        yield from lacks[0].lines()
        return
    yield "Any one of these would make it hold:"
    for number, lack in enumerate(lacks, 1):
        yield f"  {number}. {lack.sentence} With:"
        yield from (f"   {line}" for line in lack.lines())


def _parts(triple: ox.Triple) -> dict[str, str]:
    def text(node: Node) -> str:
        return f"_:{node.value}" if isinstance(node, ox.BlankNode) else value_of(node)

    return {
        "subject": text(triple.subject),
        "predicate": triple.predicate.value,
        "object": text(triple.object),
    }


def _apart(triple: ox.Triple, name: str) -> ox.Triple:
    """Return a statement in which something new has a name apart from that in other sets."""
    subject, value = (
        ox.BlankNode(f"{name}{node.value}") if isinstance(node, ox.BlankNode) else node
        for node in (triple.subject, triple.object)
    )
    return ox.Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


def _triple(
    subject: ox.BlankNode, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(str(predicate)), value)
