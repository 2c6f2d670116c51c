"""The connection to a store: requests under the clock, and what their failures mean."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx2

from atlas_kg.relay.clock import Clock
from atlas_kg.relay.credentials import Credentials, WhenAsked
from atlas_kg.relay.words import WORDS, refusal, unreachable
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import UnansweredError

__all__ = ["CONNECTING", "HEADERS", "Connection"]

CONNECTING = 5.0
"""How many seconds a store may take until it accepts a connection."""

_LOG = logging.getLogger("atlas_kg.relay")

HEADERS = {"User-Agent": "atlas-kg", "Accept-Encoding": "identity"}

Form = Mapping[str, str | Sequence[str]]


class Connection:
    """A client of a store, which follows no redirects and keeps no cookies.

    Args:
        credentials: Who asks, for a store that wants to know.
        most: How many requests may be under way at once.
        kept: How many connections are kept open when they rest. Some stores (Virtuoso) keep a
            thread for each.
    """

    def __init__(self, credentials: Credentials | None, most: int, kept: int) -> None:
        self._client = httpx2.AsyncClient(
            auth=WhenAsked(credentials),
            headers=HEADERS,
            timeout=httpx2.Timeout(None, connect=CONNECTING),
            limits=httpx2.Limits(max_connections=most, max_keepalive_connections=kept),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def ask(
        self, url: str, form: Form, accept: str, clock: Clock
    ) -> AsyncIterator[httpx2.Response]:
        """Send a form, and give the response whose body has not been read.

        Leaving closes the connection of a response that was not read to its end.

        Args:
            url: Where it goes.
            form: Its fields.
            accept: The media types to ask for.
            clock: What ends the waiting.

        Raises:
            UnansweredError: The store refuses, fails, or cannot be reached.
            StoppedError: It takes too long.
            OverloadError: It is busy.
        """
        request = self._client.build_request("POST", url, data=form, headers={"Accept": accept})
        response = await self._sent(request, clock)
        try:
            yield response
        finally:
            await response.aclose()

    async def send(  # noqa: PLR0913 - what a request is made of
        self,
        method: str,
        url: str,
        clock: Clock,
        *,
        content: bytes,
        headers: Mapping[str, str],
        graph: str | None = None,
    ) -> int:
        """Send a change, and return the status of its success.

        Args:
            method: The method.
            url: Where it goes.
            clock: What ends the waiting.
            content: The body.
            headers: What says what the body is.
            graph: The graph that it is about.

        Raises:
            UnansweredError: The store refuses, fails, or cannot be reached.
            StoppedError: It takes too long.
            OverloadError: It is busy.
        """
        address = httpx2.URL(url)
        if graph:
            address = address.copy_add_param("graph", graph)
        request = self._client.build_request(method, address, content=content, headers=headers)
        response = await self._sent(request, clock)
        await response.aclose()
        return response.status_code

    async def chunks(self, response: httpx2.Response, clock: Clock) -> AsyncGenerator[bytes]:
        """Yield the body of a response as it comes; only the waiting for the store counts as time.

        Args:
            response: The response.
            clock: What ends the waiting.

        Raises:
            UnansweredError: The store breaks off.
            StoppedError: It takes too long.
            OverloadError: It has to make way for others.
        """
        parts = response.aiter_bytes()
        try:
            while True:
                async with clock.waiting():
                    part = await anext(parts, None)
                if part is None:
                    return
                if part:
                    yield part
        except httpx2.HTTPError as error:
            raise _told(response.url, error) from error

    async def _sent(self, request: httpx2.Request, clock: Clock) -> httpx2.Response:
        try:
            async with clock.waiting():
                response = await self._client.send(request, stream=True)
        except httpx2.HTTPError as error:
            raise _told(request.url, error) from error
        body = bytearray()
        try:
            if not response.is_success:
                async for part in self.chunks(response, clock):
                    body += part
                    if len(body) >= WORDS:
                        break
        except BaseException:
            await response.aclose()
            raise
        if problem := refusal(response, bytes(body)):
            await response.aclose()
            raise problem
        return response


def _told(url: httpx2.URL, error: Exception) -> UnansweredError | OverloadError:
    """Return what strangers are told of a store, whose address is for the log alone."""
    _LOG.warning("%s", unreachable(error, str(url.copy_with(query=None))))
    return unreachable(error)
