"""What whoever runs the site may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from atlas_kg.workers.limits import Limits

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """Settings of the site.

    Attributes:
        static: The folder with the built editor; pages work without it.
        max_body: The most bytes that a request may send.
        max_rows: The most rows of an answer that a page shows; downloads hold all.
        limits: What a query to the SPARQL endpoint may take, and how many run at once.
    """

    static: Path = Path(__file__).parent / "static"
    max_body: int = 1_000_000
    max_rows: int = 1_000
    limits: Limits = field(default_factory=Limits)

    @property
    def has_editor(self) -> bool:
        """Tell whether the editor has been built."""
        return (self.static / "editor.js").is_file()
