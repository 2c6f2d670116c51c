"""Compression of answers, for clients that take it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["COMPRESSED", "COMPRESSION", "takes_gzip"]

COMPRESSED = 500
"""From how many bytes on an answer is compressed."""

_READ = 1_000
"""How much of what a client takes is read, since it is remembered."""

COMPRESSION = 5
"""How hard answers are compressed, from 1 to 9."""


def takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a client asks for compressed answers (RFC 9110, section 12.5.3).

    Args:
        headers: The headers of its request, their names in small letters.
    """
    return any(name == b"accept-encoding" and _names_gzip(value[:_READ]) for name, value in headers)


@lru_cache(maxsize=1024)
def _names_gzip(value: bytes) -> bool:
    for part in value.decode("latin-1").lower().split(","):
        coding, *parameters = (word.strip() for word in part.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(_is_nought(parameter) for parameter in parameters)
    return False


def _is_nought(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")
