"""Why a statement holds, as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.errors import UsageError
from atlas_kg.explanation import Evidence, Named, Proof, explain
from atlas_kg.namespaces import compress, expand
from atlas_kg.web.data_page import Alternate, DataPage, as_json, graph_forms
from atlas_kg.web.negotiation import JSON
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["explanation_routes"]


@dataclass(frozen=True)
class Step:
    """A proof, in which evidence is told once only.

    Attributes:
        evidence: Who says it, line by line.
        works: The publications among them.
    """

    proof: Proof
    premises: tuple[Step, ...]
    evidence: tuple[str, ...]
    works: tuple[Named, ...]


_PARTS = {"s": "subject", "p": "property", "o": "object"}


def explanation_routes(site: Site) -> list[Route]:
    """Return the route of the explanations."""

    def show_explanation(request: Request) -> Response:
        names = [_name(request, part) for part in _PARTS]
        try:
            proof = explain(site.graph, *names)
        except UsageError as error:
            raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from error
        except ValueError as error:
            raise ProblemError(HTTPStatus.BAD_REQUEST, f"A name is no IRI: {error}.") from error
        return _page(site, request, proof, names).respond(request)

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


def _page(site: Site, request: Request, proof: Proof, names: Sequence[str]) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "explanation.html",
            proof=proof,
            step=_step(proof, set()),
            alternates=alternates,
        )

    data = {JSON: lambda: as_json(proof.as_json()), **graph_forms(proof.as_triples)}
    parameters = tuple(zip(_PARTS, map(compress, names), strict=True))
    return DataPage(
        html, data, lambda form: site.links.with_format("/explain", parameters, form.name)
    )


def _step(proof: Proof, told: set[Evidence]) -> Step:
    lines: tuple[str, ...] = ()
    works: tuple[Named, ...] = ()
    if proof.evidence in told:
        lines = ("stated there too",)
    elif proof.evidence:
        told.add(proof.evidence)
        lines = tuple(proof.evidence.as_lines())
        works = (*proof.evidence.sources, *proof.evidence.support)
    return Step(proof, tuple(_step(premise, told) for premise in proof.premises), lines, works)
