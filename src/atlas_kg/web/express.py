"""The express way: small queries of clients that are known, without what larger ones need.

Most queries are short, come by GET from a client that sends the same headers each time, and are
answered at once by a worker that is free. Such a query goes straight from the connection to the
worker, and its answer straight back. Whatever is different, or takes longer than a moment, takes
the usual way, even if a worker has begun it already.
"""

from __future__ import annotations

import asyncio
import binascii
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from atlas_kg.query_guard import checked_words
from atlas_kg.sparql_text import QueryError
from atlas_kg.web.answer_cache import AnswerCache, CachedAnswer, is_repeatable
from atlas_kg.web.answers import PLAIN
from atlas_kg.web.compression import COMPRESSED
from atlas_kg.web.negotiation import Form, content_type
from atlas_kg.web.query_log import QueryLog
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.repeats import is_special
from atlas_kg.workers.frames import Task, read_end, read_head
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.pool import Pool
from atlas_kg.workers.reply import Begun
from atlas_kg.workers.service import Answering

__all__ = ["Connection", "Express", "Resumed", "Wanted"]

_BEGIN, _END = b"GET /sparql?query=", b" HTTP/1.1"
_LETTERS = b"%+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~*'()!:/?@,;$"
_PLAIN = re.compile(rb"GET [^\s]+ HTTP/1\.1\r\n(?:[^\r\n]+\r\n)+\r\n")
"""A request that is read in one way only: some readers take a bare line feed for an end as well."""
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_MOMENT = 0.02
"""After how many seconds a query that is not answered goes on in the usual way."""
_CLIENTS = 256
_LONGEST = 10_000
"""How many characters a query may have; longer ones are read aside."""


@dataclass(frozen=True)
class Wanted:
    """What a kind of client wants, by its headers.

    Attributes:
        rows: The form for rows; None where it accepts none.
        graph: The form for triples; None where it accepts none.
        zipped: Whether it takes compressed answers.
        base: The IRI against which relative ones in its queries are resolved, if there is one.
    """

    rows: Form | None
    graph: Form | None
    zipped: bool
    base: str | None


class Connection(Protocol):
    """The connection to a client that waits for an answer."""

    def deliver(self, rest: bytes) -> None:
        """Send an answer.

        Args:
            rest: Its headers and its body, but for the headers that all responses have.
        """
        ...

    def resume(self, resumed: Resumed) -> None:
        """Let the request go on in the usual way.

        Args:
            resumed: What has been done for it already.
        """
        ...


class Resumed:
    """A query that goes on in the usual way; it has been counted, and may have been begun.

    Args:
        pool: Where it is answered.
        ride: The query.
    """

    def __init__(self, pool: Pool, ride: _Ride) -> None:
        self._pool = pool
        self._ride: _Ride | None = ride

    def ask(self) -> AbstractAsyncContextManager[Answering] | None:
        """Return what gives the answer; None if it has not been begun."""
        ride, self._ride = self._ride, None
        if ride is None or ride.begun is None:
            return None
        return self._pool.ask(ride.task, ride.client, ride.begun)

    def end(self) -> None:
        """Let go of what was begun and nobody asked for."""
        ride, self._ride = self._ride, None
        if ride and ride.begun:
            self._pool.finish(ride.begun, is_reusable=False)


@dataclass(eq=False)
class _Ride:
    """A query on its way."""

    task: Task
    payload: bytes
    client: str
    connection: Connection
    wanted: Wanted
    remembers: bool
    since: float
    begun: Begun | None = None
    give_up: Callable[[], None] = lambda: None
    is_over: bool = False


class Express:
    """The express way of one application.

    Args:
        pool: Where queries are answered.
        cache: The answers that are remembered.
        log: Where it is noted what becomes of a query.
        rate: How many requests a client may send.
    """

    def __init__(self, pool: Pool, cache: AnswerCache, log: QueryLog, rate: RateLimit) -> None:
        self._pool = pool
        self._cache = cache
        self._log = log
        self._rate = rate
        self._headers = b"".join(b"%s: %s\r\n" % pair for pair in PLAIN)
        self._known: OrderedDict[bytes, Wanted] = OrderedDict()
        self._waiting: set[_Ride] = set()
        self._rides: deque[_Ride] = deque()
        self._sweep: asyncio.TimerHandle | None = None

    def learn(self, request: bytes, headers: Iterable[tuple[bytes, bytes]], wanted: Wanted) -> None:
        """Remember what a client wants that sends certain headers.

        Args:
            request: All bytes of a request that took the usual way.
            headers: Its headers as they were read, their names in small letters.
            wanted: What it wants.
        """
        if is_special(name for name, _ in headers) or not _PLAIN.fullmatch(request):
            return
        self._known[_header_block(request)] = wanted
        if len(self._known) > _CLIENTS:
            self._known.popitem(last=False)

    def take(self, request: bytes, client: str, connection: Connection) -> bool:
        """Take a query this way, if it can; tell whether it does.

        Args:
            request: All bytes of the request.
            client: Who sends it.
            connection: The connection that waits for the answer.
        """
        wanted = self._known.get(_header_block(request))
        text = _query_of(request[: request.find(b"\r\n")]) if wanted else None
        if wanted is None or text is None or len(text) > _LONGEST:
            return False
        try:
            words = checked_words(text)
        except QueryError:
            return False
        task = Task(
            query=text,
            rows=wanted.rows.media_type if wanted.rows else None,
            graph=wanted.graph.media_type if wanted.graph else None,
            union="FROM" not in words,
            counts=self._log.is_detailed,
            base=wanted.base,
        )
        payload = task.as_bytes()
        remembers = is_repeatable(words)
        is_known = remembers and self._cache.get(self._pool.generation, payload)
        if is_known or not self._rate.admits(client):
            return False
        ride = _Ride(task, payload, client, connection, wanted, remembers, time.perf_counter())
        self._waiting.add(ride)
        try:
            ride.give_up = self._pool.begin(payload, client, partial(self._start, ride))
        except OverloadError:
            self._waiting.discard(ride)
            return False
        return True

    def abandon(self, connection: Connection) -> None:
        """Stop the query of a client that has gone away."""
        for ride in [*self._waiting, *self._rides]:
            if ride.connection is connection and not ride.is_over:
                self._leave(ride)
                seconds = time.perf_counter() - ride.since
                self._log.left(ride.task.query, ride.client, seconds)
                if ride.begun:
                    self._pool.finish(ride.begun, is_reusable=False)
                else:
                    ride.give_up()

    def _start(self, ride: _Ride, begun: Begun | None) -> None:
        self._waiting.discard(ride)
        if begun is None:
            ride.is_over = True
            # The connection is to know first that its request is taken.
            resumed = Resumed(self._pool, ride)
            asyncio.get_running_loop().call_soon(ride.connection.resume, resumed)
            return
        ride.begun = begun
        begun.worker.on_news = partial(self._arrive, ride, begun)
        self._rides.append(ride)
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_MOMENT, self._hurry)

    def _arrive(self, ride: _Ride, begun: Begun) -> None:
        """Send an answer if it has come as a whole; otherwise it takes the usual way."""
        worker = begun.worker
        answer = worker.whole_answer()
        if answer is None:
            self._resume(ride)
            return
        head, body, end = answer
        family, _ = read_head(head)
        form = ride.wanted.rows if family == "rows" else ride.wanted.graph
        if form is None or (ride.wanted.zipped and len(body) >= COMPRESSED):
            self._resume(ride)
            return
        worker.take_answer()
        retires, rows = read_end(end)
        self._leave(ride)
        self._pool.finish(begun, is_reusable=not retires)
        known = CachedAnswer.of(family, body, rows)
        if ride.remembers:
            self._cache.put(begun.generation.number, ride.payload, known)
        headers = (
            f"etag: {known.etag}\r\ncache-control: no-cache\r\n"
            f"content-type: {content_type(form)}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        ride.connection.deliver(b"".join((self._headers, headers.encode(), body)))
        seconds = time.perf_counter() - ride.since
        self._log.expressed(ride.task.query, ride.client, seconds, len(body), rows)

    def _leave(self, ride: _Ride) -> None:
        ride.is_over = True
        self._waiting.discard(ride)
        if ride.begun:
            ride.begun.worker.on_news = None

    def _resume(self, ride: _Ride) -> None:
        self._leave(ride)
        ride.connection.resume(Resumed(self._pool, ride))

    def _hurry(self) -> None:
        """Let queries that take longer go on in the usual way."""
        self._sweep = None
        loop = asyncio.get_running_loop()
        while self._rides:
            ride = self._rides[0]
            if ride.begun and not ride.is_over:
                left = ride.begun.since + _MOMENT - loop.time()
                if left > 0:
                    self._sweep = loop.call_later(left, self._hurry)
                    return
                self._resume(ride)
            self._rides.popleft()


def _query_of(line: bytes) -> str | None:
    """Return the query of a request line that holds nothing else; None of any other."""
    if not (line.startswith(_BEGIN) and line.endswith(_END)):
        return None
    encoded = line[len(_BEGIN) : -len(_END)]
    if encoded.translate(None, _LETTERS) or _BROKEN.search(encoded):
        return None
    # The library decodes quoted-printable in C, which differs in its sign alone where there is no
    # equals sign; it decodes percent signs ten times slower.
    decoded = binascii.a2b_qp(encoded.replace(b"+", b" ").replace(b"%", b"="))
    try:
        return decoded.decode()
    except UnicodeDecodeError:
        return None


def _header_block(request: bytes) -> bytes:
    return request[request.find(b"\r\n") :]
