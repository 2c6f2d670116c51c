"""The pages of the desk: what somebody has begun, what waits, and handing in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pyoxigraph as ox
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from atlas_kg.contribution import Contribution, file_text, form_fields
from atlas_kg.desk.drafts import Draft
from atlas_kg.desk.names import is_name
from atlas_kg.desk.parcel import parcel
from atlas_kg.desk.parts import parts
from atlas_kg.desk.refusal import refusal
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, blocks
from atlas_kg.literature import CODINGS
from atlas_kg.namespaces import DCTERMS, thing
from atlas_kg.orcid.provider import Provider
from atlas_kg.web.bench import Bench
from atlas_kg.web.comparison_page import ComparisonPage, publication_of
from atlas_kg.web.contribution_form import with_id
from atlas_kg.web.contribution_page import Forms, kinds_page
from atlas_kg.web.desk_forms import DeskForms, as_handed_in
from atlas_kg.web.entry_page import EntryPages
from atlas_kg.web.form_wording import as_in_a_form
from atlas_kg.web.headers import PrivateAnswers
from atlas_kg.web.orcid_entry import OrcidEntry
from atlas_kg.web.preview_page import PreviewPage
from atlas_kg.web.problems import ProblemError, status_of
from atlas_kg.web.publishing_page import PublishingPage
from atlas_kg.web.renewal import Renewal
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn
from atlas_kg.web.site import Site
from atlas_kg.web.work_page import WorkPage

__all__ = ["desk_routes"]

_Answer = tuple[str, Callable[[Request], Response | Awaitable[Response]], tuple[str, ...]]

_ADJUDICATIONS = "adjudications"
_TITLE = ox.NamedNode(str(DCTERMS.title))


@dataclass(frozen=True)
class Begun:
    """The drafts of somebody about a publication.

    Attributes:
        publication: The key of the publication; empty where none is named yet, or the record is
            no statement.
        title: Its title.
        drafts: The drafts, with what each is called.
        is_complete: Whether they can be looked at together.
        has_other: Whether somebody else has handed in a coding of it.
    """

    publication: str
    title: str
    drafts: tuple[tuple[Draft, str], ...]
    is_complete: bool
    has_other: bool


def desk_routes(site: Site, bench: Bench, renewal: Renewal) -> list[Route]:
    """Return the routes of the contributions, where a desk keeps them.

    Args:
        site: The site.
        bench: The desk.
        renewal: What makes the site anew when something is published.
    """
    sign_in = SignIn(site, bench.sessions)
    forms = DeskForms(bench, sign_in, Forms(site, bench.reviewer, desk=True))
    comparison = ComparisonPage(bench, sign_in)
    work = WorkPage(bench, sign_in, forms)
    entry = EntryPages(site, bench, sign_in, (forms, comparison, work))
    by_orcid = _by_orcid(bench, sign_in, entry)
    pages = _DeskPages(bench, sign_in)
    preview = PreviewPage(bench, sign_in, comparison)
    publishing = PublishingPage(bench, sign_in, renewal)
    read, both = ("GET",), ("GET", "POST")
    answers: tuple[_Answer, ...] = (
        ("", pages.overview, read),
        ("/sign-in", entry.enter, both),
        ("/sign-out", entry.leave, ("POST",)),
        ("/introduction", entry.introduce, both),
        ("/waiting.zip", pages.download, read),
        ("/waiting/{path:path}", pages.download, read),
        ("/work", work.answer, both),
        ("/publish", publishing.answer, both),
        ("/preview/{publication}", preview.show, read),
        ("/drafts/{key}", forms.show_draft, read),
        ("/hand-in/{publication}", pages.hand_in, both),
        ("/handed-in/{publication}", pages.handed_in, read),
        ("/compare/{publication}", comparison.answer, both),
        *by_orcid,
        ("/{kind}", forms.answer, both),
    )
    private = (Middleware(PrivateAnswers),)
    return [
        Route(f"/contribute{path}", answer, methods=methods, middleware=private)
        for path, answer, methods in answers
    ]


def _by_orcid(bench: Bench, sign_in: SignIn, entry: EntryPages) -> tuple[_Answer, ...]:
    """Return the addresses of the way in by ORCID, where there is one."""
    setting = bench.published().settings.orcid
    if setting is None:
        return ()
    orcid = OrcidEntry(bench, sign_in, entry, Provider(setting))
    return (
        ("/orcid", orcid.begin, ("GET", "POST")),
        ("/orcid/callback", orcid.come_back, ("GET",)),
        ("/orcid/typed", orcid.show_typed, ("GET",)),
    )


@dataclass(frozen=True)
class _DeskPages:
    bench: Bench
    sign_in: SignIn

    def overview(self, request: Request) -> Response:
        """Show what somebody has begun and handed in, and what waits."""
        session = self.sign_in.session(request)
        desk = self.bench.desk
        owner = session.owner if session else ""
        compared = self._compared(owner)
        page = kinds_page(
            self.bench.site(),
            request,
            "desk.html",
            session=session,
            mark=session.mark() if session else "",
            is_known=desk.is_known_coder(owner) if session else False,
            begun=self._begun(owner) if session else (),
            handed_in=[(p, self._title(p)) for p in desk.handed_in_by(owner)] if session else (),
            waits_of=tuple(self._waits_of(owner)) if session else (),
            sealed=[(p, self._title(p)) for p in desk.sealed_publications()] if session else (),
            to_decide=[(p, self._title(p)) for p, is_open in compared if is_open],
            to_read=[(p, self._title(p)) for p, is_open in compared if not is_open],
            files=[path.as_posix() for path in desk.waiting.files],
            unreadable=desk.waiting.findings if session else (),
            done=request.query_params.get("handed-in", ""),
            published="published" in request.query_params,
            title_of=self._title,
            may_publish=self.bench.may_publish(session),
            works=[part for part in parts(desk.waiting) if part.is_work],
        )
        response = page.respond(request)
        response.background = BackgroundTask(self.bench.prepare) if session else None
        return response

    def download(self, request: Request) -> Response:
        """Send the files that wait: all of them, those of a work, or one."""
        waiting = self.bench.desk.waiting
        name = request.path_params.get("path", "")
        if text := waiting.files.get(Path(name)):
            return Response(text, media_type="application/yaml")
        files = tuple(waiting.files)
        if name:
            part = self.bench.part(name.removesuffix(".zip"))
            if part is None or not name.endswith(".zip"):
                raise ProblemError(HTTPStatus.NOT_FOUND, "No such file waits.")
            files = part.files
        body = parcel(waiting, files)
        stem = Path(name).stem if name else "waiting"
        headers = {"Content-Disposition": f'attachment; filename="{stem}.zip"'}
        return Response(body, headers=headers, media_type="application/zip")

    def handed_in(self, request: Request) -> Response:
        """Show somebody what they handed in."""
        session = self.sign_in.session(request)
        if session is None:
            return self.sign_in.page(request, Answered({}, {}), request.url.path)
        publication = publication_of(request)
        text = None
        if is_name(publication):
            text = self.bench.desk.own(session.owner, publication)
        if text is None:
            detail = "You have handed in no coding of such a publication."
            raise ProblemError(HTTPStatus.NOT_FOUND, detail)
        is_sealed = publication in self.bench.desk.sealed_publications()
        return self._page(
            request,
            session,
            "handed_in.html",
            publication=publication,
            title=self._title(publication),
            text=text,
            is_sealed=is_sealed,
        )

    async def hand_in(self, request: Request) -> Response:
        """Show what would be handed in about a publication, or take it."""
        if request.method != "POST":
            return await run_in_threadpool(self._before, request)
        sent = await self.sign_in.sent(
            request, "You are no longer signed in. Nothing was handed in; your drafts are kept."
        )
        if isinstance(sent, Response):
            return sent
        session, answered = sent
        response, is_open = await run_in_threadpool(self._hand_in, request, session, answered)
        if is_open:
            await self.bench.expose(request.state.service)
        return response

    def _before(self, request: Request) -> Response:
        session = self.sign_in.session(request)
        if session is None:
            return self.sign_in.page(request, Answered({}, {}), request.url.path)
        return self._offer(request, session)

    def _offer(
        self,
        request: Request,
        session: Session,
        problem: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        publication = publication_of(request)
        drafts = self._drafts(session, publication)
        statements, text, findings = self._together(session, drafts)
        return self._page(
            request,
            session,
            "hand_in.html",
            publication=publication,
            title=self._title(publication),
            drafts=[(draft, _called(draft)) for draft in drafts],
            text=text,
            findings=findings,
            may=bool(statements) and not blocks(findings),
            state=_state(drafts),
            has_other=self.bench.desk.is_awaited(publication, session.owner),
            problem=problem,
            status=status,
        )

    def _hand_in(
        self, request: Request, session: Session, answered: Answered
    ) -> tuple[Response, bool]:
        publication = publication_of(request)
        drafts = self._drafts(session, publication)
        if answered.own.get("state") != _state(drafts):
            told = "Your drafts were changed meanwhile. Look at them again, then hand them in."
            return self._offer(request, session, told, HTTPStatus.CONFLICT), False
        statements, _, findings = self._together(session, drafts)
        if blocks(findings):
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self._offer(request, session, "There is something to mend.", status), False
        try:
            is_open = self.bench.desk.hand_in(statements, drafts)
        except UsageError as error:
            return self._offer(request, session, refusal(error), status_of(error)), False
        address = f"/contribute/handed-in/{publication}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER), is_open

    def _drafts(self, session: Session, publication: str) -> tuple[Draft, ...]:
        """Return somebody's drafts of statements about a publication."""
        found = [
            d for d in self._statements(session.owner) if d.first("publication") == publication
        ]
        if not found and is_name(publication):
            # Whoever presses the button twice, or in two windows, comes here the second time.
            self._stop_if_done(session, publication)
        if not found or not is_name(publication):
            detail = "You have no drafts of a coding of such a publication."
            raise ProblemError(HTTPStatus.NOT_FOUND, detail)
        return tuple(found)

    def _stop_if_done(self, session: Session, publication: str) -> None:
        if self.bench.desk.has_handed_in(session.owner, publication):
            raise ProblemError(
                HTTPStatus.CONFLICT,
                "You have handed in your coding of this publication already. The page Contribute "
                "leads to it.",
                title="Handed in already",
            )

    def _statements(self, owner: str) -> list[Draft]:
        kinds = self.bench.site().graph.dataset.record_shapes.by_kind
        return [d for d in self.bench.desk.drafts(owner) if kinds[d.kind].directory == CODINGS]

    def _together(
        self, session: Session, drafts: tuple[Draft, ...]
    ) -> tuple[list[Contribution], str, tuple[Finding, ...]]:
        shapes = self.bench.site().graph.dataset.record_shapes
        statements = []
        taken = {draft.first("id") for draft in drafts}
        for draft in drafts:
            shape = shapes.by_kind[draft.kind]
            values = with_id(self.bench.published(), shape, draft.values, taken)
            statements.append(as_handed_in(shape, values, session.owner))
            taken.add(statements[-1].names["id"])
        unusable = tuple(finding for said in statements for finding in said.unusable())
        if unusable:
            return [], "", unusable
        text = file_text(statements, shapes)
        found = self.bench.review_together(statements, text)
        fields = {name: f for s in statements for name, f in form_fields(s.shape).items()}
        return statements, text, tuple(as_in_a_form(finding, fields) for finding in found)

    def _begun(self, owner: str) -> list[Begun]:
        kinds = self.bench.site().graph.dataset.record_shapes.by_kind
        groups: dict[str, list[tuple[Draft, str]]] = defaultdict(list)
        for draft in self.bench.desk.drafts(owner):
            is_statement = kinds[draft.kind].directory == CODINGS
            publication = draft.first("publication") if is_statement else ""
            name = f"{kinds[draft.kind].label}: {_called(draft)}"
            groups[publication].append((draft, name))
        return [
            Begun(
                publication,
                self._title(publication) if is_key else publication,
                tuple(found),
                is_key,
                is_key and self._has_other(publication, owner),
            )
            for publication, found in sorted(groups.items())
            for is_key in [is_name(publication)]
        ]

    def _has_other(self, publication: str, owner: str) -> bool:
        return self.bench.desk.is_awaited(publication, owner)

    def _compared(self, owner: str) -> list[tuple[str, bool]]:
        """Return the publications with codings side by side, and whether something is open."""
        desk = self.bench.desk
        folders = (path.stem for path in desk.waiting.files if path.parts[0] == CODINGS)
        begun = {d.first("publication") for d in self._statements(owner)} if owner else set()
        found = []
        for publication in sorted(set(folders) - begun):
            comparison = self.bench.compare(publication)
            if comparison:
                found.append((publication, comparison.is_open))
        return found

    def _waits_of(self, owner: str) -> Iterator[tuple[str, str]]:
        """Yield where the records and decisions of somebody stand that wait, and their names."""
        shapes = self.bench.site().graph.dataset.record_shapes.by_kind.values()
        labels = {shape.directory: shape.label for shape in shapes}
        origins = self.bench.desk.waiting.origins
        for file in sorted({origin.file for origin in origins if origin.coder == owner}):
            folder, name = file.parts[0], file.stem
            if folder == _ADJUDICATIONS:
                yield f"/contribute/compare/{name}", f"{labels[folder]}: {self._title(name)}"
            elif folder != CODINGS:
                yield f"/contribute/waiting/{file.as_posix()}", f"{labels[folder]}: {name}"

    def _title(self, publication: str) -> str:
        node = thing("publication", publication)
        found = self.bench.site().graph.store.quads_for_pattern(node, _TITLE, None, None)
        titles = (quad.object.value for quad in found if isinstance(quad.object, ox.Literal))
        return next(titles, publication)

    def _page(
        self,
        request: Request,
        session: Session,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        **shown: object,
    ) -> Response:
        text = self.bench.site().page(
            request, template, session=session, mark=session.mark(), **shown
        )
        return Response(text, status, media_type="text/html")


def _called(draft: Draft) -> str:
    return draft.first("id") or draft.first("key") or draft.first("statement")[:60] or "no name yet"


def _state(drafts: tuple[Draft, ...]) -> str:
    return "-".join(f"{draft.key}.{draft.mark}" for draft in drafts)
