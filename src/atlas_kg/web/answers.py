"""Answers to queries on their way to the client: as they come, or as they are remembered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.types import Send

from atlas_kg.web.answer_cache import CachedAnswer
from atlas_kg.web.compression import COMPRESSED, takes_gzip
from atlas_kg.web.headers import GZIP_MARK, security_headers
from atlas_kg.web.negotiation import Form, content_type
from atlas_kg.web.reading import reading
from atlas_kg.web.results import Shown, show_page
from atlas_kg.web.site import Site
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError
from atlas_kg.workers.service import Answering

__all__ = ["OPEN", "PLAIN", "CutOffError", "shown", "stream", "watched", "whole"]

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After, WWW-Authenticate",
    "Vary": "Accept, Accept-Encoding",
}
"""The headers by which scripts of other sites may read answers."""

Headers = list[tuple[bytes, bytes]]

PLAIN: Headers = [
    (name.lower().encode(), value.encode())
    for name, value in {**OPEN, **security_headers()}.items()
]
"""The headers of every answer to a program."""

_PAGE_TEXT = 1_000_000
"""The most bytes of a graph that a page shows; downloads hold all."""

_UNWATCHED = 0.05
"""After how many seconds somebody looks whether the client is still there."""

_STALL = 30.0
"""How many seconds a client may take to accept one part of an answer."""


class CutOffError(Exception):
    """An answer ended early.

    The connection breaks off, so that nobody takes a part for the whole.
    """


@asynccontextmanager
async def watched(request: Request) -> AsyncIterator[None]:
    """Give up what is done for a client when it goes away.

    Args:
        request: What the client asked, its body read to the end.

    Raises:
        StoppedError: The server is being stopped.
    """
    task = asyncio.current_task()
    is_gone = False

    watcher: asyncio.Task[None] | None = None

    async def watch() -> None:
        nonlocal is_gone
        while (await request.receive())["type"] != "http.disconnect":
            pass
        is_gone = True
        if task:
            task.cancel()

    def begin() -> None:
        nonlocal watcher
        watcher = asyncio.create_task(watch())

    # Most answers are there before it would be worth watching.
    clock = asyncio.get_running_loop().call_later(_UNWATCHED, begin)
    try:
        yield
    except asyncio.CancelledError as error:
        if task is None or task.uncancel():
            raise
        if not is_gone:
            raise StoppedError("the server is being stopped") from error
    finally:
        clock.cancel()
        if watcher:
            watcher.cancel()


async def shown(site: Site, reply: Answering) -> Shown:
    """Return what a page shows of an answer: its first rows, or the beginning of a graph.

    Args:
        site: The site.
        reply: The answer, as rows for a page or in Turtle.
    """
    body = bytearray()
    async for chunk in reply.chunks():
        body += chunk
        if reply.family == "graph" and len(body) > _PAGE_TEXT:
            cut = body[: body.rindex(b"\n") + 1].decode()
            return Shown(text=cut, is_cut=True)
    if reply.family == "graph":
        return Shown(text=body.decode())
    return show_page(await reading(_loaded, bytes(body)), site.links)


def _loaded(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    return found


async def whole(answer: CachedAnswer, form: Form, request: Request, send: Send) -> Headers | None:
    """Send an answer that is at hand, or say that the client has it already.

    Args:
        answer: The answer.
        form: The form that it has.
        request: What asks for it.
        send: Where it goes.

    Returns:
        The headers with which it was sent; None if it was not.
    """
    headers = [*PLAIN, (b"etag", answer.etag.encode()), (b"cache-control", b"no-cache")]
    if _has(request, answer.etag):
        await _send_all(send, HTTPStatus.NOT_MODIFIED, headers, b"")
        return None
    headers.append((b"content-type", content_type(form).encode()))
    headers.append((b"content-length", str(len(answer.body)).encode()))
    body = answer.body
    if request.method == "HEAD":
        if len(body) >= COMPRESSED and takes_gzip(request.scope["headers"]):
            # There is no body to be compressed, and the headers are those that it would have.
            headers[-1] = (b"content-encoding", b"gzip")
        body = b""
    await _send_all(send, HTTPStatus.OK, headers, body)
    return headers


async def _send_all(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _has(request: Request, etag: str) -> bool:
    """Tell whether a client has an answer already (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return bool(tags & {etag, "*", f'{etag[:-1]}{GZIP_MARK}"'})


async def stream(  # noqa: PLR0913 - what, to whom, and what becomes of it
    reply: Answering,
    form: Form,
    request: Request,
    send: Send,
    largest: int,
    *,
    tag: Callable[[bytes, Form], str] | None = None,
) -> CachedAnswer | None:
    """Send an answer as it comes, and return it if it is no larger than worth keeping.

    The status is sent with the first part, so that an early failure still has a status of its own.

    Args:
        reply: The answer.
        form: The form that it has.
        request: What asks for it.
        send: Where it goes.
        largest: The most bytes worth keeping.
        tag: Makes the entity tag of an answer from all its bytes; by default none has it before.

    Raises:
        UnansweredError: The query failed before anything was sent.
        StoppedError: It was stopped before anything was sent.
        CutOffError: It ended when a part had been sent.
    """
    chunks = reply.chunks()
    first = await anext(chunks, b"")
    second = await anext(chunks, None)
    if second is None:
        answer = CachedAnswer.of(reply.family, first, reply.rows)
        if tag:
            answer = replace(answer, etag=tag(first, form))
        await whole(answer, form, request, send)
        return answer
    headers = [*PLAIN, (b"content-type", content_type(form).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if request.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
        return None
    kept = bytearray()
    try:
        async for part in _joined(first, second, chunks):
            await _send_part(send, part)
            kept += part if len(kept) <= largest else b""
    except (UnansweredError, StoppedError, OverloadError, TimeoutError) as error:
        raise CutOffError(str(error)) from error
    await send({"type": "http.response.body", "body": b""})
    if len(kept) > largest:
        return None
    return CachedAnswer.of(reply.family, bytes(kept), reply.rows)


async def _joined(first: bytes, second: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    yield second
    async for part in rest:
        yield part


async def _send_part(send: Send, part: bytes) -> None:
    async with asyncio.timeout(_STALL):
        await send({"type": "http.response.body", "body": part, "more_body": True})
