"""The keeper of a store on disk: has changes made so that they last, and hands out checkpoints."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import Backup
from atlas_kg.workers.checkpoints import drop
from atlas_kg.workers.copying import copy_apart
from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.frames import Applied, Change, Failure
from atlas_kg.workers.keeper import UnseenError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import StoppedError, UnansweredError
from atlas_kg.workers.writer_process import DeadWriterError, WriterProcess

__all__ = ["DiskKeeper"]

_PATIENCE = 5.0
"""How many seconds the processes of a server that was killed may take to be gone."""


_UNTOLD: Mapping[str, Any] = {"retires": True, "failure": None}
"""What a writer tells that ended or was stopped."""


class DiskKeeper:
    """Keeps the data of a server on disk.

    It belongs to the event loop that starts it. Each checkpoint that it returns stays until it is
    released as often as it was returned.

    Args:
        folder: The folder of the store; made if it is not there.
        limits: What one change may take.
        gateway: The port of this machine through which changes may call other servers; None where
            they may call none.
    """

    def __init__(self, folder: Path, limits: Limits, gateway: int | None = None) -> None:
        self._folder = StoreFolder(folder.absolute())
        self._limits = limits
        self._gateway = gateway
        self._lock: int | None = None
        self._state: State | None = None
        self._writer: WriterProcess | None = None
        self._uses: Counter[Path] = Counter()
        self._changing = asyncio.Lock()
        self._removals: set[asyncio.Future[None]] = set()

    @property
    def path(self) -> Path:
        """The folder of the store."""
        return self._folder.path

    @property
    def state(self) -> State:
        """The generation of the data, and the sources that they were last taken from."""
        if self._state is None:
            raise RuntimeError("the store is not open")
        return self._state

    def claim(self, patience: float = _PATIENCE) -> None:
        """Lock the folder, so that it is ours before anything else is begun.

        Args:
            patience: How many seconds to wait for the processes of another server to end.

        Raises:
            InUseError: Another process uses the folder.
            UsageError: The folder holds something else, or cannot be made or read.
        """
        if self._lock is None:
            self._lock = self._folder.claim(patience)

    async def start(self) -> Path:
        """Open the store, if it is not open.

        Returns:
            The checkpoint that holds the data.

        Raises:
            InUseError: Another process uses the folder.
            UsageError: The folder holds something else, or cannot be opened.
        """
        if self._state is not None:
            return self._advance()
        await asyncio.to_thread(self.claim)
        try:
            self._writer = await self._start_writer(self._folder.state())
            return self._advance()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Let go of the store. A change that is being made ends first, made or not."""
        async with self._changing:
            await self._end_writer()
        if self._removals:
            await asyncio.wait(self._removals)
        if self._lock is not None:
            os.close(self._lock)
        self._lock = self._state = None
        self._uses.clear()

    async def apply(self, change: Change, sources: str | None = None) -> tuple[Applied, Path]:
        """Make a change that lasts.

        A caller that is cancelled leaves behind a change of which `state` tells after the next one
        whether it was made; so callers let it run to its end.

        Args:
            change: What to change.
            sources: The fingerprint of the sources that the data come from after it; None to keep
                the one there is.

        Returns:
            What became of it, and the checkpoint that holds the data after it.

        Raises:
            UnansweredError: The change is malformed, its graph is missing, or the engine fails.
            StoppedError: It took too long or too much. Nothing of it was made.
            UnseenError: It was made, and what the folder says cannot be read now.
        """
        async with self._changing:
            try:
                applied = await self._apply(change, sources)
            except asyncio.CancelledError:
                await self._end_writer(kill=True)
                raise
            return applied, self._shown(applied)

    async def follow(self, sources: str, change: Callable[[], Change]) -> bool:
        """Open the store, and make a change if its data come from other sources than these.

        Args:
            sources: The fingerprint of the sources.
            change: Makes the change that brings their data into the store.

        Returns:
            Whether it was made.

        Raises:
            InUseError: Another process uses the folder.
            UsageError: The folder holds something else, or cannot be opened.
            UnansweredError: The change is malformed, or the engine fails.
            StoppedError: It took too long or too much.
        """
        checkpoint = await self.start()
        is_other = self.state.sources != sources
        if is_other:
            self.release(checkpoint)
            _, checkpoint = await self.apply(change(), sources)
        self.release(checkpoint)
        return is_other

    async def backup(self, destination: Path) -> Backup:
        """Copy the data, as they are now, to a folder of their own, while changes go on.

        Args:
            destination: The folder to make.

        Returns:
            What was written.

        Raises:
            UsageError: It cannot be written.
        """
        state = self.state
        checkpoint = self._folder.checkpoint(state.generation)
        self._uses[checkpoint] += 1
        try:
            return await copy_apart(
                self._held(), "write", checkpoint, destination, str(state.generation), state.sources
            )
        finally:
            self.release(checkpoint)

    async def fetch(self, source: Path) -> Backup:
        """Copy the data of a backup into the store's folder, for `adopt`; changes go on meanwhile.

        Args:
            source: The backup.

        Returns:
            What the backup says of itself.

        Raises:
            UsageError: It is no backup, it is damaged, or it cannot be copied.
        """
        # Kept until it is adopted, or another takes its place.
        self._uses[self._folder.incoming] = 1
        return await copy_apart(self._held(), "read", source, self._folder.incoming)

    async def adopt(self, backup: Backup) -> Path:
        """Put the data that were fetched in the place of those there are.

        On any error the old data stay.

        Args:
            backup: What `fetch` returned.

        Returns:
            The checkpoint that holds the data.

        Raises:
            UsageError: The engine cannot open them, or the folder cannot be written.
        """
        async with self._changing:
            return await self._adopt(State(self.state.generation + 1, backup.sources))

    def hold(self, checkpoint: Path) -> None:
        """Keep a checkpoint that is in use for one user more, who releases it as well."""
        self._uses[checkpoint] += 1

    def release(self, checkpoint: Path) -> None:
        """Tell that one user of a checkpoint has gone; it is removed when nobody needs it."""
        self._uses[checkpoint] -= 1
        self._drop_unused(checkpoint)

    def _drop_unused(self, checkpoint: Path) -> None:
        is_current = self._state and checkpoint == self._folder.checkpoint(self._state.generation)
        if is_current or self._uses[checkpoint] > 0:
            return
        del self._uses[checkpoint]
        removal = asyncio.get_running_loop().run_in_executor(None, drop, checkpoint)
        self._removals.add(removal)
        removal.add_done_callback(self._removals.discard)

    async def _apply(self, change: Change, sources: str | None) -> Applied:
        before = self.state
        writer = await self._live_writer()
        made, told = False, _UNTOLD
        why = f"it takes longer than {self._limits.change_seconds:g} seconds"
        try:
            async with asyncio.timeout(self._limits.change_seconds):
                made, told = await writer.ask(change, sources)
        except TimeoutError:
            pass
        except DeadWriterError:
            await self._end_writer()
            why = self._why_ended(writer)
        if made:
            return Applied(created=told["created"])
        if told["retires"]:
            await self._end_writer(kill=True)
            after = self._folder.state()
            # Whoever comes next tries again.
            with contextlib.suppress(UsageError):
                await self._replace_writer()
            if after and after.generation > before.generation:
                return Applied(created=after.created)
        if told["failure"] is None:
            raise StoppedError(why)
        raise UnansweredError(Failure(told["failure"]), told["what"])

    def _why_ended(self, writer: WriterProcess) -> str:
        """Say in words what ended a writer in the middle of a change."""
        if writer.process.returncode == -signal.SIGKILL:
            return "it lost the process that made it, which was killed"
        return (
            "it ended the process that made it: it is nested too deeply, or takes more than the "
            f"{self._limits.change_memory >> 20} MiB of memory that one change may have"
        )

    async def _adopt(self, state: State) -> Path:
        incoming, checkpoint = self._folder.incoming, self._folder.checkpoint(state.generation)
        writer = None
        try:
            await asyncio.to_thread(incoming.rename, checkpoint)
            # It shows that the engine can open and write the data before anything depends on it.
            writer = await self._start_writer(state)
            await asyncio.to_thread(self._folder.switch, state)
        except BaseException as error:
            if writer:
                await writer.kill()
            # The next one clears away what is left, and starts from what the folder says.
            await self._end_writer(kill=True)
            if isinstance(error, OSError):
                reason = error.strerror
                raise UsageError(f"The store cannot be switched: {reason}.") from error
            raise
        finally:
            del self._uses[incoming]
        await self._end_writer(kill=True)
        self._writer = writer
        return self._shown(Applied())

    async def _start_writer(self, state: State | None) -> WriterProcess:
        memory = self._limits.change_memory
        lock, gateway = self._held(), self._gateway
        return await WriterProcess.start(self._folder, lock, state, memory, gateway)

    def _held(self) -> int:
        """Return the descriptor that holds the lock."""
        if self._lock is None:
            raise UsageError(f"The store in {self._folder.path} is closed.")
        return self._lock

    async def _live_writer(self) -> WriterProcess:
        if self._writer is None or not self._writer.lives:
            try:
                await self._replace_writer()
            except UsageError as error:
                what = str(error).removesuffix(".")
                raise UnansweredError(Failure.FAILED, what) from error
        assert self._writer is not None  # noqa: S101 - for the type checker
        return self._writer

    async def _replace_writer(self) -> None:
        await self._end_writer(kill=True)
        await asyncio.to_thread(self._folder.clean, set(self._uses))
        self._writer = await self._start_writer(self._folder.state())

    async def _end_writer(self, *, kill: bool = False) -> None:
        writer, self._writer = self._writer, None
        if writer:
            await (writer.kill() if kill else writer.end())

    def _shown(self, applied: Applied) -> Path:
        """Return the checkpoint of what has just been changed."""
        try:
            return self._advance()
        except UsageError as error:
            raise UnseenError(applied) from error

    def _advance(self) -> Path:
        """Take over the state that the folder tells; return its checkpoint, for a user of it."""
        state = self._folder.state()
        if state is None:
            raise UsageError(f"The store in {self._folder.path} has lost its data.")
        checkpoint = self._folder.checkpoint(state.generation)
        if self._state is None or state.generation != self._state.generation:
            before, self._state = self._state, state
            if before:
                self._drop_unused(self._folder.checkpoint(before.generation))
        self._uses[checkpoint] += 1
        return checkpoint
