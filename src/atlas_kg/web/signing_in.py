"""Signing in, by token for one, and the answers to forms of those who have: whose they are.

Nothing typed is lost where a session has ended: the page to sign in carries it along, and after
that its form is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from atlas_kg.desk.names import is_name
from atlas_kg.web.authorization import comes_from_elsewhere
from atlas_kg.web.contribution_page import form_values
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.rate_limit import RateLimit
from atlas_kg.web.sessions import SECONDS, Session, Sessions
from atlas_kg.web.site import Site

__all__ = ["OWN", "Answered", "SignIn"]

OWN = "desk."
"""How the names begin of what a form sends besides the fields of a record."""

_CARRIED = ("draft", "stored")
"""What a form sends besides its fields, and that is needed when it is shown again."""

_COOKIE = "atlas-session"
_PATH = "/contribute"
_HERE = re.compile(r"/contribute(?:/[A-Za-z0-9_-]+){0,2}")
_TRIES, _AT_ONCE = 0.5, 20.0
"""How often a second a client may try to sign in in the long run, and for how many seconds' worth
of tries all at once, where whoever runs the server sets no rate."""

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Answered:
    """A form that somebody has filled in.

    Attributes:
        values: The fields of the record.
        own: What the form sends besides, by name without its beginning.
    """

    values: Values
    own: Mapping[str, str]

    @classmethod
    def of(cls, values: Values) -> Answered:
        """Return a form as a request brings it."""
        record = {name: given for name, given in values.items() if not name.startswith(OWN)}
        own = {n.removeprefix(OWN): v[0] for n, v in values.items() if n.startswith(OWN) and v}
        return cls(record, own)


@dataclass(frozen=True)
class SignIn:
    """Who has signed in.

    Attributes:
        site: The site.
        sessions: All sign-ins.
        rate: How often a client may try.
    """

    site: Site
    sessions: Sessions
    rate: RateLimit = field(default_factory=lambda: RateLimit(_TRIES, _AT_ONCE))

    def session(self, request: Request) -> Session | None:
        """Return the session of whoever sends a request, if there is one."""
        secret = request.cookies.get(_COOKIE)
        return self.sessions.get(secret) if secret else None

    def check_origin(self, request: Request) -> None:
        """See to it that a form of this site sends a request.

        Raises:
            ProblemError: A page of another site sends it.
        """
        if comes_from_elsewhere(request.headers):
            raise ProblemError(
                HTTPStatus.FORBIDDEN, "Send contributions from the form of this site."
            )

    def writer(self, request: Request, answered: Answered) -> Session | None:
        """Return the session in which a form was given and is sent; None if there is none.

        Args:
            request: What brings the form.
            answered: The form.

        Raises:
            ProblemError: A page of another site sends it.
        """
        self.check_origin(request)
        session = self.session(request)
        return session if session and session.gave(answered.own.get("mark", "")) else None

    async def sent(self, request: Request, otherwise: str) -> tuple[Session, Answered] | Response:
        """Return the form that a request brings, with the session in which it was given.

        Args:
            request: What brings the form.
            otherwise: What to tell whoever is not signed in.

        Returns:
            The session and the form; or the page to sign in, which carries the form along.

        Raises:
            ProblemError: A page of another site sends it.
        """
        answered = Answered.of(await form_values(request, self.site.settings.max_body))
        session = self.writer(request, answered)
        if session:
            return session, answered
        return self.page(request, answered, request.url.path, otherwise, HTTPStatus.FORBIDDEN)

    def page(
        self,
        request: Request,
        answered: Answered,
        there: str,
        told: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Return the page to sign in.

        Args:
            request: What asks for it.
            answered: What was typed, which it carries along.
            there: Where to go on.
            told: What is wrong.
            status: The status.
        """
        there = self.place(Answered({}, {"there": there}))
        kept = self.carried(answered)
        settings = self.site.settings
        text = self.site.page(
            request,
            "sign_in.html",
            there=there,
            kept=kept,
            told=told,
            by_token=settings.tokens is not None,
            by_orcid=settings.orcid is not None,
        )
        return Response(text, status, media_type="text/html")

    @staticmethod
    def place(answered: Answered) -> str:
        """Return where somebody wants to go on, which is nowhere but on the desk."""
        there = answered.own.get("there", _PATH)
        return there if _HERE.fullmatch(there) else _PATH

    @staticmethod
    def carried(answered: Answered) -> list[tuple[str, str]]:
        """Return what was typed, as a page carries it along."""
        own = [(OWN + name, answered.own[name]) for name in _CARRIED if answered.own.get(name)]
        return [*((name, v) for name, given in answered.values.items() for v in given), *own]

    def refused(self, request: Request, answered: Answered) -> Response | None:
        """Return the page for somebody who has tried to sign in too often; None for others.

        Args:
            request: What asks to be let in.
            answered: What was typed.
        """
        if self.rate.admits(request.client.host if request.client else ""):
            return None
        told = "You have tried often. Wait a minute, then try again."
        there = answered.own.get("there", _PATH)
        response = self.page(request, answered, there, told, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = "60"
        return response

    def try_token(self, request: Request, answered: Answered) -> tuple[str, Session] | Response:
        """Sign somebody in by the token that a form brings.

        Args:
            request: What brings the form.
            answered: The form.

        Returns:
            The secret for the browser and the session, or the page that says what is wrong.

        Raises:
            ProblemError: A page of another site sends it.
        """
        self.check_origin(request)
        there = answered.own.get("there", _PATH)
        if (refused := self.refused(request, answered)) is not None:
            return refused
        tokens = self.site.settings.tokens
        owner = tokens.owner(answered.own.get("token", "").strip()) if tokens else None
        if tokens is None or owner is None:
            told = "The token is not one that this server knows. Copy all of it, without spaces."
            return self.page(request, answered, there, told, HTTPStatus.FORBIDDEN)
        if not is_name(owner):
            told = (
                f"The token belongs to '{owner}', which cannot be the name of a coder. Ask whoever "
                "runs the server for a token with a name of letters, digits, '-' and '_'."
            )
            return self.page(request, answered, there, told, HTTPStatus.FORBIDDEN)
        return self.sessions.begin(owner, may_publish=tokens.may_publish(owner))

    def keep(self, request: Request, response: Response, secret: str) -> Response:
        """Let the browser keep the secret of a session."""
        response.set_cookie(
            _COOKIE,
            secret,
            max_age=SECONDS,
            path=_PATH,
            secure=request.url.scheme == "https" or self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return response

    @property
    def _is_secure(self) -> bool:
        """Whether others reach the site by https, be it through a proxy that does not say so."""
        orcid = self.site.settings.orcid
        return orcid is not None and orcid.callback.startswith("https:")

    def end(self, request: Request) -> Response:
        """End the session of whoever sends a request."""
        self.sessions.end(request.cookies.get(_COOKIE, ""))
        response = RedirectResponse(_PATH, HTTPStatus.SEE_OTHER)
        response.delete_cookie(_COOKIE, path=_PATH, httponly=True, samesite="lax")
        return response
