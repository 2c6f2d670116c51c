"""Endpoints: the addresses at which a store is asked and changed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from atlas_kg.errors import UsageError

__all__ = ["Endpoints"]


@dataclass(frozen=True)
class Endpoints:
    """The addresses of a store.

    Attributes:
        query: Where it takes queries (SPARQL 1.1 Protocol).
        update: Where it takes updates.
        graphs: Where its graphs are put and dropped (SPARQL 1.1 Graph Store HTTP Protocol, by
            indirect identification); None where it has no such place.
    """

    query: str
    update: str
    graphs: str | None = None

    @classmethod
    def of(cls, query: str, update: str | None = None, graphs: str | None = None) -> Endpoints:
        """Return the addresses that somebody wrote.

        Args:
            query: Where the store takes queries.
            update: Where it takes updates, if elsewhere.
            graphs: Where its graphs are put and dropped, if anywhere.

        Raises:
            UsageError: One of them is no address of an endpoint, or holds a password.
        """
        for url in (query, update, graphs):
            if url is not None:
                _check(url)
        return cls(query, update or query, graphs)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        known = known and parts.port != 0
    except ValueError:
        parts, known = urlsplit(""), False
    if not known or not url.isprintable() or " " in url or parts.fragment:
        raise UsageError(
            f"'{url}' is not the address of an endpoint. Write it as http://host/sparql."
        )
    if "@" in parts.netloc:
        raise UsageError(
            "An address of a store holds a user or a password, which others could read. Set "
            "ATLAS_STORE_USER and ATLAS_STORE_PASSWORD, or write them to a netrc file."
        )
