"""Signing in by ORCID: the way there and back, with what somebody had typed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.desk.typed import Leave, Leaves
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE
from atlas_kg.orcid.attempt import Attempt
from atlas_kg.orcid.provider import Person, Provider, ProviderError
from atlas_kg.tokens import Right
from atlas_kg.web.bench import Bench
from atlas_kg.web.contribution_page import form_values
from atlas_kg.web.entry_page import EntryPages
from atlas_kg.web.signing_in import Answered, SignIn

__all__ = ["OrcidEntry"]

_LOG = logging.getLogger(__name__)
_COOKIE = "atlas-orcid"
_SECONDS = 3600
_ORCID = ox.NamedNode(str(ATLAS.orcidIdentifier))
_TYPED = "/contribute/orcid/typed"


@dataclass(frozen=True)
class OrcidEntry:
    """The way in by ORCID.

    Attributes:
        bench: The desk.
        sign_in: Who has signed in.
        entry: The other ways in, and where one goes on.
        provider: Who says who somebody is.
    """

    bench: Bench
    sign_in: SignIn
    entry: EntryPages
    provider: Provider

    @property
    def leaves(self) -> Leaves:
        """Who is away to sign in."""
        return self.bench.desk.leaves

    async def begin(self, request: Request) -> Response:
        """Send somebody to ORCID."""
        if request.method == "POST":
            self.sign_in.check_origin(request)
            settings = self.bench.site().settings
            answered = Answered.of(await form_values(request, settings.max_body))
        else:
            answered = Answered({}, {"there": request.query_params.get("there", "")})
        if (refused := self.sign_in.refused(request, answered)) is not None:
            return refused
        return await run_in_threadpool(self._begin, request, answered)

    async def come_back(self, request: Request) -> Response:
        """Take somebody in who comes back from ORCID."""
        return await run_in_threadpool(self._come_back, request)

    def show_typed(self, request: Request) -> Response:
        """Show somebody who has come back what they had typed."""
        session = self.sign_in.session(request)
        left = self._left(request)
        if session is None or left is None:
            return RedirectResponse("/contribute", HTTPStatus.SEE_OTHER)
        answered = Answered(left.values, {**left.own, "there": left.there})
        return self.entry.go_on(request, session, answered)

    def _begin(self, request: Request, answered: Answered) -> Response:
        there = self.sign_in.place(answered)
        own = {name: answered.own[name] for name in ("draft", "stored") if name in answered.own}
        attempt = Attempt()
        kept = {"nonce": attempt.nonce, "verifier": attempt.verifier}
        try:
            address = self.provider.address(attempt)
            browser = self.leaves.begin(attempt.state, Leave(there, answered.values, own, kept))
        except (ProviderError, UsageError) as error:
            _LOG.warning("Nobody can sign in by ORCID: %s", error)
            told = (
                "ORCID cannot be reached at this moment. Nothing that you typed is lost: try again "
                "in a minute, or sign in with a token."
            )
            return self._again(request, answered, told, HTTPStatus.BAD_GATEWAY)
        if request.method == "POST":
            # A form may lead nowhere but to this site (form-action); the page that follows may.
            text = self.bench.site().page(request, "to_orcid.html", address=address)
            response = Response(text, media_type="text/html")
        else:
            response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        response.set_cookie(
            _COOKIE,
            browser,
            max_age=_SECONDS,
            path="/contribute/orcid",
            secure=request.url.scheme == "https" or self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return response

    @property
    def _is_secure(self) -> bool:
        return self.provider.setting.callback.startswith("https:")

    def _left(self, request: Request) -> Leave | None:
        state = request.query_params.get("state", "")
        return self.leaves.get(state, request.cookies.get(_COOKIE, ""))

    def _come_back(self, request: Request) -> Response:
        left, state = self._left(request), request.query_params.get("state", "")
        if left is None:
            told = "You were away for long, or began in another browser. Sign in once more."
            return self._again(request, Answered({}, {}), told)
        if not self._is_first(state):
            # Whoever loads the page anew has come back already.
            if self.sign_in.session(request):
                return self._on(state, left)
            return self._back(request, left, "This way in was used already. Sign in again.")
        if "error" in request.query_params or "code" not in request.query_params:
            told = "ORCID did not sign you in. If you went back by mistake, try again."
            return self._back(request, left, told)
        attempt = Attempt(state, left.secrets["nonce"], left.secrets["verifier"])
        try:
            person = self.provider.person(attempt, request.query_params["code"])
        except ProviderError as error:
            _LOG.warning("Somebody could not sign in by ORCID: %s", error)
            told = "ORCID did not say who you are. Nothing that you typed is lost: try again."
            return self._back(request, left, told, HTTPStatus.BAD_GATEWAY)
        return self._let_in(request, person, left, state)

    def _is_first(self, state: str) -> bool:
        try:
            return self.leaves.end(state)
        except UsageError:
            # Somebody else came back with it at this moment.
            return False

    def _let_in(self, request: Request, person: Person, left: Leave, state: str) -> Response:
        right = self.provider.setting.right(person.orcid)
        if right is None:
            told = (
                f"The ORCID iD {person.orcid} is not on the list of those who may contribute here. "
                "Ask whoever runs the server to add it."
            )
            return self._back(request, left, told)
        secret, _ = self.sign_in.sessions.begin(
            self._coder(person),
            may_publish=right is Right.PUBLISH,
            orcid=person.orcid,
            called=person.name,
        )
        return self.sign_in.keep(request, self._on(state, left), secret)

    def _on(self, state: str, left: Leave) -> Response:
        """Go on where somebody wanted to; the address of the way back is left."""
        there = f"{_TYPED}?state={state}" if left.values else left.there
        return RedirectResponse(there, HTTPStatus.SEE_OTHER)

    def _coder(self, person: Person) -> str:
        """Return the name of a person as coder: that of the published record, else the ORCID iD.

        What somebody wrote into a record that waits is their word, so that it makes nobody else
        the coder of that name.
        """
        store = self.bench.published().graph.store
        said = store.quads_for_pattern(None, _ORCID, ox.Literal(person.orcid), GRAPH_LITERATURE)
        known = (quad.subject.value for quad in said if isinstance(quad.subject, ox.NamedNode))
        names = (iri.rpartition("/")[2] for iri in known)
        return next((name for name in sorted(names) if self.bench.is_person(name)), person.orcid)

    def _back(
        self,
        request: Request,
        left: Leave,
        told: str,
        status: HTTPStatus = HTTPStatus.FORBIDDEN,
    ) -> Response:
        """Return the page to sign in, with what somebody had typed."""
        answered = Answered(left.values, {**left.own, "there": left.there})
        return self._again(request, answered, told, status)

    def _again(
        self,
        request: Request,
        answered: Answered,
        told: str,
        status: HTTPStatus = HTTPStatus.FORBIDDEN,
    ) -> Response:
        there = self.sign_in.place(answered)
        return self.sign_in.page(request, answered, there, told, status)
