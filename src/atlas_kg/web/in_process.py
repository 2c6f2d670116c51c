"""An application that is asked in its own process, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

__all__ = ["ORIGIN", "Answer", "Ask", "asking"]

_HOST = "localhost"

ORIGIN = f"http://{_HOST}"
"""How the application names itself in what it answers, before the path."""


@dataclass(frozen=True)
class Answer:
    """What an application answered.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The whole body.
    """

    status: int
    headers: Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, without parameters such as that of the encoding."""
        return self.headers.get("content-type", "").partition(";")[0]


Ask = Callable[[str, str], Awaitable[Answer]]
"""Asks for an address, a path with a query if it has one, in one of some media types."""


@asynccontextmanager
async def asking(app: ASGIApp) -> AsyncIterator[Ask]:
    """Run an application from its start to its end, to ask it meanwhile.

    Args:
        app: An ASGI application.

    Yields:
        What asks it.
    """
    async with _running(app) as state:

        async def ask(address: str, accept: str) -> Answer:
            return await _answer(app, {**_scope(address, accept), "state": {**state}})

        yield ask


def _scope(address: str, accept: str) -> Scope:
    parts = urlsplit(address)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path) or "/",
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", _HOST.encode()), (b"accept", accept.encode())],
        "client": ("127.0.0.1", 0),
        "server": (_HOST, 80),
    }


async def _answer(app: ASGIApp, scope: Scope) -> Answer:
    status, headers, parts = 500, Headers(), list[bytes]()
    is_asked = False

    async def receive() -> Message:
        nonlocal is_asked
        if is_asked:
            # There is nothing more to come, and nobody goes away.
            await asyncio.get_running_loop().create_future()
        is_asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, headers, b"".join(parts))


@asynccontextmanager
async def _running(app: ASGIApp) -> AsyncIterator[dict[str, Any]]:
    """Run an application from its start to its end (ASGI lifespan protocol)."""
    asked: asyncio.Queue[Message] = asyncio.Queue()
    told: asyncio.Queue[Message] = asyncio.Queue()
    state: dict[str, Any] = {}
    scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    task = asyncio.ensure_future(app(scope, asked.get, told.put))
    await asked.put({"type": "lifespan.startup"})
    await told.get()
    try:
        yield state
    finally:
        await asked.put({"type": "lifespan.shutdown"})
        await told.get()
        await task
