"""Portraits: what the map and the literature say of one problem, mechanism, solution or phase.

Each is worked out from the map by a pure function, and nothing here decides what is derived there.
"""

from atlas_kg.portraits.catalogue import Entry
from atlas_kg.portraits.gallery import Gallery
from atlas_kg.portraits.mechanism import MechanismPortrait, mechanism_portrait
from atlas_kg.portraits.phase import PhasePortrait, phase_portrait
from atlas_kg.portraits.problem import ProblemPortrait, problem_portrait
from atlas_kg.portraits.solution import SolutionUse, solution_uses
from atlas_kg.portraits.statements import Placed, StatementIndex, index_statements
from atlas_kg.portraits.theory import Prediction, Theory, theory_of

__all__ = [
    "Entry",
    "Gallery",
    "MechanismPortrait",
    "PhasePortrait",
    "Placed",
    "Prediction",
    "ProblemPortrait",
    "SolutionUse",
    "StatementIndex",
    "Theory",
    "index_statements",
    "mechanism_portrait",
    "phase_portrait",
    "problem_portrait",
    "solution_uses",
    "theory_of",
]
