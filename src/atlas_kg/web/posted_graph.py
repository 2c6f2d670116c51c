"""Graphs that requests bring, as they are or as files of a form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from http import HTTPStatus

import pyoxigraph as ox
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from atlas_kg.web.problems import ProblemError
from atlas_kg.web.request_body import media_type_of, read_body

__all__ = ["POSTED", "read_graph"]

_MULTIPART = "multipart/form-data"
_FORMATS = (
    ox.RdfFormat.TURTLE,
    ox.RdfFormat.N_TRIPLES,
    ox.RdfFormat.RDF_XML,
    ox.RdfFormat.JSON_LD,
    ox.RdfFormat.TRIG,
    ox.RdfFormat.N_QUADS,
    ox.RdfFormat.N3,
)
POSTED = (*(form.media_type for form in _FORMATS), _MULTIPART)
"""The media types in which graphs are taken."""


async def read_graph(request: Request, max_upload: int) -> tuple[tuple[str, bytes], ...]:
    """Read the graph that a request brings.

    Args:
        request: The request.
        max_upload: The most bytes that it may bring.

    Returns:
        The parts whose union is the graph: the media type of each, and its bytes.

    Raises:
        ProblemError: It brings more, or what is no graph.
    """
    media_type, charset = media_type_of(request)
    if media_type not in POSTED or charset not in ("", "utf-8", "utf8"):
        raise _unsupported(media_type)
    body = await read_body(request, max_upload)
    if media_type != _MULTIPART:
        return ((media_type, body),)
    return await _files(request.headers, body)


async def _files(headers: Headers, body: bytes) -> tuple[tuple[str, bytes], ...]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(headers, stream()).parse()
    except MultiPartException as error:
        detail = f"The form cannot be read: {error.message}"
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail) from error
    try:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise ProblemError(HTTPStatus.BAD_REQUEST, "The form holds no file with a graph.")
        parts = []
        for file in files:
            media_type = (file.content_type or "").partition(";")[0].strip().lower()
            if media_type not in POSTED or media_type == _MULTIPART:
                raise _unsupported(media_type)
            parts.append((media_type, await file.read()))
        return tuple(parts)
    finally:
        await form.close()


def _unsupported(media_type: str) -> ProblemError:
    what = f"'{media_type}' is no format of graphs" if media_type else "the format is not named"
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"The graph cannot be read: {what}. Send one of {', '.join(POSTED)}, in UTF-8.",
        headers={"Accept-Post": ", ".join(POSTED)},
    )
