"""A client of a store for work that takes its time: loading and reasoning."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

import httpx2
import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.reasoning import load_graph
from atlas_kg.relay.connection import CONNECTING, HEADERS
from atlas_kg.relay.credentials import Credentials, WhenAsked
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.forms import JSON
from atlas_kg.relay.labels import mended
from atlas_kg.relay.words import refusal, unreachable

__all__ = ["PatientStore"]

_PATIENCE = 3_600.0
"""How many seconds a store may take for one round of the rules."""


class PatientStore:
    """Asks and changes a store, one request after another.

    Args:
        endpoints: Where the store is asked and changed.
        credentials: Who asks; None for a store that does not want to know.
        seconds: How long it may take for one request.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        credentials: Credentials | None = None,
        seconds: float = _PATIENCE,
    ) -> None:
        self.endpoints = endpoints
        self._client = httpx2.Client(
            auth=WhenAsked(credentials),
            headers=HEADERS,
            timeout=httpx2.Timeout(seconds, connect=CONNECTING),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean:
        """Answer a query for rows, or for a yes or no.

        Args:
            text: The query.

        Raises:
            UsageError: The store refuses it, fails, or cannot be reached.
        """
        url = self.endpoints.query
        body = self._sent(
            "answer a query", "POST", url, data={"query": text}, headers={"Accept": JSON}
        )
        try:
            return ox.parse_query_results(mended(body), format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise UsageError(f"{url} gives something that is no answer to a query.") from error

    def update(self, text: str) -> None:
        """Run updates.

        Args:
            text: The updates, separated by semicolons.

        Raises:
            UsageError: The store refuses them, fails, or cannot be reached.
        """
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._sent(
            "take an update", "POST", self.endpoints.update, content=text.encode(), headers=headers
        )

    def put(self, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> None:
        """Replace a graph.

        Args:
            graph: Its name.
            triples: What it is to hold.

        Raises:
            UsageError: The store refuses it, fails, or cannot be reached.
        """
        if self.endpoints.graphs is None:
            load_graph(self, graph, triples)
            return
        url = httpx2.URL(self.endpoints.graphs).copy_add_param("graph", graph.value)
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        self._sent(
            "take a graph",
            "PUT",
            url,
            content=body,
            headers={"Content-Type": "application/n-triples"},
        )

    def _sent(  # noqa: PLR0913 - what a request is made of
        self,
        what: str,
        method: str,
        url: str | httpx2.URL,
        *,
        headers: dict[str, str],
        content: bytes | None = None,
        data: dict[str, str] | None = None,
    ) -> bytes:
        address = httpx2.URL(str(url)).copy_with(query=None)
        try:
            response = self._client.request(
                method, url, content=content, data=data, headers=headers
            )
            problem = refusal(response, response.content)
        except httpx2.HTTPError as error:
            problem = unreachable(error, str(address))
        if problem:
            raise UsageError(f"{address} did not {what}: {problem}.") from problem
        return response.content
