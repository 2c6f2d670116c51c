"""Checks of mapping sets: each fault is found at its place, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.dataset import Sources, load
from atlas_kg.findings import Finding
from atlas_kg.knowledge_graph import check
from tests.mappings.made_up import COLUMNS, FIRST_ROW, HEAD, row, table, written

WORK = {
    "subject_id": "atlas-id:publication/Gao2020",
    "predicate_id": "schema:sameAs",
    "object_id": "doi:10.5555/made-up",
}
MORE = HEAD.replace("#  doi", "#  schema: http://schema.org/\n#  doi").replace(
    "#license", "#comment: made up\n#license"
)


def findings(data: Path, text: str) -> tuple[Finding, ...]:
    written(data, text)
    return load(Sources.carried(data)).findings


@pytest.mark.parametrize(
    ("changed", "column", "problem", "advice"),
    [
        ({"subject_id": ""}, "subject_id", "'subject_id' is empty", "Give it a value"),
        (
            {"subject_id": "atlas-id:solution/modle-cards"},
            "subject_id",
            "says nothing of 'atlas-id:solution/modle-cards'",
            "Did you mean 'atlas-id:solution/model-cards'?",
        ),
        ({"subject_id": "vair:ModelCard"}, "subject_id", "nothing of this graph", "Name a term"),
        (
            {"subject_id": "atlasid:x"},
            "subject_id",
            "neither an IRI nor",
            "Did you mean 'atlas-id'?",
        ),
        ({"subject_id": "model-cards"}, "subject_id", "neither an IRI nor", "Add the prefix"),
        (
            {"predicate_id": "skos:closeMach"},
            "predicate_id",
            "does not relate concepts",
            "Did you mean 'skos:closeMatch'?",
        ),
        ({"predicate_id": "owl:sameAs"}, "predicate_id", "does not relate concepts", "Write one"),
        (
            {"object_id": "atlas-id:solution/data-cards"},
            "object_id",
            "is one of ours",
            "another vocabulary",
        ),
        (
            {"object_id": "https://example.org/ModelCard"},
            "object_id",
            "of no vocabulary that the head names",
            "Add the prefix",
        ),
        (
            {"mapping_justification": "semapv:LexicalMaching"},
            "mapping_justification",
            "is no justification",
            "Did you mean 'semapv:LexicalMatching'?",
        ),
        ({"confidence": "1.2"}, "confidence", "no number from 0 to 1: '1.2'", "such as 0.8"),
        ({"confidence": "-0.1"}, "confidence", "no number from 0 to 1", "such as 0.8"),
        ({"confidence": "high"}, "confidence", "no number from 0 to 1", "such as 0.8"),
        ({"confidence": "nan"}, "confidence", "no number from 0 to 1", "such as 0.8"),
        ({"mapping_date": "2026-13-01"}, "mapping_date", "is no date", "2026-01-31"),
        ({"predicate_modifier": "No"}, "predicate_modifier", "a wrong value: 'No'", "Write Not"),
        (
            {**WORK, "object_id": "doi:made-up"},
            "object_id",
            "no identifier of the scheme doi",
            "form",
        ),
        (
            {**WORK, "predicate_id": "owl:sameAs"},
            "predicate_id",
            "not true of a work and a doi",
            "Write schema:sameAs",
        ),
        (
            {**WORK, "object_id": "https://example.org/1"},
            "object_id",
            "of no known scheme",
            "Name the record of a work",
        ),
    ],
)
def test_fault_is_told_at_its_place(
    data: Path, changed: dict[str, str], column: str, problem: str, advice: str
) -> None:
    text = table(row(**changed), head=MORE)
    (finding,) = findings(data, text)
    assert problem in finding.problem
    assert advice in finding.advice
    assert (finding.field, finding.rule is not None) == (column, True)
    assert finding.location
    line = MORE.count("\n") + 2
    before = text.splitlines()[line - 1].split("\t")[: COLUMNS.index(column)]
    assert (finding.location.line, finding.location.column) == (
        line,
        sum(len(field) + 1 for field in before) + 1,
    )


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"predicate_modifier": "Not"},
        {"confidence": ""},
        {"confidence": "1"},
        {"subject_id": "https://w3id.org/llm-atlas/ontology#Monitoring"},
        {"author_label": "Jane Doe|John Roe", "mapping_date": "2026-02-28"},
        WORK,
        {**WORK, "object_id": "https://doi.org/10.5555/made-up"},
    ],
)
def test_good_rows_are_accepted(data: Path, changed: dict[str, str]) -> None:
    assert findings(data, table(row(**changed), head=MORE)) == ()
    assert check(load(Sources.carried(data))) == ()


def test_somebody_must_say_so(data: Path) -> None:
    text = table(row(author_label=""))
    (finding,) = findings(data, text)
    assert "Nobody is named" in finding.problem
    head = HEAD + "#mapping_tool: a made-up program\n"
    assert findings(data, table(row(author_label=""), head=head)) == ()


def test_same_row_twice_is_found_and_other_authors_are_not(data: Path) -> None:
    (finding,) = findings(data, table(row(), row(author_label="John Roe"), row(confidence="0.1")))
    assert finding.problem == (f"The same mapping by the same author stands in line {FIRST_ROW}.")
    assert finding.location
    assert finding.location.line == FIRST_ROW + 2


def test_prefix_that_means_another_thing_here_is_found(data: Path) -> None:
    head = HEAD.replace("https://w3id.org/vair#", "https://w3id.org/vair/")
    (finding,) = findings(data, table(row(), head=head))
    assert "Write 'vair: https://w3id.org/vair#'" in finding.advice
    assert finding.location
    assert finding.location.line == 1


def test_wrong_values_of_the_head_are_found(data: Path) -> None:
    head = HEAD.replace("https://creativecommons.org/licenses/by/4.0/", "CC BY")
    (finding,) = findings(data, table(row(), head=head))
    assert "'license' is no address" in finding.problem
    assert finding.location
    assert finding.location.line == 6


def test_what_is_wrong_is_not_loaded(data: Path) -> None:
    written(data, table(row(), row(object_id="vair:Datasheet", confidence="2")))
    dataset = load(Sources.carried(data))
    assert len(dataset.findings) == 1
    assert not any("mapping-set" in str(quad.subject) for quad in dataset.store)
