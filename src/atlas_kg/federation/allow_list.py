"""Which other servers queries and updates may call: by default none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from atlas_kg.errors import UsageError

__all__ = ["AllowList"]


@dataclass(frozen=True)
class AllowList:
    """The servers that may be called.

    Attributes:
        services: The addresses of endpoints that SERVICE may name, to the letter. Their names must
            lead to public addresses.
        private: The addresses of endpoints that SERVICE may name and that may lie anywhere: on this
            machine or in the own network.

    Raises:
        UsageError: An address is none of an endpoint.
    """

    services: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for address in self.endpoints:
            _check(address)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """All endpoints that SERVICE may name, each once."""
        return tuple(dict.fromkeys((*self.services, *self.private)))


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        is_plain = parts.port != 0 and parts.username is None and not parts.fragment
    except ValueError:
        is_plain = False
    is_ascii = address.isascii() and address.isprintable() and not set(address) & set(' <>"{}|\\^`')
    if not (is_plain and is_ascii and parts.scheme in ("http", "https") and parts.hostname):
        raise UsageError(
            f"'{address}' is not the address of an endpoint that can be called. Write it as "
            "https://host/path, without a password and without #."
        )
