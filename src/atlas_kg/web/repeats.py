"""Requests that come again byte by byte, and the responses that they get again.

A request that is the same in every byte, its headers included, has the same response as long as the
data are the same. So it need not be read, and its response need not be made.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["RepeatedResponse", "Repeats", "is_special"]

_LARGEST = 1 << 16
_SIZE = 32 << 20
_SPECIAL = frozenset(
    (
        b"connection",
        b"content-length",
        b"expect",
        b"if-none-match",
        b"transfer-encoding",
        b"upgrade",
        b"x-forwarded-for",
        b"x-forwarded-proto",
    )
)
"""Headers by which something else may follow, or by which somebody else asks."""


@dataclass(frozen=True)
class RepeatedResponse:
    """A response, but for the headers that every response of a server has.

    Attributes:
        rest: Its headers and its body, as they go over the wire.
        note: Notes that it was given again, to whom.
    """

    rest: bytes
    note: Callable[[str], None]


def is_special(names: Iterable[bytes]) -> bool:
    """Tell whether headers make a request more than a question of whoever sends it.

    Args:
        names: The names of the headers in small letters.
    """
    return any(name in _SPECIAL for name in names)


class Repeats:
    """The responses by the requests that get them, all of one state of the data.

    Args:
        generation: Tells the state that the data are in; None where nobody can tell.
        admits: Tells whether a client may send one more request.
    """

    def __init__(self, generation: Callable[[], int | None], admits: Callable[[str], bool]) -> None:
        self._generation = generation
        self._admits = admits
        self._of: int | None = None
        self._taken = 0
        self._responses: OrderedDict[bytes, RepeatedResponse] = OrderedDict()

    def get(self, request: bytes, client: str) -> bytes | None:
        """Return the response to a request, if it is known; see `RepeatedResponse.rest`.

        Args:
            request: All bytes of the request.
            client: Who sends it.
        """
        known = self._responses.get(request)
        if known is None or self._generation() != self._of or not self._admits(client):
            return None
        self._responses.move_to_end(request)
        known.note(client)
        return known.rest

    def put(
        self,
        request: bytes,
        headers: Iterable[tuple[bytes, bytes]],
        response: RepeatedResponse,
        generation: int | None,
    ) -> None:
        """Remember the response to a request.

        Args:
            request: All bytes of the request.
            headers: Its headers, their names in small letters.
            response: The response.
            generation: The state of the data from which the response comes.
        """
        size = len(request) + len(response.rest)
        if generation is None or size > _LARGEST or is_special(name for name, _ in headers):
            return
        # After another version the connection is closed.
        if not request[: request.find(b"\r\n")].endswith(b" HTTP/1.1"):
            return
        if generation != self._of:
            self._responses.clear()
            self._taken = 0
            self._of = generation
        if request in self._responses:
            return
        self._taken += size
        self._responses[request] = response
        while self._taken > _SIZE:
            dropped, answer = self._responses.popitem(last=False)
            self._taken -= len(dropped) + len(answer.rest)
