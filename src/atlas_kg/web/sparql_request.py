"""What a request asks the SPARQL endpoint (SPARQL 1.1 Protocol, section 2)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request

from atlas_kg.web.problems import ProblemError
from atlas_kg.web.reading import reading
from atlas_kg.web.request_body import FORM, decoded, form_pairs, media_type_of, read_body

__all__ = [
    "ANY",
    "QUERIES",
    "UPDATES",
    "Asked",
    "GraphNames",
    "Side",
    "base_of",
    "brings_update",
    "is_absolute",
    "read_asked",
]

_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_REMEMBERED = 1_000
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True)
class Side:
    """What an address takes.

    Attributes:
        names: The parameters by one of which a request brings its text.
        media_types: The media types of bodies that are such a text, each with its parameter.
    """

    names: tuple[str, ...]
    media_types: dict[str, str]


QUERIES = Side(("query",), {_QUERY: "query"})
UPDATES = Side(("update",), {_UPDATE: "update"})
ANY = Side(("query", "update"), {**QUERIES.media_types, **UPDATES.media_types})


@dataclass(frozen=True)
class GraphNames:
    """The graphs that a request names, in place of any that its text names.

    Attributes:
        default: The IRIs of the graphs whose union is the default graph.
        named: The IRIs of the graphs that GRAPH may name.
    """

    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A query or an update as a request brings it.

    Attributes:
        text: Its text; None where the request brings none.
        is_update: Whether it is an update.
        dataset: The graphs that it is to see, if the request names them.
        formats: Names of the form in which the answer is wanted; clients send several spellings.
        example: The name of the published query to begin with, if the request names it.
    """

    text: str | None
    is_update: bool = False
    dataset: GraphNames | None = None
    formats: tuple[str, ...] = ()
    example: str | None = None


async def read_asked(request: Request, side: Side, max_body: int, max_upload: int) -> Asked:
    """Read what a request asks.

    Args:
        request: A GET, HEAD or POST request.
        side: What its address takes.
        max_body: The most bytes that a query may bring.
        max_upload: The most bytes that an update may bring.

    Raises:
        ProblemError: The request breaks the protocol.
    """
    in_address = form_pairs(request.scope["query_string"])
    if request.method != "POST":
        asked = _asked(in_address, side)
        if asked.is_update:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "An update is sent by POST, since it changes something.",
                headers={"Allow": "POST"},
            )
        return asked
    pairs = await _posted(request, side, max_body, max_upload)
    asked = _asked([*in_address, *pairs], side)
    if asked.text is None:
        names = " or ".join(f"{name}=" for name in side.names)
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"The request brings nothing to do: send it as {names}."
        )
    if asked.is_update and any(name == "update" for name, _ in in_address):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "An update stands in the body of a request, not in its address."
        )
    return asked


async def _posted(
    request: Request, side: Side, max_body: int, max_upload: int
) -> list[tuple[str, str]]:
    media_type, charset = media_type_of(request)
    known = (*side.media_types, FORM)
    if media_type not in known or charset not in ("", "utf-8", "utf8"):
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Send it by POST as {' or as '.join(known)}, in UTF-8.",
            headers={"Accept-Post": ", ".join(known)},
        )
    takes_updates = media_type in UPDATES.media_types or side is UPDATES
    body = await read_body(request, max_upload if takes_updates else max_body)
    if media_type == FORM:
        return await reading(form_pairs, body)
    return [(side.media_types[media_type], decoded(body))]


def _asked(pairs: list[tuple[str, str]], side: Side) -> Asked:
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
    texts = [(name, text) for name in ANY.names for text in values[name]]
    for name, _ in texts:
        if name not in side.names:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"This address does not take {name}=: see /openapi.json."
            )
    if len(texts) > 1:
        brought = " and ".join(f"{name}=" for name, _ in texts)
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"A request brings one text, and this one has {brought}."
        )
    is_update = bool(texts) and texts[0][0] == "update"
    default, named = "default-graph-uri", "named-graph-uri"
    if is_update:
        default, named = "using-graph-uri", "using-named-graph-uri"
    return Asked(
        text=texts[0][1] if texts else None,
        is_update=is_update,
        dataset=_graphs(values[default], values[named]),
        formats=tuple(values["format"]),
        example=next(iter(values["example"]), None),
    )


def _graphs(default: list[str], named: list[str]) -> GraphNames | None:
    if not default and not named:
        return None
    for name in (*default, *named):
        if not is_absolute(name):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"A graph is named by an IRI: '{name}' is none."
            )
    return GraphNames(tuple(default), tuple(named))


def brings_update(request: Request, side: Side) -> bool:
    """Tell whether a request brings an update, as far as its head says so."""
    if request.method != "POST":
        return False
    return side is UPDATES or media_type_of(request)[0] in UPDATES.media_types


def base_of(request: Request) -> str | None:
    """Return the IRI against which relative ones are resolved (section 2.1.5 there; RFC 3986, 5.1).

    It is the address of the endpoint as the request names it; None if that is no IRI.
    """
    scope = request.scope
    host = request.headers.get("host")
    if host is None and scope.get("server"):
        name, port = scope["server"]
        host = name if port is None else f"{name}:{port}"
    # What is remembered must not be large, since anybody can send it.
    is_short = len(host or "") + len(scope["path"]) <= _REMEMBERED
    return (_base if is_short else _base.__wrapped__)(scope["scheme"], host or "", scope["path"])


@lru_cache(maxsize=1024)
def _base(scheme: str, host: str, path: str) -> str | None:
    base = f"{scheme}://{host}{path}"
    return base if host and is_absolute(base) else None


def is_absolute(iri: str) -> bool:
    """Tell whether a text is an absolute IRI, by which a graph can be named."""
    if not _ABSOLUTE.fullmatch(iri):
        return False
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True
