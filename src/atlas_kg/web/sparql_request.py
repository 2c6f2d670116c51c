"""What a request asks the SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from atlas_kg.web.problems import ProblemError
from atlas_kg.web.request_body import FORM, decoded, form_pairs, media_type_of, read_body

__all__ = ["Operation", "QueryDataset", "read_operation"]

_QUERY = "application/sparql-query"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True)
class QueryDataset:
    """The dataset that a request names for its query, in place of any that the query names.

    Attributes:
        default_graphs: The IRIs of the graphs whose union is the default graph.
        named_graphs: The IRIs of the graphs that GRAPH may name.
    """

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """A query as a request brings it.

    Attributes:
        text: The query; None where the request brings none.
        dataset: The graphs to query, if the request names them.
        formats: Names of the form in which the answer is wanted; clients send several spellings.
        example: The name of the published query to begin with, if the request names it.
    """

    text: str | None
    dataset: QueryDataset | None = None
    formats: tuple[str, ...] = ()
    example: str | None = None


async def read_operation(request: Request, max_body: int) -> Operation:
    """Read the query of a request.

    Args:
        request: A GET, HEAD or POST request.
        max_body: The most bytes that it may bring.

    Raises:
        ProblemError: The request breaks the protocol.
    """
    pairs = form_pairs(request.scope["query_string"])
    if request.method == "POST":
        media_type, charset = media_type_of(request)
        if media_type not in (FORM, _QUERY) or charset not in ("", "utf-8", "utf8"):
            raise ProblemError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"Send a query by POST as {_QUERY} or as {FORM}, in UTF-8.",
                headers={"Accept-Post": f"{_QUERY}, {FORM}"},
            )
        body = await read_body(request, max_body)
        pairs += form_pairs(body) if media_type == FORM else [("query", decoded(body))]
    operation = _operation(pairs)
    if request.method == "POST" and operation.text is None:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "The request brings no query: send it as query=."
        )
    return operation


def _operation(pairs: list[tuple[str, str]]) -> Operation:
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
    if "update" in values:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "This endpoint answers queries; it takes no updates."
        )
    if len(values["query"]) > 1:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The parameter query= may be given only once.")
    return Operation(
        text=next(iter(values["query"]), None),
        dataset=_dataset(values["default-graph-uri"], values["named-graph-uri"]),
        formats=tuple(values["format"]),
        example=next(iter(values["example"]), None),
    )


def _dataset(default: list[str], named: list[str]) -> QueryDataset | None:
    if not default and not named:
        return None
    for name in (*default, *named):
        if not _ABSOLUTE.fullmatch(name):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"A graph is named by an IRI: '{name}' is none."
            )
    return QueryDataset(tuple(default), tuple(named))
