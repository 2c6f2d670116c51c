"""The SPARQL endpoint (SPARQL 1.1 Protocol); browsers get the editor.

Queries run in workers that can be stopped. Their answers stream: a long one is never held whole,
and a client that goes away stops its query.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.query_guard import check_update, checked_words
from atlas_kg.sparql_text import malformed
from atlas_kg.store import QueryError
from atlas_kg.update_dataset import with_dataset
from atlas_kg.web.answer_cache import AnswerCache, CachedAnswer, is_repeatable
from atlas_kg.web.answers import OPEN, CutOffError, shown, stream, watched, whole
from atlas_kg.web.changing import authorize, make
from atlas_kg.web.compression import COMPRESSED, takes_gzip
from atlas_kg.web.express import Resumed, Wanted
from atlas_kg.web.federation import FailedServiceError
from atlas_kg.web.headers import security_headers
from atlas_kg.web.links import SERVICE_DESCRIPTION
from atlas_kg.web.methods import not_allowed, preflight
from atlas_kg.web.negotiation import (
    GRAPHS,
    HTML,
    RESULTS,
    Form,
    accepted,
    choose,
    content_type,
    named,
)
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.query_log import QueryLog, Sent
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.reading import reading
from atlas_kg.web.repeats import RepeatedResponse
from atlas_kg.web.service_description import measure_dataset, service_description
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_page import Outcome, editor_page
from atlas_kg.web.sparql_request import UPDATES, Asked, Side, base_of, brings_update, read_asked
from atlas_kg.workers.frames import Change, Failure, Operation, Task
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError

__all__ = ["Endpoint"]

_FORMS = (*RESULTS, *GRAPHS, HTML)
_REMEMBERED = 1_000


class Endpoint:
    """An address that takes SPARQL, as an ASGI application, since answers stream from processes.

    Args:
        site: The site.
        side: What it takes: queries, updates or both.
        cache: The answers that are remembered.
        log: Where it is noted what becomes of a query.
        rate: How many requests a client may send.

    Attributes:
        methods: The methods that it takes.
    """

    def __init__(
        self, site: Site, side: Side, cache: AnswerCache, log: QueryLog, rate: RateLimit
    ) -> None:
        self.site = site
        self.side = side
        self.cache = cache
        self.log = log
        self.rate = rate
        self.methods = ["POST", "OPTIONS"]
        if side is not UPDATES:
            self.methods[:0] = ["GET", "HEAD"]
        self.may_call = bool(site.settings.allowed.endpoints)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            ProblemError: The request is wrong, or cannot be answered.
        """
        request = Request(scope, receive, send)
        resumed: Resumed | None = scope.get("state", {}).get("resumed")
        try:
            await self._respond(request, send)
        except ProblemError as problem:
            problem.headers |= OPEN
            raise
        finally:
            if resumed:
                resumed.end()

    async def _respond(self, request: Request, send: Send) -> None:
        if request.method == "OPTIONS":
            response = Response(status_code=HTTPStatus.NO_CONTENT, headers=preflight(self.methods))
            await response(request.scope, request.receive, send)
            return
        if request.method not in self.methods:
            raise not_allowed(self.methods)
        if not request.scope["state"].get("resumed"):
            with self.log.limiting(_client(request)):
                self.rate.check(_client(request))
        settings = self.site.settings
        if brings_update(request, self.side):
            # Nobody may send much, or be told of mistakes, who may not change anything.
            authorize(request, settings)
        asked = await read_asked(request, self.side, settings.max_body, settings.max_upload)
        _check_formats(asked)
        if asked.text is None:
            response = await self._describe(request, asked)
            await response(request.scope, request.receive, send)
        elif asked.is_update:
            await self._update(request, asked, asked.text, send)
        else:
            with self.log.noted(asked.text, _client(request), send) as sent:
                await _Question(self, request, asked, asked.text).answer(sent)

    async def _update(self, request: Request, asked: Asked, text: str, send: Send) -> None:
        owner = authorize(request, self.site.settings)
        try:
            await reading(partial(check_update, may_call=self.may_call), text)
            if asked.dataset:
                text = with_dataset(text, asked.dataset.default, asked.dataset.named)
        except QueryError as error:
            raise _problem_of(error, title="The change cannot be made") from error
        with self.log.changing("update", owner, _client(request)):
            await make(request, Change(Operation.UPDATE, text=text, base=base_of(request)))
        response = Response(status_code=HTTPStatus.NO_CONTENT, headers=OPEN | security_headers())
        await response(request.scope, request.receive, send)

    async def _describe(self, request: Request, asked: Asked) -> Response:
        form = _wanted(request, asked, GRAPHS)
        if form is None:
            raise not_acceptable((*GRAPHS, HTML))
        if form is HTML:
            nonce = request.scope["state"].setdefault("nonce", secrets.token_urlsafe(16))
            page = editor_page(self.site, request, asked, Outcome())
            response = _response(page, HTML, nonce=nonce)
        else:
            address = str(request.url.replace(query="", fragment=""))
            triples = service_description(
                address,
                await measure_dataset(request),
                takes_updates=self.site.settings.tokens is not None,
                federates=bool(self.site.settings.allowed.endpoints),
            )
            response = _response(serialize(triples, GRAPH_FORMATS[form.name]), form)
        response.headers.append("Link", SERVICE_DESCRIPTION)
        return response


class _Question:
    """One query on its way to an answer."""

    def __init__(self, endpoint: Endpoint, request: Request, asked: Asked, text: str) -> None:
        self.site = endpoint.site
        self.cache = endpoint.cache
        self.log = endpoint.log
        self.may_call = endpoint.may_call
        self.request = request
        self.asked = asked
        self.text = text

    async def answer(self, send: Sent) -> None:
        """Answer the query.

        Raises:
            ProblemError: It cannot be answered.
            CutOffError: Its answer ended early.
        """
        request = self.request
        service = request.state.service
        try:
            words = await reading(partial(checked_words, may_call=self.may_call), self.text)
            task = self._task(words)
            remembers = is_repeatable(words) and task.page is None
            key = task.as_bytes()
            known = self.cache.get(service.generation, key) if remembers else None
            if known:
                form = self._form_of(known.family)
                if form is not HTML:
                    await self._again(known, form, send, service.generation)
                    return
            self._teach(task)
            resumed: Resumed | None = request.scope["state"].get("resumed")
            begun = resumed.ask() if resumed else None
            answering = begun or service.ask(task, _client(request))
            async with watched(request), answering as reply:
                form = self._form_of(reply.family)
                if form is HTML:
                    outcome = Outcome(
                        shown=await shown(self.site, reply), forms=_forms_of(reply.family)
                    )
                    await self._page(outcome, HTTPStatus.OK, send)
                    return
                answer = await stream(reply, form, request, send, self.cache.largest)
                send.rows = reply.rows
                if answer and remembers:
                    self.cache.put(reply.generation, key, answer)
        except (QueryError, UnansweredError, StoppedError, OverloadError) as error:
            if send.status is not None:
                raise CutOffError(str(error)) from error
            problem, told = await reading(partial(_problem, error), self.text)
            if _wanted(request, self.asked, RESULTS) is not HTML:
                raise problem from error
            await self._page(Outcome(error=told), problem.status, send, problem.headers)

    async def _again(
        self, known: CachedAnswer, form: Form, send: Sent, generation: int | None
    ) -> None:
        """Give an answer that was given before, and let the same request have it at once."""
        headers = await whole(known, form, self.request, send)
        send.rows = known.rows
        state = self.request.scope["state"]
        wire, repeats = state.get("wire"), state.get("repeats")
        if headers is None or wire is None or repeats is None:
            return
        if len(known.body) >= COMPRESSED and takes_gzip(self.request.scope["headers"]):
            return
        head = b"".join(b"%s: %s\r\n" % pair for pair in headers)
        note = self.log.repeated(self.text, len(known.body), known.rows)
        response = RepeatedResponse(head + b"\r\n" + known.body, note)
        repeats.put(wire, self.request.scope["headers"], response, generation)

    def _teach(self, task: Task) -> None:
        """Let queries of this kind of client take the express way."""
        state = self.request.scope["state"]
        wire, express = state.get("wire"), state.get("express")
        if wire is None or express is None or self.asked.formats or task.page is not None:
            return
        headers = self.request.scope["headers"]
        graph = _wanted(self.request, self.asked, GRAPHS)
        graph = None if graph is HTML else graph
        wanted = Wanted(self._wanted_rows, graph, takes_gzip(headers), task.base)
        express.learn(wire, headers, wanted)

    async def _page(
        self,
        outcome: Outcome,
        status: HTTPStatus,
        send: Send,
        headers: dict[str, str] | None = None,
    ) -> None:
        nonce = self.request.scope["state"].setdefault("nonce", secrets.token_urlsafe(16))
        page = editor_page(self.site, self.request, self.asked, outcome)
        response = _response(page, HTML, status, nonce)
        response.headers.update(headers or {})
        await response(self.request.scope, self.request.receive, send)

    def _task(self, words: frozenset[str]) -> Task:
        rows = self._wanted_rows
        graph = _wanted(self.request, self.asked, GRAPHS)
        dataset = self.asked.dataset
        return Task(
            query=self.text,
            rows=rows.media_type if rows else None,
            graph=(GRAPHS[0] if graph is HTML else graph).media_type if graph else None,
            page=self.site.settings.max_rows if rows is HTML else None,
            # A dataset that the query names itself must not be widened to the union.
            union=dataset is None and "FROM" not in words,
            default_graphs=dataset.default if dataset else None,
            named_graphs=dataset.named if dataset else None,
            counts=self.log.is_detailed,
            base=base_of(self.request),
        )

    @cached_property
    def _wanted_rows(self) -> Form | None:
        return _wanted(self.request, self.asked, RESULTS)

    def _form_of(self, family: str) -> Form:
        forms = _forms_of(family)
        is_rows = forms is RESULTS
        form = self._wanted_rows if is_rows else _wanted(self.request, self.asked, forms)
        if form is None:
            raise not_acceptable((*forms, HTML))
        return form


def _forms_of(family: str) -> tuple[Form, ...]:
    return RESULTS if family == "rows" else GRAPHS


def _client(request: Request) -> str:
    client = request.scope["client"]
    return client[0] if client else ""


def _check_formats(asked: Asked) -> None:
    if asked.formats and not any(named(name, _FORMS) for name in asked.formats):
        known = ", ".join(form.name for form in _FORMS)
        detail = f"There is no format '{asked.formats[0]}'. Choose one of {known}."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail)


def _wanted(request: Request, asked: Asked, forms: Sequence[Form]) -> Form | None:
    if asked.formats:
        found = (named(name, (*forms, HTML)) for name in asked.formats)
        return next((form for form in found if form), None)
    accept = accepted(request.headers)
    # What is remembered must not be large, since anybody can send it.
    prefer = _preferred if len(accept or "") <= _REMEMBERED else _preferred.__wrapped__
    return prefer(accept, is_rows=forms is RESULTS)


@lru_cache(maxsize=1024)
def _preferred(accept: str | None, *, is_rows: bool) -> Form | None:
    """Return what a client prefers; there are few kinds of clients, and many requests of each."""
    return choose(accept, (*(RESULTS if is_rows else GRAPHS), HTML))


def _problem(
    error: QueryError | UnansweredError | StoppedError | OverloadError, text: str
) -> tuple[ProblemError, QueryError]:
    """Return what a program is told of a failed query, and what a page is told."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = {}
    if isinstance(error, UnansweredError):
        status = HTTPStatus.BAD_REQUEST
        if error.failure is Failure.MALFORMED:
            error = malformed(text, error.what)
        elif error.failure is Failure.FAILED:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            if isinstance(error, FailedServiceError):
                status = error.status
    elif isinstance(error, QueryError):
        status = HTTPStatus.BAD_REQUEST
    elif isinstance(error, OverloadError):
        headers["Retry-After"] = str(error.retry_after)
    told = error if isinstance(error, QueryError) else QueryError(f"{error}.")
    return _problem_of(told, status, headers), told


def _problem_of(
    told: QueryError,
    status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    headers: dict[str, str] | None = None,
    title: str = "The query cannot be answered",
) -> ProblemError:
    return ProblemError(
        status,
        told.problem,
        title=title,
        headers=headers,
        line=told.line,
        column=told.column,
    )


def _response(
    body: str | bytes,
    form: Form,
    status: HTTPStatus = HTTPStatus.OK,
    nonce: str | None = None,
) -> Response:
    headers = OPEN | security_headers(nonce)
    return Response(body, status.value, headers=headers, media_type=content_type(form))
