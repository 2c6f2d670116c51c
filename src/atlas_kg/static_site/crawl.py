"""All that a site answers: asked for address by address, along the links of its pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from atlas_kg.errors import UsageError
from atlas_kg.static_site.addresses import Files, needs_server, normalised
from atlas_kg.static_site.markup import links_of
from atlas_kg.web.in_process import Answer, Ask

__all__ = ["Crawl", "Tell"]

HTML = "text/html"
_ACCEPT = f"{HTML}, */*;q=0.1"

MOST_EXPLANATIONS = 5_000
"""How many explanations are written, those nearest to the map first.

Each takes some twenty milliseconds, and there are more than one for each coding."""

Tell = Callable[[int, int], None]
"""Is told how many addresses have been asked for, and of how many it is known so far."""


@dataclass
class Crawl:
    """A walk over a site, which writes what it is answered into a folder.

    Attributes:
        folder: The folder.
        files: The names of the files by address.
        pages: The addresses of the pages among them, in the order in which they were found.
        explanations: How many explanations were found.
    """

    folder: Path
    files: Files = field(default_factory=Files)
    pages: list[str] = field(default_factory=list)
    explanations: int = 0

    async def walk(self, ask: Ask, starts: Iterable[str], tell: Tell) -> None:
        """Ask for addresses, and for those to which what they answer links.

        Args:
            ask: Asks the application.
            starts: Where to begin.
            tell: Is told how far the walk is.

        Raises:
            UsageError: The site failed to answer.
        """
        waiting = deque(dict.fromkeys(starts))
        known = set(waiting)
        moved: list[tuple[str, str]] = []
        asked = 0
        while waiting:
            address = waiting.popleft()
            answer = await ask(address, _ACCEPT)
            asked += 1
            tell(asked, asked + len(waiting))
            for found in self._take(address, answer, moved):
                if found not in known and self._is_wanted(found):
                    known.add(found)
                    waiting.append(found)
        for address, other in moved:
            if other in self.files:
                self.files.lead(address, self.files[other])

    def _is_wanted(self, address: str) -> bool:
        if address.startswith("/explain"):
            self.explanations += 1
        return self.explanations <= MOST_EXPLANATIONS or not address.startswith("/explain")

    def _take(self, address: str, answer: Answer, moved: list[tuple[str, str]]) -> list[str]:
        """Keep an answer; return where it leads."""
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UsageError(
                f"The page {address} could not be made: the site answered {answer.status}. "
                f"'atlas-kg serve --get \"{address}\"' tells why; nothing was written."
            )
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return []
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            other = normalised(answer.headers["location"])
            moved.append((address, other))
            return [other]
        name = self.files.add(address, answer.media_type)
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.body)
        if answer.media_type != HTML:
            return []
        self.pages.append(address)
        found = dict.fromkeys(links_of(answer.body.decode(), address))
        return [one for one in found if needs_server(one, address) is None]
