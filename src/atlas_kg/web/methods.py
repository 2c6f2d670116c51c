"""The methods that an endpoint takes, as it tells them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from atlas_kg.web.answers import OPEN
from atlas_kg.web.headers import security_headers
from atlas_kg.web.problems import ProblemError

__all__ = ["not_allowed", "preflight"]

_REQUEST_HEADERS = "Accept, Authorization, Content-Type, If-Match, If-None-Match"


def preflight(methods: Sequence[str]) -> dict[str, str]:
    """Return the headers that answer OPTIONS (RFC 9110, section 9.3.7; Fetch, section 3.3).

    Args:
        methods: The methods that the endpoint takes.
    """
    listed = ", ".join(methods)
    return {
        **security_headers(),
        **OPEN,
        "Allow": listed,
        "Access-Control-Allow-Methods": listed,
        "Access-Control-Allow-Headers": _REQUEST_HEADERS,
        "Access-Control-Max-Age": "86400",
    }


def not_allowed(methods: Sequence[str]) -> ProblemError:
    """Return the problem of a request whose method an endpoint does not take.

    Args:
        methods: The methods that it takes, OPTIONS the last of them.
    """
    return ProblemError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"Send {' or '.join(methods[:-1])}; other methods mean nothing here.",
        headers={"Allow": ", ".join(methods)},
    )
