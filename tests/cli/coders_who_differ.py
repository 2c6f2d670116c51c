"""A paper that two coders have coded, who differ about one statement and agree about another."""

from __future__ import annotations

from pathlib import Path

ID = "watched-training"
JANE, JOHN, MARY = (f"Gao2020.{name}.{ID}" for name in ("jane", "john", "mary"))


def coding(**fields: str) -> str:
    values = {
        "id": ID,
        "statement": "Training is watched.",
        "phase": "ModelDevelopment",
        "target": "Model",
        "mechanism": "Monitoring",
        "solution": "dataset-analysis",
        "section": "'4.1'",
    } | fields
    lines = [f"{name}: {value}" for name, value in values.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def write(data: Path, coder: str, *statements: str, publication: str = "Gao2020") -> None:
    file = data / "codings" / coder / f"{publication}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("schema: 1\ncodings:\n" + "".join(statements), "utf-8")


def write_differing(data: Path) -> None:
    """Write the coders and what they say."""
    for name in ("jane", "john", "mary"):
        (data / "coders" / f"{name}.yaml").write_text(
            f"schema: 1\nkind: HumanCoder\nlabel: {name.title()}\ndescription: A coder.\n", "utf-8"
        )
    other = {"id": "cards", "solution": "data-cards", "mechanism": "Signaling"}
    other |= {"phase": "DataAcquisitionAndPreparation", "target": "Dataset"}
    write(data, "jane", coding(), coding(**other))
    write(data, "john", coding(mechanism="Bonding", statement="It is mended."), coding(**other))
