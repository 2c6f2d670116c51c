"""What the pool asks of whoever keeps its data on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import Backup
from atlas_kg.workers.folder import State
from atlas_kg.workers.frames import Applied, Change

__all__ = ["Keeper", "UnseenError"]


class UnseenError(UsageError):
    """A change was made for good, and its data cannot be shown now; `Keeper.start` tries again.

    Attributes:
        applied: What became of the change.
    """

    def __init__(self, applied: Applied) -> None:
        super().__init__("The data were changed, and cannot be read now. Start the server anew.")
        self.applied = applied


class Keeper(Protocol):
    """What keeps the data on disk, and makes changes there."""

    async def start(self) -> Path:
        """Return the folder of a checkpoint of the data as they are."""
        ...

    async def apply(self, change: Change) -> tuple[Applied, Path]:
        """Make a change for good; return the folder of a checkpoint of the data after it.

        Raises:
            UnseenError: It was made, and the checkpoint cannot be told.
        """
        ...

    async def fetch(self, source: Path) -> Backup:
        """Copy the data of a backup, for `adopt`."""
        ...

    async def adopt(self, backup: Backup) -> Path:
        """Let the data of a backup be the data; return the folder of a checkpoint of them.

        Raises:
            UnseenError: They are, and the checkpoint cannot be told.
        """
        ...

    def hold(self, checkpoint: Path) -> None:
        """Keep a checkpoint that is in use for one user more."""
        ...

    def release(self, checkpoint: Path) -> None:
        """Let a checkpoint go that nobody uses any more."""
        ...

    async def stop(self) -> None:
        """Let go of the data."""
        ...

    @property
    def state(self) -> State:
        """The number of the data's generation, among others."""
        ...
