"""Faults in copies of ontology and shapes, found by the real program in a checkout of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.errors import AtlasError, FindingsError, UsageError
from atlas_kg.findings import Finding
from atlas_kg.knowledge_graph import build
from atlas_kg.reasoning import ENGINES

Run = Callable[..., CompletedProcess[str]]

CORE = "ontology/core.ttl"


@dataclass(frozen=True)
class Fault:
    """A statement that is added to a Turtle file.

    Attributes:
        file: The file, below the checkout.
        added: What is added at its end.
        begins: How the line of the finding begins; the added line if it is None.
        field: The field of the finding.
        says: A part of the problem.
        repair: A part of the advice.
    """

    file: str
    added: str
    begins: str | None
    field: str | None
    says: str
    repair: str

    def spoil(self, folder: Path) -> int:
        """Spoil the file, and return the line where the finding has to be."""
        path = folder / self.file
        lines = [*path.read_text("utf-8").splitlines(), *self.added.splitlines()]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return 1 + next(
            number
            for number, line in enumerate(lines)
            if line.startswith(self.begins or self.added.splitlines()[-1])
        )


# fmt: off
FAULTS = {
    "syntax": Fault(CORE, "atlas:Screening a a .", None, None, "not valid Turtle", "Mend"),
    "prefix": Fault(CORE, "foo:A a owl:Class .", None, None, "foo", "Mend the line"),
    "shapes syntax": Fault("shapes/theory.ttl", "shape:A a ] .", None, None, "Turtle", "Mend"),
    "asserted link": Fault(
        CORE, "atlas:Screening atlas:counters atlas:HiddenActionInModelDevelopment .",
        "atlas:Screening", "atlas:counters", "too many values", "is inferred, never asserted"),
    "problem with two phases": Fault(
        CORE, "atlas:HiddenActionInModelDevelopment atlas:arisesIn atlas:ModelSelection .",
        "atlas:HiddenActionInModelDevelopment", "atlas:arisesIn", "too many values",
        "exactly one adoption phase"),
    "problem without target": Fault(
        CORE, 'atlas:New a atlas:AgencyProblem ; rdfs:label "New"@en .', None,
        "atlas:concernsTarget", "is missing", "exactly one alignment target"),
    "term without definition": Fault(
        CORE, 'atlas:New a atlas:AlignmentTarget ; rdfs:label "New"@en .', None,
        "skos:definition", "is missing", "exactly one English definition"),
    "phase before itself": Fault(
        CORE, "atlas:ModelDeploymentAndMonitoring atlas:precedes atlas:ModelSelection .",
        "atlas:ModelSelection", "atlas:precedes", "'No circle of adoption phases'",
        "precedes itself"),
    "mechanism and solution": Fault(
        CORE, "atlas:Screening a atlas:Solution .", "atlas:Screening", None,
        "atlas:Screening contradicts the ontology: nothing is both", "Take one of these"),
}
# fmt: on


def found(sources: Sources) -> list[Finding]:
    with pytest.raises(FindingsError) as raised:
        build(sources)
    return list(raised.value.findings)


@pytest.mark.parametrize("name", FAULTS)
def test_finding_tells_place_and_repair(name: str, sources: Sources) -> None:
    fault = FAULTS[name]
    folder = sources.data.parent
    line = fault.spoil(folder)
    told = [
        finding
        for finding in found(sources)
        if finding.location
        and (finding.location.file, finding.location.line) == (folder / fault.file, line)
        and finding.field == fault.field
    ]
    assert len(told) == 1
    assert fault.says in told[0].problem
    assert fault.repair in told[0].advice


def test_problem_in_a_situation_without_axioms(sources: Sources) -> None:
    added = (
        'atlas:New a atlas:AgencyProblem ; rdfs:label "New"@en ; skos:definition "New."@en ;'
        " dcterms:source <https://example.org/> ; atlas:arisesIn atlas:ModelSelection ;"
        " atlas:concernsTarget atlas:Dataset ; atlas:hasAsymmetry atlas:HiddenAction ."
    )
    Fault(CORE, added, None, None, "", "").spoil(sources.data.parent)
    (finding,) = found(sources)
    assert finding.field == "atlas:situatedIn"
    assert "Add the class axioms" in finding.advice


def test_link_asserted_about_a_solution(sources: Sources) -> None:
    added = "<https://w3id.org/llm-atlas/id/solution/data-cards> atlas:implements atlas:Signaling ."
    Fault(CORE, added, None, None, "", "").spoil(sources.data.parent)
    (finding,) = found(sources)
    assert "atlas:implements is inferred, never asserted" in finding.advice


@pytest.mark.parametrize(
    ("file", "added"),
    [
        (CORE, "# Köpf\n"),
        (CORE, 'atlas:Screening skos:altLabel "Köpf"@en .\n'),
        ("shapes/theory.ttl", 'shape:Term rdfs:label "Köpf"@en .\n'),
    ],
)
def test_turtle_that_is_not_utf8(file: str, added: str, sources: Sources) -> None:
    path = sources.data.parent / file
    path.write_bytes(path.read_bytes() + added.encode("latin-1"))
    findings = found(sources)
    assert {finding.location and finding.location.file for finding in findings} == {path}


@pytest.mark.parametrize("folder", ["ontology", "shapes"])
def test_folder_with_the_name_of_a_turtle_file(folder: str, sources: Sources) -> None:
    path = sources.data.parent / folder / "folder.ttl"
    path.mkdir()
    (finding,) = found(sources)
    assert finding.location is not None
    assert finding.location.file == path


@pytest.mark.parametrize("folder", ["ontology", "shapes"])
def test_folder_without_turtle(folder: str, sources: Sources) -> None:
    shutil.rmtree(sources.data.parent / folder)
    (sources.data.parent / folder).mkdir()
    (finding,) = found(sources)
    assert finding.problem == "There is no Turtle file."


@pytest.mark.parametrize(
    "added",
    [
        'sh:property [ sh:path atlas:mitigates ; sh:minCount "many" ]',
        'sh:sparql [ sh:select "SELECT $this WHERE {" ]',
        'sh:property [ sh:path atlas:mitigates ; sh:pattern "(" ]',
    ],
)
def test_shape_that_is_none_is_told(added: str, sources: Sources) -> None:
    file = sources.shapes / "theory.ttl"
    shape = f"shape:New a sh:NodeShape ; sh:targetClass atlas:Mechanism ; {added} .\n"
    file.write_text(file.read_text("utf-8") + shape, "utf-8")
    with pytest.raises(AtlasError):
        build(sources)


@pytest.mark.parametrize("engine", ENGINES)
def test_construct_that_the_compiler_does_not_cover(engine: str, sources: Sources) -> None:
    added = "atlas:precedes a owl:ReflexiveProperty ."
    Fault(CORE, added, None, None, "", "").spoil(sources.data.parent)
    with pytest.raises(UsageError, match=r"owl:ReflexiveProperty at atlas:precedes\. Express"):
        build(sources, engine=engine)


def validated(run: CompletedProcess[str]) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(run.stdout)
    return findings


@pytest.mark.parametrize("name", ["syntax", "asserted link", "mechanism and solution"])
def test_program_tells_it(name: str, sources: Sources, checkout: Path, shell: Run) -> None:
    fault = FAULTS[name]
    line = fault.spoil(sources.data.parent)
    done = shell("validate", "--format", "json", code=checkout)
    assert (done.returncode, done.stderr) == (1, "")
    (finding,) = validated(done)
    # The program runs in the folder of the copies.
    assert (finding["file"], finding["line"]) == (fault.file, line)
    assert shell("map", code=checkout).returncode == 1


def test_program_tells_what_the_compiler_does_not_cover(
    sources: Sources, checkout: Path, shell: Run
) -> None:
    added = "atlas:precedes a owl:ReflexiveProperty ."
    Fault(CORE, added, None, None, "", "").spoil(sources.data.parent)
    done = shell("validate", code=checkout)
    assert done.returncode in {1, 2}
    assert "owl:ReflexiveProperty" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
