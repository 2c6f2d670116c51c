"""The gateway: the one address that processes for queries can connect to.

The engine calls endpoints itself and cannot be told which. So queries are rewritten to call this
server on the loopback interface, which calls the endpoint that is meant. Its address holds a secret
of this process, so that other users of the machine cannot call through it.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
import socket
import threading
from collections.abc import Coroutine, MutableMapping
from http import HTTPStatus
from typing import Any

import uvicorn

from atlas_kg.federation.addresses import Resolver, resolved
from atlas_kg.federation.allow_list import AllowList
from atlas_kg.federation.calls import rewritten_for_gateway
from atlas_kg.federation.outbound import FailedCallError, Outbound, Results, SlowCallError

__all__ = ["Gateway"]

_END = 10.0
_BODY = 1_000_000
_AT_ONCE = 8

_Scope = MutableMapping[str, Any]


class Gateway:
    """A server in a thread of its own that calls the endpoints of an allow-list.

    Args:
        allowed: The endpoints.
        seconds: How long a call may take.
        size: How many bytes an answer may have.
        resolve: Finds the addresses of a name.
    """

    def __init__(
        self,
        allowed: AllowList,
        *,
        seconds: float = 10.0,
        size: int = 10_000_000,
        resolve: Resolver = resolved,
    ) -> None:
        self.allowed = allowed
        self._limits = (seconds, size, _AT_ONCE, resolve)
        self._secret = secrets.token_urlsafe(32)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._url = f"http://127.0.0.1:{self.port}/{self._secret}"
        self._is_started = False
        self._outbound: Outbound | None = None
        config = uvicorn.Config(
            self._answer,
            interface="asgi3",
            http="h11",
            loop="asyncio",
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)

    def start(self) -> None:
        """Begin to serve, if that has not begun. Who calls before it is ready waits for it."""
        if not self._is_started:
            self._is_started = True
            self._socket.listen()
            self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.should_exit = True
        self._server.force_exit = True
        if self._thread.is_alive():
            self._thread.join(_END)
        self._socket.close()

    def rewritten(self, text: str) -> str:
        """Return a query or an update whose calls come here.

        Raises:
            QueryError: It calls an endpoint that is not allowed.
        """
        return rewritten_for_gateway(text, self.allowed.endpoints, self._url)

    def told(self, message: str) -> str:
        """Return what the engine says of a failed call, with the name of the endpoint called."""
        failed = self._failed(message)
        if failed:
            return f"the endpoint <{self.allowed.endpoints[int(failed[2])]}> failed: {failed[3]}"
        found = re.sub(
            rf"{re.escape(self._url)}/(\d+)",
            lambda match: self.allowed.endpoints[int(match[1])],
            message,
        )
        return found.replace(self._secret, "…")

    def was_slow(self, message: str) -> bool | None:
        """Tell whether a call failed by its time; None if what the engine says is of no call."""
        failed = self._failed(message)
        return int(failed[1]) == HTTPStatus.GATEWAY_TIMEOUT if failed else None

    def _failed(self, message: str) -> re.Match[str] | None:
        url = re.escape(self._url)
        return re.search(rf"Error (\d+) .*? {url}/(\d+) with payload:?\s*(.*)", message, re.DOTALL)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._outbound = Outbound(*self._limits)
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            await self._outbound.close()

    async def _answer(self, scope: _Scope, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        status, media_type, body = await self._called(scope, receive)
        headers = [
            (b"content-type", media_type.encode("latin-1")),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status.value, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _called(self, scope: _Scope, receive: Any) -> tuple[HTTPStatus, str, bytes]:  # noqa: ANN401 - ASGI
        endpoint = self._endpoint(scope)
        if endpoint is None or self._outbound is None:
            return HTTPStatus.NOT_FOUND, "text/plain", b""
        query = await _body(receive)
        if query is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain", b"the pattern is too long"
        # A call inside another would be made by the endpoint, which must not learn of this address.
        if self._secret.encode() in query:
            return HTTPStatus.BAD_REQUEST, "text/plain", b"SERVICE may not stand inside SERVICE"
        try:
            anywhere = endpoint in self.allowed.private
            asking = self._outbound.ask(endpoint, query, anywhere=anywhere)
            results = await _while_awaited(asking, receive)
        except FailedCallError as error:
            is_slow = isinstance(error, SlowCallError)
            status = HTTPStatus.GATEWAY_TIMEOUT if is_slow else HTTPStatus.BAD_GATEWAY
            return status, "text/plain; charset=utf-8", str(error).encode()
        return HTTPStatus.OK, results.media_type, results.body

    def _endpoint(self, scope: _Scope) -> str | None:
        _, secret, number, *rest = [*str(scope["path"]).split("/"), "", ""]
        is_ours = hmac.compare_digest(secret.encode(), self._secret.encode())
        if not is_ours or any(rest) or scope["method"] != "POST" or not number.isdecimal():
            return None
        endpoints = self.allowed.endpoints
        return endpoints[int(number)] if int(number) < len(endpoints) else None


async def _while_awaited(asking: Coroutine[Any, Any, Results], receive: Any) -> Results:  # noqa: ANN401 - ASGI
    """Return what a call yields; end it as soon as the process that wanted it has gone."""
    call = asyncio.ensure_future(asking)
    leaving = asyncio.ensure_future(receive())
    try:
        await asyncio.wait((call, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not call.done():
            raise FailedCallError("nobody waits for it any more")
        return call.result()
    finally:
        for each in (call, leaving):
            each.cancel()
        await asyncio.gather(call, leaving, return_exceptions=True)


async def _body(receive: Any) -> bytes | None:  # noqa: ANN401 - ASGI
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)
