"""The addresses for programs: queries, updates and graphs."""

from __future__ import annotations

from starlette.routing import Route

from atlas_kg.web import graph_store, sparql
from atlas_kg.web.answer_cache import AnswerCache
from atlas_kg.web.express import Express
from atlas_kg.web.query_log import QueryLog
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_request import ANY, UPDATES
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.service import Service

__all__ = ["Endpoints"]


class Endpoints:
    """The endpoints of one application, which share a log and what they remember.

    Args:
        site: The site.
        rate: How many requests a client may send.

    Attributes:
        site: The site as it is now.
        by_path: Each endpoint by its path; a path that ends in a slash stands for all below it.
    """

    def __init__(self, site: Site, rate: RateLimit) -> None:
        self.site = site
        self._log = QueryLog(site.settings.limits.patience)
        self._rate = rate
        # They belong to one graph, as the application does.
        self._cache = cache = AnswerCache(site.settings.cache)
        graphs = graph_store.GraphStore(site, self._log, rate)
        self.by_path: dict[str, sparql.Endpoint | graph_store.GraphStore] = {
            "/sparql": sparql.Endpoint(site, ANY, cache, self._log, rate),
            "/update": sparql.Endpoint(site, UPDATES, cache, self._log, rate),
            graph_store.PATH: graphs,
            f"{graph_store.PATH}/": graphs,
        }

    def renew(self, site: Site) -> None:
        """Let what they tell of the site be told of another one, which has the same data."""
        self.site = site
        for endpoint in self.by_path.values():
            endpoint.site = site

    def express(self, service: Service) -> Express | None:
        """Return the express way for queries, where there is one."""
        if isinstance(service, Pool):
            return Express(service, self._cache, self._log, self._rate)
        return None

    def routes(self) -> list[Route]:
        """Return the routes for those requests that may want a page, and that of the numbers."""
        routes = [
            Route(
                f"{path}{{graph:path}}" if path.endswith("/") else path,
                endpoint,
                methods=endpoint.methods,
            )
            for path, endpoint in self.by_path.items()
        ]
        return [*routes, *self._log.metrics.routes()]
