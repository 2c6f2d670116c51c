"""The provider: where people sign in, and who it says they are, checked by its signature."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any

import httpx2
import jwt

from atlas_kg.errors import AtlasError
from atlas_kg.orcid.attempt import Attempt
from atlas_kg.orcid.setting import Orcid

__all__ = ["Person", "Provider", "ProviderError"]

_ALGORITHMS = ("RS256",)
"""ORCID signs by this one; to accept what a token asks for would accept unsigned ones."""

_REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
_LEEWAY = 60
"""By how many seconds two clocks may differ."""

_SECONDS = 10.0
_MOST = 1_000_000
_KEPT, _LEAST = 3600.0, 60.0
"""How long what the provider says of itself is kept, and when it may be asked again at the
earliest, where a token names a key that nobody knows."""

_ID = re.compile(r"(?:https?://orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])")


class ProviderError(AtlasError):
    """The provider could not be asked, or says nothing that can be believed."""


@dataclass(frozen=True)
class Person:
    """Who signed in.

    Attributes:
        orcid: The ORCID iD.
        name: The name that they show; empty where they show none.
    """

    orcid: str
    name: str


@dataclass(frozen=True)
class _Described:
    """What the provider says of itself (OpenID Connect Discovery)."""

    authorization: str
    token: str
    keys: jwt.PyJWKSet
    since: float


class Provider:
    """Asks the provider. Nothing that it logs or raises holds a secret, a code or a token.

    Args:
        setting: Who asks.
        clock: Tells the time in seconds.
    """

    def __init__(self, setting: Orcid, clock: Callable[[], float] = time.monotonic) -> None:
        self.setting = setting
        self._clock = clock
        self._lock = Lock()
        self._known: _Described | None = None

    def address(self, attempt: Attempt) -> str:
        """Return the address at which somebody signs in.

        Args:
            attempt: The attempt.

        Raises:
            ProviderError: The provider does not say where.
        """
        return attempt.address(self._described(_KEPT).authorization, self.setting)

    def person(self, attempt: Attempt, code: str) -> Person:
        """Return who has signed in.

        Args:
            attempt: The attempt.
            code: What came back with them.

        Raises:
            ProviderError: The provider does not say so, or does not say it in a way that can be
                believed.
        """
        described = self._described(_KEPT)
        answer = self._ask(
            described.token,
            {
                "client_id": self.setting.client,
                "client_secret": self.setting.secret,
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.setting.callback,
                "code_verifier": attempt.verifier,
            },
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("ORCID sent no signed token.")
        claims = self._claims(token, described, attempt)
        found = _ID.fullmatch(str(claims["sub"]))
        if found is None or answer.get("orcid", found[1]) != found[1]:
            raise ProviderError("What ORCID sent names no one ORCID iD.")
        name = answer.get("name") or claims.get("name") or ""
        return Person(found[1], name if isinstance(name, str) else "")

    def _claims(self, token: str, described: _Described, attempt: Attempt) -> Mapping[str, Any]:
        """Check a signed token (OpenID Connect Core, section 3.1.3.7)."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(token, described),
                algorithms=list(_ALGORITHMS),
                audience=self.setting.client,
                issuer=self.setting.issuer,
                leeway=_LEEWAY,
                options={"require": list(_REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise ProviderError(f"The token of ORCID cannot be believed: {error}.") from error
        if claims.get("azp", self.setting.client) != self.setting.client:
            raise ProviderError("The token of ORCID was made for somebody else.")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), attempt.nonce.encode()):
            raise ProviderError("The token of ORCID belongs to another attempt.")
        return claims

    def _key(self, token: str, described: _Described) -> jwt.PyJWK:
        kid = jwt.get_unverified_header(token).get("kid")
        for known in (described, None):
            # Keys change now and then; then the provider is asked again, though not at will.
            keys = (known or self._described(_LEAST)).keys
            found = [key for key in keys.keys if key.key_id == kid or kid is None]
            if len(found) == 1:
                return found[0]
        raise ProviderError("The token of ORCID is signed by a key that ORCID does not name.")

    def _described(self, kept: float) -> _Described:
        with self._lock:
            known = self._known
            if known and self._clock() - known.since < kept:
                return known
            issuer = self.setting.issuer
            told = self._ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != issuer:
                raise ProviderError("ORCID describes itself under another name.")
            try:
                keys = jwt.PyJWKSet.from_dict(dict(self._ask(str(told["jwks_uri"]))))
                authorization, token = (
                    str(told[f"{name}_endpoint"]) for name in ("authorization", "token")
                )
            except (KeyError, jwt.PyJWTError) as error:
                raise ProviderError("ORCID does not say what it must to be used.") from error
            self._known = _Described(authorization, token, keys, self._clock())
            return self._known

    def _ask(self, url: str, form: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """Return the JSON object at an address."""
        try:
            # A redirect could lead the secret elsewhere, so none is followed.
            with (
                httpx2.Client(timeout=_SECONDS, follow_redirects=False) as client,
                client.stream(
                    "POST" if form else "GET",
                    url,
                    data=dict(form) if form else None,
                    headers={"Accept": "application/json"},
                ) as response,
            ):
                body = b""
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _MOST:
                        raise ProviderError("The answer of ORCID has no end.")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ProviderError(f"ORCID does not answer ({type(error).__name__}).") from error
        if response.status_code != HTTPStatus.OK:
            raise ProviderError(f"ORCID answered with status {response.status_code}.")
        try:
            told = json.loads(body)
        except ValueError as error:
            raise ProviderError("The answer of ORCID cannot be read.") from error
        if not isinstance(told, dict):
            raise ProviderError("The answer of ORCID cannot be read.")
        return told
