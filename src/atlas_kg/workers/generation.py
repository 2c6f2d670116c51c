"""A generation: one state of the data, and the processes that answer from it.

When the data change, the next generation takes over; the old one goes when its last query ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from atlas_kg.workers.allocator import allocator_environment
from atlas_kg.workers.connection import Worker, connect
from atlas_kg.workers.frames import Kind, frame
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.zygote import CONTROL, DUMP, FORK, HEIR, KILL, RELEASE

__all__ = ["Generation", "Origin", "Setup"]

_BIRTH = 30.0
"""How many seconds a child may take to come to life on a busy machine."""
_BURIAL = 0.5
"""After how many seconds a process whose connection has closed has surely ended."""


@dataclass(frozen=True)
class Setup:
    """What every process of a service is told.

    Attributes:
        prefixes: The prefixes for graphs in Turtle.
        hidden: The IRI of the graph that is no part of the default graph.
        limits: What one query or change may take.
        gateway: The port of this machine through which they may call other servers; None where
            they may call none.
    """

    prefixes: Mapping[str, str]
    hidden: str
    limits: Limits
    gateway: int | None = None


@dataclass(frozen=True)
class Origin:
    """Where a generation takes its data from.

    Attributes:
        dump: Writes them as N-Quads to a file; None if they lie in a folder.
        graphs: The names of graphs that exist even if the dump has nothing of them.
        folder: The checkpoint of a store on disk.
        copies: Whether what lies in the folder is copied into memory, where queries are faster.
    """

    dump: Callable[[IO[bytes]], None] | None = None
    graphs: tuple[str, ...] = ()
    folder: Path | None = None
    copies: bool = False


class Generation:
    """One state of the data in a process of its own, from which workers are forked.

    Attributes:
        number: Which state it is.
        pid: The process that holds the data.
        origin: Where the data came from; None for what a change in memory made.
    """

    def __init__(self, number: int, pid: int, control: socket.socket, limits: Limits) -> None:
        self.number = number
        self.pid = pid
        self.origin: Origin | None = None
        self._control = control
        self._limits = limits
        self._idle: list[Worker] = []
        self._users = 0
        self._is_retired = False
        self._is_alive = True
        self._ended = bytearray()
        self._exits: dict[int, asyncio.Future[int]] = {}
        self._on_end: list[Callable[[], None]] = []
        control.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(control, self._note_exits)

    @classmethod
    async def begin(cls, number: int, origin: Origin, setup: Setup) -> Generation:
        """Start a process that loads the data.

        Raises:
            OverloadError: It did not come to life.
        """
        try:
            ours, process = _spawn(origin)
        except OSError as error:
            raise OverloadError("no process for queries could be started") from error
        try:
            ours.sendall(frame(Kind.READY, _options(origin, setup)))
            ours.setblocking(False)
            ready = await asyncio.get_running_loop().sock_recv(ours, CONTROL.size)
            if len(ready) < CONTROL.size:
                raise ConnectionError  # noqa: TRY301 - what follows is the same
        except BaseException as error:
            ours.close()
            # It would load the data first and then find out that nobody wants them.
            process.kill()
            _reap(process)
            if isinstance(error, OSError):
                why = "the process for queries did not start; the log says why"
                raise OverloadError(why) from error
            raise
        generation = cls(number, process.pid, ours, setup.limits)
        generation.origin = origin
        # Reaps the child, so that no zombie is left and no warning is given.
        generation._on_end.append(lambda: _reap(process))
        try:
            await generation.prepare()
        except BaseException:
            generation.close()
            raise
        return generation

    @property
    def is_alive(self) -> bool:
        """Whether workers can be forked from it."""
        return self._is_alive and not self._is_retired

    async def prepare(self) -> None:
        """Have workers ready."""
        missing = self._limits.workers - len(self._idle)
        await asyncio.gather(*(self._keep_ready() for _ in range(missing)))

    async def _keep_ready(self) -> None:
        worker, _ = await self._fork()
        if self.is_alive:
            self._idle.append(worker)
        else:
            worker.close()

    def idle(self) -> Worker | None:
        """Return a worker as `enter` does, if one is idle."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_open:
                self._users += 1
                return worker
            worker.close()
        return None

    async def enter(self) -> Worker:
        """Return a worker that answers from this generation, which lives on until it comes back.

        Raises:
            OverloadError: No process could be started.
        """
        worker = self.idle()
        if worker:
            return worker
        self._users += 1
        try:
            return (await self._fork())[0]
        except BaseException:
            self._leave()
            raise

    def leave(self, worker: Worker, *, is_reusable: bool) -> None:
        """Take a worker back, or end it."""
        has_place = len(self._idle) < self._limits.workers and not self._is_retired
        if is_reusable and has_place and worker.is_open:
            self._idle.append(worker)
        else:
            worker.close()
            self.kill(worker)
        self._leave()

    async def heir(self) -> tuple[Worker, socket.socket]:
        """Fork a child that will make a change.

        Returns:
            The connection for the change, and the one by which the child is controlled afterwards.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return (await self._fork(HEIR, theirs.fileno()))[0], ours
            except BaseException:
                ours.close()
                raise

    async def dump(self) -> tuple[list[str], IO[bytes], Awaitable[bool]]:
        """Have the data written as N-Quads by a child.

        Returns:
            The names of all graphs, where the quads can be read, and whether that was all.
        """
        source, sink = os.pipe()
        quads = os.fdopen(source, "rb")
        try:
            writer, told = await self._fork(DUMP, sink)
        except BaseException:
            quads.close()
            raise
        finally:
            os.close(sink)
        return told["graphs"], quads, self._ended_well(writer)

    async def _ended_well(self, child: Worker) -> bool:
        future = self._exits.get(child.pid)
        status = await asyncio.shield(future) if future else 0
        child.close()
        return status == 0

    def succeeded_by(self, heir: Worker, control: socket.socket) -> Generation:
        """Return the generation that a child has made; its life is its own from now on."""
        self._tell(RELEASE, heir.pid)
        self._exits.pop(heir.pid, None)
        heir.close()
        return Generation(self.number + 1, heir.pid, control, self._limits)

    def retire(self, then: Callable[[], None] = lambda: None) -> None:
        """Let this generation go once its last query has ended.

        Args:
            then: Called when nothing uses its data any more.
        """
        self._is_retired = True
        if self._is_alive:
            self._on_end.append(then)
        else:
            then()
        for worker in self._idle:
            worker.close()
        self._idle.clear()
        if not self._users:
            self.close()

    def close(self) -> None:
        """End its processes, whatever they do."""
        for worker in self._idle:
            worker.close()
        self._idle.clear()
        self._end()

    def kill(self, worker: Worker) -> None:
        """Kill a child."""
        self._tell(KILL, worker.pid)

    async def why_ended(self, worker: Worker, memory: int) -> str:
        """Say in words what ended a child that nobody killed.

        Args:
            worker: The child.
            memory: How many bytes it might take.
        """
        future = self._exits.get(worker.pid)
        status = 0
        if future:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    status = await asyncio.shield(future)
        mebibytes = memory >> 20
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return f"it takes more than the {mebibytes} MiB of memory that it may have"
        return (
            "it ended the process that ran it: it is nested too deeply, or takes more than the "
            f"{mebibytes} MiB of memory that it may have"
        )

    async def _fork(self, life: bytes = FORK, *files: int) -> tuple[Worker, dict[str, Any]]:
        if not self._is_alive:
            raise OverloadError("the process for queries is gone")
        worker = None
        try:
            ours, theirs = socket.socketpair()
            with theirs:
                worker = await connect(ours)
                message = [CONTROL.pack(life, 0, 0)]
                socket.send_fds(self._control, message, [theirs.fileno(), *files])
            async with asyncio.timeout(_BIRTH):
                told = json.loads((await worker.frame())[1])
        except BaseException as error:
            if worker:  # With its connection, the child ends.
                worker.close()
            if isinstance(error, OSError):
                raise OverloadError("no process could be started for it") from error
            raise
        worker.pid = told["pid"]
        self._exits[worker.pid] = self._loop.create_future()
        return worker, told

    def _leave(self) -> None:
        self._users -= 1
        if self._is_retired and not self._users:
            self.close()

    def _tell(self, what: bytes, pid: int) -> None:
        if self._is_alive:
            with contextlib.suppress(OSError):
                self._control.send(CONTROL.pack(what, pid, 0))

    def _note_exits(self) -> None:
        try:
            data = self._control.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._end()
        self._ended += data
        while len(self._ended) >= CONTROL.size:
            _, pid, status = CONTROL.unpack(self._ended[: CONTROL.size])
            del self._ended[: CONTROL.size]
            future = self._exits.pop(pid, None)
            if future and not future.done():
                future.set_result(status)

    def _end(self) -> None:
        if not self._is_alive:
            return
        self._is_alive = False
        self._loop.remove_reader(self._control)
        # It ends with its connection, and its workers with it.
        self._control.close()
        pid, callbacks = self.pid, tuple(self._on_end)
        self._on_end.clear()

        def bury() -> None:
            # Where no other process does it, such as the first one of a container.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)

        for callback in callbacks:
            callback()
        self._loop.call_later(_BURIAL, bury)


def _spawn(origin: Origin) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a process for data, and return the connection by which it is controlled, and it."""
    with contextlib.ExitStack() as failing, contextlib.ExitStack() as given:
        ours, theirs = socket.socketpair()
        failing.callback(ours.close)
        given.callback(theirs.close)
        source, sink = os.pipe()
        given.callback(os.close, source)
        failing.callback(os.close, sink)
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "atlas_kg.workers.zygote", str(theirs.fileno()), str(source)],
            pass_fds=(theirs.fileno(), source),
            stdin=subprocess.DEVNULL,
            env=allocator_environment(),
            start_new_session=True,  # An interrupt from the keyboard is for the server alone.
        )
        failing.pop_all()
    if origin.dump:
        threading.Thread(target=_write, args=(origin.dump, sink), daemon=True).start()
    else:
        os.close(sink)
    return ours, process


def _options(origin: Origin, setup: Setup) -> bytes:
    limits = setup.limits
    return json.dumps(
        {
            "prefixes": dict(setup.prefixes),
            "hidden": setup.hidden,
            "folder": str(origin.folder) if origin.folder else None,
            "copies": origin.copies,
            "graphs": origin.graphs,
            "gateway": setup.gateway,
            "limits": {
                "memory": limits.memory,
                "answer": limits.answer,
                "change_memory": limits.change_memory,
            },
        }
    ).encode()


def _write(dump: Callable[[IO[bytes]], None], sink: int) -> None:
    # A process that died meanwhile is found out by the one who waits for its sign of life.
    with contextlib.suppress(BrokenPipeError), os.fdopen(sink, "wb") as quads:
        dump(quads)


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that is ending, without holding up the event loop."""
    threading.Thread(target=process.wait, daemon=True).start()
