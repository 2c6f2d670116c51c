"""One attempt to sign in: what has to come back, and the address to which it leads."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from atlas_kg.orcid.setting import Orcid

__all__ = ["Attempt"]

_BYTES = 32


def _secret() -> str:
    return secrets.token_urlsafe(_BYTES)


@dataclass(frozen=True)
class Attempt:
    """One attempt to sign in.

    Attributes:
        state: Comes back with the person (RFC 6749, section 10.12).
        nonce: Comes back in what is signed (OpenID Connect Core, section 3.1.2.1).
        verifier: Proves that who fetches the token has begun (RFC 7636).
    """

    state: str = field(default_factory=_secret)
    nonce: str = field(default_factory=_secret, repr=False)
    verifier: str = field(default_factory=_secret, repr=False)

    def address(self, endpoint: str, setting: Orcid) -> str:
        """Return the address to which to send the browser.

        Args:
            endpoint: Where people sign in.
            setting: Who asks.
        """
        digest = hashlib.sha256(self.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        parameters = {
            "client_id": setting.client,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": setting.callback,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}?{urlencode(parameters)}"
