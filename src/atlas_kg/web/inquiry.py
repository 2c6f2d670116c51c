"""What the site asks of the data as they are now, with the limits that every query has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request

from atlas_kg.web.problems import ProblemError
from atlas_kg.workers.frames import Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError
from atlas_kg.workers.service import Answering

__all__ = ["Findings", "asking", "find_rows", "find_triples"]

_ROWS = ox.QueryResultsFormat.JSON
_TRIPLES = ox.RdfFormat.N_TRIPLES


async def find_triples(request: Request, query: str) -> tuple[ox.Triple, ...]:
    """Return the triples that a query gives.

    Args:
        request: For what they are needed.
        query: A CONSTRUCT or DESCRIBE query.

    Raises:
        ProblemError: The query was not answered.
    """
    found = ox.parse(await _asked(request, query), _TRIPLES)
    return tuple(quad.triple for quad in found)


async def find_rows(request: Request, query: str) -> tuple[ox.QuerySolution, ...]:
    """Return the rows that a query gives.

    Args:
        request: For what they are needed.
        query: A SELECT query.

    Raises:
        ProblemError: The query was not answered.
    """
    found = ox.parse_query_results(await _asked(request, query), _ROWS)
    return tuple(found) if isinstance(found, ox.QuerySolutions) else ()


class Findings:
    """The triples that one query gives, asked for again once the data have changed.

    Args:
        query: A CONSTRUCT or DESCRIBE query.
    """

    def __init__(self, query: str) -> None:
        self._query = query
        self._asking = asyncio.Lock()
        self._of: int | None = None
        self._found: tuple[ox.Triple, ...] = ()

    async def triples(self, request: Request) -> tuple[ox.Triple, ...]:
        """Return the triples as the data are now.

        Args:
            request: For what they are needed.

        Raises:
            ProblemError: The query was not answered.
        """
        # Those who come meanwhile wait, and have what the first one finds.
        async with self._asking:
            generation = request.state.service.generation
            if generation is None:
                return await find_triples(request, self._query)
            if generation != self._of:
                self._found = await find_triples(request, self._query)
                # What was found while the data changed may be either.
                is_sure = generation == request.state.service.generation
                self._of = generation if is_sure else None
            return self._found


@asynccontextmanager
async def asking(request: Request, task: Task) -> AsyncIterator[Answering]:
    """Ask the service that answers queries; the answer can be read in the block.

    Args:
        request: For what it is needed.
        task: The query.

    Raises:
        ProblemError: The query was not answered.
    """
    client = request.client.host if request.client else ""
    try:
        async with request.state.service.ask(task, client) as reply:
            yield reply
    except (UnansweredError, StoppedError, OverloadError) as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE, f"This cannot be counted now: {error}."
        ) from error


async def _asked(request: Request, query: str) -> bytes:
    task = Task(query=query, rows=_ROWS.media_type, graph=_TRIPLES.media_type)
    async with asking(request, task) as reply:
        return b"".join([chunk async for chunk in reply.chunks()])
