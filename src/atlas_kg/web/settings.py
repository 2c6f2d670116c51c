"""What whoever runs the site may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from atlas_kg.federation.allow_list import AllowList
from atlas_kg.orcid.setting import Orcid
from atlas_kg.tokens import Tokens
from atlas_kg.workers.limits import Limits

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """Settings of the site.

    Attributes:
        static: The folder with the built editor; pages work without it.
        max_body: The most bytes that a request may send.
        max_upload: The most bytes that a change may send.
        max_rows: The most rows of an answer that a page shows; downloads hold all.
        cache: How many bytes of answers to remember.
        tokens: Who may change the data; None where nobody may.
        desk: The folder in which contributions wait; None where nothing is kept.
        data: The folder into which what waits is published; None where nobody publishes.
        orcid: How people sign in by ORCID; None where they cannot.
        rate: How many requests a second a client may send to the endpoints; None for any number.
        limits: What a query to the SPARQL endpoint may take, and how many run at once.
        allowed: The endpoints that queries and updates may call; by default none.
    """

    static: Path = Path(__file__).parent / "static"
    max_body: int = 1_000_000
    max_upload: int = 64 << 20
    max_rows: int = 1_000
    cache: int = 64 << 20
    tokens: Tokens | None = None
    desk: Path | None = None
    data: Path | None = None
    orcid: Orcid | None = None
    rate: float | None = None
    limits: Limits = field(default_factory=Limits)
    allowed: AllowList = field(default_factory=AllowList)

    @property
    def has_editor(self) -> bool:
        """Tell whether the editor has been built."""
        return (self.static / "editor.js").is_file()
