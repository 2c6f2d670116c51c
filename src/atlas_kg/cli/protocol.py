"""HTTP on the wire: what uvicorn does, and short ways for requests that need not be read by it."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from atlas_kg.web.answers import PLAIN
from atlas_kg.web.express import Resumed
from atlas_kg.web.problems import ProblemError

__all__ = ["Protocol"]

_END = b"\r\n\r\n"
_LONGEST_HEAD = 1 << 16
"""The most bytes of a request before its body; the library reads no address that is longer."""
_MOST_HEADERS = 100
_HEAD_SECONDS = 30.0
"""How many seconds a client may take to send a request up to its body."""
_BODY_SECONDS = 120.0
"""How many seconds it may take to send the body."""


class Protocol(HttpToolsProtocol):
    """The protocol of one connection.

    A request that comes at once is first shown to ``repeats`` and ``express`` in the state of the
    application. If it goes the usual way, its state says by ``wire`` which bytes it came as, and by
    ``resumed`` what has been done for it already.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(*arguments, **options)
        self._is_between = True
        self._wire: bytes | None = None
        self._resumed: Resumed | None = None
        self._express: bytes | None = None
        self._later = b""
        self._is_last = False
        self._answered = 0.0
        self._is_in_head = False
        self._head = 0
        self._is_too_long = False
        self._begun = 0
        self._stage = (0, False, True)
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        super().connection_made(transport)
        self._allow(_HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._express is not None:
            self._later += data
            return
        is_short = len(data) <= _LONGEST_HEAD and data.startswith(b"GET ")
        if is_short and self._is_idle and data.find(_END) == len(data) - len(_END):
            if self._goes_short(data):
                self._stop_clock()
                return
            self._wire = data
        self._feed(data)
        self._wire = None

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_between = False
        self._is_in_head = True
        self._head = 0
        self._begun += 1
        super().on_message_begin()
        # More requests may follow in the same bytes.
        self.scope["state"]["wire"], self._wire = self._wire, None
        self.scope["state"]["resumed"], self._resumed = self._resumed, None

    def on_headers_complete(self) -> None:
        """Begin to answer a request, if it is not too long."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > _LONGEST_HEAD or len(self.headers) > _MOST_HEADERS:
            self._is_too_long = True
            # The library then calls `send_400_response`.
            raise ValueError("The request is too long.")
        self._is_in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read as a request, and close the connection."""
        if not self._is_too_long:
            super().send_400_response(msg)
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.write(self._refusal())
        self.transport.close()

    def on_message_complete(self) -> None:
        """End a request."""
        self._is_between = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that the client is gone."""
        self._stop_clock()
        if self._express is not None:
            self._express = None
            self.app_state["express"].abandon(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close the connection, when what is under way has been answered."""
        if self._express is None:
            super().shutdown()
        self._is_last = True

    def deliver(self, rest: bytes) -> None:
        """Send the answer to the request that goes the express way."""
        self._express = None
        self._send(rest)
        if self._is_last:
            self.transport.close()
        elif self._later:
            later, self._later = self._later, b""
            self.data_received(later)

    def resume(self, resumed: Resumed) -> None:
        """Let the request that goes the express way go on in the usual one."""
        data, self._express = self._express, None
        if data is None:
            resumed.end()
            return
        later, self._later = self._later, b""
        self._wire, self._resumed = data, resumed
        self._feed(data + later)
        self._wire = None
        if self._is_last:
            super().shutdown()

    def _feed(self, data: bytes) -> None:
        was_in_head = self._is_in_head
        super().data_received(data)
        if self.transport.is_closing():
            return
        if was_in_head and self._is_in_head:
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self._is_too_long = True
                self.send_400_response("")
                return
        stage = (self._begun, self._is_in_head, self._is_between)
        if stage != self._stage:
            self._stage = stage
            self._stop_clock()
            if not self._is_between:
                self._allow(_HEAD_SECONDS if self._is_in_head else _BODY_SECONDS)

    def _allow(self, seconds: float) -> None:
        """Close the connection after some seconds, unless the clock is stopped before."""
        self._clock = self.loop.call_later(seconds, self._expire)

    def _stop_clock(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None

    def _expire(self) -> None:
        if self.flow.read_paused:
            # It is not the client that keeps the rest back.
            self._allow(_HEAD_SECONDS)
        else:
            self._clock = None
            self.transport.close()

    def _refusal(self) -> bytes:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        problem = ProblemError(
            status,
            f"A request may have {_LONGEST_HEAD:,} bytes before its body, and {_MOST_HEADERS} "
            "headers. Send a long query by POST, in the body.",
        )
        body = json.dumps(problem.as_json()).encode() + b"\n"
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: application/problem+json",
            f"content-length: {len(body)}",
            "connection: close",
        ]
        pairs = (*self.server_state.default_headers, *PLAIN)
        own = b"".join(b"%s: %s\r\n" % pair for pair in pairs)
        return "".join(f"{line}\r\n" for line in lines).encode() + own + b"\r\n" + body

    @property
    def _is_idle(self) -> bool:
        """Whether no byte of a request waits for its response, and the client takes responses."""
        cycle: RequestResponseCycle | None = self.cycle
        is_answered = cycle is None or cycle.response_complete
        return self._is_between and is_answered and not self.flow.write_paused

    def _goes_short(self, data: bytes) -> bool:
        client = self.client[0] if self.client else ""
        rest = self.app_state["repeats"].get(data, client)
        if rest is not None:
            self._send(rest)
            return True
        express = self.app_state.get("express")
        if express is None or not express.take(data, client, self):
            return False
        self._express = data
        return True

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing came for a while."""
        quiet = self.loop.time() - self._answered
        if self._express is None and quiet >= self.timeout_keep_alive:
            super().timeout_keep_alive_handler()
        else:
            self._wait_on(max(self.timeout_keep_alive - quiet, 0.1))

    def _send(self, rest: bytes) -> None:
        parts = [b"HTTP/1.1 200 OK\r\n"]
        for name, value in self.server_state.default_headers:
            parts += (name, b": ", value, b"\r\n")
        parts.append(rest)
        self.transport.write(b"".join(parts))
        self.server_state.total_requests += 1
        # One clock runs on, since setting it anew costs as much as the rest.
        self._answered = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._wait_on(self.timeout_keep_alive)

    def _wait_on(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )
