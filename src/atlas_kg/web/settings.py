"""What whoever runs the site may set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """Settings of the site.

    Attributes:
        static: The folder with the built editor; pages work without it.
        max_body: The most bytes that a request may send.
        max_rows: The most rows of an answer that a page shows; downloads hold all.
    """

    static: Path = Path(__file__).parent / "static"
    max_body: int = 1_000_000
    max_rows: int = 1_000

    @property
    def has_editor(self) -> bool:
        """Tell whether the editor has been built."""
        return (self.static / "editor.js").is_file()
