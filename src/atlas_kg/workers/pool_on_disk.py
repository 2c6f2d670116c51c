"""The pool of a server that keeps its data on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from atlas_kg.workers.control import Control
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.frames import Change
from atlas_kg.workers.generation import Origin
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool import Pool

__all__ = ["PoolOnDisk"]


class PoolOnDisk(Pool):
    """A pool whose data are on disk; while it runs, it takes orders by the store's control socket.

    Args:
        keeper: What keeps the data.
        sources: The fingerprint of the sources that the data are to come from.
        change: Makes the change that brings their data into the store, if those there come from
            others.
        prefixes: The prefixes for graphs in Turtle.
        limits: What one query or change may take, and how many run at once.
        hidden: The IRI of the graph that is no part of the default graph.
        gateway: The port of this machine through which queries may call other servers.
    """

    def __init__(  # noqa: PLR0913 - what it serves, and how
        self,
        keeper: DiskKeeper,
        sources: str,
        change: Callable[[], Change],
        prefixes: Mapping[str, str],
        limits: Limits,
        *,
        hidden: str,
        gateway: int | None = None,
    ) -> None:
        super().__init__(
            lambda _: None, prefixes, limits, hidden=hidden, keeper=keeper, gateway=gateway
        )
        self._disk = keeper
        self._sources = sources
        self._sourced = change
        self._control: Control | None = None

    async def stop(self) -> None:
        """Kill all workers, and let go of the store."""
        if self._control:
            await self._control.stop()
            self._control = None
        await super().stop()

    async def _first_origin(self) -> Origin:
        if self._control is None:
            await self._disk.follow(self._sources, self._sourced)
            control = Control(self._disk.path, {"backup": self._back_up, "restore": self._put_back})
            await control.start()
            self._control = control
        return await super()._first_origin()

    async def _back_up(self, path: Path) -> Mapping[str, int]:
        return {"quads": (await self._disk.backup(path)).quads}

    async def _put_back(self, path: Path) -> Mapping[str, int]:
        return {"quads": (await self.restore(path)).quads}
