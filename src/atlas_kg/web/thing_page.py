"""Any thing as a page: a publication, a solution, a coding, a coder and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.namespaces import GRAPH_INFERRED, thing
from atlas_kg.problem_solution_space import Cell, Statement
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.description import Description, Property, describe, quads_about
from atlas_kg.web.negotiation import CSV, GRAPHS, JSON, Form, split_suffix
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["thing_page", "thing_routes"]

_COLUMNS = ("subject", "predicate", "object", "inferred")


def thing_routes(site: Site) -> list[Route]:
    """Return the route of the things."""

    def show_thing(request: Request) -> Response:
        description, form = _found(site, request.path_params["kind"], request.path_params["slug"])
        address = site.links.thing(description.iri)
        return thing_page(site, request, description, address).respond(request, form)

    return [Route("/id/{kind}/{slug}", show_thing)]


def _found(site: Site, kind: str, slug: str) -> tuple[Description, Form | None]:
    stem, form = split_suffix(slug, (JSON, CSV, *GRAPHS))
    # A slug may itself end like a suffix.
    candidates: tuple[tuple[str, Form | None], ...] = ((slug, None), (stem, form))
    for name, wanted in candidates:
        description = describe(site, thing(quote(kind), name).value)
        if description:
            return description, wanted
    raise ProblemError(
        HTTPStatus.NOT_FOUND, f"The graph says nothing of a {kind} with the name '{stem}'."
    )


def thing_page(site: Site, request: Request, description: Description, address: str) -> DataPage:
    """Return the page about a thing or a term.

    Args:
        site: The site that shows it.
        request: What asks for it.
        description: What the graph says of it.
        address: Where its page is.
    """
    iri = description.iri

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "thing.html",
            thing=description,
            statements=tuple(_statements(site, iri)),
            reported=tuple(
                problem
                for phase in site.space.phases
                for problem in phase.problems
                if any(work.iri == iri for work in problem.reported_by)
            ),
            alternates=alternates,
        )

    data = {
        JSON: lambda: as_json(_object(description)),
        CSV: lambda: as_csv(_COLUMNS, _rows(quads_about(site, iri))),
    }
    graphs = graph_forms(lambda: quads_about(site, iri))
    return DataPage(html, {**data, **graphs}, suffixed(address))


def _statements(site: Site, iri: str) -> Iterator[tuple[Cell, Statement]]:
    """Yield the coded statements that are the thing, are about it, cite it or come from it."""
    for cell in site.space.cells:
        for said in cell.statements:
            works = (said.publication, *said.works)
            if iri in (said.iri, said.solution, *(work.iri for work in works)):
                yield cell, said


def _object(description: Description) -> dict[str, object]:
    return {
        "iri": description.iri,
        "label": description.label,
        "description": description.lead,
        "asserted": _values(description.asserted),
        "inferred": _values(description.inferred),
        "incoming": _values(description.incoming),
    }


def _values(properties: Sequence[Property]) -> dict[str, list[str]]:
    return {
        property_.iri: [value.iri or value.text for value in property_.values]
        for property_ in properties
    }


def _rows(quads: Sequence[ox.Quad]) -> Iterator[tuple[str, str, str, str]]:
    for quad in sorted(quads, key=str):
        inferred = "true" if quad.graph_name == GRAPH_INFERRED else "false"
        yield _text(quad.subject), quad.predicate.value, _text(quad.object), inferred


def _text(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value
