"""Credentials for a store: where they are found, and how they are shown when it asks for them."""

from __future__ import annotations

import netrc
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from atlas_kg.errors import UsageError

__all__ = ["Credentials", "WhenAsked", "found_credentials"]


@dataclass(frozen=True)
class Credentials:
    """Who asks a store.

    Attributes:
        user: The name; empty where a token stands for it.
        secret: The password, or the token.
    """

    user: str
    secret: str = field(repr=False)


class WhenAsked(httpx2.Auth):
    """Shows credentials when a store asks for them, in the way in which it asks.

    A token goes with each request, as stores that take one do not ask (RFC 6750, section 2.1). A
    password goes only after a challenge: hashed for Digest (RFC 7616), else as Basic (RFC 7617).

    Args:
        credentials: Who asks; None leaves a challenge unanswered.
    """

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._known: httpx2.Auth | None = None

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send a request, and send it again with credentials if that is asked for."""
        who = self._credentials
        if who is None:
            yield request
            return
        if not who.user:
            request.headers["Authorization"] = f"Bearer {who.secret}"
            yield request
            return
        if self._known is None:
            response = yield request
            asked = response.headers.get("www-authenticate", "").lower()
            if response.status_code != httpx2.codes.UNAUTHORIZED or not asked:
                return
            kind = httpx2.DigestAuth if asked.startswith("digest") else httpx2.BasicAuth
            self._known = kind(who.user, who.secret)
        yield from self._known.auth_flow(request)


def found_credentials(url: str, environment: Mapping[str, str]) -> Credentials | None:
    """Look for the credentials of a store.

    They are taken from ``ATLAS_STORE_TOKEN``, from ``ATLAS_STORE_USER`` and
    ``ATLAS_STORE_PASSWORD``, or from the file that ``NETRC`` names, else ``~/.netrc``, under the
    host of the store. They never stand on a command line, which everybody on the machine can read.

    Args:
        url: The address of the store.
        environment: The variables.

    Raises:
        UsageError: The file is malformed, or a name has no password.
    """
    if token := environment.get("ATLAS_STORE_TOKEN"):
        return Credentials("", token)
    if user := environment.get("ATLAS_STORE_USER"):
        if not (password := environment.get("ATLAS_STORE_PASSWORD")):
            raise UsageError("ATLAS_STORE_USER is set: set ATLAS_STORE_PASSWORD too.")
        return Credentials(user, password)
    named = environment.get("NETRC")
    file = Path(named) if named else Path.home() / ".netrc"
    if not file.is_file():
        return None
    try:
        entry = netrc.netrc(file).hosts.get(urlsplit(url).hostname or "")
    except (netrc.NetrcParseError, OSError) as error:
        raise UsageError(f"{file} cannot be read as a netrc file: {error}.") from error
    return Credentials(entry[0], entry[2]) if entry and entry[0] and entry[2] else None
