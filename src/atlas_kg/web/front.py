"""The front: requests of programs go straight to the endpoints that answer them.

What a page needs besides, such as a nonce for its styles, costs more than a small query; so those
requests alone that may want a page take the way through all of the site.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from atlas_kg.web.compression import COMPRESSED, COMPRESSION, takes_gzip
from atlas_kg.web.headers import MarkedTags
from atlas_kg.web.problems import ProblemError

__all__ = ["Front"]

Respond = Callable[[Request, ProblemError], Response]


class Front:
    """Middleware before all others.

    Args:
        app: The site.
        endpoints: The endpoints for programs by path; a path that ends in a slash stands for all
            below it. They put the security headers on their answers themselves.
        respond: Makes the response that tells a problem.
    """

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, ASGIApp], respond: Respond) -> None:
        self._app = app
        self._plain = {path: _telling(endpoint, respond) for path, endpoint in endpoints.items()}
        self._zipped: dict[str, ASGIApp] = {
            path: MarkedTags(GZipMiddleware(endpoint, COMPRESSED, COMPRESSION))
            for path, endpoint in self._plain.items()
        }
        self._below = tuple(path for path in endpoints if path.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_zipped = takes_gzip(scope["headers"])
        if not is_zipped:
            # The library would find the word in a header that forbids it.
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._choose(scope, is_zipped=is_zipped)(scope, receive, send)

    def _choose(self, scope: Scope, *, is_zipped: bool) -> ASGIApp:
        path: str = scope["path"]
        if path not in self._plain:
            path = next((below for below in self._below if path.startswith(below)), path)
            if path not in self._plain:
                return self._app
        if b"html" in scope["query_string"]:
            return self._app
        if any(name == b"accept" and b"html" in value for name, value in scope["headers"]):
            return self._app
        return (self._zipped if is_zipped else self._plain)[path]


def _telling(endpoint: ASGIApp, respond: Respond) -> ASGIApp:
    """Return an endpoint whose problems are told in the shape that all of the site has."""

    def tell(scope: Scope, receive: Receive, send: Send, problem: ProblemError) -> Awaitable[None]:
        return respond(Request(scope, receive), problem)(scope, receive, send)

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await endpoint(scope, receive, send)
        except ProblemError as problem:
            await tell(scope, receive, send, problem)

    return told
