"""A contribution is read and checked as its file would be, and says what would follow."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from atlas_kg.contribution import Contribution
from atlas_kg.contribution_review import Review, Reviewer, names
from atlas_kg.dataset import Sources
from atlas_kg.findings import Severity
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import compress, term
from atlas_kg.problem_solution_space import State
from atlas_kg.reasoning import Rule
from atlas_kg.verification import verify
from tests.test_contribution import CODING, PUBLICATION

Values = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def reviewer(graph: KnowledgeGraph) -> Reviewer:
    return Reviewer(graph)


def reviewed(reviewer: Reviewer, kind: str, values: Values) -> Review:
    shape = reviewer.graph.dataset.record_shapes.by_kind[kind]
    return reviewer.review(Contribution(shape, values))


def test_coding_closes_a_gap_and_says_so(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING)
    assert review.is_accepted
    assert review.findings == ()
    (change,) = review.cells
    assert (change.cell.phase.label, change.cell.mechanism.label) == (
        "Model development",
        "Monitoring",
    )
    assert (change.before, change.cell.state) == (State.GAP, State.SUPPORTED)
    links = {tuple(map(compress, names(triple))) for triple in review.inferred}
    assert (
        "atlas:Monitoring",
        "atlas:appliedAgainst",
        "atlas:HiddenActionInModelDevelopment",
    ) in links
    assert ("atlas-id:solution/dataset-analysis", "atlas:implements", "atlas:Monitoring") in links


def test_proposed_coding_changes_nothing_yet(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING | {"status": ("Proposed",)})
    assert review.is_accepted
    assert (review.inferred, review.cells) == ((), ())


def test_graph_stays_as_it_is(graph: KnowledgeGraph) -> None:
    reviewer = Reviewer(graph)
    before = set(graph.store)
    first = reviewed(reviewer, "coding", CODING)
    assert set(graph.store) == before
    assert reviewed(reviewer, "coding", CODING) == first


def test_misspelt_word_stands_beside_its_field(reviewer: Reviewer) -> None:
    values = CODING | {"mechanism": ("Monitorng",), "support": ("Gao2020", "Zou202")}
    review = reviewed(reviewer, "coding", values)
    assert not review.is_accepted
    (finding,) = [f for f in review.about("mechanism") if f.severity is Severity.VIOLATION]
    assert finding.suggestion == "Monitoring"
    assert "Did you mean 'Monitoring'?" in finding.advice
    (cited,) = review.about("support")
    assert (cited.entry, cited.suggestion) == (2, "Zou2023")
    assert review.general == ()


def test_place_of_the_file_is_a_field(reviewer: Reviewer) -> None:
    values = CODING | {"publication": ("Zou203",), "coder": ("nobody",)}
    review = reviewed(reviewer, "coding", values)
    assert review.about("publication")[0].severity is Severity.VIOLATION
    assert review.about("coder")


def test_empty_form_tells_each_field_that_is_needed(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "solution", {})
    assert [f.field for f in review.findings] == ["key", "definition", "label", "sources"]
    assert review.text is None


def test_rest_is_checked_when_a_name_cannot_be_used(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING | {"id": ("a b",), "target": ("Modl",)})
    assert [finding.field for finding in review.findings] == ["id", "target"]
    assert review.about("target")


def test_rest_is_checked_when_a_name_is_taken(reviewer: Reviewer) -> None:
    there = {"publication": ("Kaltenpoth2024",), "coder": ("seed-paper-authors",)}
    taken = {"id": ("data-cards-signal-datasets",), "target": ("Modl",)}
    review = reviewed(reviewer, "coding", CODING | there | taken)
    assert [finding.field for finding in review.findings] == ["id", "target"]
    assert "already" in review.about("id")[0].problem
    assert review.about("target")


def test_record_that_is_there_is_not_changed(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "publication", PUBLICATION | {"key": ("Gao2020",)})
    (finding,) = review.about("key")
    assert "already" in finding.problem
    assert "data/publications/Gao2020.yaml" in finding.advice


def test_statement_for_a_file_that_is_there(reviewer: Reviewer) -> None:
    assert not reviewed(reviewer, "coding", CODING).is_addition
    review = reviewed(reviewer, "coding", CODING | {"publication": ("Kaltenpoth2024",)})
    assert review.is_accepted
    assert review.is_addition


def test_use_that_theory_does_not_predict_is_a_warning(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING | {"mechanism": ("Signaling",)})
    (finding,) = review.about("mechanism")
    assert finding.severity is Severity.WARNING
    assert review.is_accepted
    assert [change.cell.state for change in review.cells] == [State.UNPREDICTED]


def test_finding_about_another_record_is_general(reviewer: Reviewer) -> None:
    """Of two publications with one identifier, the rule names the later in the alphabet."""
    review = reviewed(reviewer, "publication", PUBLICATION | {"arxiv": ("2307.15043",)})
    (finding,) = review.general
    assert finding.focus != review.subject
    assert not review.is_accepted


def test_unknown_field_is_told(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING | {"mechansim": ("Monitoring",)})
    (finding,) = review.general
    assert "'mechansim' is not a field of a coding" in finding.problem


def test_control_character_is_told_at_its_field(reviewer: Reviewer) -> None:
    review = reviewed(reviewer, "coding", CODING | {"note": ("bell \x07",)})
    (finding,) = review.about("note")
    assert "control character" in finding.problem


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("coding", CODING),
        ("coding", CODING | {"mechanism": ("Monitorng",), "support": ("Zou202",)}),
        ("coding", CODING | {"mechanism": ("Signaling",)}),
        ("publication", PUBLICATION),
        ("publication", PUBLICATION | {"year": ("26",), "doi": ("https://doi.org/10.1000/182",)}),
        ("coder", {"key": ("me",), "kind": ("HumanCoder",), "label": ("Me",)}),
    ],
)
def test_findings_are_those_of_the_command(
    reviewer: Reviewer, data: Path, kind: str, values: Values
) -> None:
    review = reviewed(reviewer, kind, values)
    assert review.file
    file = data.parent / review.file
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(review.text or "", "utf-8")
    shutil.rmtree(data / "schemas")
    written = verify(data=data).findings
    told = {(f.severity, f.problem, f.advice, f.location and f.location.line) for f in written}
    assert told == {
        (f.severity, f.problem, f.advice, f.location and f.location.line) for f in review.findings
    }


def test_contradiction_is_told(graph: KnowledgeGraph) -> None:
    """As if the ontology forbade what the coding says."""
    coding = ox.Variable("coding")
    patterns = (
        (coding, term("codesMechanism"), term("Monitoring")),
        (coding, term("codesPhase"), term("ModelDevelopment")),
    )
    forbidden = Rule("forbidden", graph.rules[0].axiom, patterns, None)
    strict = Reviewer(replace(graph, rules=(*graph.rules, forbidden)))
    review = reviewed(strict, "coding", CODING)
    assert not review.is_accepted
    (finding,) = review.general
    assert "contradicts the ontology" in finding.problem
    assert "atlas:codesMechanism atlas:Monitoring" in finding.problem
    assert reviewed(strict, "coding", CODING | {"mechanism": ("Bonding",)}).is_accepted


def test_shape_that_is_not_compiled_is_asked_too(graph: KnowledgeGraph) -> None:
    """Without a message, a constraint is left to the reference validator."""
    extra = rdflib.Graph().parse(
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix atlas: <https://w3id.org/llm-atlas/ontology#> .
        <urn:shape:short> a sh:NodeShape ; sh:targetClass atlas:Coding ;
          sh:property [ sh:path atlas:locator ; sh:maxLength 30 ] .
        """,
        format="turtle",
    )
    dataset = replace(graph.dataset, shapes={**graph.dataset.shapes, "extra": extra})
    reviewer = Reviewer(replace(graph, dataset=dataset))
    assert reviewed(reviewer, "coding", CODING).is_accepted
    review = reviewed(reviewer, "coding", CODING | {"section": ("x" * 31,)})
    assert [finding.field for finding in review.findings] == ["section"]


def test_reviews_at_the_same_time(reviewer: Reviewer) -> None:
    wanted = [CODING, CODING | {"mechanism": ("Signaling",)}, CODING | {"target": ("Modl",)}] * 4
    alone = [reviewed(reviewer, "coding", values) for values in wanted]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda v: reviewed(reviewer, "coding", v), wanted)) == alone


def test_review_is_quick(graph: KnowledgeGraph) -> None:
    reviewer = Reviewer(graph)
    reviewer.prepare()
    begin = time.perf_counter()
    reviewed(reviewer, "coding", CODING)
    assert time.perf_counter() - begin < 1


STATEMENT = """schema: 1
codings:
  - id: watched-training
    statement: Training is watched.
    phase: ModelDevelopment
    target: Model
    mechanism: Monitoring
    solution: dataset-analysis
    section: '3'
"""


@pytest.fixture
def coded_once(data: Path) -> Reviewer:
    """A graph with a coding by one person, and a second person who has coded nothing."""
    for name in ("jane", "john"):
        text = f"schema: 1\nkind: HumanCoder\nlabel: {name}\ndescription: A reader.\n"
        (data / "coders" / f"{name}.yaml").write_text(text, "utf-8")
    folder = data / "codings" / "jane"
    folder.mkdir()
    (folder / "Du2023.yaml").write_text(STATEMENT, "utf-8")
    return Reviewer(build(Sources.carried(data)))


JOHN = CODING | {"publication": ("Du2023",), "coder": ("john",), "section": ("3",), "support": ()}
JANES = "https://w3id.org/llm-atlas/id/coding/Du2023.jane.watched-training"


def test_second_coder_who_agrees_makes_both_accepted(coded_once: Reviewer) -> None:
    before = set(coded_once.graph.store)
    review = reviewed(coded_once, "coding", JOHN)
    assert review.is_accepted, review.findings
    changes = {c.statement: (c.before, c.after, c.why) for c in review.statuses}
    assert changes == {
        JANES: ("Tentative", "Accepted", "john says the same."),
        review.subject: (None, "Accepted", "jane says the same."),
    }
    (change,) = review.cells
    assert (change.before, change.cell.state) == (State.GAP, State.SUPPORTED)
    assert (change.tentative_before, change.cell.tentative) == (1, ())
    gone = {tuple(map(compress, names(triple))) for triple in review.withdrawn}
    assert (
        "atlas:Monitoring",
        "atlas:tentativelyAppliedAgainst",
        "atlas:HiddenActionInModelDevelopment",
    ) in gone
    assert set(coded_once.graph.store) == before
    assert reviewed(coded_once, "coding", JOHN) == review


def test_second_coder_who_differs_disputes_the_first(coded_once: Reviewer) -> None:
    review = reviewed(coded_once, "coding", JOHN | {"mechanism": ("Bonding",)})
    assert review.is_accepted, review.findings
    assert [(c.before, c.after) for c in review.statuses] == [
        ("Tentative", "Disputed"),
        (None, "Disputed"),
    ]
    (change,) = [c for c in review.cells if c.cell.mechanism.label == "Monitoring"]
    assert (change.before, change.cell.state) == (State.GAP, State.GAP)
    assert (change.tentative_before, len(change.cell.tentative_solutions)) == (1, 0)
    assert [said.iri for said in change.cell.disputed] == [JANES]


@pytest.mark.usefixtures("coded_once")
def test_adjudication_tells_what_it_would_settle(data: Path) -> None:
    folder = data / "codings" / "john"
    folder.mkdir()
    (folder / "Du2023.yaml").write_text(STATEMENT.replace("Monitoring", "Bonding"), "utf-8")
    reviewer = Reviewer(build(Sources.carried(data)))
    johns = JANES.replace("jane", "john")
    both = tuple(iri.rpartition("/")[2] for iri in (JANES, johns))
    values = {
        "publication": ("Du2023",),
        "id": ("watched-training",),
        "codings": both,
        "decision": both[:1],
        "reason": ("It is so.",),
        "by": ("seed-paper-authors",),
        "date": ("2026-11-28T00:00:00Z",),
    }
    review = reviewed(reviewer, "adjudication", values)
    assert review.is_accepted, review.findings
    assert [(c.statement, c.before, c.after) for c in review.statuses] == [
        (JANES, "Disputed", "Accepted")
    ]
    assert [(c.before, c.cell.state) for c in review.cells] == [(State.GAP, State.SUPPORTED)]
    assert review.as_json()["statuses"][0]["why"] == "An adjudication decided for it."
