"""What the site asks of the data as they are now, with the limits that every query has."""

from __future__ import annotations

from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request

from atlas_kg.web.problems import ProblemError
from atlas_kg.workers.frames import Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["find_rows", "find_triples"]

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


async def _asked(request: Request, query: str) -> bytes:
    task = Task(query=query, rows=_ROWS.media_type, graph=_TRIPLES.media_type)
    client = request.client.host if request.client else ""
    try:
        async with request.state.service.ask(task, client) as reply:
            return b"".join([chunk async for chunk in reply.chunks()])
    except (UnansweredError, StoppedError, OverloadError) as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE, f"This cannot be counted now: {error}."
        ) from error
