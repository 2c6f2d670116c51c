"""The words of a store about what it would not or could not do."""

from __future__ import annotations

import re

import httpx2

from atlas_kg.workers.frames import Failure
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["WORDS", "refusal", "said", "unreachable"]

WORDS = 20_000
"""How many bytes of an error are read."""

_TAG = re.compile(r"<(?:head|title|style|script)\b.*?</\w+>|<[/!]?[a-zA-Z][^>]*>", re.DOTALL)
_DETAIL = re.compile(r'"(?:detail|message|exception)": ?"((?:[^"\\]|\\.)*)"')
_ECHO = re.compile(r"\s*SPARQL query:\s.*", re.DOTALL)
"""Virtuoso repeats the query, with what was set for it, after its error."""
_MOST = 400
_BUSY = (httpx2.codes.TOO_MANY_REQUESTS, httpx2.codes.SERVICE_UNAVAILABLE)
_LATE = (httpx2.codes.REQUEST_TIMEOUT, httpx2.codes.GATEWAY_TIMEOUT)
_LONGEST_WAIT = 3600


def said(body: bytes) -> str:
    """Return what a store says in an error, in one line."""
    text = body.decode(errors="replace")
    found = _DETAIL.search(text)
    text = found[1] if found else _TAG.sub(" ", _ECHO.sub("", text))
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= _MOST else f"{words[:_MOST]} …"


def refusal(
    response: httpx2.Response, body: bytes
) -> UnansweredError | StoppedError | OverloadError | None:
    """Return what a response means that is no answer; None for one that is.

    Args:
        response: The response.
        body: The beginning of its body.
    """
    status = response.status_code
    words = said(body)
    why = f": {words}" if words else ""
    if response.is_success:
        return _part_of_an_answer(response)
    if status in _BUSY:
        return OverloadError(f"the store is busy{why}", _retry_after(response))
    if status in _LATE:
        return StoppedError(f"the store broke it off{why}")
    if status == httpx2.codes.BAD_REQUEST:
        return UnansweredError(Failure.MALFORMED, words or "the store finds it malformed")
    if response.is_redirect:
        where = response.headers.get("location", "")
        what = f"the store redirects to '{where}', which is not followed: name that address"
    elif status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
        what = f"the store does not let us do this{why}"
    else:
        what = f"the store answers with status {status}{why}"
    return UnansweredError(Failure.FAILED, what)


def _part_of_an_answer(response: httpx2.Response) -> StoppedError | None:
    """Return what Virtuoso says where it gives what it found in time as if it were all."""
    if not response.headers.get("x-sql-state"):
        return None
    message = response.headers.get("x-sql-message", "it gave a part of the answer")
    return StoppedError(f"the store broke it off: {message.rstrip('.')}")


def unreachable(error: Exception, url: str | None = None) -> UnansweredError | OverloadError:
    """Say that a store cannot be reached, or breaks off.

    Args:
        error: What happened.
        url: Its address, for whoever may know it.
    """
    store = f"the store {url}" if url else "the store"
    why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
        return OverloadError(f"{store} cannot be reached: {why}", retry_after=5)
    return UnansweredError(Failure.FAILED, f"{store} broke off: {why}")


def _retry_after(response: httpx2.Response) -> int:
    text = response.headers.get("retry-after", "")
    return min(int(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() else 1
