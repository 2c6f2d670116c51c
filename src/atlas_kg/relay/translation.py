"""Translation of answers from one format to another while they pass, in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from concurrent.futures import CancelledError, Executor, Future
from typing import IO, Any, cast

from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["translated"]

_CHUNK = 1 << 16
_ERRORS = (
    SyntaxError,
    ValueError,
    OSError,
    RuntimeError,
    UnansweredError,
    StoppedError,
    OverloadError,
)


class _Passage:
    """What a thread reads and writes, while the event loop brings and takes it.

    Nothing is read that nobody waits for: the thread asks for each part, and waits until the one
    that it wrote is taken.
    """

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self.written: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self.error: BaseException | None = None
        self._parts = parts
        self._loop = asyncio.get_running_loop()
        self._pending: Future[Any] | None = None
        self._is_closed = False

    def read(self) -> bytes:
        part: bytes = self._wait(self._next())
        return part

    def write(self, part: bytes | None) -> None:
        self._wait(self.written.put(part))

    def close(self) -> None:
        """Let the thread wait for nothing any more."""
        self._is_closed = True
        if self._pending:
            self._pending.cancel()

    async def _next(self) -> bytes:
        try:
            return await anext(self._parts, b"")
        except Exception as error:
            self.error = error
            raise

    def _wait(self, what: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever comes of it
        self._pending = asyncio.run_coroutine_threadsafe(what, self._loop)
        try:
            # Whoever closes it may have looked before there was anything to cancel.
            if self._is_closed:
                self._pending.cancel()
            return self._pending.result()
        except CancelledError as error:
            raise OSError("nobody waits for it any more") from error


class _Source(io.RawIOBase):
    """What comes, as a file."""

    def __init__(self, passage: _Passage) -> None:
        super().__init__()
        self._passage = passage
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - whatever takes bytes
        if not self._rest:
            self._rest = self._passage.read()
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class _Sink(io.RawIOBase):
    """What goes, as a file, in parts of some size."""

    def __init__(self, passage: _Passage) -> None:
        super().__init__()
        self._passage = passage
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        part = bytes(data)
        self._kept += part
        if len(self._kept) >= _CHUNK:
            self.send()
        return len(part)

    def send(self) -> None:
        """Let go of what is kept."""
        if self._kept:
            self._passage.write(bytes(self._kept))
            self._kept.clear()


async def translated(
    parts: AsyncIterator[bytes],
    translate: Callable[[IO[bytes], IO[bytes]], None],
    executor: Executor,
) -> AsyncGenerator[bytes]:
    """Yield what a function makes of bytes as they come.

    Args:
        parts: The bytes.
        translate: Reads from one file and writes to another, in a thread.
        executor: Where it runs.

    Raises:
        SyntaxError: It is not what the function reads.
        UnansweredError: What the bytes come from fails.
        StoppedError: It takes too long.
        OverloadError: It has to make way for others.
    """
    passage = _Passage(parts)

    def run() -> bool:
        try:
            sink = _Sink(passage)
            translate(io.BufferedReader(_Source(passage), _CHUNK), cast("IO[bytes]", sink))
            sink.send()
        except _ERRORS as error:
            _forget_frames(error)
            return False
        finally:
            with contextlib.suppress(OSError):
                passage.write(None)
        return True

    work = asyncio.get_running_loop().run_in_executor(executor, run)
    try:
        while (part := await passage.written.get()) is not None:
            yield part
        if not await work:
            # What the parser makes of a broken source says less than what broke it.
            raise passage.error or SyntaxError("it is not what it should be")
    finally:
        passage.close()
        await asyncio.shield(work)


def _forget_frames(error: BaseException | None) -> None:
    """Drop what the engine wants to be dropped by the thread that made it."""
    while error is not None:
        error.__traceback__ = None
        error = error.__context__
