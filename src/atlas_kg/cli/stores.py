"""Where a server keeps its data: in memory, in a folder, or behind another endpoint."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.federation.gateway import Gateway
from atlas_kg.fingerprint import fingerprint
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    GRAPH_PROPOSED,
    PREFIXES,
)
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.opening import open_relay
from atlas_kg.web.federation import FederatedService
from atlas_kg.web.settings import Settings
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.frames import Change, Operation
from atlas_kg.workers.pool_on_disk import PoolOnDisk
from atlas_kg.workers.service import Service

__all__ = ["StoreOptions", "store_of"]

_MADE = (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_CORPUS, GRAPH_LINKS, GRAPH_INFERRED)
_URL = ("http://", "https://")


@dataclass(frozen=True)
class StoreOptions:
    """What a person says of the store.

    Attributes:
        store: ``memory``, a folder, or the URL of an endpoint.
        update: Where the endpoint takes updates, if elsewhere.
        graphs: Where the endpoint takes graphs, if anywhere.
    """

    store: str
    update: str | None = None
    graphs: str | None = None


class Place(AbstractContextManager[None], Protocol):
    """Where the data are; held while a server uses it."""

    def service(self, graph: KnowledgeGraph, progress: Callable[[str], None]) -> Service | None:
        """Return what answers queries there; None where the application has it itself.

        Args:
            graph: The graph that is to be there.
            progress: Called with one line before each step that takes long.
        """
        ...


def store_of(options: StoreOptions, settings: Settings) -> Place:
    """Return the place that a person means, before anything else is begun.

    Raises:
        UsageError: There is no such place, somebody else uses it, or an option does not fit it.
    """
    is_remote = options.store.lower().startswith(_URL)
    if not is_remote and (options.update or options.graphs):
        raise UsageError(
            "--store-update and --store-graphs say something about an endpoint: name it with "
            "--store URL."
        )
    if options.store == "memory":
        return _Memory()
    if is_remote:
        return _Endpoint(options, settings)
    return _Folder(Path(options.store), settings)


class _Memory(nullcontext[None]):
    def service(self, _graph: KnowledgeGraph, _progress: Callable[[str], None]) -> Service | None:
        return None


class _Endpoint(nullcontext[None]):
    def __init__(self, options: StoreOptions, settings: Settings) -> None:
        super().__init__()
        if settings.allowed.endpoints:
            raise UsageError(
                "--allow-service is for stores of this server: what the endpoint of --store may "
                "call is for that endpoint to say."
            )
        self._endpoints = Endpoints.of(options.store, options.update, options.graphs)
        self._limits = settings.limits

    def service(self, graph: KnowledgeGraph, progress: Callable[[str], None]) -> Service:
        return open_relay(self._endpoints, os.environ, self._limits, graph, progress)


class _Folder(nullcontext[None]):
    def __init__(self, path: Path, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        allowed, seconds = settings.allowed, settings.limits.seconds
        self._gateway = Gateway(allowed, seconds=seconds) if allowed.endpoints else None
        self._port = self._gateway.port if self._gateway else None
        self._keeper = DiskKeeper(path, settings.limits, gateway=self._port)
        self._keeper.claim()

    def service(self, graph: KnowledgeGraph, progress: Callable[[str], None]) -> Service:
        progress(f"Opening the store in {self._keeper.path} …")

        def change() -> Change:
            quads = (
                quad
                for name in _MADE
                for quad in graph.store.quads_for_pattern(None, None, None, name)
            )
            body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
            names = tuple(name.value for name in _MADE)
            parts = ((ox.RdfFormat.N_QUADS.media_type, body),)
            return Change(Operation.REPLACE, graphs=names, parts=parts)

        pool = PoolOnDisk(
            self._keeper,
            fingerprint(graph),
            change,
            PREFIXES,
            self._settings.limits,
            hidden=GRAPH_PROPOSED.value,
            gateway=self._port,
        )
        return FederatedService(pool, self._gateway) if self._gateway else pool
