"""What follows from the ontology and the coded literature."""

from atlas_kg.reasoning.axioms import Axiom
from atlas_kg.reasoning.compiler import compile_rules
from atlas_kg.reasoning.engines import DEFAULT_ENGINE, ENGINES, Closure, infer
from atlas_kg.reasoning.rules import SAME_AS, Pattern, Rule

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "SAME_AS",
    "Axiom",
    "Closure",
    "Pattern",
    "Rule",
    "compile_rules",
    "infer",
]
