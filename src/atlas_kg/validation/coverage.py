"""What the compiler of shapes covers."""

from __future__ import annotations

__all__ = ["NotCoveredError"]


class NotCoveredError(Exception):
    """A shape that the compiler leaves to the reference validator; the message says why.

    A malformed shape is one of them: the reference tells what is wrong with it.
    """
