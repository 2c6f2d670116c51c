"""The graphs of a store, of which the default graph of queries is made.

Stores differ in what a query without a dataset reads: an unnamed graph, the union of all graphs, or
that union with what the store keeps for itself. So a query is sent with its dataset: the names of
all graphs that are to be seen (SPARQL 1.1 Protocol, section 2.1.4).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import pyoxigraph as ox

from atlas_kg.namespaces import BASE, GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.relay.forms import JSON
from atlas_kg.workers.frames import Task
from atlas_kg.workers.reply import UnansweredError

__all__ = ["EMPTY", "KEPT_GRAPHS", "LOADED", "StoreGraphs"]

Asked = Callable[[str, str], Awaitable[bytes]]

LOADED = f"{BASE}graph/loaded"
"""The graph that says what was loaded; it is no part of the data."""

EMPTY = f"{BASE}graph/none"
"""A graph that nobody fills: it stands where a dataset has no graph of a kind."""

KEPT_GRAPHS = (GRAPH_ONTOLOGY.value, GRAPH_LITERATURE.value, GRAPH_INFERRED.value)
"""The graphs that are loaded."""

_OWN = (
    LOADED,
    EMPTY,
    # What Virtuoso keeps in an empty database.
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.openlinksw.com/schemas/oplweb#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/sparql",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "urn:rules.skos",
    "urn:virtuoso:val:acl:schema",
    "virtrdf-label",
)
# The first is quick where it works. Virtuoso answers it with a row that names nothing, and takes
# seconds for DISTINCT in place of GROUP BY.
_LISTINGS = (
    "SELECT DISTINCT ?g WHERE { GRAPH ?g {} }",
    "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
)
_FRESH = 60.0
"""For how many seconds a list of graphs holds, which others may change unseen."""


class StoreGraphs:
    """The names of the graphs of a store, as far as they hold data.

    Args:
        asked: Asks the store.
        hidden: The IRI of the graph that is no part of the default graph.
    """

    def __init__(self, asked: Asked, hidden: str) -> None:
        self._asked = asked
        self._hidden = hidden
        self._names: tuple[str, ...] = ()
        self._listed = -_FRESH
        self._listing = asyncio.Lock()

    def forget(self) -> None:
        """Ask for the names again: they may have changed."""
        self._listed = -_FRESH

    async def names(self) -> tuple[str, ...]:
        """Return the names of the graphs."""
        async with self._listing:
            if time.monotonic() - self._listed >= _FRESH:
                found = await self._list()
                self._names = tuple(sorted(found.union(KEPT_GRAPHS).difference(_OWN)))
                self._listed = time.monotonic()
            return self._names

    async def exists(self, name: str) -> bool:
        """Tell whether there is a graph with a name."""
        try:
            graph = ox.NamedNode(name)
        except ValueError:
            return False
        body = await self._asked(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", JSON)
        if json.loads(body).get("boolean"):
            return True
        return name in await self._list() and name not in _OWN

    async def dataset(self, task: Task) -> dict[str, list[str]]:
        """Return the parameters that say what a query reads.

        Args:
            task: The query.
        """
        default, named = task.default_graphs, task.named_graphs
        if task.union and default is None and named is None:
            names = await self.names()
            default = tuple(name for name in names if name != self._hidden)
            named = names
        if default is None and named is None:
            return {}
        return {
            "default-graph-uri": list(default or (EMPTY,)),
            "named-graph-uri": list(named or (EMPTY,)),
        }

    async def _list(self) -> set[str]:
        for query in _LISTINGS:
            try:
                rows = json.loads(await self._asked(query, JSON))["results"]["bindings"]
                names = {row["g"]["value"] for row in rows if row["g"]["type"] == "uri"}
            except (UnansweredError, KeyError, TypeError, ValueError):
                continue
            if names:
                return names
        return set()
