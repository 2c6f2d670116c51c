"""Reading long texts aside, so that nobody else waits meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

__all__ = ["reading"]

_LONG = 20_000
"""From how many characters or bytes on a thread is worth its while."""

_Text = TypeVar("_Text", str, bytes)
_Read = TypeVar("_Read")


async def reading(read: Callable[[_Text], _Read], text: _Text) -> _Read:
    """Return what is read from a text, which a thread does if it is long.

    Args:
        read: Reads it.
        text: The text.
    """
    if len(text) <= _LONG:
        return read(text)
    return await asyncio.to_thread(read, text)
