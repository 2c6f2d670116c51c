"""What requests send: bodies within their limits, and forms."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from atlas_kg.web.problems import ProblemError

__all__ = ["FORM", "decoded", "form_pairs", "media_type_of", "read_body"]

FORM = "application/x-www-form-urlencoded"
"""What browsers send of a form."""
_MOST_PAIRS = 1_000


def media_type_of(request: Request) -> tuple[str, str]:
    """Return the media type and the charset that a request says its body has."""
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    found = dict(part.strip().partition("=")[::2] for part in parameters)
    return media_type.strip(), found.get("charset", "").strip('"')


async def read_body(request: Request, max_body: int) -> bytes:
    """Return the body of a request.

    Args:
        request: The request.
        max_body: The most bytes that it may bring.

    Raises:
        ProblemError: It brings more, or breaks off.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_body:
                raise ProblemError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"A request may bring {max_body:,} bytes at most.",
                )
    except ClientDisconnect as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The request broke off.") from error
    return bytes(body)


def decoded(body: bytes) -> str:
    """Return a body as text.

    Raises:
        ProblemError: It is not encoded in UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def form_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form or of a query string.

    Raises:
        ProblemError: They are not encoded in UTF-8, or too many.
    """
    if encoded.count(b"&") >= _MOST_PAIRS:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"A form may have {_MOST_PAIRS:,} parameters at most."
        )
    # Decoded here and nowhere else, so that percent signs in the query's own IRIs survive.
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict")
    except ValueError as error:
        raise _not_utf8() from error


def _not_utf8() -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "The request is not encoded in UTF-8.")
