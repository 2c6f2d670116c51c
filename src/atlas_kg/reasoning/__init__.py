"""What follows from the ontology and the coded literature."""

from atlas_kg.reasoning.axioms import Axiom
from atlas_kg.reasoning.compiler import compile_rules
from atlas_kg.reasoning.engines import DEFAULT_ENGINE, ENGINES, Closure, infer
from atlas_kg.reasoning.maintenance import Consequences, Contradiction, Materialisation
from atlas_kg.reasoning.rules import SAME_AS, Pattern, Rule
from atlas_kg.reasoning.updates import UpdatableStore, broken_rules, compute_closure, load_graph

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "SAME_AS",
    "Axiom",
    "Closure",
    "Consequences",
    "Contradiction",
    "Materialisation",
    "Pattern",
    "Rule",
    "UpdatableStore",
    "broken_rules",
    "compile_rules",
    "compute_closure",
    "infer",
    "load_graph",
]
