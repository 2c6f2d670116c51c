"""The headers that keep pages to themselves: nothing is loaded from or sent to other hosts."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["GZIP_MARK", "MarkedTags", "SecurityHeaders", "security_headers"]

GZIP_MARK = "-gzip"
"""What ends the entity tag of a compressed answer, whose bytes are others."""


def security_headers(nonce: str | None = None, style_hash: str | None = None) -> dict[str, str]:
    """Return the headers for a page.

    Args:
        nonce: What marks the styles that the editor's script adds to the page, if there is one.
        style_hash: What names the one style that the document itself brings, if it brings one.
    """
    allowed = f"'{style_hash}'" if style_hash else f"'nonce-{nonce}'" if nonce else ""
    style = f"'self' {allowed}".rstrip()
    policy = (
        f"default-src 'self'; style-src {style}; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


class MarkedTags:
    """Middleware that marks the entity tags of answers that were compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_marked)


def _mark(headers: MutableHeaders) -> None:
    if "content-encoding" in headers and headers.get("etag", "").endswith('"'):
        headers["etag"] = f'{headers["etag"][:-1]}{GZIP_MARK}"'
    # Compression names a header that the answer may name already.
    varies = dict.fromkeys(part.strip() for part in headers.get("vary", "").split(","))
    if len(varies) > 1:
        headers["vary"] = ", ".join(varies)


class SecurityHeaders:
    """Middleware that puts the headers on every response, with a nonce of its own.

    The nonce stands in the state of the request. What answers may put there the hash of a style
    (``style_hash``) that its document brings.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        state = scope.setdefault("state", {})
        state["nonce"] = nonce

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(security_headers(nonce, state.get("style_hash")))
                _mark(headers)
            await send(message)

        await self.app(scope, receive, send_secured)
