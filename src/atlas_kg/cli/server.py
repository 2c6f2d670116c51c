"""The server, and one response without it."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Scope

from atlas_kg.cli.output import progress
from atlas_kg.cli.protocol import Protocol
from atlas_kg.errors import UsageError
from atlas_kg.web.answers import CutOffError
from atlas_kg.workers.service import Service

__all__ = ["get", "serve"]


_RARELY = (50_000, 20, 50)
"""When the collector of cycles looks at what; see `gc.set_threshold`."""


class _NoCutOffs(logging.Filter):
    """Keeps requests that were cut off out of the log: they are no errors of the server."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0] if record.exc_info else None
        return not (error and issubclass(error, (asyncio.CancelledError, CutOffError)))


class _Server(uvicorn.Server):
    """A server that says where to look once it answers.

    Args:
        config: How it is set up.
        service: What answers queries; it must be ready before anybody is told to ask.
    """

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await self._service.start()
        except BaseException:
            await self._service.stop()
            raise
        await super().startup(sockets)
        if self.should_exit:
            return
        for bound in sockets or []:
            host, port = bound.getsockname()[:2]
            name = f"[{host}]" if ":" in host else host
            progress(f"Ready: open http://{name}:{port} (stop with Ctrl+C)")


def serve(make_app: Callable[[], FastAPI], host: str, port: int, grace: float) -> None:
    """Serve an application until it is interrupted.

    Args:
        make_app: Makes the application, as `create_app` does; called only once the port is ours.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        grace: How many seconds running requests get to finish when the server is stopped.

    Raises:
        UsageError: The address or the port is not to be had, or the data cannot be read.
    """
    bound = _bind(host, port)
    try:
        app = make_app()
        gc.collect()
        # What lives as long as the server need not be looked through again and again.
        gc.freeze()
        # Each query makes many objects, and few that only the collector can free.
        gc.set_threshold(*_RARELY)
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http=Protocol,
            ws="none",
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=math.ceil(grace),
        )
        logging.getLogger("uvicorn.error").addFilter(_NoCutOffs())
        _Server(config, app.state.service).run(sockets=[bound])
    finally:
        bound.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"'{host}' is not an address of this machine. Write it as 127.0.0.1 or 0.0.0.0."
        ) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Binding alone does not tell that another server listens there already.
        bound.listen()
    except OSError as error:
        bound.close()
        raise UsageError(
            f"Port {port} of {host} is not to be had: {error.strerror}. Stop what uses it, or "
            "choose another with --port (make run PORT=8001)."
        ) from error
    bound.set_inheritable(True)
    return bound


def get(app: ASGIApp, path: str, accept: str) -> tuple[int, bytes]:
    """Ask an application for one page, without a server.

    Args:
        app: An ASGI application.
        path: The path, with a query if it has one.
        accept: The media types to ask for.

    Returns:
        The status and the body of the response.
    """
    return asyncio.run(_get(app, path, accept))


async def _get(app: ASGIApp, path: str, accept: str) -> tuple[int, bytes]:
    parts = urlsplit(path)
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path or "/",
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", accept.encode())],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
    }
    status = 500
    body = b""

    is_asked = False

    async def receive() -> Message:
        nonlocal is_asked
        if is_asked:
            # There is nothing more to come, and nobody goes away.
            await asyncio.get_running_loop().create_future()
        is_asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, body
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            body += message.get("body", b"")

    async with _running(app) as state:
        await app({**scope, "state": state}, receive, send)
    return status, body


@asynccontextmanager
async def _running(app: ASGIApp) -> AsyncIterator[dict[str, Any]]:
    """Run an application from its start to its end (ASGI lifespan protocol)."""
    asked: asyncio.Queue[Message] = asyncio.Queue()
    told: asyncio.Queue[Message] = asyncio.Queue()
    state: dict[str, Any] = {}
    scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    task = asyncio.ensure_future(app(scope, asked.get, told.put))
    for step in ("startup", "shutdown"):
        await asked.put({"type": f"lifespan.{step}"})
        await told.get()
        if step == "startup":
            yield state
    await task
