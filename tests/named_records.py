"""The records that the coding files of README and documentation name."""

from __future__ import annotations

from pathlib import Path

_RECORDS = {
    "coders/jane": "kind: HumanCoder\nlabel: Jane Doe\ndescription: A researcher.\n",
    "coders/john": "kind: HumanCoder\nlabel: John Roe\ndescription: A researcher.\n",
    "publications/Doe2025": (
        "label: Doe (2025)\ntitle: Watching models learn\nauthors: ['Doe, Jane']\nyear: 2025\n"
        "type: Preprint\nurl: https://example.org/watching-models-learn\n"
    ),
    "solutions/training-logs": (
        "label: Training logs\nsources: [Doe2025]\n"
        "definition: Records of what a model answers while it is trained.\n"
    ),
}


def write_named(data: Path) -> None:
    """Write the records into a folder of contributed literature."""
    for name, text in _RECORDS.items():
        (data / f"{name}.yaml").write_text(f"schema: 1\n{text}", "utf-8")
