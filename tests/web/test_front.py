"""The front: which requests go straight to the endpoints, and what becomes of compression."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas_kg.web.front import Front
from atlas_kg.web.problems import ProblemError

LONG = "x" * 500


def saying(word: str) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"ETag": '"1"', "Vary": "Accept, Accept-Encoding", "Said-By": word}
        encodings = Headers(scope=scope).get("accept-encoding")
        if encodings:
            headers["Saw"] = encodings
        await PlainTextResponse(LONG, headers=headers)(scope, receive, send)

    return app


async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise ProblemError(HTTPStatus.IM_A_TEAPOT, "A teapot.")


def respond(_: Request, problem: ProblemError) -> Response:
    return PlainTextResponse(problem.detail, problem.status)


FRONT = Front(
    saying("site"),
    {
        "/sparql": saying("sparql"),
        "/store": saying("store"),
        "/store/": saying("below"),
        "/t": failing,
    },
    respond,
)


def given(path: str, headers: Mapping[str, str] | None = None, query: str = "") -> Message:
    """Return the beginning of the response to a request."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": pairs,
        "state": {},
    }
    asyncio.run(FRONT(scope, receive, send))
    return sent[0]


def headers_of(message: Message) -> Headers:
    return Headers(raw=message["headers"])


@pytest.mark.parametrize(
    ("path", "headers", "query", "word"),
    [
        ("/sparql", {}, "", "sparql"),
        ("/sparql", {"Accept": "*/*"}, "query=ASK", "sparql"),
        ("/sparql", {"Accept": "text/html"}, "", "site"),
        ("/sparql", {"Accept": "application/xhtml+xml;q=0.5, */*"}, "", "site"),
        ("/sparql", {}, "format=html", "site"),
        ("/sparql/", {}, "", "site"),
        ("/store", {}, "", "store"),
        ("/store/a/b", {}, "", "below"),
        ("/storey", {}, "", "site"),
        ("/", {}, "", "site"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_where_requests_go(
    path: str, headers: dict[str, str], query: str, word: str, *, zipped: bool
) -> None:
    encoding = {"Accept-Encoding": "gzip"} if zipped else {}
    told = headers_of(given(path, headers | encoding, query))
    assert told["said-by"] == word
    # The site compresses for itself.
    assert ("content-encoding" in told) == (zipped and word != "site")


@pytest.mark.parametrize("path", ["/sparql", "/"])
@pytest.mark.parametrize("value", ["gzip;q=0", "gzip2", "identity, gzip;q=0.0"])
def test_nobody_behind_sees_a_word_that_forbids(path: str, value: str) -> None:
    told = headers_of(given(path, {"Accept-Encoding": value}))
    assert "saw" not in told
    assert "content-encoding" not in told


def test_compressed_answers_are_marked_once() -> None:
    told = headers_of(given("/sparql", {"Accept-Encoding": "gzip"}))
    assert told["etag"] == '"1-gzip"'
    assert told["vary"] == "Accept, Accept-Encoding"
    assert headers_of(given("/sparql"))["etag"] == '"1"'


def test_problems_of_endpoints_are_told() -> None:
    assert given("/t")["status"] == 418
    assert given("/t", {"Accept-Encoding": "gzip"})["status"] == 418
