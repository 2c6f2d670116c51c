"""Upkeep of a store on disk from outside: backups, while a server uses the store and while not."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import describe, read, write
from atlas_kg.workers.checkpoints import drop
from atlas_kg.workers.control import NoServerError, ask
from atlas_kg.workers.folder import InUseError, State, StoreFolder

__all__ = ["backup", "restore"]

_PATIENCE = 5.0
"""How many seconds a server may take from locking a store until it takes orders."""


def backup(folder: Path, destination: Path) -> int:
    """Write the data of a store to a folder of their own.

    Args:
        folder: The folder of the store.
        destination: The folder to make.

    Returns:
        How many quads were written.

    Raises:
        UsageError: There is no store, or the backup cannot be written.
    """
    if not (folder / "format").is_file():
        raise UsageError(
            f"There is no store in {folder}. Name a folder that 'atlas-kg serve --store' has made."
        )
    with _held(folder, "backup", destination) as told:
        if told is not None:
            return int(told["quads"])
        store = StoreFolder(folder)
        state = store.state()
        if state is None:
            raise UsageError(f"The store in {folder} holds no data yet.")
        checkpoint = store.checkpoint(state.generation)
        return write(checkpoint, destination.absolute(), state.generation, state.sources).quads


def restore(folder: Path, source: Path) -> int:
    """Put the data of a backup in the place of those of a store.

    Args:
        folder: The folder of the store; made if it is not there.
        source: The backup.

    Returns:
        How many quads the store has now.

    Raises:
        UsageError: It is no backup, or it cannot be restored. The old data are still there.
    """
    # Before a folder is made for nothing.
    describe(source)
    with _held(folder, "restore", source) as told:
        if told is not None:
            return int(told["quads"])
        store = StoreFolder(folder)
        before = store.state()
        try:
            restored = read(source, store.incoming)
        except BaseException:
            if before is None:
                store.unmake()
            raise
        state = State(before.generation + 1 if before else 0, restored.sources)
        try:
            store.incoming.rename(store.checkpoint(state.generation))
            store.switch(state)
        except OSError as error:
            raise UsageError(
                f"The store in {folder} cannot be switched: {error.strerror}."
            ) from error
        if before:
            drop(store.checkpoint(before.generation))
        return restored.quads


@contextmanager
def _held(folder: Path, verb: str, path: Path) -> Iterator[dict[str, Any] | None]:
    """Lock a store, or have its server do what is to be done and yield what that tells."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            lock = StoreFolder(folder).claim()
        except InUseError:
            try:
                told = ask(folder, verb, path.absolute())
            except NoServerError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.1)
            else:
                yield told
                return
        else:
            try:
                yield None
            finally:
                os.close(lock)
            return
