"""The plan of an adoption: each verdict follows from coded conditions, and silence is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pyoxigraph as ox
import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, THING
from atlas_kg.planner import Plan, Planner, Relation, Use, Verdict, open_planner, read_adoption
from atlas_kg.problem_solution_space import ProblemSolutionSpace, problem_solution_space
from atlas_kg.queries import named_query
from atlas_kg.store import EmbeddedStore

PHASES = 5
WORDS = {
    Verdict.APPLIES: "applies",
    Verdict.ASKS: "asks for more",
    Verdict.UNSAID: "not said",
    Verdict.RULED_OUT: "does not apply",
}


@pytest.fixture(scope="module")
def space(store: EmbeddedStore) -> ProblemSolutionSpace:
    return problem_solution_space(store)


@pytest.fixture(scope="module")
def planner(store: EmbeddedStore, space: ProblemSolutionSpace) -> Planner:
    return open_planner(store, space)


def planned(planner: Planner, *features: str, phases: tuple[str, ...] = ()) -> Plan:
    reading = read_adoption(planner.vocabulary, phases, features)
    assert reading.faults == ()
    return planner.plan(reading.adoption)


def uses(plan: Plan) -> list[Use]:
    return [use for phase in plan.phases for one in phase.mechanisms for use in one.uses]


def the_use(plan: Plan, solution: str) -> Use:
    (found,) = (use for use in uses(plan) if use.solution.iri == f"{THING}solution/{solution}")
    return found


def test_vocabulary_is_that_of_the_graph(planner: Planner) -> None:
    names = [aspect.name for aspect in planner.vocabulary.aspects]
    assert names == [
        "model-access",
        "hosting",
        "further-training",
        "data-at-hand",
        "labelers-at-hand",
        "access-to-layers",
        "supervisor-at-hand",
        "users-of-the-system",
    ]
    choices = {aspect.name for aspect in planner.vocabulary.aspects if aspect.is_choice}
    assert choices == {
        "model-access",
        "further-training",
        "labelers-at-hand",
        "access-to-layers",
        "supervisor-at-hand",
    }


def test_without_a_description_nothing_applies_and_all_phases_lie_ahead(planner: Planner) -> None:
    plan = planned(planner)
    assert len(plan.phases) == PHASES
    assert plan.count(Verdict.APPLIES) == plan.count(Verdict.RULED_OUT) == 0
    assert plan.count(Verdict.UNSAID) > plan.count(Verdict.ASKS) > 0
    assert plan.unspoken == ()
    assert len(plan.undescribed) == len(planner.vocabulary.aspects)


def test_ruled_out_by_what_excludes_a_requirement(planner: Planner) -> None:
    use = the_use(planned(planner, "WithoutHumanLabelers"), "direct-preference-optimization")
    assert use.verdict is Verdict.RULED_OUT
    reason = use.reasons[0]
    assert reason.link.relation is Relation.RULED_OUT
    assert reason.link.property == str(ATLAS.tentativelyRuledOutBy)
    (condition,) = reason.link.conditions
    assert condition.feature.name == "WithHumanLabelers"
    assert condition.evidence == "During DPO, human labelers classify two LLM responses"
    assert (condition.section, condition.status) == ("4.3", "Tentative")
    assert condition.publication.iri == f"{THING}publication/Kaltenpoth2024"
    assert [work.label for work in condition.works] == ["Rafailov et al. (2023)"]


def test_what_rules_out_and_what_is_missing_are_not_told_twice(planner: Planner) -> None:
    use = the_use(planned(planner, "WithoutHumanLabelers"), "direct-preference-optimization")
    told = [(reason.link.relation, reason.link.feature.name) for reason in use.reasons]
    assert told == [
        (Relation.RULED_OUT, "WithoutHumanLabelers"),
        (Relation.REQUIRES, "WithFurtherTraining"),
    ]


def test_asks_for_what_is_required_and_not_named(planner: Planner) -> None:
    use = the_use(planned(planner, "WithFurtherTraining"), "supervised-fine-tuning")
    assert use.verdict is Verdict.ASKS
    assert [(r.link.feature.name, r.is_met) for r in use.reasons] == [
        ("WithFurtherTraining", True),
        ("DemonstrationData", False),
    ]


def test_applies_where_all_that_is_required_is_named(planner: Planner) -> None:
    plan = planned(planner, "WithFurtherTraining", "DemonstrationData", "Employee")
    use = the_use(plan, "supervised-fine-tuning")
    assert use.verdict is Verdict.APPLIES
    assert use.is_tentative
    assert all(reason.is_met for reason in use.reasons)


def test_condition_of_a_mechanism_holds_for_what_implements_it(planner: Planner) -> None:
    plan = planned(planner, "WithoutFurtherTraining")
    use = the_use(plan, "fact-checking")
    assert use.verdict is Verdict.APPLIES
    assert [reason.link.subject for reason in use.reasons] == [str(ATLAS.Monitoring)]


def test_what_the_literature_does_not_say_is_no_verdict_for_a_solution(planner: Planner) -> None:
    plan = planned(planner, "WithClosedSourceModel", "DeploymentByApi", "Customer")
    assert plan.count(Verdict.APPLIES) == plan.count(Verdict.RULED_OUT) == 0
    assert [aspect.name for aspect in plan.unspoken] == [
        "model-access",
        "hosting",
        "users-of-the-system",
    ]


def test_silence_about_one_solution_is_told_there(planner: Planner) -> None:
    plan = planned(planner, "WithoutFurtherTraining", "WithHumanLabelers")
    use = the_use(plan, "prompting")
    assert [aspect.name for aspect in use.silent] == ["labelers-at-hand"]
    assert use.verdict is Verdict.APPLIES


def test_only_phases_ahead_are_planned_in_their_order(planner: Planner) -> None:
    plan = planned(planner, phases=("ModelDevelopment", "ModelSelection"))
    assert [phase.position for phase in plan.phases] == [3, 4]
    (gap,) = plan.phases[1].gaps
    assert gap.cell.mechanism.label == "Monitoring"
    assert gap.uses == ()


def test_phase_without_a_problem_says_so(planner: Planner) -> None:
    (phase,) = planned(planner, phases=("BusinessProblemDefinition",)).phases
    assert phase.phase.problems == ()
    assert phase.mechanisms == ()


def test_uses_stand_by_verdict_and_then_by_evidence(planner: Planner) -> None:
    plan = planned(planner, "WithoutFurtherTraining", phases=("ModelDevelopment",))
    (bonding,) = (one for one in plan.phases[0].mechanisms if one.cell.mechanism.label == "Bonding")
    order = list(Verdict)
    places = [order.index(use.verdict) for use in bonding.uses]
    assert places == sorted(places)
    ruled_out = bonding.with_verdict(Verdict.RULED_OUT)
    works = [len(use.evidence.works) for use in ruled_out]
    assert works == sorted(works, reverse=True)


def test_faults_are_told_with_what_to_write(planner: Planner) -> None:
    reading = read_adoption(
        planner.vocabulary,
        ("ModelSelecton",),
        ("WithFurtherTraining", "WithoutFurtherTraining", "Custmer"),
    )
    phase, feature, both = reading.faults
    assert phase.startswith("'ModelSelecton' is not an adoption phase. Did you mean")
    assert "'Custmer' is not a feature of an adoption. Did you mean 'Customer'?" in feature
    assert both == (
        "'WithFurtherTraining' and 'WithoutFurtherTraining' exclude each other. Name one of the "
        "two."
    )


@pytest.mark.parametrize(
    "feature", ["WithoutFurtherTraining", "WithFurtherTraining", "Customer", "NoAdditionalData"]
)
def test_verdicts_are_those_of_the_published_query(
    planner: Planner, store: EmbeddedStore, feature: str
) -> None:
    text = named_query("cq86").text.replace("atlas:WithoutFurtherTraining", f"atlas:{feature}")
    answer = store.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    asked = sorted(tuple(str(value.value) for value in row) for row in answer)
    plan = planned(planner, feature)
    ours = sorted(
        (phase.phase.label, one.cell.mechanism.label, use.solution.label, WORDS[use.verdict])
        for phase in plan.phases
        for one in phase.mechanisms
        for use in one.uses
    )
    assert ours == asked


def test_every_reason_is_a_statement_of_the_graph(planner: Planner, graph: KnowledgeGraph) -> None:
    for features in product(
        ("WithFurtherTraining", "WithoutFurtherTraining"),
        ("WithHumanLabelers", "WithoutHumanLabelers"),
        ("NoAdditionalData", "DemonstrationData"),
    ):
        for use in uses(planned(planner, *features)):
            for reason in use.reasons:
                link = reason.link
                subject, name, feature = map(
                    ox.NamedNode, (link.subject, link.property, link.feature.iri)
                )
                assert list(graph.store.quads_for_pattern(subject, name, feature, None))
                assert link.conditions


def test_verdict_is_no_longer_tentative_once_a_condition_is_accepted(
    planner: Planner,
) -> None:
    subject = f"{THING}solution/prompting"
    links = tuple(
        replace(link, is_tentative=False, property=str(ATLAS.suits))
        for link in planner.conditions.links[subject]
    )
    conditions = replace(planner.conditions, links={**planner.conditions.links, subject: links})
    use = the_use(
        planned(replace(planner, conditions=conditions), "WithoutFurtherTraining"), "prompting"
    )
    assert (use.verdict, use.is_tentative) == (Verdict.APPLIES, False)
