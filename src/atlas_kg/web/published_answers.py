"""Answers to published queries, with the limits that every query has.

What asks little of a small graph may ask much of a large one. So the queries run where those of
everybody run, in workers that can be stopped, and what a page shows is remembered until the data
change.
"""

from __future__ import annotations

from anyio import from_thread
from starlette.requests import Request

from atlas_kg.queries import PublishedQuery
from atlas_kg.query_guard import checked_words
from atlas_kg.web.answers import shown
from atlas_kg.web.inquiry import asking
from atlas_kg.web.negotiation import GRAPHS, HTML, Form
from atlas_kg.web.results import Shown
from atlas_kg.web.site import Site
from atlas_kg.workers.frames import Task

__all__ = ["PublishedAnswers"]

_ROWS = 100
"""The most rows of an answer that the page of a query shows."""


class PublishedAnswers:
    """The answers of one site.

    Args:
        site: The site.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._shown: dict[str, tuple[int, Shown]] = {}

    def shown(self, request: Request, query: PublishedQuery) -> Shown:
        """Return what a page shows; to be called in a thread that serves a request.

        Args:
            request: For what it is needed.
            query: The query.

        Raises:
            ProblemError: The query was not answered.
        """
        generation = request.state.service.generation
        known = self._shown.get(query.name)
        if known and known[0] == generation:
            return known[1]
        rows = min(_ROWS, self._site.settings.max_rows)
        task = _task(query, HTML.media_type, GRAPHS[0].media_type, rows)
        found = from_thread.run(self._ask_shown, request, task)
        # What was found while the data changed may be either.
        if generation is not None and generation == request.state.service.generation:
            self._shown[query.name] = generation, found
        return found

    def body(self, request: Request, query: PublishedQuery, form: Form) -> bytes:
        """Return a whole answer; to be called in a thread that serves a request.

        Args:
            request: For what it is needed.
            query: The query.
            form: One of the forms that its answer can have.

        Raises:
            ProblemError: The query was not answered.
        """
        media_type = form.media_type
        task = _task(query, media_type, media_type, None)
        return from_thread.run(_ask_body, request, task)

    async def _ask_shown(self, request: Request, task: Task) -> Shown:
        async with asking(request, task) as reply:
            return await shown(self._site, reply)


async def _ask_body(request: Request, task: Task) -> bytes:
    async with asking(request, task) as reply:
        return b"".join([chunk async for chunk in reply.chunks()])


def _task(query: PublishedQuery, rows: str, graph: str, page: int | None) -> Task:
    has_rows = query.gives_rows
    return Task(
        query=query.text,
        rows=rows if has_rows else None,
        graph=None if has_rows else graph,
        page=page if has_rows else None,
        union="FROM" not in checked_words(query.text),
    )
