"""Publishing what waits: it becomes part of the data, and the site shows it at once.

The files go into the folder of the data, the change into the store, both whole or not at all; the
pages are made anew beside those that are served, and take their place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.desk.data_folder import OccupiedError, Written, write
from atlas_kg.desk.known import Growth, grown
from atlas_kg.desk.parts import Part, files_of, parts, records_in
from atlas_kg.desk.refusal import RefusedError, refusal
from atlas_kg.desk.waiting import Waiting
from atlas_kg.desk.waiting_file import now, published
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, Severity, blocks
from atlas_kg.namespaces import thing
from atlas_kg.web.bench import Bench
from atlas_kg.web.changing import make
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.problems import ProblemError, status_of
from atlas_kg.web.renewal import Renewal
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn
from atlas_kg.workers.frames import Change, Operation

__all__ = ["PublishingPage"]

_LOG = logging.getLogger(__name__)
_PLACE = "/contribute/publish"


@dataclass(frozen=True)
class Offered:
    """A part of what waits, as the page offers it.

    Attributes:
        part: The part.
        title: What it is called.
        state: How far it is: words of which the first is the state.
        is_ready: Whether nothing is left to decide.
        problems: What stands against it, if somebody wanted to publish it.
    """

    part: Part
    title: str
    state: str
    is_ready: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Refused:
    """Why nothing was published.

    Attributes:
        problem: What is wrong, in a sentence or two.
        status: The status of the page.
        findings: What the records break.
        occupied: The files that are there already.
        wrong: The names of parts that break a rule on their own, where no finding names a file.
    """

    problem: str
    status: HTTPStatus
    findings: tuple[Finding, ...] = ()
    occupied: tuple[Path, ...] = ()
    wrong: tuple[str, ...] = ()

    def about(self, part: Part) -> tuple[str, ...]:
        """Return what stands against a part, or against something that comes along with it."""
        broken = [
            f"{finding.problem} {finding.advice}"
            for finding in self.findings
            if finding.severity is Severity.VIOLATION
            and finding.location
            and Path(*finding.location.file.parts[1:]) in part.files
        ]
        there = [
            f"There is a file data/{path.as_posix()} already."
            for path in self.occupied
            if path in part.files
        ]
        alone = ["This breaks a rule on its own: see above."] if part.name in self.wrong else []
        return (*broken, *there, *alone)


class _BlockedError(RefusedError):
    """The records break a rule."""

    def __init__(self, findings: tuple[Finding, ...], wrong: tuple[str, ...]) -> None:
        super().__init__("There is something to mend first. Nothing was published.")
        self.findings = findings
        self.wrong = wrong


@dataclass(frozen=True)
class _Prepared:
    """What is about to be published."""

    growth: Growth
    written: Written
    files: tuple[Path, ...]


@dataclass(frozen=True)
class PublishingPage:
    """The page.

    Attributes:
        bench: The desk.
        sign_in: Who has signed in.
        renewal: What makes the site anew.
    """

    bench: Bench
    sign_in: SignIn
    renewal: Renewal

    async def answer(self, request: Request) -> Response:
        """Show what can be published, or publish it."""
        if request.method != "POST":
            return await run_in_threadpool(self._show, request)
        sent = await self.sign_in.sent(request, "Sign in to go on. Nothing was published.")
        if isinstance(sent, Response):
            return sent
        session, answered = sent
        self._check(session)
        chosen = answered.values.get("part", ())
        async with self.renewal.turn:
            if self.bench.desk.graph is not self.bench.published().graph:
                # These pages show what was before.
                return await run_in_threadpool(self._page, request, session, _MEANWHILE, chosen)
            return await self._publish(request, session, chosen)

    def _show(self, request: Request) -> Response:
        session = self.sign_in.session(request)
        if session is None:
            return self.sign_in.page(request, Answered({}, {}), _PLACE)
        self._check(session)
        response = self._page(request, session)
        response.background = BackgroundTask(self.bench.reviewer.prepare)
        return response

    def _check(self, session: Session) -> None:
        if self.bench.site().settings.data is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                "Nothing is published from here. Whoever runs the server may enable it by "
                "'atlas-kg serve --publish --data DIR'.",
            )
        if not self.bench.may_publish(session):
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "You may contribute, and not publish. Whoever runs the server may let you: "
                "'atlas-kg token NAME --may publish'.",
            )

    async def _publish(
        self, request: Request, session: Session, chosen: tuple[str, ...]
    ) -> Response:
        desk = self.bench.desk
        with desk.publishing() as waiting:
            try:
                prepared = await run_in_threadpool(self._prepare, waiting, session.owner, chosen)
            except UsageError as error:
                return await run_in_threadpool(
                    self._page, request, session, _refused(error), chosen
                )
            change = Change(Operation.UPDATE, text=prepared.growth.as_update())
            try:
                await make(request, change)
            except ProblemError as problem:
                told = await run_in_threadpool(_taken_back, prepared.written, problem.detail)
                refused = _Refused(told, problem.status)
                return await run_in_threadpool(self._page, request, session, refused, chosen)
            except Exception:
                prepared.written.undo()
                raise
            except BaseException:
                # The server stops, and the store may hold the change: the next start publishes it.
                prepared.written.leave()
                raise
            try:
                await run_in_threadpool(prepared.written.keep)
            except OSError as error:
                _LOG.warning("The journal of what was published could not be closed: %s", error)
            try:
                await run_in_threadpool(desk.publish, prepared.growth.graph, prepared.files)
            except OSError as error:
                # They are published all the same, and count no longer as waiting.
                _LOG.warning("What was published could not be put aside: %s", error)
        await self.renewal.serve(prepared.growth.graph)
        await self.bench.expose(request.state.service)
        _LOG.info("%s published %s", session.owner, ", ".join(map(str, prepared.files)))
        address = f"/contribute?published={len(prepared.files)}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    def _prepare(self, waiting: Waiting, owner: str, chosen: Iterable[str]) -> _Prepared:
        """Check what was chosen, and write it into the folder of the data.

        Raises:
            UsageError: Something stands against it; nothing is written.
        """
        site = self.bench.published()
        wanted = set(chosen)
        if not wanted:
            raise _UnchosenError
        found = [part for part in parts(waiting) if part.name in wanted]
        if len(found) < len(wanted):
            raise RefusedError(_MEANWHILE.problem)
        files = files_of(found)
        records = records_in(waiting, files)
        findings = self.bench.reviewer.findings(records)
        shapes = site.graph.dataset.record_shapes
        if blocks(findings):
            named = any(finding.location for finding in findings)
            raise _BlockedError(
                from_root(findings, shapes),
                () if named else tuple(p.name for p in found if self._is_wrong(waiting, p)),
            )
        growth = grown(site.graph, records, findings)
        when = now()
        texts = {path: published(waiting.files[path], owner, when) for path in files}
        data = site.settings.data
        if data is None:
            raise RefusedError("Nothing is published from here.")
        return _Prepared(growth, write(data, texts, shapes), files)

    def _is_wrong(self, waiting: Waiting, part: Part) -> bool:
        return blocks(self.bench.reviewer.findings(records_in(waiting, part.files)))

    def _page(
        self,
        request: Request,
        session: Session,
        refused: _Refused | None = None,
        chosen: tuple[str, ...] = (),
    ) -> Response:
        offered = [self._offered(part, refused, chosen) for part in parts(self.bench.desk.waiting)]
        if refused:
            ticked = {o.part.name for o in offered if o.part.name in chosen and not o.problems}
        else:
            ticked = {o.part.name for o in offered if o.is_ready}
        text = self.bench.site().page(
            request,
            "publishing.html",
            session=session,
            mark=session.mark(),
            offered=offered,
            chosen=ticked,
            problem=refused.problem if refused else "",
            is_marked=any(one.problems for one in offered),
            findings=refused.findings if refused else (),
        )
        return Response(text, refused.status if refused else HTTPStatus.OK, media_type="text/html")

    def _offered(self, part: Part, refused: _Refused | None, chosen: tuple[str, ...]) -> Offered:
        problems = refused.about(part) if refused and part.name in chosen else ()
        site = self.bench.site()
        if not part.is_work:
            file = part.files[-1]
            kind = site.graph.dataset.record_shapes.kind_of_directory(file.parts[0])
            title = site.label(thing(kind, file.stem).value) if kind else file.stem
            return Offered(part, title, "no coding needs it", is_ready=True, problems=problems)
        title = site.label(thing("publication", part.name).value)
        comparison = self.bench.compare(part.name)
        open_ = sum(unit.is_open for unit in comparison.units) if comparison else 0
        if open_:
            differences = "difference waits" if open_ == 1 else "differences wait"
            state = f"{open_} {differences} for a decision"
        else:
            state = "nothing is left to decide"
        return Offered(part, title, state, is_ready=not open_, problems=problems)


class _UnchosenError(RefusedError):
    """Nothing was chosen."""

    def __init__(self) -> None:
        super().__init__("Choose what to publish.")


_MEANWHILE = _Refused(
    "Somebody published meanwhile; look again. Nothing of what you chose was published.",
    HTTPStatus.CONFLICT,
)


def _refused(error: UsageError) -> _Refused:
    told = refusal(error)
    match error:
        case _BlockedError():
            return _Refused(told, HTTPStatus.UNPROCESSABLE_ENTITY, error.findings, (), error.wrong)
        case _UnchosenError():
            return _Refused(told, HTTPStatus.UNPROCESSABLE_ENTITY)
        case OccupiedError():
            return _Refused(told, HTTPStatus.CONFLICT, occupied=error.paths)
        case _:
            return _Refused(told, status_of(error))


def _taken_back(written: Written, why: str) -> str:
    """Take files back that the store did not take, and return what to tell."""
    try:
        written.undo()
    except (UsageError, OSError) as error:
        _LOG.warning("What was not published could not be taken back: %s", error)
        return (
            f"{why} The files could not be taken back. Tell whoever runs the server to start it "
            "again: it publishes what you chose then."
        )
    return f"Nothing was published. {why}"
