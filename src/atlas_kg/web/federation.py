"""Queries that ask other endpoints, answered by whatever answers the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

from atlas_kg.federation.gateway import Gateway
from atlas_kg.sparql_text import QueryError
from atlas_kg.workers.frames import Applied, Change, Failure, Operation, Task
from atlas_kg.workers.reply import UnansweredError
from atlas_kg.workers.service import Answering, Service

__all__ = ["FailedServiceError", "FederatedService"]


class FailedServiceError(UnansweredError):
    """Another endpoint that a query asks gave no answer.

    Attributes:
        status: What a client is told: 503 if that took too long, 502 otherwise.
    """

    def __init__(self, status: HTTPStatus, what: str) -> None:
        super().__init__(Failure.FAILED, what)
        self.status = status


class FederatedService:
    """A service whose queries and updates may call the endpoints of an allow-list.

    Args:
        service: What answers them. Its processes may connect to the gateway.
        gateway: What makes the calls.
    """

    def __init__(self, service: Service, gateway: Gateway) -> None:
        self._service = service
        self._gateway = gateway

    @property
    def generation(self) -> int | None:
        """The state of the data; see `Service`."""
        return self._service.generation

    async def start(self) -> None:
        """Be ready for queries and calls."""
        self._gateway.start()
        await self._service.start()

    async def stop(self) -> None:
        """Let go of everything."""
        await self._service.stop()
        self._gateway.stop()

    @asynccontextmanager
    async def ask(self, task: Task, client: str) -> AsyncIterator[Answering]:
        """Have a query answered; see `Service.ask`.

        Raises:
            QueryError: It calls an endpoint that is not allowed.
        """
        self._gateway.start()
        called = replace(task, query=self._gateway.rewritten(task.query))
        try:
            async with self._service.ask(called, client) as reply:
                yield reply
        except UnansweredError as error:
            raise self._told(error) from error

    async def change(self, change: Change, client: str) -> Applied:
        """Make a change; see `Service.change`."""
        self._gateway.start()
        try:
            if change.operation is Operation.UPDATE:
                change = replace(change, text=self._gateway.rewritten(change.text))
            return await self._service.change(change, client)
        except QueryError as error:
            raise UnansweredError(Failure.REFUSED, error.problem.rstrip(".")) from error
        except UnansweredError as error:
            raise self._told(error) from error

    def _told(self, error: UnansweredError) -> UnansweredError:
        was_slow = self._gateway.was_slow(error.what)
        what = self._gateway.told(error.what)
        if was_slow is None:
            return UnansweredError(error.failure, what)
        status = HTTPStatus.SERVICE_UNAVAILABLE if was_slow else HTTPStatus.BAD_GATEWAY
        return FailedServiceError(status, what)

    def running(self) -> Mapping[str, int]:
        """Return how many queries run; see `Service.running`."""
        return self._service.running()
