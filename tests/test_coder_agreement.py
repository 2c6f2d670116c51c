"""The coders of a store are compared by the statements that its queries give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from atlas_kg.coder_agreement import CoderAgreement, Selection, coder_agreement, slug
from atlas_kg.dataset import Dataset, Sources, load, with_literature
from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.store import EmbeddedStore
from tests.coded_twice import add_adjudication, add_codings, coded_twice

ALL = Selection()
MODELS = "ModelSelection Model Signaling model-cards 1"


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    return coded_twice(tmp_path)


def compared(theory: Dataset, data: Path, selection: Selection = ALL) -> CoderAgreement:
    return coder_agreement(EmbeddedStore(with_literature(theory, data).store), selection)


def figures(agreement: CoderAgreement) -> dict[str, tuple[int, float | None]]:
    return {row.name: (row.units, row.percent.value) for row in agreement.variables}


def test_statements_of_the_store_are_aligned_and_measured(theory: Dataset, twice: Path) -> None:
    found = compared(theory, twice)
    assert [slug(coder) for coder in found.compared] == ["jane", "john"]
    assert figures(found) == {
        "phase": (4, 1.0),
        "target": (4, 0.75),
        "mechanism": (4, 0.75),
        "solution": (4, 1.0),
        "overall": (5, 0.4),
        "problem reports": (4, 3 / 4),
    }
    assert len(found.differences.open) == 2
    assert len(found.differences.one_sided) == 2
    assert {slug(key) for key in found.shared} == {"Zou2023", "Gao2020", "Mitchell2019"}


def test_inference_changes_nothing(graph: KnowledgeGraph, asserted: Dataset) -> None:
    before = coder_agreement(EmbeddedStore(asserted.store))
    after = coder_agreement(EmbeddedStore(graph.store))
    assert before == after
    assert len(before.statements) == 32


def test_a_published_consensus_is_listed_but_not_measured(theory: Dataset, twice: Path) -> None:
    section = "ModelSelection Model Signaling model-cards '4.2'"
    add_codings(twice, "jane", "Kaltenpoth2024", section.replace("'", ""))
    found = compared(theory, twice)
    assert [slug(coder) for coder in found.left_out] == ["seed-paper-authors"]
    assert "Kaltenpoth2024" not in {slug(key) for key in found.shared}
    assert "Kaltenpoth2024" in {slug(each.unit.publication) for each in found.differences.one_sided}
    chosen = compared(theory, twice, Selection(coders=("jane", "seed-paper-authors")))
    assert [slug(key) for key in chosen.shared] == ["Kaltenpoth2024"]
    assert chosen.variables[0].percent.value == 1.0


def test_programs_can_be_left_out(theory: Dataset, twice: Path) -> None:
    add_codings(twice, "bot", "Mitchell2019", MODELS.replace("Signaling", "Screening"))
    assert [slug(coder) for coder in compared(theory, twice).compared] == ["bot", "jane", "john"]
    without = compared(theory, twice, Selection(with_software=False))
    assert [slug(coder) for coder in without.compared] == ["jane", "john"]
    assert figures(without)["mechanism"] == (4, 0.75)


def test_selection_of_publications(theory: Dataset, twice: Path) -> None:
    found = compared(theory, twice, Selection(publications=("Zou2023", "Mitchell2019")))
    assert figures(found)["mechanism"] == (2, 0.5)
    assert compared(theory, twice, Selection(publications=("Brown2020",))).statements == ()


def test_drafts_and_retracted_statements_are_not_compared(theory: Dataset, twice: Path) -> None:
    for name, status in (("Zou2023", "Proposed"), ("Mitchell2019", "Retracted")):
        file = twice / "codings" / "john" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("Tentative", status), "utf-8")
    assert [slug(key) for key in compared(theory, twice).shared] == ["Gao2020"]


def test_an_adjudication_settles(theory: Dataset, twice: Path) -> None:
    add_adjudication(twice, "Zou2023", ["jane.c1", "john.c1"], "jane.c1")
    found = compared(theory, twice).differences
    assert [slug(each.unit.publication) for each in found.open] == ["Gao2020"]
    (settled,) = found.settled
    assert settled.decision is not None
    assert slug(settled.decision.adjudicator) == "mary"
    assert settled.decision.reason == "The text says so."


def test_no_problem_contradicts_what_others_state(theory: Dataset, twice: Path) -> None:
    add_codings(twice, "mary", "Mitchell2019", absences=(None,))
    add_codings(twice, "mary", "Gao2020", absences=("ModelSelection",))
    add_codings(twice, "bot", "Brown2020", absences=(None,))
    add_codings(twice, "mary", "Brown2020", absences=(None,))
    found = compared(theory, twice)
    assert [
        (slug(each.unit.publication), [slug(said.coder) for said in each.unit.statements])
        for each in found.differences.open
    ] == [
        ("Gao2020", ["jane", "john"]),
        ("Gao2020", ["jane", "john", "mary"]),
        ("Mitchell2019", ["jane", "john", "mary"]),
        ("Zou2023", ["jane", "john"]),
    ]
    assert "Brown2020" in {slug(key) for key in found.shared}


def test_a_problem_report_knows_the_phase_in_which_its_problem_arises(
    theory: Dataset, twice: Path
) -> None:
    reports = [said for said in compared(theory, twice).statements if said.problem]
    assert {slug(said.phase or "") for said in reports if slug(said.coder) == "jane"} == {
        "DataAcquisitionAndPreparation"
    }


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(coders=("jan",)), "There is no coder 'jan'. Did you mean 'jane'?"),
        (Selection(coders=("x" * 9,)), "named as its file in data/coders is"),
        (Selection(publications=("Gao2021",)), "Did you mean 'Gao2020'?"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(
    theory: Dataset, twice: Path, selection: Selection, told: str
) -> None:
    with pytest.raises(UsageError) as raised:
        compared(theory, twice, selection)
    assert told in str(raised.value)


def test_who_has_no_label_has_a_name(theory: Dataset, twice: Path) -> None:
    found = replace(compared(theory, twice), labels={})
    assert found.label(found.compared[0]) == "jane"


def test_the_order_of_files_does_not_matter(tmp_path: Path, twice: Path) -> None:
    again = coded_twice(tmp_path / "again")
    one, other = (
        coder_agreement(EmbeddedStore(load(Sources.carried(data)).store)) for data in (twice, again)
    )
    assert one == other
