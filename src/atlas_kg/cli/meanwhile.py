"""A server that answers on a port until the real one takes it over."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

__all__ = ["meanwhile"]

_GRACE = 1
"""How many seconds a response under way gets to finish."""


@contextmanager
def meanwhile(app: ASGIApp, bound: socket.socket) -> Iterator[None]:
    """Let an application answer, in a thread of its own, as long as something else is prepared.

    Nobody who connects is turned away: those who come when it has ended wait for who listens next.

    Args:
        app: What answers.
        bound: The socket, which listens; it stays open.
    """
    config = uvicorn.Config(
        app,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = uvicorn.Server(config)
    # The server closes what it is given when it ends.
    own = bound.dup()
    # A thread that is left behind must not keep the process from ending.
    thread = threading.Thread(target=server.run, args=([own],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        own.close()
