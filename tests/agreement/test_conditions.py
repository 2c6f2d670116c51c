"""How conditions of several coders stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas_kg.agreement.conditions import Condition, condition_standings
from atlas_kg.agreement.statement import CoderKind, Standing

JANE = Condition(
    iri="jane-1",
    publication="Doe2025",
    coder="coder/jane",
    coder_kind=CoderKind.PERSON,
    about="prompting",
    feature="WithoutTraining",
    required=False,
    excluded=frozenset({"WithTraining"}),
)
JOHN = replace(JANE, iri="john-1", coder="coder/john")
PROGRAM = replace(JANE, iri="program-1", coder="coder/program", coder_kind=CoderKind.SOFTWARE)
OTHERWISE = replace(
    JOHN,
    feature="WithTraining",
    required=True,
    excluded=frozenset({"WithoutTraining"}),
)


def stand(*conditions: Condition) -> dict[str, Standing]:
    return dict(condition_standings(conditions))


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ((JANE,), "Tentative"),
        ((JANE, JOHN), "Accepted"),
        ((JANE, PROGRAM), "Accepted"),
        ((PROGRAM, replace(PROGRAM, iri="p2", coder="coder/other")), "Tentative"),
        ((replace(JANE, coder_kind=CoderKind.CONSENSUS),), "Accepted"),
        ((replace(JANE, coder_kind=CoderKind.UNKNOWN), JOHN), "Tentative"),
        ((JANE, OTHERWISE), "Disputed"),
        ((JANE, replace(OTHERWISE, status="Retracted")), "Tentative"),
        ((JANE, replace(JOHN, status="Proposed")), "Tentative"),
        ((JANE, replace(JOHN, about="fine-tuning")), "Tentative"),
        ((JANE, replace(JANE, iri="jane-2")), "Tentative"),
    ],
)
def test_status_follows_from_what_all_coders_read(
    conditions: tuple[Condition, ...], status: str
) -> None:
    standing = stand(*conditions)[conditions[0].iri]
    assert standing.status == status
    assert standing.why


def test_written_status_stays() -> None:
    assert stand(replace(JANE, status="Retracted"), JOHN) == {
        "jane-1": Standing("Retracted", None),
        "john-1": Standing("Tentative", "Nobody else has read the same."),
    }


def test_who_contradicts_is_named_on_both_sides() -> None:
    found = stand(JANE, OTHERWISE)
    assert found["jane-1"].disagrees == ("john-1",)
    assert found["john-1"].disagrees == ("jane-1",)
    assert found["jane-1"].why == "john reads that it can be applied otherwise."


def test_two_features_that_will_do_contradict_nothing() -> None:
    found = stand(JANE, replace(OTHERWISE, required=False))
    assert {standing.status for standing in found.values()} == {"Tentative"}
