"""The pool: queries and changes in processes that can be stopped.

Nothing inside a process can stop a running query of the embedded engine, and some queries end the
process they run in. So each query runs in a worker; when its time is up, or nobody waits for it any
more, the worker is killed and another takes its place. A change makes a new generation, which
queries see from then on; those that run go on with the one they began with.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO

from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import Backup
from atlas_kg.workers.checkpoints import size
from atlas_kg.workers.connection import Worker
from atlas_kg.workers.frames import Applied, Change, Failure, Kind, Task, frame
from atlas_kg.workers.generation import Generation, Origin, Setup
from atlas_kg.workers.keeper import Keeper, UnseenError
from atlas_kg.workers.lanes import Lanes, OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.ordering import Ordering
from atlas_kg.workers.reply import Begun, Reply, StoppedError, UnansweredError

__all__ = ["Pool"]

_log = logging.getLogger(__name__)

_GROWTH = 64 << 20
"""By how many bytes data in memory may grow besides by half until they are packed anew."""


class Pool:
    """Worker processes that share data, and the rule by which queries get them.

    A pool belongs to the event loop that starts it.

    Args:
        dump: Writes the data as N-Quads to a file. Where a keeper has them, nobody asks for it.
        prefixes: The prefixes for graphs in Turtle.
        limits: What one query may take, and how many run at once.
        hidden: The IRI of the graph that is no part of the default graph.
        keeper: What keeps the data on disk; None where they live in memory alone.
        gateway: The port here through which they may call other servers; None where they may not.
    """

    def __init__(  # noqa: PLR0913 - what a service needs is not one thing
        self,
        dump: Callable[[IO[bytes]], None],
        prefixes: Mapping[str, str],
        limits: Limits,
        *,
        hidden: str = "urn:atlas-kg:none",
        keeper: Keeper | None = None,
        gateway: int | None = None,
    ) -> None:
        self.limits = limits
        self._dump = dump
        self._setup = Setup(prefixes, hidden, limits, gateway)
        self._keeper = keeper
        self._number = 0
        self._current: Generation | None = None
        self._lanes = Lanes(limits)
        self._starting = asyncio.Lock()
        self._changing = asyncio.Lock()
        self._restoring = asyncio.Lock()
        self._changes = 0
        self._packed, self._has_grown = 0, False
        self._ordering = Ordering(self._order)

    @property
    def generation(self) -> int:
        """The state of the data, which every change replaces, and each loss of data in memory."""
        current = self._current
        is_lost = self._keeper is None and current is not None and not current.is_alive
        return self._number + is_lost

    async def start(self) -> None:
        """Load the data in a process of its own and have workers ready.

        Raises:
            UsageError: The data cannot be read.
        """
        try:
            await self._generation()
        except OverloadError as error:
            raise UsageError(f"The data cannot be loaded: {error}.") from error

    async def stop(self) -> None:
        """Kill all workers."""
        await self._ordering.stop()
        if self._current:
            self._current.close()
            self._current = None
        if self._keeper:
            await self._keeper.stop()

    def running(self) -> dict[str, int]:
        """Return how many queries are in the ``fast`` and in the ``slow`` lane, and ``waiting``."""
        return self._lanes.running()

    def begin(
        self, task: bytes, client: str, then: Callable[[Begun | None], None]
    ) -> Callable[[], None]:
        """Have a query answered as soon as a worker is free, without a coroutine.

        Args:
            task: The query, as the payload of a frame.
            client: Who asks.
            then: Called with what was begun, which is for `finish` or for `ask`; with None if no
                worker is at hand, so that `ask` is the way to start one.

        Returns:
            What gives the query up as long as it waits.

        Raises:
            OverloadError: Too many wait.
        """

        def grant() -> None:
            generation = self._current
            worker = generation.idle() if generation and generation.is_alive else None
            if generation is None or worker is None:
                self._lanes.leave(None)
                then(None)
                return
            worker.send(frame(Kind.TASK, task))
            then(Begun(worker, generation, client, asyncio.get_running_loop().time()))

        if self._lanes.enter_now():
            grant()
            return lambda: None
        place = self._lanes.wait(client, grant)
        return partial(self._lanes.give_up, place)

    def finish(self, begun: Begun, *, is_reusable: bool) -> None:
        """Let go of a query that was begun."""
        begun.generation.leave(begun.worker, is_reusable=is_reusable)
        self._lanes.leave(None)

    @contextlib.asynccontextmanager
    async def ask(
        self, task: Task, client: str, begun: Begun | None = None
    ) -> AsyncIterator[Reply]:
        """Have a query answered; see `Service.ask`.

        Args:
            task: The query.
            client: Who asks.
            begun: The query, if it has been begun already.

        Yields:
            The reply, whose head has arrived.
        """
        begun = begun or await self._begin(task, client)
        worker, generation = begun.worker, begun.generation
        reply = Reply(begun, self._lanes, self.limits)
        try:
            await reply.begin()
            yield reply
        except StoppedError as error:
            if str(error):
                raise
            why = await generation.why_ended(worker, self.limits.memory)
            raise StoppedError(why) from error
        finally:
            reply.end()
            generation.leave(worker, is_reusable=reply.is_reusable)
            self._lanes.leave(reply.slow)

    async def _begin(self, task: Task, client: str) -> Begun:
        await self._lanes.enter(client)
        try:
            generation = self._current
            if generation is None or not generation.is_alive:
                generation = await self._ready()
            worker = await generation.enter()
        except BaseException:
            self._lanes.leave(None)
            raise
        worker.send(frame(Kind.TASK, task.as_bytes()))
        return Begun(worker, generation, client, asyncio.get_running_loop().time())

    async def change(self, change: Change, client: str) -> Applied:  # noqa: ARG002 - of the service
        """Make a change; see `Service.change`. Changes are made one after the other."""
        if self._changes >= self.limits.queue:
            raise OverloadError("too many changes wait already")
        self._changes += 1
        try:
            # Whoever asked may go away; a change that has begun goes on all the same.
            task = asyncio.ensure_future(self._change(change))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            return await asyncio.shield(task)
        finally:
            self._changes -= 1

    async def restore(self, source: Path) -> Backup:
        """Put the data of a backup in the place of those there are.

        Args:
            source: The backup.

        Returns:
            What the backup says of itself.

        Raises:
            UsageError: It is no backup, it is damaged, or it cannot be copied. The old data stay.
        """
        if self._keeper is None:
            raise UsageError("The data are in memory alone, so nothing can be restored into them.")
        async with self._restoring:
            backup = await self._keeper.fetch(source)
            async with self._changing:
                before = await self._generation()
                try:
                    await self._succeed(before, await self._keeper.adopt(backup))
                except UnseenError:
                    self._follow(before, None)
        self._ordering.soon()
        return backup

    async def _change(self, change: Change) -> Applied:
        async with self._changing:
            generation = await self._ready()
            if change.since not in (None, generation.number):
                raise UnansweredError(Failure.OUTDATED, "the data have changed meanwhile")
            if self._keeper:
                applied = await self._change_on_disk(self._keeper, generation, change)
            else:
                applied = await self._change_in_memory(generation, change)
        self._ordering.soon()
        return applied

    async def _change_on_disk(self, keeper: Keeper, before: Generation, change: Change) -> Applied:
        try:
            applied, folder = await keeper.apply(change)
        except (UnansweredError, StoppedError):
            raise
        except UnseenError as error:
            self._follow(before, None)
            return error.applied
        except BaseException:
            # Nobody knows whether it was made: the next query begins with what the keeper has.
            self._follow(before, None)
            raise
        await self._succeed(before, folder)
        return applied

    async def _succeed(self, before: Generation, folder: Path) -> None:
        """Let queries see what lies in a checkpoint; it is kept, whatever happens to processes."""
        after = None
        try:
            after = await self._born(before.number + 1, Origin(folder=folder))
        except OverloadError as error:
            _log.warning("The next query tries again: %s", error)
        finally:
            self._follow(before, after)

    async def _change_in_memory(self, before: Generation, change: Change) -> Applied:
        heir, control = await before.heir()
        is_made = False
        try:
            applied = await self._inherit(before, heir, change)
            is_made = True
        finally:
            if not is_made:
                before.kill(heir)
                heir.close()
                control.close()
        self._follow(before, before.succeeded_by(heir, control))
        return applied

    async def _inherit(self, before: Generation, heir: Worker, change: Change) -> Applied:
        heir.send(frame(Kind.CHANGE, change.as_bytes()))
        try:
            async with asyncio.timeout(self.limits.change_seconds):
                kind, payload = await heir.frame()
        except TimeoutError as error:
            seconds = self.limits.change_seconds
            raise StoppedError(f"it takes longer than {seconds:g} seconds") from error
        except ConnectionError as error:
            why = await before.why_ended(heir, self.limits.change_memory)
            raise StoppedError(why) from error
        told = json.loads(payload)
        if kind == Kind.PROBLEM:
            raise UnansweredError(Failure(told["failure"]), told["what"])
        self._packed = self._packed or told["resident"]
        self._has_grown = told["resident"] > self._packed * 3 // 2 + _GROWTH
        return Applied(created=told["created"])

    def _follow(self, before: Generation, after: Generation | None) -> None:
        """Let queries see the next generation; without one, the next query starts it."""
        self._number = before.number + 1
        current, self._current = self._current, after  # The one before may be replaced already.
        if current:
            current.retire(partial(self._release, current.origin))

    async def _ready(self) -> Generation:
        try:
            return await self._generation()
        except UsageError as error:
            _log.error("%s", error)
            raise OverloadError("the data cannot be read now; the log says why") from error

    async def _generation(self) -> Generation:
        """Return the current generation; start one if there is none."""
        async with self._starting:
            if self._current and self._current.is_alive:
                return self._current
            if self._current:
                # Its process died, and with it what was changed in memory.
                self._number += 1
                dead, self._current = self._current, None
                dead.close()
                self._release(dead.origin)
            origin = await self._first_origin()
            number = self._number
            born = await self._born(number, origin)
            if number == self._number:
                self._current = born
                self._ordering.soon()
                return born
            born.close()  # It knows nothing of a change that was made meanwhile.
            self._release(origin)
        return await self._generation()

    async def _first_origin(self) -> Origin:
        if self._keeper:
            folder = await self._keeper.start()
            # The same data have the same number when the server starts again.
            self._number = self._keeper.state.generation
            return Origin(folder=folder)
        return Origin(dump=self._dump)

    async def _born(self, number: int, origin: Origin) -> Generation:
        try:
            return await Generation.begin(number, origin, self._setup)
        except BaseException:
            self._release(origin)
            raise

    def _release(self, origin: Origin | None) -> None:
        if self._keeper and origin and origin.folder:
            self._keeper.release(origin.folder)

    async def _order(self) -> None:
        """Put the data in order for queries."""
        current = self._current
        if current is None or not current.is_alive:
            return
        try:
            if self._keeper is None:
                if self._has_grown:
                    await self._pack(current)
                return
            origin = current.origin
            if not origin or not origin.folder or origin.copies:
                return
            if size(origin.folder) <= self.limits.copied:
                self._keeper.hold(origin.folder)
                copy = Origin(folder=origin.folder, copies=True)
                self._replace(current, await self._born(current.number, copy))
        except OverloadError as error:
            _log.warning("The data stay as they are until the next change: %s", error)

    async def _pack(self, current: Generation) -> None:
        """Load the data anew, since the engine's memory holds all that was ever deleted."""
        async with self._changing:
            if current is not self._current:
                return
            names, quads, is_whole = await current.dump()
            with quads:
                origin = Origin(
                    dump=lambda file: shutil.copyfileobj(quads, file, 1 << 20), graphs=tuple(names)
                )
                packed = await Generation.begin(current.number, origin, self._setup)
            if await is_whole:
                self._has_grown, self._packed = False, 0
                self._replace(current, packed)
            else:
                packed.close()

    def _replace(self, current: Generation, better: Generation) -> None:
        """Let queries use other processes with the same data."""
        if current is self._current and current.is_alive:
            self._current = better
            current.retire(partial(self._release, current.origin))
        else:
            better.close()
            self._release(better.origin)
