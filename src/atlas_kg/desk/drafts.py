"""Drafts: what coders have begun to fill in, each shown to nobody but the coder."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.desk.refusal import RefusedError
from atlas_kg.record_files import create, rewrite

__all__ = ["Draft", "Drafts", "OutdatedDraftError"]

_KEY = re.compile(r"[0-9a-f]{24}")
_MOST = 500
"""How many drafts one coder may keep, so that nobody fills the disk by saving."""


class OutdatedDraftError(RefusedError):
    """A draft was saved or thrown away meanwhile, in another window perhaps."""


@dataclass(frozen=True)
class Draft:
    """A record that somebody has begun.

    Attributes:
        key: Its name, which nobody can guess.
        kind: The kind of record.
        values: What was filled in, by the names of the form.
        mark: Tells this state of it from others.
    """

    key: str
    kind: str
    values: Mapping[str, tuple[str, ...]]
    mark: str

    def first(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return next((value.strip() for value in self.values.get(name, ()) if value.strip()), "")


@dataclass(frozen=True)
class Drafts:
    """The drafts in a folder.

    Attributes:
        folder: The folder, with a folder for each coder.
    """

    folder: Path

    def of(self, coder: str) -> tuple[Draft, ...]:
        """Return the drafts of a coder, the oldest first."""
        return tuple(self._read(file) for file in self._files(coder))

    def get(self, coder: str, key: str) -> Draft | None:
        """Return a draft of a coder; None where the coder has none of that name.

        Args:
            coder: Who asks.
            key: The name of the draft, as a request brings it.
        """
        file = self._file(coder, key) if _KEY.fullmatch(key) else None
        return self._read(file) if file and file.is_file() else None

    def save(
        self,
        coder: str,
        kind: str,
        values: Mapping[str, tuple[str, ...]],
        before: tuple[str, str] | None = None,
    ) -> Draft:
        """Save a draft.

        Args:
            coder: Whose it is.
            kind: The kind of record.
            values: What was filled in.
            before: The name of the draft that it replaces and the mark that this had; by default
                it is a new one.

        Raises:
            OutdatedDraftError: The draft is no longer as it was.
            UsageError: The coder has too many, or nothing can be written.
        """
        text = json.dumps({"kind": kind, "values": values}, ensure_ascii=False, indent=1) + "\n"
        if before is None:
            if sum(1 for _ in self._files(coder)) >= _MOST:
                raise RefusedError(
                    f"You have {_MOST} drafts. Hand some in, or throw those away that you no "
                    "longer need."
                )
            key = secrets.token_hex(12)
            create(self._file(coder, key), text)
        else:
            key, mark = before
            held = self.get(coder, key)
            if held is None or held.mark != mark:
                raise OutdatedDraftError("This draft was changed meanwhile in another window.")
            file = self._file(coder, key)
            rewrite(file, file.read_bytes(), text)
        return self._read(self._file(coder, key))

    def discard(self, coder: str, key: str) -> None:
        """Throw a draft away, if the coder has it."""
        if _KEY.fullmatch(key):
            self._file(coder, key).unlink(missing_ok=True)

    def _files(self, coder: str) -> Iterator[Path]:
        files = (self.folder / coder).glob("*.json")
        return iter(sorted((f for f in files if _KEY.fullmatch(f.stem)), key=_age))

    def _file(self, coder: str, key: str) -> Path:
        return self.folder / coder / f"{key}.json"

    def _read(self, file: Path) -> Draft:
        content = file.read_bytes()
        held = json.loads(content)
        values = {name: tuple(given) for name, given in held["values"].items()}
        return Draft(file.stem, held["kind"], values, hashlib.sha256(content).hexdigest()[:16])


def _age(file: Path) -> tuple[float, str]:
    return file.stat().st_mtime, file.name
