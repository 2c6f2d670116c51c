"""Conditions of the seed: honest, placed, and read by a program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.literature import read_literature
from atlas_kg.model import Record
from tests.reasoning.seed import dataset

PAPER = Path(__file__).parents[2] / "shared" / "paper" / "llm-atlas.txt"
SECTION = re.compile(r"^(\d(?:\.\d)*) [A-Z]")


def conditions() -> list[Record]:
    """Return the conditions that travel with the software."""
    records = read_literature(Sources.carried().data, dataset().record_shapes).records
    return [record for record in records if record.kind == "condition"]


def said(record: Record, field: str) -> str:
    return record.fields[field][0].text


def sections() -> dict[str, str]:
    """Return the text of each section of the paper, on one line."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in PAPER.read_text("utf-8").splitlines():
        head = SECTION.match(line)
        current = head[1] if head else current
        found.setdefault(current, []).append(line)
    return {number: " ".join(" ".join(lines).split()) for number, lines in found.items()}


@pytest.mark.parametrize("record", conditions(), ids=lambda record: record.slug)
def test_who_read_it_is_marked_as_a_program(record: Record) -> None:
    (coder,) = (link.slug for link in record.links if link.kind == "coder")
    records = read_literature(Sources.carried().data, dataset().record_shapes).records
    (kind,) = (said(one, "kind") for one in records if (one.kind, one.slug) == ("coder", coder))
    assert kind == "SoftwareCoder"
    assert "status" not in record.fields


@pytest.mark.skipif(not PAPER.is_file(), reason="the text of the paper is not beside the checkout")
@pytest.mark.parametrize("record", conditions(), ids=lambda record: record.slug)
def test_evidence_stands_in_the_section_of_the_paper(record: Record) -> None:
    assert said(record, "evidence") in sections()[said(record, "section")]


def test_there_are_conditions() -> None:
    assert len(conditions()) == 11
