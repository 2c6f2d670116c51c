"""Codings side by side: where coders differ, and the decision of a third one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.agreement.units import FOUR
from atlas_kg.contribution import Contribution
from atlas_kg.desk.comparison import Compared, Comparison
from atlas_kg.desk.names import is_name
from atlas_kg.desk.refusal import refusal
from atlas_kg.desk.waiting_file import now
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, blocks
from atlas_kg.namespaces import thing
from atlas_kg.web.bench import Bench
from atlas_kg.web.problems import ProblemError, status_of
from atlas_kg.web.sessions import Session
from atlas_kg.web.signing_in import Answered, SignIn

__all__ = ["ComparisonPage", "publication_of"]

_ADJUDICATION = "adjudication"


@dataclass(frozen=True)
class ComparisonPage:
    """The page.

    Attributes:
        bench: The desk.
        sign_in: Who has signed in.
    """

    bench: Bench
    sign_in: SignIn

    async def answer(self, request: Request) -> Response:
        """Show what the coders of a publication say, or take a decision between them."""
        if request.method != "POST":
            return await run_in_threadpool(self._show, request)
        sent = await self.sign_in.sent(request, "Sign in to go on. Nothing that you typed is lost.")
        if isinstance(sent, Response):
            return sent
        session, answered = sent
        response = await run_in_threadpool(self._decide, request, session, answered)
        if response.status_code == HTTPStatus.SEE_OTHER:
            await self.bench.expose(request.state.service)
        return response

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
        path, _, publication = there.rpartition("/")
        if path != "/contribute/compare" or not answered.values:
            return None
        told = "You are signed in. What you had typed is here; it is not handed in yet."
        found = self.found(publication, session)
        return self._page(request, found, session, answered, told=told)

    def _show(self, request: Request) -> Response:
        session = self.sign_in.session(request)
        comparison = self.found(publication_of(request), session)
        response = self._page(request, comparison, session, Answered({}, {}))
        # While somebody reads, there is time for what the first decision needs.
        response.background = BackgroundTask(self.bench.reviewer.prepare) if session else None
        return response

    def found(self, publication: str, session: Session | None) -> Comparison:
        """Return a comparison that somebody may see now.

        Args:
            publication: The key of the publication, as an address brings it.
            session: Who has signed in.

        Raises:
            ProblemError: There is none, or they have begun to code the publication themselves.
        """
        missing = "There are no two codings of such a publication that everybody may see."
        if not is_name(publication):
            raise ProblemError(HTTPStatus.NOT_FOUND, missing)
        if session and self._codes_now(session.owner, publication):
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "You have begun to code this publication. Hand your coding in, or throw its drafts "
                "away, before you look at those of others.",
            )
        comparison = self.bench.compare(publication)
        if comparison is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, missing)
        return comparison

    def _codes_now(self, coder: str, publication: str) -> bool:
        desk = self.bench.desk
        return not desk.has_handed_in(coder, publication) and any(
            draft.first("publication") == publication for draft in desk.drafts(coder)
        )

    def _page(  # noqa: PLR0913 - what is shown, to whom
        self,
        request: Request,
        comparison: Comparison,
        session: Session | None,
        answered: Answered,
        *,
        told: str = "",
        problem: str = "",
        findings: tuple[Finding, ...] = (),
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        text = self.bench.site().page(
            request,
            "comparison.html",
            comparison=comparison,
            publication=thing("publication", comparison.publication).value,
            variables=FOUR,
            waits=self.bench.part(comparison.publication) is not None,
            session=session,
            mark=session.mark() if session else "",
            may_decide=bool(session and not self._hindrance(session, comparison)),
            typed={name: given[0] for name, given in answered.values.items() if given},
            told=told,
            problem=problem,
            findings=findings,
            label=self.bench.site().label,
        )
        return Response(text, status, media_type="text/html")

    def _decide(self, request: Request, session: Session, answered: Answered) -> Response:
        comparison = self.found(publication_of(request), session)

        def again(
            problem: str,
            findings: tuple[Finding, ...] = (),
            status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
        ) -> Response:
            return self._page(
                request,
                comparison,
                session,
                answered,
                problem=problem,
                findings=findings,
                status=status,
            )

        if why := self._hindrance(session, comparison):
            return again(why, status=HTTPStatus.FORBIDDEN)
        chosen = next(iter(answered.values.get("decision", ())), "")
        unit = _unit(comparison, next(iter(answered.values.get("unit", ())), ""))
        if unit is None or not (unit.is_open or unit.can_be_accepted):
            told = "This was decided meanwhile, or is not in dispute."
            return again(told, status=HTTPStatus.CONFLICT)
        if chosen not in {said.iri for said in unit.unit.statements}:
            return again("Choose which statement stands.")
        # The name of the first statement is one that no other decision of the file has.
        name = "-".join(unit.name.rpartition("/")[2].split(".")[1:])
        said = {
            "publication": (comparison.publication,),
            "id": (name,),
            "codings": tuple(map(_name, comparison.decided_by(unit, chosen))),
            "decision": (_name(chosen),),
            "reason": answered.values.get("reason", ()),
        }
        decision = self._decision(session, said)
        findings = self.bench.review_decision(decision)
        if blocks(findings):
            return again("There is something to mend.", findings)
        try:
            self.bench.desk.adjudicate(decision, session.owner)
        except UsageError as error:
            return again(refusal(error), status=status_of(error))
        return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)

    def _hindrance(self, session: Session, comparison: Comparison) -> str:
        """Return why somebody may not decide; empty if they may."""
        if thing("coder", session.owner).value in comparison.coders:
            return "You have coded this publication, so that somebody else has to decide."
        if not self.bench.is_person(session.owner):
            return "A person has to decide: your record as coder says that you are none."
        return ""

    def _decision(self, session: Session, said: Mapping[str, tuple[str, ...]]) -> Contribution:
        shape = self.bench.site().graph.dataset.record_shapes.by_kind[_ADJUDICATION]
        return Contribution(shape, {**said, "by": (session.owner,), "date": (now(),)})


def publication_of(request: Request) -> str:
    """Return the key of the publication that an address names."""
    return str(request.path_params["publication"])


def _unit(comparison: Comparison, name: str) -> Compared | None:
    found = (one for one in comparison.units if one.name == name)
    return next(found, None)


def _name(iri: str) -> str:
    """Return how an adjudication names a statement: codings without their kind."""
    return "/".join(iri.split("/")[-2:]).removeprefix("coding/")
