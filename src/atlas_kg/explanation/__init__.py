"""Explanations: why a statement holds, down to axioms and coded text, and why one does not."""

from atlas_kg.explanation.acceptance import Acceptance
from atlas_kg.explanation.contradiction import Contradiction, contradictions
from atlas_kg.explanation.evidence import Evidence, Named
from atlas_kg.explanation.proof import Proof
from atlas_kg.explanation.prov import proof_triples
from atlas_kg.explanation.why import explain, explain_all, holds, proofs
from atlas_kg.explanation.why_not import Lack, WhyNot, why_not

__all__ = [
    "Acceptance",
    "Contradiction",
    "Evidence",
    "Lack",
    "Named",
    "Proof",
    "WhyNot",
    "contradictions",
    "explain",
    "explain_all",
    "holds",
    "proof_triples",
    "proofs",
    "why_not",
]
