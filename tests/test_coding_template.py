"""The file to fill in lists the words, and says nothing until somebody fills it in."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from atlas_kg.coding_template import coding_template
from atlas_kg.dataset import Dataset
from atlas_kg.field_words import label_of, words_of
from atlas_kg.findings import Severity
from atlas_kg.literature import CODINGS, read_proposal

PATH = Path(CODINGS, "jane", "Gao2020.yaml")


def template(dataset: Dataset) -> str:
    return coding_template(dataset, "Gao et al. (2020)", "Jane Doe", "2026-11-28T09:30:00Z")


def test_template_states_nothing_yet(asserted: Dataset) -> None:
    text = template(asserted)
    assert yaml.safe_load(text) == {"schema": 1, "date": "2026-11-28T09:30:00Z"}
    read = read_proposal(PATH, text.encode(), asserted.record_shapes)
    assert read.records == ()
    assert [(f.severity, f.problem) for f in read.findings] == [
        (Severity.WARNING, "The file states nothing.")
    ]


def test_each_list_can_be_filled_in_by_taking_signs_away(asserted: Dataset) -> None:
    shapes = asserted.record_shapes
    sections = shapes.sections_of_directory(CODINGS)
    assert set(sections) == {"codings", "problems", "absences", "conditions"}
    for section, kind in sections.items():
        text = template(asserted)
        start = text.index(f"# {section}:\n")
        end = text.index("\n\n", start)
        block = re.sub(r"^# ", "", text[start:end], flags=re.MULTILINE)
        whole = yaml.safe_load(text[:start] + block)
        (statement,) = whole[section]
        shown = [name for name in shapes.by_kind[kind].fields if name != "status"]
        assert list(statement) == ["id", *shown]


def test_what_is_not_filled_in_yet_is_told(asserted: Dataset) -> None:
    text = template(asserted)
    start, end = text.index("# codings:\n"), text.index("\n\n", text.index("# codings:\n"))
    block = re.sub(r"^# ", "", text[start:end], flags=re.MULTILINE)
    filled = block.replace("id: …", "id: logs").replace("section: …", "section: '3.2'")
    read = read_proposal(PATH, (text[:start] + filled).encode(), asserted.record_shapes)
    fields = asserted.record_shapes.by_kind["coding"].fields
    assert {f.field: f.problem for f in read.findings} == {
        name: "'…' is not filled in yet." for name in fields if name not in ("section", "status")
    }
    advice = {f.field: f.advice for f in read.findings}
    assert advice["note"].endswith("Or remove the line.")
    assert advice["statement"] == fields["statement"].advice
    # A sentence may end in the sign.
    said = filled.replace("statement: …", "statement: It is so …")
    read = read_proposal(PATH, (text[:start] + said).encode(), asserted.record_shapes)
    assert "statement" not in {f.field for f in read.findings}


def test_every_word_is_listed_with_what_it_means(asserted: Dataset) -> None:
    lines = template(asserted).splitlines()
    fields = asserted.record_shapes.by_kind["coding"].fields
    for name in ("phase", "target", "mechanism", "solution"):
        words = words_of(asserted, fields[name])
        assert len(words) >= 3
        listed = lines[lines.index(f"# {name}:") + 1 :][: len(words)]
        assert listed == [f"#   {word.name}: {word.definition}" for word in words]


def test_phases_keep_their_order(asserted: Dataset) -> None:
    phases = words_of(asserted, asserted.record_shapes.by_kind["coding"].fields["phase"])
    names = [phase.name for phase in phases]
    assert (len(names), names[0]) == (5, "BusinessProblemDefinition")
    assert names.index("ModelSelection") == 2
    assert names[-1] == "ModelDeploymentAndMonitoring"


def test_words_of_a_choice_are_those_of_the_shape(asserted: Dataset) -> None:
    shapes = asserted.record_shapes.by_kind
    kinds = [word.name for word in words_of(asserted, shapes["coder"].fields["kind"])]
    assert kinds == ["HumanCoder", "SoftwareCoder", "PublishedConsensus"]
    types = [word.name for word in words_of(asserted, shapes["publication"].fields["type"])]
    assert "Preprint" in types
    assert words_of(asserted, shapes["coding"].fields["section"]) == ()


def test_a_record_without_label_is_called_by_its_key(asserted: Dataset) -> None:
    assert label_of(asserted, "publication", "Gao2020") == "Gao et al. (2020)"
    assert label_of(asserted, "publication", "Nobody1999") == "Nobody1999"
