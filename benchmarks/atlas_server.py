"""Our own server over a file of N-Quads: ``python -m benchmarks.atlas_server FILE PORT``.

It is the application that ``atlas-kg serve`` runs, by the same function, with the same limits and
the same isolation; only the graph comes from a file, which may be large.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pyoxigraph as ox
from fastapi import FastAPI

from atlas_kg.cli.server import serve
from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.web import Settings, create_app
from atlas_kg.workers.limits import Limits

__all__ = ["make_app"]


def make_app(file: str, settings: Settings) -> FastAPI:
    """Return the application over the quads of a file.

    Args:
        file: A file of N-Quads.
        settings: The settings of the site.
    """
    graph = build(Sources.carried())
    app = create_app(graph, settings)
    # The pages, which are made here already, stay those of the sources; the workers, which start
    # with the first query, get all.
    graph.store.clear()
    graph.store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    return app


def main() -> None:
    """Serve the file named first at the port named second; limits and cache may follow, as JSON."""
    file, port, *rest = sys.argv[1:]
    told = json.loads(rest[0]) if rest else {}
    cache = told.pop("cache", Settings.cache)
    settings = Settings(cache=cache, limits=replace(Limits(), **told))
    grace = settings.limits.seconds + 1
    serve(lambda _tell: make_app(file, settings), "127.0.0.1", int(port), grace)


if __name__ == "__main__":
    main()
