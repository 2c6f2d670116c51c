"""Sessions: who has signed in with a browser, and the marks of the forms that they were given."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

__all__ = ["SECONDS", "Session", "Sessions"]

SECONDS = 8 * 3600
"""How long somebody stays signed in."""

_MOST = 10_000
_BYTES = 32


@dataclass(frozen=True)
class Session:
    """One sign-in.

    Attributes:
        owner: Who signed in: their name as coder.
        ends: When it ends, by the clock of the sessions.
        may_publish: Whether they may publish what waits.
        orcid: The ORCID iD by which they signed in; empty where it was a token.
        called: The name that they show there.
    """

    owner: str
    ends: float
    may_publish: bool = False
    orcid: str = ""
    called: str = ""
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(_BYTES), repr=False)

    def mark(self) -> str:
        """Return a mark for a form, by which its answer is known to come from this session.

        Each is another one, so that nothing is learnt from the size of compressed pages.
        """
        salt = secrets.token_hex(16)
        return f"{salt}.{self._of(salt)}"

    def gave(self, mark: str) -> bool:
        """Tell whether a mark is one of this session."""
        salt, _, seal = mark.partition(".")
        return hmac.compare_digest(seal.encode(), self._of(salt).encode())

    def _of(self, salt: str) -> str:
        return hmac.new(self._key, salt.encode(), hashlib.sha256).hexdigest()


class Sessions:
    """All sign-ins of a server. They end with it.

    Args:
        clock: Tells the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        # By hash, so that how long a look-up takes says nothing about the secret.
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()

    def begin(
        self, owner: str, *, may_publish: bool = False, orcid: str = "", called: str = ""
    ) -> tuple[str, Session]:
        """Begin a session.

        Args:
            owner: Who has signed in.
            may_publish: Whether they may publish what waits.
            orcid: The ORCID iD by which they signed in.
            called: The name that they show there.

        Returns:
            The secret that the browser keeps, and the session.
        """
        secret = secrets.token_urlsafe(_BYTES)
        session = Session(owner, self._clock() + SECONDS, may_publish, orcid, called)
        with self._lock:
            self._sessions[_hash(secret)] = session
            if len(self._sessions) > _MOST:
                self._sessions.popitem(last=False)
        return secret, session

    def get(self, secret: str) -> Session | None:
        """Return the session of a secret, if there is one and it has not ended."""
        with self._lock:
            session = self._sessions.get(_hash(secret))
            if session and session.ends <= self._clock():
                del self._sessions[_hash(secret)]
                return None
            return session

    def end(self, secret: str) -> None:
        """End the session of a secret, if there is one."""
        with self._lock:
            self._sessions.pop(_hash(secret), None)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
