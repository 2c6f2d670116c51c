"""Examples and counterexamples of the shapes, which travel with the ontology.

Each is a file in the form that contributors write: YAML below ``literature/``, Turtle else. It
begins with two remarks. ``# Shows:`` or ``# Breaks:`` names the shapes that the file keeps or
breaks, ``# What:`` or ``# Because:`` says what can be learned from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.namespaces import expand

__all__ = ["Example", "read_counterexamples", "read_examples"]

LITERATURE = "literature"
"""The folder of contributed files; the other examples are Turtle."""

_HEAD = re.compile(r"# (?:Shows|Breaks): (?P<shapes>.+)\n# (?:What|Because): (?P<note>.+)\n")
_EDITOR = re.compile(r"# yaml-language-server: .+\n")


@dataclass(frozen=True)
class Example:
    """A file that is right, or wrong in one way.

    Attributes:
        path: The file.
        place: Where it lies below the folder of literature or of Turtle.
        shapes: The IRIs of the shapes that it keeps, or breaks.
        note: What it shows, or why it is wrong.
        text: What the file says, without the remarks about it.
    """

    path: Path
    place: str
    shapes: tuple[str, ...]
    note: str
    text: str

    @property
    def is_contribution(self) -> bool:
        """Whether it is a contributed file, and not Turtle."""
        return self.path.suffix == ".yaml"


def read_examples(ontology: Path) -> tuple[Example, ...]:
    """Read what keeps the shapes: one folder of literature, and Turtle beside it.

    Args:
        ontology: The folder of the ontology.
    """
    folder = ontology / "examples"
    literature = folder / LITERATURE
    return (
        *_read(sorted(literature.rglob("*.yaml")), literature),
        *_read(sorted(folder.glob("*.ttl")), folder),
    )


def read_counterexamples(ontology: Path) -> tuple[Example, ...]:
    """Read what breaks a shape.

    Each folder below ``literature/`` is a case: its files are put over those of the examples.
    Each Turtle file is a case, to be added to the ontology, or to what was inferred from it.

    Args:
        ontology: The folder of the ontology.
    """
    folder = ontology / "counterexamples"
    cases = sorted((folder / LITERATURE).iterdir())
    contributed = (e for case in cases for e in _read(sorted(case.rglob("*.yaml")), case))
    return (*contributed, *_read(sorted(folder.rglob("*.ttl")), folder))


def _read(paths: Iterable[Path], folder: Path) -> Iterator[Example]:
    for path in paths:
        text = _EDITOR.sub("", path.read_text("utf-8"), count=1)
        if head := _HEAD.match(text):
            yield Example(
                path,
                path.relative_to(folder).as_posix(),
                tuple(expand(name) for name in head["shapes"].split(", ")),
                head["note"],
                text[head.end() :].strip() + "\n",
            )
