"""The site anew while it is served: other data, other pages, the same addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.routing import BaseRoute, Router

from atlas_kg.knowledge_graph import KnowledgeGraph

__all__ = ["Renewal"]


class Renewal:
    """Makes the pages of a site anew from another graph.

    What has begun goes on with the pages that it began with; whoever asks after `serve` gets the
    new ones. Nothing is stopped in between.

    Args:
        router: Where the pages are.
        pages: Makes all pages that show a graph.

    Attributes:
        turn: Held by whoever makes the site anew, from before they look at it.
    """

    def __init__(self, router: Router, pages: Callable[[KnowledgeGraph], list[BaseRoute]]) -> None:
        self._router = router
        self._pages = pages
        self.turn = asyncio.Lock()

    async def serve(self, graph: KnowledgeGraph) -> None:
        """Serve a graph from now on.

        Args:
            graph: The graph.
        """
        pages = await asyncio.to_thread(self._pages, graph)
        self._router.routes[:] = pages
