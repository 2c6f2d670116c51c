"""HTTP on the wire: what uvicorn does, and short ways for requests that need not be read by it."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from atlas_kg.web.express import Resumed

__all__ = ["Protocol"]

_END = b"\r\n\r\n"


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

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._express is not None:
            self._later += data
            return
        if self._is_idle and data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END):
            if self._goes_short(data):
                return
            self._wire = data
        super().data_received(data)
        self._wire = None

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_between = False
        super().on_message_begin()
        # More requests may follow in the same bytes.
        self.scope["state"]["wire"], self._wire = self._wire, None
        self.scope["state"]["resumed"], self._resumed = self._resumed, None

    def on_message_complete(self) -> None:
        """End a request."""
        self._is_between = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note that the client is gone."""
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
        super().data_received(data + later)
        self._wire = None
        if self._is_last:
            super().shutdown()

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
