"""The web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import IO, TypedDict

import pyoxigraph as ox
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from atlas_kg import __version__
from atlas_kg.desk.desk import Desk
from atlas_kg.documentation import STYLES as DOCUMENTATION_STYLES
from atlas_kg.federation.gateway import Gateway
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.map_formats import STYLES as MAP_STYLES
from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.web.agreement_page import agreement_routes
from atlas_kg.web.bench import Bench
from atlas_kg.web.catalogue_page import catalogue_routes
from atlas_kg.web.cell_page import cell_routes
from atlas_kg.web.compression import COMPRESSED, COMPRESSION
from atlas_kg.web.contribution_page import contribution_routes
from atlas_kg.web.desk_pages import desk_routes
from atlas_kg.web.download_page import download_routes
from atlas_kg.web.endpoints import Endpoints
from atlas_kg.web.evidence_page import evidence_routes
from atlas_kg.web.explanation_page import explanation_routes
from atlas_kg.web.express import Express
from atlas_kg.web.federation import FederatedService
from atlas_kg.web.front import Front
from atlas_kg.web.headers import SecurityHeaders
from atlas_kg.web.health import health_routes
from atlas_kg.web.map_page import map_routes
from atlas_kg.web.ontology_page import ontology_routes
from atlas_kg.web.openapi import openapi_route
from atlas_kg.web.plan_page import plan_routes
from atlas_kg.web.problems import add_problems
from atlas_kg.web.publication_page import publication_routes
from atlas_kg.web.query_pages import query_routes
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.release_names import release_name_routes
from atlas_kg.web.renewal import Renewal
from atlas_kg.web.repeats import Repeats
from atlas_kg.web.screening_page import screening_routes
from atlas_kg.web.search_page import search_routes
from atlas_kg.web.sessions import Sessions
from atlas_kg.web.settings import Settings
from atlas_kg.web.site import STYLES, Site, open_site
from atlas_kg.web.sparql_examples import sparql_example_routes
from atlas_kg.web.thing_page import thing_routes
from atlas_kg.web.validation_page import validation_routes
from atlas_kg.web.void import void_routes
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.service import Service

__all__ = ["create_app"]


class State(TypedDict):
    """What the application holds while it runs."""

    service: Service
    repeats: Repeats
    express: Express | None


def create_app(
    graph: KnowledgeGraph, settings: Settings | None = None, service: Service | None = None
) -> FastAPI:
    """Make the application that serves a knowledge graph.

    Whoever runs it may call ``start`` of its ``state.service`` first, in the same event loop;
    otherwise the first query does.

    Args:
        graph: What it serves.
        settings: What whoever runs it has set; by default nothing.
        service: What answers queries and makes changes; by default the graph in memory.

    Raises:
        UsageError: The folder in which contributions wait is not to be had.
    """
    site = open_site(graph, settings or Settings())
    desk = Desk(site.settings.desk, graph) if site.settings.desk else None
    bench = Bench(site, desk, Sessions()) if desk else None
    rate = RateLimit(site.settings.rate)
    endpoints = Endpoints(site, rate)
    service = service or _in_memory(endpoints)
    # The pages that FastAPI makes by itself load scripts from another host.
    app = FastAPI(
        title="LLM ATLAS",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan(service, endpoints, rate, bench),
    )
    app.state.service = service
    app.state.site = site
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED, compresslevel=COMPRESSION)
    app.add_middleware(SecurityHeaders)
    respond = add_problems(app, site.templates)
    app.add_middleware(Front, endpoints=endpoints.by_path, respond=respond)

    def anew(other: KnowledgeGraph) -> list[BaseRoute]:
        renewed = open_site(other, site.settings)
        endpoints.renew(renewed)
        bench_anew = Bench(renewed, bench.desk, bench.sessions) if bench else None
        return _routes(renewed, endpoints, bench_anew, renewal)

    renewal = Renewal(app.router, anew)
    app.router.routes.extend(_routes(site, endpoints, bench, renewal))
    return app


def _in_memory(endpoints: Endpoints) -> Service:
    site = endpoints.site

    def dump(file: IO[bytes]) -> None:
        # Where the processes with the data have died, what was published since must come back.
        endpoints.site.graph.store.dump(file, ox.RdfFormat.N_QUADS)

    limits, hidden = site.settings.limits, GRAPH_PROPOSED.value
    if not site.settings.allowed.endpoints:
        return Pool(dump, PREFIXES, limits, hidden=hidden)
    gateway = Gateway(site.settings.allowed, seconds=limits.seconds)
    pool = Pool(dump, PREFIXES, limits, hidden=hidden, gateway=gateway.port)
    return FederatedService(pool, gateway)


def _lifespan(
    service: Service, endpoints: Endpoints, rate: RateLimit, bench: Bench | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[State]]:
    """Keep the service from the first query to the end of the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        try:
            repeats = Repeats(lambda: service.generation, rate.admits)
            express = endpoints.express(service)
            if bench:
                await bench.expose(service)
            yield {"service": service, "repeats": repeats, "express": express}
        finally:
            await service.stop()
            if bench:
                bench.desk.close()

    return lifespan


def _routes(
    site: Site, endpoints: Endpoints, bench: Bench | None, renewal: Renewal
) -> list[BaseRoute]:
    folders = _folders(site.settings)
    routes: list[Route] = [
        *map_routes(site),
        *cell_routes(site),
        *evidence_routes(site),
        # The names of queries are names of things whose pages lie elsewhere.
        *query_routes(site),
        *release_name_routes(site),
        *thing_routes(site),
        *catalogue_routes(site),
        *publication_routes(site),
        *download_routes(site),
        *ontology_routes(site),
        *endpoints.routes(),
        *void_routes(),
        *sparql_example_routes(site),
        *explanation_routes(site),
        *(desk_routes(site, bench, renewal) if bench else contribution_routes(site)),
        *validation_routes(site),
        *agreement_routes(site),
        *plan_routes(site),
        *screening_routes(site),
        *search_routes(site),
        *health_routes(site),
        openapi_route(site, folders),
    ]
    files = (Mount(path, StaticFiles(directory=folder)) for path, folder in folders.items())
    return [*routes, *files]


def _folders(settings: Settings) -> dict[str, Path]:
    """Return the folders with files that pages load, by the address at which they are served."""
    folders = {
        "/styles/documentation": DOCUMENTATION_STYLES,
        "/styles/map": MAP_STYLES,
        "/styles": STYLES,
    }
    return folders | ({"/static": settings.static} if settings.static.is_dir() else {})
