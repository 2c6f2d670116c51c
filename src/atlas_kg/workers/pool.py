"""The pool: queries answered in processes that can be stopped.

Nothing inside a process can stop a running query of the embedded engine, and some queries end the
process they run in. So each query runs in a worker; when its time is up, or nobody waits for it any
more, the worker is killed and another takes its place.
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
from collections.abc import AsyncIterator, Callable, Mapping
from typing import IO

from atlas_kg.workers.frames import HEADER, Kind, Task, frame
from atlas_kg.workers.lanes import Lanes, OverloadError
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import Reply, StoppedError, Worker
from atlas_kg.workers.zygote import CONTROL, FORK, KILL

__all__ = ["Pool"]

_NICE = 10
_BUFFER = 1 << 17
_BIRTH = 30.0
"""How many seconds a worker may take to come to life on a busy machine."""


class Pool:
    """Worker processes with a copy of a store, and the rule by which queries get them.

    A pool belongs to the event loop that starts it.

    Args:
        dump: Writes the store as N-Quads to a file.
        prefixes: The prefixes for graphs in Turtle.
        limits: What one query may take, and how many run at once.
    """

    def __init__(
        self, dump: Callable[[IO[bytes]], None], prefixes: Mapping[str, str], limits: Limits
    ) -> None:
        self.limits = limits
        self._dump = dump
        self._prefixes = dict(prefixes)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ended = bytearray()
        self._exits: dict[int, asyncio.Future[int]] = {}
        self._idle: list[Worker] = []
        self._lanes = Lanes(limits)
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Load the store in a process of its own and have workers ready."""
        async with self._starting:
            if self._lives():
                return
            self._stop_process()
            self._control = await self._start_process()
            asyncio.get_running_loop().add_reader(self._control, self._note_exits)
            self._idle = list(
                await asyncio.gather(*(self._fork() for _ in range(self.limits.workers)))
            )

    def stop(self) -> None:
        """Kill all workers."""
        if self._control:
            asyncio.get_running_loop().remove_reader(self._control)
        self._stop_process()

    def running(self) -> dict[str, int]:
        """Return how many queries are in the ``fast`` and in the ``slow`` lane, and ``waiting``."""
        return self._lanes.running()

    @contextlib.asynccontextmanager
    async def ask(self, task: Task, client: str) -> AsyncIterator[Reply]:
        """Have a query answered.

        Args:
            task: The query.
            client: Who asks.

        Yields:
            The reply, whose head has arrived.

        Raises:
            OverloadError: There is more to do than the server can.
            UnansweredError: The engine finds the query malformed, or fails.
            StoppedError: The query took too long or too much.
        """
        await self._lanes.enter(client)
        worker: Worker | None = None
        reply: Reply | None = None
        try:
            worker = await self._worker()
            reply = Reply(worker, self._lanes, self.limits, self._kill, _slow_down)
            await reply.begin(task)
            yield reply
        except StoppedError as error:
            if worker is None or str(error):
                raise
            raise StoppedError(await self._why_ended(worker)) from error
        finally:
            self._lanes.leave(slow=reply is not None and reply.is_slow)
            if reply is not None:
                reply.end()
            if worker is not None:
                self._put_back(worker, is_reusable=reply is not None and reply.is_reusable)

    async def _start_process(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        source, sink = os.pipe()
        # Starting it takes a millisecond; its own loading is awaited below.
        self._process = subprocess.Popen(  # noqa: ASYNC220, S603
            [sys.executable, "-m", "atlas_kg.workers.zygote", str(theirs.fileno()), str(source)],
            pass_fds=(theirs.fileno(), source),
            stdin=subprocess.DEVNULL,
            # An interrupt from the keyboard is for the server, which then stops its workers.
            start_new_session=True,
        )
        theirs.close()
        os.close(source)
        threading.Thread(target=self._write, args=(sink,), daemon=True).start()
        limits = {"memory": self.limits.memory, "answer": self.limits.answer}
        setup = {"prefixes": self._prefixes, "limits": limits}
        ours.sendall(frame(Kind.READY, json.dumps(setup).encode()))
        ours.setblocking(False)
        ready = await asyncio.get_running_loop().sock_recv(ours, CONTROL.size)
        if len(ready) < CONTROL.size:
            ours.close()
            raise OverloadError("the process for queries did not start; the log says why")
        return ours

    def _write(self, sink: int) -> None:
        # A process that died meanwhile is found out by the one who waits for its sign of life.
        with contextlib.suppress(BrokenPipeError), os.fdopen(sink, "wb") as quads:
            self._dump(quads)

    def _stop_process(self) -> None:
        for worker in self._idle:
            worker.writer.transport.abort()
        self._idle.clear()
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.wait()
            self._process = None

    async def _worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if not worker.reader.at_eof():
                return worker
            worker.writer.transport.abort()
        if not self._lives():
            # Whoever comes while another starts the process waits for it.
            await self.start()
            return await self._worker()
        return await self._fork()

    def _lives(self) -> bool:
        """Tell whether the process that forks workers has loaded the store and still runs."""
        return bool(self._control and self._process and self._process.poll() is None)

    async def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=ours, limit=_BUFFER)
        try:
            with theirs:
                if self._control is None:
                    raise OverloadError("the process for queries is gone")
                socket.send_fds(self._control, [CONTROL.pack(FORK, 0, 0)], [theirs.fileno()])
            async with asyncio.timeout(_BIRTH):
                head = await reader.readexactly(HEADER.size)
                pid = int(await reader.readexactly(HEADER.unpack(head)[1]))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            writer.transport.abort()
            raise OverloadError("no process could be started for it") from error
        self._exits[pid] = asyncio.get_running_loop().create_future()
        return Worker(pid, reader, writer)

    def _put_back(self, worker: Worker, *, is_reusable: bool) -> None:
        if is_reusable and len(self._idle) < self.limits.workers:
            self._idle.append(worker)
            return
        worker.writer.transport.abort()
        self._kill(worker)

    def _kill(self, worker: Worker) -> None:
        if self._control:
            with contextlib.suppress(OSError):
                self._control.send(CONTROL.pack(KILL, worker.pid, 0))

    def _note_exits(self) -> None:
        if self._control is None:
            return
        data = self._control.recv(4096)
        if not data:
            asyncio.get_running_loop().remove_reader(self._control)
        self._ended += data
        while len(self._ended) >= CONTROL.size:
            _, pid, status = CONTROL.unpack(self._ended[: CONTROL.size])
            del self._ended[: CONTROL.size]
            future = self._exits.pop(pid, None)
            if future and not future.done():
                future.set_result(status)

    async def _why_ended(self, worker: Worker) -> str:
        """Say in words what ended a worker that nobody killed."""
        future = self._exits.get(worker.pid)
        status = 0
        if future:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    status = await asyncio.shield(future)
        mebibytes = self.limits.memory >> 20
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return f"it takes more than the {mebibytes} MiB of memory that one query may have"
        return (
            "it ended the process that ran it: it is nested too deeply, or takes more than the "
            f"{mebibytes} MiB of memory that one query may have"
        )


def _slow_down(worker: Worker) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, worker.pid, _NICE)
