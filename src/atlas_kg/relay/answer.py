"""An answer of a store on its way to the client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from concurrent.futures import Executor
from contextlib import aclosing
from typing import IO

import httpx2
import pyoxigraph as ox

from atlas_kg.relay.clock import Clock
from atlas_kg.relay.connection import Connection
from atlas_kg.relay.forms import JSON, Forms
from atlas_kg.relay.labels import mended_parts
from atlas_kg.relay.translation import translated
from atlas_kg.workers.frames import Failure, Task
from atlas_kg.workers.reply import UnansweredError
from atlas_kg.workers.rows import RowCounter
from atlas_kg.workers.writing import write_answer

__all__ = ["RelayedAnswer", "asked_for"]


def asked_for(task: Task, form: str, forms: Forms) -> tuple[str, bool]:
    """Return the media type to ask a store for, and whether its answer may pass as it comes.

    Args:
        task: The query.
        form: Its form.
        forms: How the store writes its answers.
    """
    if form in ("CONSTRUCT", "DESCRIBE"):
        is_direct = task.graph in forms.direct
        return (task.graph if task.graph and is_direct else forms.graph), is_direct
    is_direct = task.rows in forms.direct and task.page is None and form == "SELECT"
    return (task.rows if task.rows and is_direct else JSON), is_direct


class RelayedAnswer:
    """The answer of a store: what it is, and its bytes as they come.

    Attributes:
        family: ``rows`` or ``graph``.
        media_type: The media type in which it comes; None if the client takes none of its family.
        generation: None, since others may change the store unseen.
        rows: How many rows it had, once all of it has come; None where nobody counted.
    """

    def __init__(  # noqa: PLR0913 - what was asked, how it came, and where it goes
        self,
        response: httpx2.Response,
        connection: Connection,
        clock: Clock,
        task: Task,
        *,
        form: str,
        forms: Forms,
        most: int,
        prefixes: Mapping[str, str],
        executor: Executor,
    ) -> None:
        self.family = "graph" if form in ("CONSTRUCT", "DESCRIBE") else "rows"
        self.media_type = task.graph if self.family == "graph" else task.rows
        self.generation: int | None = None
        self.rows: int | None = None
        self._came, self._is_direct = asked_for(task, form, forms)
        given = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given != self._came:
            raise UnansweredError(
                Failure.FAILED,
                f"the store gives {given or 'no media type'} where {self._came} was asked for",
            )
        self._response = response
        self._connection = connection
        self._clock = clock
        self._task = task
        self._most = most
        self._prefixes = prefixes
        self._executor = executor

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes of the answer; see `Answering.chunks`."""
        if self.media_type is None:
            return
        left = self._most
        counts = self._task.counts and self.family == "rows" and self._task.page is None
        counter = RowCounter(self.media_type) if counts else None
        parts = self._connection.chunks(self._response, self._clock)
        if not self._is_direct:
            parts = self._translated(parts)
        async with aclosing(parts):
            async for part in parts:
                left -= len(part)
                if left < 0:
                    raise UnansweredError(Failure.TOO_LARGE, str(self._most))
                if counter:
                    counter.add(part)
                yield part
        self.rows = counter.rows if counter else None

    async def _translated(self, parts: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        source = mended_parts(parts) if self._came == JSON else parts
        try:
            async with aclosing(translated(source, self._translate, self._executor)) as changed:
                async for part in changed:
                    yield part
        except SyntaxError as error:
            what = f"the store gives something that is not {self._came}"
            raise UnansweredError(Failure.FAILED, what) from error

    def _translate(self, source: IO[bytes], sink: IO[bytes]) -> None:
        if self.family == "graph":
            form = ox.RdfFormat.from_media_type(self._came)
            triples = (quad.triple for quad in ox.parse(source, form))
            write_answer(triples, sink, self.media_type or "", None, self._prefixes)
        else:
            rows = ox.parse_query_results(source, format=ox.QueryResultsFormat.JSON)
            write_answer(rows, sink, self.media_type or "", self._task.page, self._prefixes)
