"""The folder of a store on disk.

    format           what this folder is, and by which rules it is laid out
    lock             held by the one server or command that uses it
    control          the socket where that server takes orders
    current          which generation is the state of the data, and of which sources
    generations/<n>  a checkpoint of the engine: the data of a generation
    data-<k>         where a writer works on the next one; starts as a clone of a checkpoint

A change is made when `current` names its generation, and not before: whatever happened to the
engine's own files until then, the next writer starts from the checkpoint that `current` names. So
there is never doubt whether a change was made, and what is told of it (of which sources the data
come) changes together with the data.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from atlas_kg.errors import UsageError
from atlas_kg.workers.checkpoints import drop, sync

__all__ = ["InUseError", "State", "StoreFolder"]

_FORMAT = "atlas-kg store 1\n"
_FRESH = {"lock", "format.new"}
_POLL = 0.05


class InUseError(UsageError):
    """Another process uses the folder."""


@dataclass(frozen=True)
class State:
    """The state of the data in a folder.

    Attributes:
        generation: Its number, which grows with every change.
        sources: The fingerprint of the sources from which the data were last taken.
        created: Whether the change that led to it made a graph that was not there.
    """

    generation: int
    sources: str = ""
    created: bool = False


@dataclass(frozen=True)
class StoreFolder:
    """The folder of a store.

    Attributes:
        path: Where it is.
    """

    path: Path

    def claim(self, patience: float = 0.0) -> int:
        """Lock the folder, make it what it must be, and clear away what nobody needs.

        Args:
            patience: How many seconds to wait for another process to end that still uses it.

        Returns:
            The descriptor that holds the lock; also for a child process that inherits it.

        Raises:
            InUseError: Another process uses the folder.
            UsageError: The folder holds something else, or cannot be made or read.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._check()
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UsageError(
                f"The folder {self.path} cannot be used for a store: {error.strerror}. Name one "
                "that you may write to."
            ) from error
        try:
            self._lock(lock, patience)
            self._mark()
            self.clean(())
        except BaseException:
            os.close(lock)
            raise
        return lock

    def state(self) -> State | None:
        """Return the state of the data; None where there are none yet.

        Raises:
            UsageError: What tells it cannot be read.
        """
        file = self.path / "current"
        try:
            fields = json.loads(file.read_text("utf-8"))
            return State(int(fields["generation"]), str(fields["sources"]), bool(fields["created"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise UsageError(
                f"{file} does not say which state of the data is current. Restore a backup into "
                "another folder."
            ) from error

    def switch(self, state: State) -> None:
        """Make a generation the state of the data, whose checkpoint must exist.

        Raises:
            OSError: It cannot be written.
        """
        sync(self.path / "generations")
        self._write("current", json.dumps(asdict(state)))

    def checkpoint(self, generation: int) -> Path:
        """Return the folder that holds the data of a generation."""
        return self.path / "generations" / str(generation)

    @property
    def incoming(self) -> Path:
        """The folder to which the data of a backup are copied."""
        return self.path / "generations" / "incoming"

    def working_folder(self) -> Path:
        """Return a folder that is not there yet, for a writer to work in."""
        places = (self.path / f"data-{number}" for number in count(1))
        return next(place for place in places if not place.exists())

    def clean(self, used: Collection[Path]) -> None:
        """Remove what is neither the state of the data nor used.

        Args:
            used: The folders to keep.

        Raises:
            UsageError: The folder does not say which state is current.
        """
        state = self.state()
        kept = {*used, self.checkpoint(state.generation)} if state else set(used)
        for partial in self.path.glob("*.new"):
            partial.unlink(missing_ok=True)
        for each in (*self.path.glob("data-*"), *(self.path / "generations").iterdir()):
            if each not in kept:
                drop(each)

    def unmake(self) -> None:
        """Remove a store that has never held data, as far as nothing else lies there."""
        for name in ("lock", "format"):
            (self.path / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.path / "generations").rmdir()
            self.path.rmdir()

    def _check(self) -> None:
        names = {each.name for each in self.path.iterdir()}
        if "format" not in names:
            others = sorted(names - _FRESH)
            if others:
                raise UsageError(
                    f"The folder {self.path} holds other files ({others[0]}) and no store. Name "
                    "one that is empty, or that is not there yet."
                )
        elif (found := (self.path / "format").read_text("utf-8", "replace")) != _FORMAT:
            raise UsageError(
                f"The folder {self.path} holds '{found.strip()[:40]}', and this version reads "
                f"'{_FORMAT.strip()}'. Use the version that made it, or restore a backup into "
                "another folder."
            )

    def _lock(self, lock: int, patience: float) -> None:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise InUseError(
                        f"The store in {self.path} is in use by another process. Stop that, or "
                        "name another folder."
                    ) from error
                time.sleep(_POLL)
            else:
                return

    def _mark(self) -> None:
        try:
            if not (self.path / "format").exists():
                self._write("format", _FORMAT)
            (self.path / "generations").mkdir(exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"The folder {self.path} cannot be used for a store: {error.strerror}. Name one "
                "that you may write to."
            ) from error

    def _write(self, name: str, text: str) -> None:
        """Write a file as a whole or not at all, whenever the machine stops."""
        partial = self.path / f"{name}.new"
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path / name)
        sync(self.path)
