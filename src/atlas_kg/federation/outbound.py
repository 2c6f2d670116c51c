"""Requests to other endpoints: to the letter of what is allowed, and within limits.

A request follows no redirect, carries no cookie and no password, and minds no proxy of the
environment; that is why it is made with the transport below the usual client.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

import httpcore2

from atlas_kg import __version__
from atlas_kg.federation.addresses import (
    ForbiddenAddressError,
    PublicBackend,
    Resolver,
    resolved,
)
from atlas_kg.namespaces import ONTOLOGY

__all__ = ["FailedCallError", "Outbound", "Results", "SlowCallError"]

_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
_AGENT = f"atlas-kg/{__version__} (+{ONTOLOGY})"

_HEADERS: tuple[tuple[bytes | str, bytes | str], ...] = (
    ("Accept", f"{_RESULTS[0]}, {_RESULTS[1]};q=0.8"),
    ("Accept-Encoding", "identity"),
    ("Content-Type", "application/sparql-query"),
    ("User-Agent", _AGENT),
)


class FailedCallError(Exception):
    """Another endpoint gave no answer; the message says why, and names no address of ours."""


class SlowCallError(FailedCallError):
    """Another endpoint gave no answer in time."""


@dataclass(frozen=True)
class Results:
    """What an endpoint answered.

    Attributes:
        media_type: The format of the results.
        body: The results.
    """

    media_type: str
    body: bytes


class Outbound:
    """Asks other endpoints. Belongs to one event loop.

    Args:
        seconds: How long a call may take in all.
        size: How many bytes an answer may have.
        at_once: How many calls are under way at once; others wait.
        resolve: Finds the addresses of a name.
    """

    def __init__(
        self, seconds: float, size: int, at_once: int, resolve: Resolver = resolved
    ) -> None:
        self._seconds = seconds
        self._size = size
        self._slots = asyncio.Semaphore(at_once)
        # Connections are not kept, so that each call is judged by the addresses of its time.
        self._public = httpcore2.AsyncConnectionPool(
            max_keepalive_connections=0, network_backend=PublicBackend(resolve)
        )
        self._any = httpcore2.AsyncConnectionPool(max_keepalive_connections=0)

    async def ask(self, address: str, query: bytes, *, anywhere: bool) -> Results:
        """Ask an endpoint.

        Args:
            address: Where it is.
            query: The query.
            anywhere: Whether it may lie on this machine or in the own network.

        Raises:
            FailedCallError: It did not answer, in time or in a form that is known.
        """
        pool = self._any if anywhere else self._public
        try:
            async with asyncio.timeout(self._seconds), self._slots:
                return await self._ask(pool, address, query)
        except TimeoutError as error:
            problem = f"it took longer than {self._seconds:g} seconds"
            raise SlowCallError(problem) from error
        except ForbiddenAddressError as error:
            problem = (
                "its name leads to an address that is not public; whoever runs this server may "
                "allow that by --allow-private-service"
            )
            raise FailedCallError(problem) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise FailedCallError("it cannot be reached") from error

    async def _ask(
        self, pool: httpcore2.AsyncConnectionPool, address: str, query: bytes
    ) -> Results:
        async with pool.stream("POST", address, headers=_HEADERS, content=query) as answer:
            told = {
                name.lower().decode("latin-1"): value.decode("latin-1")
                for name, value in answer.headers
            }
            media_type = told.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status != HTTPStatus.OK:
                is_redirect = answer.status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100
                what = "sends elsewhere, which is not followed" if is_redirect else "refuses"
                raise FailedCallError(f"it {what} (status {answer.status})")
            if media_type not in _RESULTS or "content-encoding" in told:
                raise FailedCallError("it answers in no format of SPARQL results")
            body = bytearray()
            async for part in answer.aiter_stream():
                body += part
                if len(body) > self._size:
                    raise FailedCallError(f"its answer is longer than {self._size:,} bytes")
            return Results(media_type, bytes(body))

    async def close(self) -> None:
        """Close all connections."""
        await self._public.aclose()
        await self._any.aclose()
