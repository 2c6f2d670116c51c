"""The connection to a worker: frames as they come, and no more at once than a reader takes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

from atlas_kg.workers.frames import HEADER, Kind

__all__ = ["Worker", "connect"]

_HIGH = 1 << 18
"""How many bytes may lie here unread; a worker that has more to say waits."""


class Worker(asyncio.Protocol):
    """A worker process as the server sees it.

    One reader at a time takes its frames.

    Attributes:
        pid: Its process id, once it is known.
        is_open: Whether it can still say something.
        on_news: Called when something has come or the worker is gone, if somebody wants to know.
    """

    def __init__(self) -> None:
        self.pid = 0
        self.is_open = True
        self.on_news: Callable[[], None] | None = None
        self._kept = bytearray()
        self._taken = 0
        self._reading = True
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep the bytes that came."""
        self._kept += data
        if self._reading and len(self._kept) - self._taken > _HIGH and self._transport:
            self._transport.pause_reading()
            self._reading = False
        self._wake()

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell whoever waits that nothing more will come."""
        self.is_open = False
        self._wake()

    def eof_received(self) -> bool:
        """Take the end of what the worker says as the end of the worker."""
        self.is_open = False
        self._wake()
        return False

    def send(self, data: bytes) -> None:
        """Send bytes to the worker."""
        if self._transport and self.is_open:
            self._transport.write(data)

    def close(self) -> None:
        """Drop the connection, by which the worker ends."""
        self.is_open = False
        if self._transport:
            self._transport.abort()

    def whole_answer(self) -> tuple[bytes, bytes, bytes] | None:
        """Return an answer if all of it has come at once, in three frames.

        Returns:
            The payloads of its head, its only part and its end, which stay here; None if it is
            another.
        """
        kept, place = self._kept, self._taken
        payloads = []
        for expected in (Kind.HEAD, Kind.DATA, Kind.END):
            if len(kept) < place + HEADER.size:
                return None
            kind, length = HEADER.unpack_from(kept, place)
            place += HEADER.size + length
            if kind != expected or len(kept) < place:
                return None
            payloads.append(bytes(memoryview(kept)[place - length : place]))
        head, part, end = payloads
        return head, part, end

    def take_answer(self) -> None:
        """Drop the answer that `whole_answer` returned."""
        self._kept.clear()
        self._taken = 0

    async def frame(self) -> tuple[bytes, bytes]:
        """Wait for one frame.

        Returns:
            Its kind and its payload.

        Raises:
            ConnectionError: The worker is gone.
        """
        while True:
            size = len(self._kept) - self._taken
            if size >= HEADER.size:
                kind, length = HEADER.unpack_from(self._kept, self._taken)
                if size >= HEADER.size + length:
                    return kind, self._take(length)
            if not self.is_open:
                raise ConnectionResetError
            self._resume()
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None

    def _take(self, length: int) -> bytes:
        begin = self._taken + HEADER.size
        payload = bytes(memoryview(self._kept)[begin : begin + length])
        self._taken = begin + length
        if self._taken == len(self._kept):
            self._kept.clear()
            self._taken = 0
        elif self._taken > _HIGH:
            del self._kept[: self._taken]
            self._taken = 0
        return payload

    def _resume(self) -> None:
        if not self._reading and self._transport and self.is_open:
            self._reading = True
            self._transport.resume_reading()

    def _wake(self) -> None:
        if self.on_news:
            self.on_news()
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


async def connect(ours: socket.socket) -> Worker:
    """Return the server's end of a connection to a worker that is being started.

    Args:
        ours: The socket at this end; it belongs to the connection from now on.
    """
    _, worker = await asyncio.get_running_loop().create_connection(Worker, sock=ours)
    return worker
