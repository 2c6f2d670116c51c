"""What follows from the ontology and the coded literature."""

from atlas_kg.reasoning.engines import DEFAULT_ENGINE, ENGINES, Closure, infer
from atlas_kg.reasoning.maintenance import Consequences, Contradiction, Materialisation
from atlas_kg.reasoning.rules import Pattern, Rule, compile_rules

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "Closure",
    "Consequences",
    "Contradiction",
    "Materialisation",
    "Pattern",
    "Rule",
    "compile_rules",
    "infer",
]
