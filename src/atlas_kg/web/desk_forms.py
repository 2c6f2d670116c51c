"""The forms for those who have signed in: check, save as a draft, hand in."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.contribution import Contribution, contributable
from atlas_kg.contribution_review import Review
from atlas_kg.desk.drafts import Draft, OutdatedDraftError
from atlas_kg.desk.names import is_name
from atlas_kg.desk.refusal import refusal
from atlas_kg.errors import UsageError
from atlas_kg.literature import CODINGS
from atlas_kg.record_shapes import RecordShape
from atlas_kg.web.bench import Bench
from atlas_kg.web.contribution_form import gathered, with_id
from atlas_kg.web.contribution_page import Forms, Writing, form_values, kind_of, rendered
from atlas_kg.web.problems import ProblemError, status_of
from atlas_kg.web.request_body import form_pairs
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn, Values

__all__ = ["DeskForms", "as_handed_in"]

_SAVED = "Your draft is saved. Nobody sees it but you."
_STALE = (
    "Nothing was saved: this form was given to you before you signed in last. What you had typed "
    "is here; press the button again."
)
_OUTDATED = (
    "Nothing was saved: this draft was changed meanwhile in another window. What you typed is "
    "here; saving it now makes a draft of its own."
)
_SEALED = "You have handed in your coding of this publication, so that it can no longer be changed."
_OTHER_CODER = "You can hand in a record of yourself as coder alone; its key is your name here."
_STATUS = "Tentative"
_PERSON = "HumanCoder"
"""Who signs in is a person: a consensus, whose word is accepted at once, is published elsewhere."""


@dataclass(frozen=True)
class DeskForms:
    """The forms.

    Attributes:
        bench: What they share with other pages.
        sign_in: Who has signed in.
        forms: The forms for those who have not.
    """

    bench: Bench
    sign_in: SignIn
    forms: Forms

    async def answer(self, request: Request) -> Response:
        """Answer a request for the form of a kind of record."""
        if request.method != "POST":
            return await run_in_threadpool(self._show, request)
        values = await form_values(request, self.forms.site.settings.max_body)
        answered = Answered.of(values)
        if not answered.own:
            return await self.forms.review(request, values)
        shape, _ = kind_of(self.forms.site, request)
        session = self.sign_in.writer(request, answered)
        if session:
            return await self._act(request, session, shape, answered)
        if current := self.sign_in.session(request):
            return await run_in_threadpool(
                self.form,
                request,
                current,
                shape,
                answered,
                problem=_STALE,
                status=HTTPStatus.FORBIDDEN,
            )
        told = "Sign in to go on. Nothing that you typed is lost."
        there = f"/contribute/{shape.kind}"
        return self.sign_in.page(request, answered, there, told, HTTPStatus.FORBIDDEN)

    def show_draft(self, request: Request) -> Response:
        """Show a draft to its coder."""
        session = self.sign_in.session(request)
        if session is None:
            return self.sign_in.page(request, Answered({}, {}), request.url.path)
        draft = self.bench.desk.draft(session.owner, request.path_params["key"])
        if draft is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "You have no draft at this address.")
        told = _SAVED if "saved" in request.query_params else ""
        return self.form(request, session, self._shape(draft), of_draft(draft), told=told)

    def resumed(
        self, request: Request, session: Session, there: str, answered: Answered
    ) -> Response | None:
        """Show a form again after somebody signed in, with what was typed; None if it is no form.

        Args:
            request: What brings it.
            session: Who signed in.
            there: The address of the form.
            answered: What was typed.
        """
        kind = there.rpartition("/")[2]
        shapes = {s.kind: s for s in contributable(self.forms.site.graph.dataset.record_shapes)}
        if kind not in shapes or not answered.values:
            return None
        told = "You are signed in. What you had typed is here; it is not saved yet."
        return self.form(request, session, shapes[kind], answered, told=told)

    def form(  # noqa: PLR0913 - what is shown, and to whom
        self,
        request: Request,
        session: Session,
        shape: RecordShape,
        answered: Answered,
        review: Review | None = None,
        *,
        told: str = "",
        problem: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Return the page with a form for somebody who has signed in."""
        writing = Writing(
            owner=session.owner,
            mark=session.mark(),
            draft=answered.own.get("draft", ""),
            stored=answered.own.get("stored", ""),
            hidden=_hidden(shape),
            told=told,
            problem=problem,
            is_statement=shape.directory == CODINGS,
            may_hand_in=shape.section is None,
        )
        contribution = Contribution(shape, answered.values)
        text = rendered(
            self.bench.site(), request, contribution, review, desk=True, writing=writing
        )
        return Response(text, status, media_type="text/html")

    def _show(self, request: Request) -> Response:
        shape, form = kind_of(self.forms.site, request)
        session = self.sign_in.session(request)
        if session is None or form or request.query_params.get("format"):
            return self.forms.show(request)
        if shape.kind == "adjudication":
            # Codings stand side by side where one decides between them.
            return RedirectResponse("/contribute#decide", HTTPStatus.SEE_OTHER)
        given = gathered(form_pairs(request.scope["query_string"]))
        return self.form(request, session, shape, Answered(Answered.of(given).values, {}))

    async def _act(
        self, request: Request, session: Session, shape: RecordShape, answered: Answered
    ) -> Response:
        match answered.own.get("action"):
            case "save":
                return await run_in_threadpool(self._save, request, session, shape, answered)
            case "discard":
                key = answered.own.get("draft", "")
                await run_in_threadpool(self.bench.desk.discard, session.owner, key)
                return RedirectResponse("/contribute", HTTPStatus.SEE_OTHER)
            case "hand-in" if shape.section is None:
                response = await run_in_threadpool(self._hand_in, request, session, shape, answered)
                if response.status_code == HTTPStatus.SEE_OTHER:
                    await self.bench.expose(request.state.service)
                return response
            case _:
                return await run_in_threadpool(self._check, request, session, shape, answered)

    def _check(
        self, request: Request, session: Session, shape: RecordShape, answered: Answered
    ) -> Response:
        publication = answered.values.get("publication", ())
        taken = {
            draft.first("id")
            for draft in self.bench.desk.drafts(session.owner)
            if draft.key != answered.own.get("draft") and draft.first("publication") in publication
        }
        # The form keeps what was typed: an id that is made is made anew until it is handed in.
        values = with_id(self.forms.site, shape, answered.values, taken)
        review = self.bench.review(as_handed_in(shape, values, session.owner))
        return self.form(request, session, shape, answered, review)

    def _save(
        self, request: Request, session: Session, shape: RecordShape, answered: Answered
    ) -> Response:
        contribution = as_handed_in(shape, answered.values, session.owner)
        status = HTTPStatus.CONFLICT
        if self._is_locked(contribution, session):
            return self.form(request, session, shape, answered, problem=_SEALED, status=status)
        key, mark = answered.own.get("draft", ""), answered.own.get("stored", "")
        before = (key, mark) if key else None
        try:
            draft = self.bench.desk.save(session.owner, shape.kind, answered.values, before)
        except OutdatedDraftError:
            fresh = Answered(answered.values, {})
            return self.form(request, session, shape, fresh, problem=_OUTDATED, status=status)
        except UsageError as error:
            return self._refused(request, session, shape, answered, error)
        address = f"/contribute/drafts/{draft.key}?saved"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    def _hand_in(
        self, request: Request, session: Session, shape: RecordShape, answered: Answered
    ) -> Response:
        contribution = as_handed_in(shape, answered.values, session.owner)
        if shape.kind == "coder" and contribution.names["key"] != session.owner:
            status = HTTPStatus.FORBIDDEN
            return self.form(request, session, shape, answered, problem=_OTHER_CODER, status=status)
        try:
            review = self.bench.propose(contribution, session.owner)
        except UsageError as error:
            return self._refused(request, session, shape, answered, error)
        if not review.is_accepted:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.form(request, session, shape, answered, review, status=status)
        self.bench.desk.discard(session.owner, answered.own.get("draft", ""))
        address = f"/contribute?handed-in={contribution.slug}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    def _refused(
        self,
        request: Request,
        session: Session,
        shape: RecordShape,
        answered: Answered,
        error: UsageError,
    ) -> Response:
        told, status = refusal(error), status_of(error)
        return self.form(request, session, shape, answered, problem=told, status=status)

    def _is_locked(self, contribution: Contribution, session: Session) -> bool:
        if contribution.shape.directory != CODINGS or contribution.unusable():
            return False
        publication = contribution.names["publication"]
        if not is_name(publication):
            return False
        return self.bench.desk.has_handed_in(session.owner, publication)

    def _shape(self, draft: Draft) -> RecordShape:
        return self.forms.site.graph.dataset.record_shapes.by_kind[draft.kind]


def of_draft(draft: Draft) -> Answered:
    """Return a draft as the form that it came from."""
    return Answered(draft.values, {"draft": draft.key, "stored": draft.mark})


def as_handed_in(shape: RecordShape, values: Values, coder: str) -> Contribution:
    """Return a record as its contributor hands it in, with what is not for them to fill in.

    Args:
        shape: The kind of record.
        values: What was filled in.
        coder: Who has signed in.
    """
    kept = {name: given for name, given in values.items() if name not in _hidden(shape)}
    if shape.kind == "coder":
        return Contribution(shape, {**kept, "kind": (_PERSON,)})
    if shape.directory != CODINGS:
        return Contribution(shape, values)
    # Where the data need a status, one coder alone gives this; it follows from what others say.
    status = {"status": (_STATUS,)} if shape.fields["status"].required else {}
    return Contribution(shape, {**kept, "coder": (coder,), **status})


def _hidden(shape: RecordShape) -> frozenset[str]:
    if shape.kind == "coder":
        return frozenset({"kind"})
    return frozenset({"coder", "status"} if shape.directory == CODINGS else ())
