"""Links as triples, written as N-Triples, which a store reads in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas_kg.lifting import Origin

__all__ = ["Key", "Links", "english", "line", "literal", "node", "typed"]

Key = tuple[str, str | None, str | None]

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True)
class Links:
    """Triples, and where they come from.

    Attributes:
        text: The triples as N-Triples.
        origins: Where each link stands in the sources; see `atlas_kg.lifting.Lifted`.
    """

    text: str = ""
    origins: Mapping[Key, Origin] = field(default_factory=dict)


def line(subject: str, predicate: str, value: str) -> str:
    """Return a triple as a line.

    Args:
        subject: The IRI of the subject.
        predicate: The IRI of the predicate.
        value: The object, in the syntax of N-Triples.
    """
    return f"<{subject}> <{predicate}> {value} .\n"


def node(iri: str) -> str:
    """Return an IRI in the syntax of N-Triples."""
    return f"<{iri}>"


def literal(text: str) -> str:
    """Return a text in the syntax of N-Triples."""
    return f'"{text.translate(_ESCAPES)}"'


def english(text: str) -> str:
    """Return an English text in the syntax of N-Triples."""
    return f"{literal(text)}@en"


def typed(text: str, datatype: str) -> str:
    """Return a value of a datatype in the syntax of N-Triples."""
    return f"{literal(text)}^^<{datatype}>"
