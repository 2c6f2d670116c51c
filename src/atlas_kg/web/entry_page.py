"""The way in: signing in, signing out, and the record of somebody who codes for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.contribution import Contribution
from atlas_kg.contribution_review import Review
from atlas_kg.desk.refusal import refusal
from atlas_kg.errors import UsageError
from atlas_kg.web.bench import Bench
from atlas_kg.web.contribution_page import form_values
from atlas_kg.web.problems import status_of
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn
from atlas_kg.web.site import Site

__all__ = ["EntryPages"]

_DESCRIPTION = "Codes through the web form, and declares to be a person."


class Resuming(Protocol):
    """A page that shows again what was typed into it."""

    def resumed(
        self, request: Request, session: Session, there: str, answered: Answered
    ) -> Response | None:
        """Show the page after somebody signed in; None if it is another one."""
        ...


@dataclass(frozen=True)
class EntryPages:
    """The pages.

    Attributes:
        site: The site.
        bench: The desk.
        sign_in: Who has signed in.
        resuming: The pages on which somebody may go on, with what they had typed.
    """

    site: Site
    bench: Bench
    sign_in: SignIn
    resuming: tuple[Resuming, ...]

    async def enter(self, request: Request) -> Response:
        """Show the page to sign in, or sign somebody in."""
        if request.method != "POST":
            there = request.query_params.get("there", "/contribute")
            return self.sign_in.page(request, Answered({}, {}), there)
        answered = Answered.of(await form_values(request, self.site.settings.max_body))
        begun = self.sign_in.try_token(request, answered)
        if isinstance(begun, Response):
            return begun
        secret, session = begun
        response = await run_in_threadpool(self.go_on, request, session, answered)
        return self.sign_in.keep(request, response, secret)

    async def leave(self, request: Request) -> Response:
        """Sign somebody out."""
        answered = Answered.of(await form_values(request, self.site.settings.max_body))
        if self.sign_in.writer(request, answered) is None:
            return RedirectResponse("/contribute", HTTPStatus.SEE_OTHER)
        return self.sign_in.end(request)

    async def introduce(self, request: Request) -> Response:
        """Ask somebody who has no record as coder for it, or take it."""
        if request.method != "POST":
            session = self.sign_in.session(request)
            if session is None:
                return self.sign_in.page(request, Answered({}, {}), "/contribute")
            return self._introduction(request, session, Answered({}, {}))
        answered = Answered.of(await form_values(request, self.site.settings.max_body))
        session = self.sign_in.writer(request, answered)
        if session is None:
            told = "You are no longer signed in. Sign in to go on."
            there = answered.own.get("there", "/contribute")
            return self.sign_in.page(request, answered, there, told, HTTPStatus.FORBIDDEN)
        response = await run_in_threadpool(self._take, request, session, answered)
        await self.bench.expose(request.state.service)
        return response

    def go_on(self, request: Request, session: Session, answered: Answered) -> Response:
        """Show somebody who has signed in what they wanted to see, with what they had typed.

        Args:
            request: What asks for it.
            session: Who signed in.
            answered: What they had typed.
        """
        if not self.bench.desk.is_known_coder(session.owner):
            return self._introduction(request, session, answered)
        there = self.sign_in.place(answered)
        shown = (page.resumed(request, session, there, answered) for page in self.resuming)
        found = next((page for page in shown if page), None)
        return found or RedirectResponse(there, HTTPStatus.SEE_OTHER)

    def _introduction(  # noqa: PLR0913 - what is shown, and to whom
        self,
        request: Request,
        session: Session,
        answered: Answered,
        review: Review | None = None,
        *,
        problem: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        text = self.site.page(
            request,
            "introduction.html",
            session=session,
            mark=session.mark(),
            called=answered.own.get("label", session.called or session.owner),
            orcid=session.orcid or answered.own.get("orcid", ""),
            there=self.sign_in.place(answered),
            kept=self.sign_in.carried(answered),
            findings=review.findings if review else (),
            problem=problem,
        )
        return Response(text, status, media_type="text/html")

    def _take(self, request: Request, session: Session, answered: Answered) -> Response:
        if self.bench.desk.is_known_coder(session.owner):
            return self.go_on(request, session, answered)
        shape = self.site.graph.dataset.record_shapes.by_kind["coder"]
        values = {
            "key": (session.owner,),
            "label": (answered.own.get("label", ""),),
            "kind": ("HumanCoder",),
            "description": (_DESCRIPTION,),
            "orcid": (session.orcid or answered.own.get("orcid", ""),),
        }
        contribution = Contribution(shape, values)
        try:
            review = self.bench.propose(contribution, session.owner)
        except UsageError as error:
            if not self.bench.desk.is_known_coder(session.owner):
                told, status = refusal(error), status_of(error)
                return self._introduction(request, session, answered, problem=told, status=status)
        else:
            if not review.is_accepted:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
                return self._introduction(request, session, answered, review, status=status)
        return self.go_on(request, session, answered)
