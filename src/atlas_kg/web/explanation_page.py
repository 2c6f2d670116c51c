"""Why a statement holds, and why one does not, as a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.errors import UsageError
from atlas_kg.explanation import (
    Acceptance,
    Evidence,
    Named,
    Proof,
    WhyNot,
    holds,
    proof_triples,
    proofs,
    why_not,
)
from atlas_kg.namespaces import compress, expand
from atlas_kg.web.data_page import Alternate, DataPage, as_json, graph_forms
from atlas_kg.web.negotiation import JSON
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["explanation_routes"]

_ON_PAGE = 5
_LAST = 1_000
_REMEMBERED = 500
"""How many answers to why something does not hold are kept."""
_EFFORT = 5_000
"""How long to look for one more proof before a page does without it."""


Line = tuple[tuple[str, str | None], ...]
"""A line of text in parts, each with the IRI of what it names."""


@dataclass(frozen=True)
class Step:
    """A proof, in which evidence is told once only.

    Attributes:
        evidence: Who says it, line by line; in a line what names a publication has its IRI.
        works: The publications that no line names.
    """

    proof: Proof
    premises: tuple[Step, ...]
    evidence: tuple[Line, ...]
    works: tuple[Named, ...]


@dataclass(frozen=True)
class _Question:
    """A statement about which a request asks.

    Attributes:
        names: The IRIs of subject, property and object.
        first: Which of its proofs to tell first, counted from 1; None for the shortest alone.
    """

    names: tuple[str, str, str]
    first: int | None

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The names as parameters of an address."""
        return tuple(zip(_PARTS, map(compress, self.names), strict=True))


_PARTS = {"s": "subject", "p": "property", "o": "object"}


def explanation_routes(site: Site) -> list[Route]:
    """Return the route of the explanations."""
    acceptance = Acceptance(site.graph)

    # What is missing takes long to find, and the graph of a site stays as it is.
    @lru_cache(maxsize=_REMEMBERED)
    def lacking(names: tuple[str, str, str]) -> WhyNot:
        return why_not(site.graph, *names, acceptance=acceptance)

    def show_explanation(request: Request) -> Response:
        subject, predicate, object_ = (_name(request, part) for part in _PARTS)
        question = _Question((subject, predicate, object_), _first(request))
        try:
            if holds(site.graph, *question.names):
                return _proofs_page(site, request, question).respond(request)
            answer = lacking(question.names)
        except UsageError as error:
            raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from error
        return _why_not_page(site, request, question, answer).respond(request)

    return [Route("/explain", show_explanation)]


def _name(request: Request, part: str) -> str:
    given = request.query_params.getlist(part)
    if len(given) != 1:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"Name the {_PARTS[part]} of the statement once, as {part}= with a CURIE or an IRI.",
        )
    try:
        return expand(given[0])
    except UsageError as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, str(error)) from error


def _first(request: Request) -> int | None:
    given = request.query_params.get("from")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or not 0 < int(given[:9]) <= _LAST:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"Say from which proof on, as from= with a whole number from 1 to {_LAST}; "
            "'atlas-kg explain --all' tells all.",
        )
    return int(given)


def _proofs_page(site: Site, request: Request, question: _Question) -> DataPage:
    first = question.first or 1
    number = _ON_PAGE if question.first else 1
    found = proofs(site.graph, *question.names, effort=_EFFORT)
    told = tuple(islice(found, first - 1, first + number))
    shown, more = told[:number], len(told) > number
    if not shown:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, f"There is no proof with the number {first}. Begin at 1."
        )
    following = first + number if more and first + number <= _LAST else None
    ways = question.parameters
    next_page = site.links.with_parameters("/explain", (*ways, ("from", str(following))))

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "explanation.html",
            proof=shown[0],
            above=_above(site, question),
            steps=tuple(_step(proof, set()) for proof in shown),
            first=first,
            number=number,
            next_page=next_page if following else None,
            alternates=alternates,
        )

    def as_object() -> Mapping[str, object]:
        if question.first is None:
            return {"holds": True, **shown[0].as_json()}
        told_proofs = [proof.as_json() for proof in shown]
        next_one = next_page if following else None
        return {"holds": True, "from": first, "proofs": told_proofs, "next": next_one}

    data = {JSON: lambda: as_json(as_object()), **graph_forms(lambda: proof_triples(shown))}
    known = (*ways, ("from", str(first))) if question.first else ways
    return DataPage(html, data, lambda form: site.links.with_format("/explain", known, form.name))


def _why_not_page(site: Site, request: Request, question: _Question, answer: WhyNot) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "why_not.html",
            answer=answer,
            above=_above(site, question),
            steps=tuple(_step(proof, set()) for proof in answer.expected),
            alternates=alternates,
        )

    data = {JSON: lambda: as_json(answer.as_json()), **graph_forms(answer.as_triples)}
    ways = question.parameters
    return DataPage(html, data, lambda form: site.links.with_format("/explain", ways, form.name))


def _above(site: Site, question: _Question) -> list[tuple[str, str]]:
    """Return the breadcrumb of the thing about which the statement is."""
    subject = question.names[0]
    return [(site.links.thing(subject), site.label(subject))]


def _step(proof: Proof, told: set[Evidence]) -> Step:
    lines: tuple[Line, ...] = ()
    works: tuple[Named, ...] = ()
    if proof.rule is None and proof.evidence in told:
        lines = ((("from the same source as above", None),),)
    elif proof.rule is None:
        told.add(proof.evidence)
        works = (*proof.evidence.sources, *proof.evidence.support)
        lines = tuple(_linked(line, works) for line in proof.evidence.as_lines())
        named = {iri for line in lines for _, iri in line}
        works = tuple(work for work in works if work.iri not in named)
    return Step(proof, tuple(_step(premise, told) for premise in proof.premises), lines, works)


def _linked(line: str, works: Sequence[Named]) -> Line:
    """Return a line in parts, so that the labels of works in it can be links."""
    known = {work.label: work.iri for work in works}
    if not known:
        return ((line, None),)
    longest_first = sorted(known, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", line)
    return tuple((part, known.get(part)) for part in parts if part)
