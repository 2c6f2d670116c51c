"""Who sends a request: the token that it carries (RFC 6750, section 2.1; RFC 7617)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from atlas_kg.tokens import Tokens
from atlas_kg.web.problems import ProblemError

__all__ = ["comes_from_elsewhere", "owner_of"]

_REALM = "atlas-kg"


def owner_of(headers: Mapping[str, str], tokens: Tokens | None) -> str:
    """Return the name of the owner of the token that a request carries.

    Args:
        headers: The headers of the request; their names may be in any case if the mapping takes
            them so, else in small letters.
        tokens: The tokens that may change the graph; None where nobody may.

    Raises:
        ProblemError: Nobody may change the graph (403), the request carries no token or a wrong
            one (401), the token is for contributions only (403), or a page of another site sends
            it with a token that the browser kept (403).
    """
    if tokens is None:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "This server takes no changes. Whoever runs it may enable them by 'atlas-kg serve "
            "--tokens FILE'.",
        )
    scheme, _, credentials = headers.get("authorization", "").strip().partition(" ")
    kind = scheme.lower()
    if kind == "bearer":
        presented = credentials.strip()
    elif kind == "basic":
        presented = _password(credentials.strip())
    else:
        raise _unauthorized(
            "Send a token with the header Authorization: 'Bearer TOKEN', or Basic with the token "
            "as the password."
        )
    owner = tokens.owner(presented)
    if owner is None:
        raise _unauthorized("The token is not one that this server knows.", error="invalid_token")
    if not tokens.may_change(owner):
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "This token is for the pages below /contribute, and does not change the graph. Ask "
            "whoever runs the server for one that does: 'atlas-kg token NAME --may change'.",
            headers={"WWW-Authenticate": f'Bearer realm="{_REALM}", error="insufficient_scope"'},
        )
    if kind == "basic" and comes_from_elsewhere(headers):
        # Browsers send a password that they keep with whatever a page of another site asks for.
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "A page of another site may not send a password that the browser keeps. Let it send "
            "the header Authorization: 'Bearer TOKEN'.",
        )
    return owner


def _password(credentials: str) -> str:
    try:
        pair = base64.b64decode(credentials, validate=True).decode()
    except ValueError as error:
        raise _unauthorized(
            "The header Authorization: Basic wants NAME:TOKEN in base64."
        ) from error
    return pair.partition(":")[2]


def comes_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Tell whether a page of another site sends a request (Fetch Metadata; else its origin).

    Args:
        headers: The headers of the request; see `owner_of`.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        # No browser writes such an origin.
        return True


def _unauthorized(detail: str, error: str | None = None) -> ProblemError:
    bearer = f'Bearer realm="{_REALM}"' + (f', error="{error}"' if error else "")
    return ProblemError(
        HTTPStatus.UNAUTHORIZED,
        detail,
        headers={"WWW-Authenticate": f'{bearer}, Basic realm="{_REALM}", charset="UTF-8"'},
    )
