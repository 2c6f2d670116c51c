"""The plan of an adoption as a page: a form made from the words of the graph, and the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.evidence import Selection
from atlas_kg.namespaces import ATLAS
from atlas_kg.plan_formats import (
    MEANINGS,
    WORDS,
    evidence_words,
    reason_words,
    render_plan,
    silence,
    status_words,
)
from atlas_kg.plan_formats.wording import counts, open_points, setting, unspoken_words
from atlas_kg.planner import (
    Adoption,
    Planner,
    Reading,
    Use,
    Verdict,
    Vocabulary,
    open_planner,
    read_adoption,
)
from atlas_kg.problem_solution_space import Cell
from atlas_kg.web.data_page import Alternate, Body, DataPage
from atlas_kg.web.links import local_name
from atlas_kg.web.negotiation import CSV, JSON, MARKDOWN, Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["plan_routes"]

_PATH = "/plan"
_PHASE, _FORMAT = "phase", "format"
_MOST = 20
"""How many solutions of a mechanism stand below each verdict; the cell of the map has all."""


@dataclass(frozen=True)
class Question:
    """What an address asks for.

    Attributes:
        reading: The adoption that it describes, and what is wrong with the description.
        names_phases: Whether it names phases; if not, all lie ahead.
        is_asked: Whether it asks for a plan, and not for the form alone.
    """

    reading: Reading
    names_phases: bool
    is_asked: bool


def plan_routes(site: Site) -> list[Route]:
    """Return the routes of the plan."""
    planner = _opened_once(site)

    def show_plan(request: Request) -> Response:
        return _respond(site, request, planner())

    def download_plan(request: Request) -> Response:
        return _respond(site, request, planner(), request.path_params["form"])

    return [Route(_PATH, show_plan), Route(f"{_PATH}.{{form}}", download_plan)]


def _opened_once(site: Site) -> Callable[[], Planner]:
    """Return what reads conditions when a plan is asked for first."""
    lock = Lock()
    found: list[Planner] = []

    def planner() -> Planner:
        with lock:
            if not found:
                found.append(open_planner(site.store, site.space))
        return found[0]

    return planner


def _respond(site: Site, request: Request, planner: Planner, form: str | None = None) -> Response:
    question = _read(request, planner.vocabulary)
    reading = question.reading
    page = DataPage(
        partial(_html, site, request, planner, question),
        {form: partial(_data, planner, reading, form) for form in (MARKDOWN, CSV, JSON)},
        partial(_address, site, reading.adoption, planner.vocabulary),
    )
    response = page.download(request, form) if form else page.respond(request)
    if reading.faults:
        response.status_code = HTTPStatus.BAD_REQUEST
    return response


def _read(request: Request, vocabulary: Vocabulary) -> Question:
    """Read the description of an adoption from an address."""
    aspects = {aspect.name: aspect for aspect in vocabulary.aspects}
    phases: list[str] = []
    features: list[str] = []
    faults: list[str] = []
    for name, text in request.query_params.multi_items():
        value = text.strip()
        if name == _PHASE and value:
            phases.append(value)
        elif name in aspects and value:
            known = vocabulary.features.get(value)
            if known and known.aspect != aspects[name].iri:
                own = ", ".join(feature.name for feature in aspects[name].features)
                faults.append(f"'{value}' is no answer to '{name}'. Choose among {own}.")
            else:
                features.append(value)
        elif name not in (_PHASE, _FORMAT, *aspects):
            listed = ", ".join((_PHASE, *aspects))
            faults.append(f"'{name[:80]}' is not asked here. The parameters are {listed}.")
    reading = read_adoption(vocabulary, phases, features)
    return Question(
        Reading(reading.adoption, (*faults, *reading.faults)),
        bool(phases),
        any(name != _FORMAT for name in request.query_params),
    )


def _data(planner: Planner, reading: Reading, form: Form) -> Body:
    if reading.faults:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, " ".join(reading.faults), faults=list(reading.faults)
        )
    return render_plan(planner.plan(reading.adoption), form.name)


def _parameters(adoption: Adoption, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield what in an address describes an adoption; all phases need not be named."""
    if len(adoption.phases) < len(vocabulary.phases):
        yield from ((_PHASE, local_name(iri)) for iri in adoption.phases)
    for aspect in vocabulary.aspects:
        yield from ((aspect.name, one.name) for one in adoption.answers(aspect))


def _address(site: Site, adoption: Adoption, vocabulary: Vocabulary, form: Form) -> str:
    parameters = tuple(_parameters(adoption, vocabulary))
    path = f"{_PATH}.{form.name}"
    return site.links.with_parameters(path, parameters) if parameters else path


def _behind(site: Site, cell: Cell, use: Use) -> str:
    """Return the list of the statements that say so of a solution."""
    return site.links.evidence(
        Selection(
            phase=(local_name(cell.phase.iri),),
            mechanism=(local_name(cell.mechanism.iri),),
            solution=(use.solution.iri.rpartition("/")[2],),
            status=tuple(sorted(use.evidence.statements)),
        )
    )


def _proofs(site: Site, use: Use) -> list[str]:
    """Return the pages that explain why a solution addresses the problems of a phase."""
    link = ATLAS.addresses if use.evidence.is_accepted else ATLAS.tentativelyAddresses
    return [site.links.why(use.solution.iri, str(link), one) for one in use.evidence.problems]


def _html(
    site: Site,
    request: Request,
    planner: Planner,
    question: Question,
    alternates: Sequence[Alternate],
) -> str:
    adoption, faults = question.reading.adoption, question.reading.faults
    vocabulary = planner.vocabulary
    plan = planner.plan(adoption) if question.is_asked and not faults else None
    parameters = tuple(_parameters(adoption, vocabulary)) or ((_PHASE, ""),)
    return site.page(
        request,
        "plan.html",
        plan=plan,
        faults=faults,
        vocabulary=vocabulary,
        named_phases=adoption.phases if question.names_phases else (),
        chosen=adoption.names,
        lasting=site.links.with_parameters(str(request.url.replace(query="")), parameters),
        verdicts=tuple(Verdict),
        words=WORDS,
        meanings=MEANINGS,
        counts=counts,
        evidence_words=evidence_words,
        open_points=open_points,
        reason_words=reason_words,
        setting=setting,
        silence=silence,
        status_words=status_words,
        unspoken_words=unspoken_words,
        name=local_name,
        most=_MOST,
        behind=partial(_behind, site),
        proofs=partial(_proofs, site),
        alternates=alternates if plan else (),
    )
