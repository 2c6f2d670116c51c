"""What the tests of stores on disk share: changes, and what a checkpoint holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from atlas_kg.workers.backups import Backup
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.frames import Change, Operation
from atlas_kg.workers.limits import Limits

T = TypeVar("T")


def insert(name: str) -> Change:
    text = f"INSERT DATA {{ <http://example.org/{name}> <http://example.org/p> 1 }}"
    return Change(Operation.UPDATE, text)


def turtle(body: bytes) -> tuple[tuple[str, bytes], ...]:
    return (("text/turtle", body),)


def nquads(body: bytes) -> tuple[tuple[str, bytes], ...]:
    return (("application/n-quads", body),)


def subjects(checkpoint: Path) -> list[str]:
    """Return the last parts of the subjects in a checkpoint, sorted."""
    return sorted(
        quad.subject.value.rpartition("/")[2]
        for quad in ox.Store.read_only(str(checkpoint))
        if isinstance(quad.subject, ox.NamedNode)
    )


def dump(checkpoint: Path) -> list[str]:
    """Return what a checkpoint holds as sorted lines of N-Quads."""
    store = ox.Store.read_only(str(checkpoint))
    return sorted(
        f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name}" for quad in store
    )


def with_keeper(
    folder: Path,
    work: Callable[[DiskKeeper, Path], Awaitable[T]],
    limits: Limits | None = None,
) -> T:
    """Open a store, do something with it, and close it."""

    async def run() -> T:
        keeper = DiskKeeper(folder, limits or Limits())
        checkpoint = await keeper.start()
        try:
            return await work(keeper, checkpoint)
        finally:
            await keeper.stop()

    return asyncio.run(run())


async def restored(keeper: DiskKeeper, source: Path) -> tuple[Backup, Path]:
    """Restore a backup in both of its steps."""
    backup = await keeper.fetch(source)
    return backup, await keeper.adopt(backup)


def fill(folder: Path, *names: str) -> None:
    """Make a store that holds a quad for each name."""

    async def work(keeper: DiskKeeper, checkpoint: Path) -> None:
        for name in names:
            keeper.release(checkpoint)
            _, checkpoint = await keeper.apply(insert(name), "of " + name)

    with_keeper(folder, work)
