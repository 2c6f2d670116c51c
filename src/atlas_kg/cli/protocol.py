"""HTTP on the wire: what uvicorn does, and repeated requests without their being read again."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

__all__ = ["Protocol"]

_END = b"\r\n\r\n"


class Protocol(HttpToolsProtocol):
    """The protocol of one connection.

    The state of a request says by ``wire`` which bytes it came as, if they came at once; the state
    of the application has by ``repeats`` the responses that are known.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(*arguments, **options)
        self._is_between = True
        self._wire: bytes | None = None

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._is_idle and data.startswith(b"GET ") and data.find(_END) == len(data) - len(_END):
            client = self.client[0] if self.client else ""
            rest = self.app_state["repeats"].get(data, client)
            if rest is not None:
                self._repeat(rest)
                return
            self._wire = data
        super().data_received(data)
        self._wire = None

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_between = False
        super().on_message_begin()
        self.scope["state"]["wire"] = self._wire

    def on_message_complete(self) -> None:
        """End a request."""
        self._is_between = True
        super().on_message_complete()

    @property
    def _is_idle(self) -> bool:
        """Whether no byte of a request waits for its response, and the client takes responses."""
        cycle: RequestResponseCycle | None = self.cycle
        is_answered = cycle is None or cycle.response_complete
        return self._is_between and is_answered and not self.flow.write_paused

    def _repeat(self, rest: bytes) -> None:
        self._unset_keepalive_if_required()
        parts = [b"HTTP/1.1 200 OK\r\n"]
        for name, value in self.server_state.default_headers:
            parts += (name, b": ", value, b"\r\n")
        parts.append(rest)
        self.transport.write(b"".join(parts))
        self.server_state.total_requests += 1
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
