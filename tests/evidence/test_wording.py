"""Selections in words."""

from __future__ import annotations

import pytest

from atlas_kg.evidence import Evidence, Selection, chosen, question


@pytest.mark.parametrize(
    ("selection", "asked"),
    [
        (Selection(), "about adopting a large language model?"),
        (Selection(phase=("ModelSelection",)), "about model selection?"),
        (
            Selection(phase=("ModelSelection",), mechanism=("Screening",)),
            "about screening in model selection?",
        ),
        (
            Selection(mechanism=("Signaling", "Screening"), solution=("data-cards",)),
            "about data cards for signaling or screening?",
        ),
        (Selection(target=("Dataset",), begin=2023, end=2023), "applied to the dataset in 2023?"),
        (
            Selection(solution=("explainable-ai",), criterion=("Rice", "none"), end=2024),
            "about explainable AI with regard to RICE or no named criterion until 2024?",
        ),
        (Selection(words="bias"), "that mentions “bias”?"),
    ],
)
def test_question_of_a_selection(selection: Selection, asked: str, evidence: Evidence) -> None:
    told = question(selection, evidence.facets)
    assert told.startswith("What does the literature say about ")
    assert told.endswith(asked)


def test_each_chosen_thing_can_be_taken_back(evidence: Evidence) -> None:
    selection = Selection(
        target=("Dataset", "Model"), criterion=("none",), begin=2020, end=2024, words="bias"
    )
    found = list(chosen(selection, evidence.facets))
    assert [(one.filter, one.words) for one in found] == [
        ("Target", "Dataset"),
        ("Target", "Model"),
        ("Criterion", "none named"),
        ("Years", "from 2020 to 2024"),
        ("Words", "“bias”"),
    ]
    for one in found:
        assert len(one.rest.parameters()) < len(selection.parameters())
