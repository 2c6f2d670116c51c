"""Changes that requests bring: who may make them, and what becomes of them."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus

from starlette.requests import Request

from atlas_kg.sparql_text import QueryError, malformed
from atlas_kg.web.authorization import owner_of
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.reading import reading
from atlas_kg.web.settings import Settings
from atlas_kg.workers.frames import Applied, Change, Failure, Operation
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["OutdatedError", "authorize", "make"]

_PLACE = re.compile(r"line (?P<line>\d+) (?:column|between columns) (?P<column>\d+)")


# What the engine says without a word of what to do.
_ADVICE = {
    "LoadDocumentCallback": "its @context is an address, and this server fetches no documents. "
    "Write the context itself into the JSON-LD.",
    "Named graphs are not allowed": "it names a graph, but this address is that of one graph. Send "
    "triples, as N-Triples or Turtle.",
    "Unexpected text event": "it is not RDF/XML. If it has another format, name that in the "
    "Content-Type, for example text/turtle.",
}


class OutdatedError(ProblemError):
    """The data are no longer as they must be for a change to be made."""


def authorize(request: Request, settings: Settings) -> str:
    """Return the name of whoever sends a request that changes something.

    Raises:
        ProblemError: Nobody may change anything here, or the request carries no token that may.
    """
    return owner_of(request.headers, settings.tokens)


async def make(request: Request, change: Change) -> Applied:
    """Make a change for whoever sends a request.

    Args:
        request: What asks for it.
        change: What to change.

    Raises:
        OutdatedError: The data have changed meanwhile.
        ProblemError: It was not made for another reason.
    """
    client = request.client.host if request.client else ""
    try:
        applied: Applied = await request.state.service.change(change, client)
    except UnansweredError as error:
        raise await reading(partial(_problem, error, change), change.text) from error
    except StoppedError as error:
        detail = f"{error}. Nothing was changed.".removeprefix("it ")
        detail = f"The change was stopped: it {detail}"
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail) from error
    except OverloadError as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"The change was not made: {error}.",
            headers={"Retry-After": str(error.retry_after)},
        ) from error
    return applied


def _problem(error: UnansweredError, change: Change, text: str) -> ProblemError:
    if error.failure is Failure.MISSING:
        return ProblemError(HTTPStatus.NOT_FOUND, f"There is no graph '{change.graph}' here.")
    if error.failure is Failure.FAILED:
        return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, f"Nothing was changed: {error.what}.")
    if error.failure is Failure.OUTDATED:
        detail = "The data change all the time. Nothing was changed by this request: send it again."
        headers = {"Retry-After": "1"}
        return OutdatedError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)
    told = QueryError(f"{error.what}.")
    if error.failure is Failure.MALFORMED:
        told = (
            malformed(text, error.what, is_update=True)
            if change.operation is Operation.UPDATE
            else _malformed_graph(error.what)
        )
    return ProblemError(
        HTTPStatus.BAD_REQUEST,
        f"{told.problem} Nothing was changed.",
        title="The change cannot be made",
        line=told.line,
        column=told.column,
    )


def _malformed_graph(what: str) -> QueryError:
    """Tell a person where a graph is wrong."""
    found = _PLACE.search(what)
    for said, advice in _ADVICE.items():
        if said in what:
            return QueryError(f"The graph cannot be read: {advice}")
    if found is None:
        return QueryError(f"The graph cannot be read: {what}.")
    line, column = int(found["line"]), int(found["column"])
    told = what.removesuffix(f" (line {line})")[found.end() :]
    told = re.sub(r"^(?: and \d+)?: *", "", told)
    return QueryError(f"The graph cannot be read at line {line}: {told}.", line, column)
