"""Why a contribution was not taken, for the eyes of whoever sends it."""

from __future__ import annotations

from atlas_kg.errors import UsageError

__all__ = ["BUSY", "RefusedError", "refusal"]

BUSY = "Something is being published at this moment. Press the button again in a few seconds."

_FAILED = (
    "The server could not write it. Nothing that you typed is lost: try again, or tell whoever "
    "runs the server."
)


class RefusedError(UsageError):
    """A contribution was not taken; the message names no place on the server."""


def refusal(error: UsageError) -> str:
    """Return what to tell whoever sends a contribution.

    Args:
        error: Why it was not taken; other errors name files of the server.
    """
    return str(error) if isinstance(error, RefusedError) else _FAILED
