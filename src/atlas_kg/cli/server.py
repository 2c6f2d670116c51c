"""The server, and one response without it."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import socket
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from atlas_kg.cli.meanwhile import meanwhile
from atlas_kg.cli.output import print_findings, progress
from atlas_kg.cli.protocol import Protocol
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.knowledge_graph import Progress
from atlas_kg.web.answers import CutOffError
from atlas_kg.web.building import Construction, building_app
from atlas_kg.web.in_process import asking
from atlas_kg.workers.service import Service

__all__ = ["get", "serve"]


_RARELY = (50_000, 20, 50)
"""When the collector of cycles looks at what; see `gc.set_threshold`."""


class _NoCutOffs(logging.Filter):
    """Keeps requests that were cut off out of the log: they are no errors of the server."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0] if record.exc_info else None
        return not (error and issubclass(error, (asyncio.CancelledError, CutOffError)))


class _Server(uvicorn.Server):
    """A server that says where to look once it answers.

    Args:
        config: How it is set up.
        service: What answers queries; it must be ready before anybody is told to ask.
    """

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await self._service.start()
        except BaseException:
            await self._service.stop()
            raise
        await super().startup(sockets)
        if self.should_exit:
            return
        for bound in sockets or []:
            progress(f"Ready: open {_address(bound)} (stop with Ctrl+C)")


def serve(make_app: Callable[[Progress], FastAPI], host: str, port: int, grace: float) -> None:
    """Serve an application until it is interrupted.

    While it is being made, requests are told how far that is. If the data cannot be served, they
    are told what has to be mended, until whoever runs the server stops it.

    Args:
        make_app: Makes the application, as `create_app` does, and tells the steps; called only once
            the port is ours.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        grace: How many seconds running requests get to finish when the server is stopped.

    Raises:
        UsageError: The address or the port is not to be had, or the data cannot be read.
    """
    bound = _bind(host, port)
    try:
        app = _made(make_app, bound)
        gc.collect()
        # What lives as long as the server need not be looked through again and again.
        gc.freeze()
        # Each query makes many objects, and few that only the collector can free.
        gc.set_threshold(*_RARELY)
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http=Protocol,
            ws="none",
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=math.ceil(grace),
        )
        logging.getLogger("uvicorn.error").addFilter(_NoCutOffs())
        _Server(config, app.state.service).run(sockets=[bound])
    finally:
        bound.close()


def _made(make_app: Callable[[Progress], FastAPI], bound: socket.socket) -> FastAPI:
    """Make the application; answer requests meanwhile."""
    construction = Construction()

    def tell(line: str) -> None:
        construction.note(line)
        progress(line)

    with meanwhile(building_app(construction), bound):
        try:
            return make_app(tell)
        except FindingsError as error:
            construction.stop(error.findings)
            print_findings(error.findings, err=True)
            progress(
                f"Nothing is served until this is mended; {_address(bound)} shows it as well. "
                "Stop with Ctrl+C, mend it, and start again."
            )
            threading.Event().wait()
            raise


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"'{host}' is not an address of this machine. Write it as 127.0.0.1 or 0.0.0.0."
        ) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Binding alone does not tell that another server listens there already.
        bound.listen()
    except OSError as error:
        bound.close()
        raise UsageError(
            f"Port {port} of {host} is not to be had: {error.strerror}. Stop what uses it, or "
            "choose another with --port (make run PORT=8001)."
        ) from error
    bound.set_inheritable(True)
    return bound


def get(app: ASGIApp, path: str, accept: str) -> tuple[int, bytes]:
    """Ask an application for one page, without a server.

    Args:
        app: An ASGI application.
        path: The path, with a query if it has one.
        accept: The media types to ask for.

    Returns:
        The status and the body of the response.
    """
    return asyncio.run(_get(app, path, accept))


async def _get(app: ASGIApp, path: str, accept: str) -> tuple[int, bytes]:
    async with asking(app) as ask:
        answer = await ask(path, accept)
    return answer.status, answer.body
