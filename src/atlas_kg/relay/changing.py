"""Changes of a store: updates are passed on, and graphs are put and dropped."""

from __future__ import annotations

import pyoxigraph as ox

from atlas_kg.reasoning.batches import insertions
from atlas_kg.relay.bases import with_base
from atlas_kg.relay.clock import Clock
from atlas_kg.relay.connection import Connection
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.extensions import check_updates
from atlas_kg.relay.graphs import StoreGraphs
from atlas_kg.workers.frames import Applied, Change, Failure, Operation
from atlas_kg.workers.reply import UnansweredError

__all__ = ["Changing"]

_N_TRIPLES = "application/n-triples"


class Changing:
    """Makes changes of a store.

    Args:
        endpoints: Where the store is changed.
        connection: The connection to it.
        graphs: The graphs that it has.
    """

    def __init__(self, endpoints: Endpoints, connection: Connection, graphs: StoreGraphs) -> None:
        self._endpoints = endpoints
        self._connection = connection
        self._graphs = graphs

    async def make(self, change: Change, clock: Clock) -> Applied:
        """Make a change.

        Args:
            change: What to change.
            clock: What ends the waiting.

        Raises:
            UnansweredError: The store refuses the change or fails; or the graph is missing.
            StoppedError: The change took too long.
            OverloadError: The store is busy, or is not there.
        """
        if change.operation is Operation.UPDATE:
            check_updates(change.text)
            await self._update([with_base(change.text, change.base)], clock)
            return Applied()
        triples = _triples(change)
        if change.operation is Operation.REPLACE:
            await self._replace({name: triples.get(name, []) for name in change.graphs}, clock)
            return Applied()
        name = change.graph
        if name is None:
            raise UnansweredError(
                Failure.REFUSED, "the store has no unnamed graph that queries here read: name one"
            )
        existed = await self._graphs.exists(name)
        if change.operation is Operation.PUT:
            await self._replace({name: triples[name]}, clock)
        elif change.operation is Operation.POST:
            await self._add(name, triples[name], clock)
        elif existed:
            await self._update([_drop(name)], clock)
        else:
            raise UnansweredError(Failure.MISSING, name)
        return Applied(created=not existed)

    async def _replace(self, graphs: dict[str, list[ox.Triple]], clock: Clock) -> None:
        if self._endpoints.graphs:
            for name, triples in graphs.items():
                await self._send("PUT", self._endpoints.graphs, name, triples, clock)
            return
        # One request, since stores with transactions run it as a whole or not at all.
        steps = [_drop(name) for name in graphs]
        for name, triples in graphs.items():
            steps += insertions(ox.NamedNode(name), triples)
        await self._update(steps, clock)

    async def _add(self, name: str, triples: list[ox.Triple], clock: Clock) -> None:
        if self._endpoints.graphs:
            await self._send("POST", self._endpoints.graphs, name, triples, clock)
        else:
            await self._update(list(insertions(ox.NamedNode(name), triples)), clock)

    async def _send(
        self, method: str, url: str, name: str, triples: list[ox.Triple], clock: Clock
    ) -> None:
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        headers = {"Content-Type": _N_TRIPLES}
        await self._connection.send(method, url, clock, graph=name, content=body, headers=headers)

    async def _update(self, steps: list[str], clock: Clock) -> None:
        if steps:
            await self._connection.send(
                "POST",
                self._endpoints.update,
                clock,
                content=" ;\n".join(steps).encode(),
                headers={"Content-Type": "application/sparql-update; charset=utf-8"},
            )


def _drop(name: str) -> str:
    return f"DROP SILENT GRAPH {ox.NamedNode(name)}"


def _triples(change: Change) -> dict[str, list[ox.Triple]]:
    """Return what is to be in each graph of a change."""
    is_whole = change.operation is Operation.REPLACE
    found: dict[str, list[ox.Triple]] = {} if is_whole else {change.graph or "": []}
    try:
        for media_type, body in change.parts:
            for quad in ox.parse(
                body,
                ox.RdfFormat.from_media_type(media_type),
                base_iri=change.graph,
                without_named_graphs=not is_whole,
                rename_blank_nodes=True,
            ):
                graph = quad.graph_name
                name = graph.value if isinstance(graph, ox.NamedNode) else change.graph or ""
                found.setdefault(name, []).append(quad.triple)
    except SyntaxError as error:
        raise UnansweredError(Failure.MALFORMED, str(error)) from error
    except ValueError as error:
        raise UnansweredError(Failure.REFUSED, str(error)) from error
    return found
