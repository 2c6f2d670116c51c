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
from atlas_kg.web.inquiry import find_rows
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["health_routes"]

_PARTS = ("fastapi", "owlrl", "pyoxigraph", "pyshacl", "rdflib", "uvicorn")
_COUNT = (
    "SELECT ?graph (COUNT(*) AS ?statements) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
)


def health_routes(site: Site) -> list[Route]:
    """Return the routes of the health check and of the versions.

    A server is live as long as it answers, and ready when it answers queries. Whoever restarts it
    should look at the one, and whoever sends it requests at the other.
    """
    statements = _statements(site)

    async def health(request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        told = {"status": "ok", "version": __version__, "live": True, "ready": True}
        told |= {"statements": statements}
        try:
            await find_rows(request, "SELECT * {}")
        except ProblemError as problem:
            told |= {"status": "failing", "ready": False, "detail": problem.detail}
            return JSONResponse(told, problem.status.value, headers | problem.headers)
        return JSONResponse(told, headers=headers)

    def live(_: Request) -> Response:
        return JSONResponse({"live": True}, headers={"Cache-Control": "no-store"})

    def versions(_: Request) -> Response:
        return JSONResponse(_versions(site), headers={"Cache-Control": "no-store"})

    return [
        Route("/-/health", health),
        Route("/-/health/live", live),
        Route("/-/health/ready", health),
        Route("/-/versions", versions),
    ]


def _statements(site: Site) -> dict[str, int]:
    """Return how many statements each graph had when the site was opened."""
    counts = site.store.query(_COUNT)
    found = {}
    if isinstance(counts, ox.QuerySolutions):
        for row in counts:
            found[row["graph"].value.rpartition("/")[2]] = int(row["statements"].value)
    return dict(sorted(found.items()))


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
