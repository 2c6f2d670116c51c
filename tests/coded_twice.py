"""Literature that fictitious people have coded several times, for the tests of agreement."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from atlas_kg.dataset import Sources

__all__ = ["add_adjudication", "add_codings", "coded_twice"]

CODERS = {
    "jane": ("HumanCoder", "Jane Doe"),
    "john": ("HumanCoder", "John Roe"),
    "mary": ("HumanCoder", "Mary Major"),
    "bot": ("SoftwareCoder", "Example coder (software)"),
}


def coded_twice(folder: Path) -> Path:
    """Return a copy of the literature in which Jane and John have coded three publications.

    They differ in the mechanism of one statement, in the target of another, and only Jane makes a
    third one and reports a problem; they agree in the rest.
    """
    data = shutil.copytree(Sources.carried().data, folder / "data")
    for name, (kind, label) in CODERS.items():
        record = {"schema": 1, "kind": kind, "label": label, "description": "A coder."}
        (data / "coders" / f"{name}.yaml").write_text(yaml.safe_dump(record), "utf-8")
    development = "ModelDevelopment Model"
    add_codings(data, "jane", "Zou2023", f"{development} Screening adversarial-attacks 3")
    add_codings(data, "john", "Zou2023", f"{development} Monitoring adversarial-attacks 3")
    add_codings(
        data,
        "jane",
        "Gao2020",
        "DataAcquisitionAndPreparation Dataset Screening dataset-analysis 2",
        "ModelSelection Model Signaling model-cards 5",
        "DataAcquisitionAndPreparation Dataset Signaling data-cards 4",
        reports=("HiddenCharacteristicsOfDatasets",),
    )
    add_codings(
        data,
        "john",
        "Gao2020",
        "DataAcquisitionAndPreparation Model Screening dataset-analysis 2",
        "ModelSelection Model Signaling model-cards 5",
    )
    for coder in ("jane", "john"):
        add_codings(data, coder, "Mitchell2019", "ModelSelection Model Signaling model-cards 1")
    return data


def add_codings(
    data: Path,
    coder: str,
    publication: str,
    *codings: str,
    reports: tuple[str, ...] = (),
    absences: tuple[str | None, ...] = (),
) -> None:
    """Write a file of codings, each the words of phase, target, mechanism, solution, section.

    Args:
        data: The folder of the literature.
        coder: Who codes.
        publication: What is coded.
        codings: The codings.
        reports: The problems that are reported.
        absences: The phases in which there is no agency problem, None for all.
    """
    keys = ("phase", "target", "mechanism", "solution", "section")
    content: dict[str, object] = {
        "schema": 1,
        "codings": [
            {
                "id": f"c{number}",
                "statement": "So it is.",
                **dict(zip(keys, coding.split(), strict=True)),
                "support": [publication],
                "status": "Tentative",
            }
            for number, coding in enumerate(codings, 1)
        ],
    }
    if not codings:
        content = {"schema": 1}
    if absences:
        content["absences"] = [
            {
                "id": f"n{number}",
                "statement": "Nothing is hidden.",
                **({"phase": phase} if phase else {}),
            }
            for number, phase in enumerate(absences, 1)
        ]
    if reports:
        content["problems"] = [
            {
                "id": f"p{number}",
                "statement": "It is hidden.",
                "problem": problem,
                "section": "1",
                "support": [publication],
                "status": "Tentative",
            }
            for number, problem in enumerate(reports, 1)
        ]
    file = data / "codings" / coder / f"{publication}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(content), "utf-8")


def add_adjudication(data: Path, publication: str, codings: list[str], decision: str) -> None:
    """Write an adjudication by Mary between codings named as ``<coder>.<id>``."""
    content = {
        "schema": 1,
        "adjudications": [
            {
                "id": "a1",
                "codings": [f"{publication}.{coding}" for coding in codings],
                "decision": f"{publication}.{decision}",
                "reason": "The text says so.",
                "by": "mary",
                "date": "2026-11-23T00:00:00Z",
            }
        ],
    }
    file = data / "adjudications" / f"{publication}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(content), "utf-8")
