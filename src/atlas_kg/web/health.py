"""Whether the site is well, and what it holds."""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from atlas_kg import __version__
from atlas_kg.web.site import Site

__all__ = ["health_routes"]

_COUNT = (
    "SELECT ?graph (COUNT(*) AS ?statements) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
)


def health_routes(site: Site) -> list[Route]:
    """Return the route of the health check."""

    def health(_: Request) -> Response:
        counts = site.store.query(_COUNT)
        statements = {}
        if isinstance(counts, ox.QuerySolutions):
            for row in counts:
                name = row["graph"].value.rpartition("/")[2]
                statements[name] = int(row["statements"].value)
        return JSONResponse(
            {
                "status": "ok",
                "version": __version__,
                "statements": dict(sorted(statements.items())),
            },
            headers={"Cache-Control": "no-store"},
        )

    return [Route("/-/health", health)]
