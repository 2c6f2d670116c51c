"""Whether the site is well, what it holds, and of what it is made."""

from __future__ import annotations

import platform
from importlib import metadata

import pyoxigraph as ox
from rdflib import OWL
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from atlas_kg import __version__
from atlas_kg.namespaces import ONTOLOGY
from atlas_kg.web.site import Site

__all__ = ["health_routes"]

_PARTS = ("fastapi", "owlrl", "pyoxigraph", "pyshacl", "rdflib", "uvicorn")
_COUNT = (
    "SELECT ?graph (COUNT(*) AS ?statements) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
)


def health_routes(site: Site) -> list[Route]:
    """Return the routes of the health check and of the versions."""

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

    def versions(_: Request) -> Response:
        return JSONResponse(_versions(site), headers={"Cache-Control": "no-store"})

    return [Route("/-/health", health), Route("/-/versions", versions)]


def _versions(site: Site) -> dict[str, object]:
    ontology = site.graph.store.quads_for_pattern(
        ox.NamedNode(ONTOLOGY), ox.NamedNode(str(OWL.versionInfo)), None, None
    )
    return {
        "atlas-kg": __version__,
        "ontology": next(
            (q.object.value for q in ontology if isinstance(q.object, ox.Literal)), None
        ),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PARTS},
    }
