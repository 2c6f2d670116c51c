"""The plan of an adoption: what is hidden in each phase ahead, and what applies to the setting.

Which conditions a solution has is data, and what follows from them is inferred; see
``ontology/planning.ttl``. Here a setting, which nobody writes into the graph, meets them.
"""

from atlas_kg.planner.adoption import Adoption, Reading, read_adoption
from atlas_kg.planner.conditions import Condition, Relation
from atlas_kg.planner.plan import MechanismPlan, PhasePlan, Plan, Planner, Use, open_planner
from atlas_kg.planner.verdict import Reason, Verdict
from atlas_kg.planner.vocabulary import Aspect, Feature, Vocabulary

__all__ = [
    "Adoption",
    "Aspect",
    "Condition",
    "Feature",
    "MechanismPlan",
    "PhasePlan",
    "Plan",
    "Planner",
    "Reading",
    "Reason",
    "Relation",
    "Use",
    "Verdict",
    "Vocabulary",
    "open_planner",
    "read_adoption",
]
