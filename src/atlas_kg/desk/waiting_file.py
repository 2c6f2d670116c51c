"""A file that waits: what it holds, and who handed it in, when, through which version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from atlas_kg import __version__

__all__ = ["Origin", "joined", "now", "origin_of", "published", "signed"]

_SIGNED = re.compile(
    r"^# Handed in by (?P<coder>[A-Za-z0-9_-]+) at (?P<when>[0-9TZ:-]+) through "
    r"(?P<version>atlas-kg \S+?)\.$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Origin:
    """How a file came.

    Attributes:
        file: Where it lies, from the folder of the desk on.
        coder: Who handed it in.
        when: When, in UTC.
        version: Through which version of this software.
    """

    file: Path
    coder: str
    when: str
    version: str


def now() -> str:
    """Return the time as contributed files write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(text: str, coder: str, when: str) -> str:
    """Return a file with a line that says how it came, below its first line.

    Args:
        text: The file.
        coder: Who hands it in.
        when: When.
    """
    first, _, rest = text.partition("\n")
    return f"{first}\n# Handed in by {coder} at {when} through atlas-kg {__version__}.\n{rest}"


def published(text: str, publisher: str, when: str) -> str:
    """Return a file with a line that says who published it, below the lines that say how it came.

    Args:
        text: The file.
        publisher: Who publishes it.
        when: When.
    """
    first, second, rest = text.split("\n", 2)
    line = f"# Published by {publisher} at {when} through atlas-kg {__version__}."
    return f"{first}\n{second}\n{line}\n{rest}"


def joined(old: str, new: str, section: str) -> str:
    """Return a file with the entries of another one, below the line that says how they came.

    Args:
        old: The file.
        new: A file of the same kind.
        section: The list of which both have entries.
    """
    head, _, entries = new.partition(f"\n{section}:\n")
    origins = [line for line in head.split("\n")[1:] if line.startswith("# ")]
    return "\n".join([old.rstrip(), *origins, entries])


def origin_of(file: Path, text: str) -> tuple[Origin, ...]:
    """Return how a file came, the first time first; nothing if the file does not say it.

    Args:
        file: Where it lies, from the folder of the desk on.
        text: What it holds.
    """
    return tuple(
        Origin(file, found["coder"], found["when"], found["version"])
        for found in _SIGNED.finditer(text)
    )
