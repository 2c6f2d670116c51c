"""The control socket: how commands ask the server that holds a store to see to it.

It lies in the folder of the store, and only the owner of that may use it. A command sends one line
of JSON, ``{"verb": "backup", "path": "/backups/monday"}``, and gets one back: ``{"done": {…}}``, or
``{"error": "…"}``. A command that goes away takes what it asked for back.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from atlas_kg.errors import AtlasError, UsageError

__all__ = ["Control", "NoServerError", "ask"]

_NAME = "control"
_LINE = 1 << 20

Order = Callable[[Path], Awaitable[Mapping[str, Any]]]


class NoServerError(UsageError):
    """No server takes orders for the store."""


class Control:
    """Takes orders for the store of a server.

    Args:
        folder: The folder of the store, which the server has locked.
        orders: By its verb, what carries an order out; it gets a path, and returns what to tell, or
            raises an `AtlasError` that says why it cannot be done.
    """

    def __init__(self, folder: Path, orders: Mapping[str, Order]) -> None:
        self._folder = folder
        self._orders = dict(orders)
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen."""
        listener = socket.socket(socket.AF_UNIX)
        with _short(self._folder) as folder:
            place = Path(folder) / _NAME
            place.unlink(missing_ok=True)
            listener.bind(str(place))
            # Nobody can connect before it listens, so nobody comes in before this.
            place.chmod(0o600)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LINE)

    async def stop(self) -> None:
        """Stop listening; what is being carried out is taken back."""
        if self._server:
            self._server.close()
            self._server = None
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)
        (self._folder / _NAME).unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker
        self._running.add(task)
        try:
            order = asyncio.ensure_future(self._answer(await reader.readline()))
            gone = asyncio.ensure_future(reader.read(1))
            try:
                await asyncio.wait({order, gone}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                gone.cancel()
                if not order.done():
                    order.cancel()
                    await asyncio.wait({order})
            if not order.cancelled():
                writer.write(json.dumps(order.result()).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            # Whoever asked has gone, or sends what is no line.
            pass
        finally:
            self._running.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            order, path = self._orders[asked["verb"]], Path(asked["path"])
        except (ValueError, TypeError, KeyError):
            return {"error": f"The server does not know the order {line[:80]!r}."}
        try:
            return {"done": dict(await order(path))}
        except AtlasError as error:
            return {"error": str(error)}


def ask(folder: Path, verb: str, path: Path) -> dict[str, Any]:
    """Give the server of a store an order, and wait until it is carried out.

    Args:
        folder: The folder of the store.
        verb: The order.
        path: What it is about; absolute.

    Returns:
        What the server tells.

    Raises:
        NoServerError: No server takes orders there.
        UsageError: The order could not be carried out.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with _short(folder) as short:
                connection.connect(f"{short}/{_NAME}")
        except OSError as error:
            raise NoServerError(
                f"The store in {folder} is in use by a process that takes no orders "
                f"({error.strerror}). Stop that first, or run this as the user that runs it."
            ) from error
        try:
            connection.sendall(json.dumps({"verb": verb, "path": str(path)}).encode() + b"\n")
            with connection.makefile("rb") as lines:
                line = lines.readline()
        except OSError:
            line = b""
    if not line:
        raise UsageError("The server stopped before it was done. Try again.")
    told = json.loads(line)
    if "error" in told:
        raise UsageError(told["error"])
    done: dict[str, Any] = told["done"]
    return done


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Name a folder so that the address of a socket in it is short enough, however deep it lies."""
    if not Path("/proc/self/fd").exists():
        yield str(folder)
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}"
    finally:
        os.close(handle)
