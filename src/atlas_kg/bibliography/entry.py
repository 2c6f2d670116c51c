"""An entry of a bibliography."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.reference import Reference

__all__ = ["Entry"]


@dataclass(frozen=True)
class Entry:
    """An entry of a bibliography, or a work that was asked for by its identifier.

    Attributes:
        name: The key that it has in its file, or the identifier.
        line: The line on which it begins; 0 where there is none.
        reference: The work that it describes; None if it cannot be read.
        problem: Why it cannot be read, and what to write instead.
    """

    name: str
    line: int = 0
    reference: Reference | None = None
    problem: str = ""

    @property
    def place(self) -> str:
        """The name with its line, as it is told."""
        return f"{self.name} (line {self.line})" if self.line else self.name
