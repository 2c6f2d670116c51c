"""What somebody had typed when they went away to sign in elsewhere, kept until they come back."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.record_files import create, rewrite

__all__ = ["Leave", "Leaves"]

_SECONDS = 3600.0
_MOST_FILES, _MOST_BYTES = 2_000, 64 << 20


@dataclass(frozen=True)
class Leave:
    """An absence: what is needed when somebody comes back.

    Attributes:
        there: Where they want to go on.
        values: What they had typed.
        own: What the form sends besides.
        secrets: What proves that it is they who come back; empty once they have.
    """

    there: str
    values: Mapping[str, tuple[str, ...]]
    own: Mapping[str, str]
    secrets: Mapping[str, str]


@dataclass(frozen=True)
class Leaves:
    """All absences. They are files, so that a server that is started anew knows them.

    Attributes:
        folder: The folder, which nobody else reads.
    """

    folder: Path

    def begin(self, state: str, leave: Leave) -> str:
        """Keep what is needed when somebody comes back.

        Args:
            state: What they bring along then.
            leave: What is needed.

        Returns:
            A secret for their browser, without which the state is worth nothing.

        Raises:
            UsageError: It cannot be written.
        """
        self._make_room()
        browser = secrets.token_urlsafe(32)
        held = {
            "browser": _hash(browser),
            "there": leave.there,
            "values": leave.values,
            "own": leave.own,
            "secrets": leave.secrets,
        }
        create(self._file(state), json.dumps(held))
        return browser

    def get(self, state: str, browser: str) -> Leave | None:
        """Return what somebody left; None where this browser left nothing, or long ago.

        Args:
            state: What comes back.
            browser: The secret of the browser.
        """
        file = self._file(state)
        try:
            is_old = time.time() - file.stat().st_mtime > _SECONDS
            held = json.loads(file.read_bytes())
        except (OSError, ValueError):
            return None
        if is_old or not hmac.compare_digest(held["browser"], _hash(browser)):
            return None
        values = {name: tuple(given) for name, given in held["values"].items()}
        return Leave(held["there"], values, held["own"], held["secrets"])

    def end(self, state: str) -> bool:
        """Let nobody come back with a state again; what was typed stays a while.

        Returns:
            Whether it was the first time.

        Raises:
            UsageError: It cannot be written.
        """
        file = self._file(state)
        old = file.read_bytes()
        held = json.loads(old)
        if not held["secrets"]:
            return False
        rewrite(file, old, json.dumps({**held, "secrets": {}}))
        return True

    def _make_room(self) -> None:
        now, count, size = time.time(), 0, 0
        for file in self._newest_first():
            with suppress(FileNotFoundError):
                state = file.stat()
                count, size = count + 1, size + state.st_size
                is_old = now - state.st_mtime > _SECONDS
                if is_old or count >= _MOST_FILES or size > _MOST_BYTES:
                    file.unlink()

    def _newest_first(self) -> Iterator[Path]:
        files = self.folder.glob("*.json") if self.folder.is_dir() else ()
        return iter(sorted(files, key=_age, reverse=True))

    def _file(self, state: str) -> Path:
        # By hash, so that no name that a request brings leads elsewhere.
        return self.folder / f"{_hash(state)}.json"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
