"""Proofs that a person can read: trees of statements, with who says those at the leaves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from atlas_kg.explanation.evidence import Evidence, Provenance, value_of
from atlas_kg.explanation.search import Derivation
from atlas_kg.reasoning import Axiom, Rule

__all__ = ["Proof", "proof_of"]


@dataclass(frozen=True)
class Proof:
    """Why one statement holds.

    Attributes:
        triple: The statement.
        labels: What people call its subject, property and object.
        rule: The rule that yields it; None where it is asserted.
        premises: The proofs of the rule's premises.
        evidence: Who says it, where it is asserted; else who says the axiom of the rule.
    """

    triple: ox.Triple
    labels: tuple[str, str, str]
    rule: Rule | None
    premises: tuple[Proof, ...]
    evidence: Evidence

    def nodes(self) -> Iterator[Proof]:
        """Yield the proofs of all statements in it, its own first."""
        yield self
        for premise in self.premises:
            yield from premise.nodes()

    def leaves(self) -> tuple[Proof, ...]:
        """Return the asserted statements on which it rests, each once."""
        return tuple(dict.fromkeys(node for node in self.nodes() if node.rule is None))

    def axioms(self) -> tuple[Axiom, ...]:
        """Return the axioms on which it rests, each once."""
        return tuple(dict.fromkeys(node.rule.axiom for node in self.nodes() if node.rule))

    def as_text(self) -> str:
        """Return the proof as an indented list that can be read aloud."""
        return "\n".join(_lines(self, "", set()))

    def as_json(self) -> dict[str, Any]:
        """Return the proof as a JSON object; its premises are objects of the same form."""
        triple = self.triple
        proof: dict[str, Any] = {
            "subject": value_of(triple.subject),
            "predicate": triple.predicate.value,
            "object": value_of(triple.object),
            "labels": list(self.labels),
        }
        if self.rule:
            said = dataclasses.asdict(self.evidence)
            proof["rule"] = {
                "name": self.rule.name,
                "axiom": self.rule.axiom.text,
                "sources": said["sources"],
                "described": said["described"],
            }
            proof["premises"] = [premise.as_json() for premise in self.premises]
        else:
            proof["asserted"] = dataclasses.asdict(self.evidence)
        return proof


def proof_of(derivation: Derivation, provenance: Provenance) -> Proof:
    """Return a derivation as a proof that names things and says who says so.

    Args:
        derivation: How the statement comes about.
        provenance: What things are called, and who says what.
    """
    rule = derivation.rule
    return Proof(
        derivation.triple,
        provenance.labels(derivation.triple),
        rule,
        tuple(proof_of(premise, provenance) for premise in derivation.premises),
        provenance.of_axiom(rule.axiom) if rule else provenance.of_statement(derivation.triple),
    )


def _lines(proof: Proof, indent: str, told: set[Evidence | Axiom]) -> Iterator[str]:
    yield f"{indent}{' '.join(proof.labels)}"
    if proof.rule:
        axiom = proof.rule.axiom
        yield f"{indent}  because {axiom.text} [{proof.rule.name}]:"
        if axiom not in told:
            told.add(axiom)
            yield from (f"{indent}    (an axiom that {line})" for line in _axiom_lines(proof))
        for premise in proof.premises:
            yield from _lines(premise, f"{indent}    ", told)
    elif proof.evidence in told:
        yield f"{indent}  from the same source as above"
    else:
        told.add(proof.evidence)
        yield from (f"{indent}  {line}" for line in proof.evidence.as_lines())


def _axiom_lines(proof: Proof) -> Iterator[str]:
    return (
        line if line.startswith("stands") else f"is {line}" for line in proof.evidence.as_lines()
    )
