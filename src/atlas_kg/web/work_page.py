"""Adding a work: by identifier, which the registries describe, or by a pasted reference."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from atlas_kg.bibliography.publication import KIND
from atlas_kg.desk.drafts import Draft
from atlas_kg.desk.refusal import refusal
from atlas_kg.desk.works import Found, looked_up, pasted
from atlas_kg.errors import UsageError
from atlas_kg.web.bench import Bench
from atlas_kg.web.desk_forms import DeskForms
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn

__all__ = ["WorkPage"]

_PLACE = "/contribute/work"
_FILLED = (
    "This is what was found. Look whether it is right, mend what is not, then hand it in; nothing "
    "is saved yet."
)


@dataclass(frozen=True)
class WorkPage:
    """The page.

    Attributes:
        bench: The desk.
        sign_in: Who has signed in.
        forms: The form of a publication, which is filled in with what was found.
    """

    bench: Bench
    sign_in: SignIn
    forms: DeskForms

    async def answer(self, request: Request) -> Response:
        """Ask for a work, or look it up."""
        if request.method != "POST":
            return await run_in_threadpool(self._show, request)
        sent = await self.sign_in.sent(request, "Sign in to go on. Nothing that you typed is lost.")
        if isinstance(sent, Response):
            return sent
        session, answered = sent
        return await run_in_threadpool(self._look, request, session, answered)

    def resumed(
        self, request: Request, session: Session, there: str, answered: Answered
    ) -> Response | None:
        """Show the page again after somebody signed in, with what was typed.

        Args:
            request: What brings it.
            session: Who signed in.
            there: The address.
            answered: What was typed.
        """
        if there != _PLACE or not answered.values:
            return None
        return self._page(request, session, answered)

    def _show(self, request: Request) -> Response:
        session = self.sign_in.session(request)
        if session is None:
            return self.sign_in.page(request, Answered({}, {}), _PLACE)
        return self._page(request, session, Answered({}, {}))

    def _look(self, request: Request, session: Session, answered: Answered) -> Response:
        identifier, text = (
            next(iter(answered.values.get(name, ())), "").strip()
            for name in ("identifier", "reference")
        )
        if not (identifier or text):
            told = "Write an identifier, or paste a reference."
            return self._page(request, session, answered, told)
        try:
            entries = (looked_up(identifier),) if identifier else pasted(text)
        except UsageError as error:
            return self._page(request, session, answered, refusal(error))
        found = self.bench.works().compared(entries)
        if len(found) == 1 and found[0].values:
            shape = self.bench.site().graph.dataset.record_shapes.by_kind[KIND]
            filled = Answered(found[0].values, {})
            return self.forms.form(request, session, shape, filled, told=_FILLED)
        try:
            drafts = self._saved(session, found)
        except UsageError as error:
            return self._page(request, session, answered, refusal(error))
        return self._page(request, session, answered, found=tuple(zip(found, drafts, strict=True)))

    def _saved(self, session: Session, found: tuple[Found, ...]) -> list[Draft | None]:
        """Save a draft for each new work, since one page has room for one form."""
        desk = self.bench.desk
        return [desk.save(session.owner, KIND, w.values) if w.values else None for w in found]

    def _page(
        self,
        request: Request,
        session: Session,
        answered: Answered,
        problem: str = "",
        found: tuple[tuple[Found, Draft | None], ...] = (),
    ) -> Response:
        published = self.bench.published().graph.dataset.origins
        text = self.bench.site().page(
            request,
            "work.html",
            session=session,
            mark=session.mark(),
            typed={name: given[0] for name, given in answered.values.items() if given},
            problem=problem,
            found=found,
            label=self.bench.site().label,
            is_published=lambda iri: (iri, None, None) in published,
        )
        return Response(text, media_type="text/html")
