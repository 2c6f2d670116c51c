"""A cell of the map as a page: what theory expects there, and what the literature says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.map_formats.tables import cell_object
from atlas_kg.namespaces import ATLAS, term
from atlas_kg.problem_solution_space import Cell, Problem, Work
from atlas_kg.queries import rows
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.links import local_name
from atlas_kg.web.negotiation import CSV, GRAPHS, JSON, split_suffix
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["cell_routes"]

_COLUMNS = ("statement", "text", "solution", "publication", "section", "coder", "works", "status")


@dataclass(frozen=True)
class Prediction:
    """What theory says of a mechanism: the asymmetry that it mitigates, and who says so."""

    asymmetry: str
    asymmetry_label: str
    sources: tuple[Work, ...]


@dataclass(frozen=True)
class Meeting:
    """How a mechanism meets an agency problem of the phase.

    Attributes:
        predicted: Whether theory predicts that the mechanism counters the problem.
        applied: Whether the literature applies it there.
        why_predicted: Where it is explained why theory predicts it, or why not.
        why_applied: Where it is explained why the literature applies it, or why not.
    """

    problem: Problem
    predicted: bool
    applied: bool
    why_predicted: str
    why_applied: str


def cell_routes(site: Site) -> list[Route]:
    """Return the route of the cells."""

    def show_cell(request: Request) -> Response:
        name = request.path_params["mechanism"]
        mechanism, form = split_suffix(name, (JSON, CSV, *GRAPHS))
        cell = _cell(site, request.path_params["phase"], mechanism)
        return _page(site, request, cell).respond(request, form)

    return [Route("/cells/{phase}/{mechanism}", show_cell)]


def _cell(site: Site, phase: str, mechanism: str) -> Cell:
    cell = site.space.cell(term(phase).value, term(mechanism).value)
    if cell:
        return cell
    phases = [local_name(known.iri) for known in site.space.phases]
    mechanisms = [local_name(known.iri) for known in site.space.mechanisms]
    raise ProblemError(
        HTTPStatus.NOT_FOUND,
        f"There is no cell {phase}/{mechanism}. The phases are {', '.join(phases)}; "
        f"the mechanisms are {', '.join(mechanisms)}.",
        phases=phases,
        mechanisms=mechanisms,
    )


def _page(site: Site, request: Request, cell: Cell) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "cell.html",
            cell=cell,
            space=site.space,
            predictions=tuple(_predictions(site, cell)),
            meetings=tuple(_meetings(site, cell)),
            alternates=alternates,
        )

    def as_object() -> str:
        names = {"phase": cell.phase.iri, "mechanism": cell.mechanism.iri}
        return as_json({**names, **cell_object(cell)})

    data = {JSON: as_object, CSV: lambda: as_csv(_COLUMNS, _rows(cell))}
    graphs = graph_forms(lambda: _quads(site, cell))
    return DataPage(html, {**data, **graphs}, suffixed(site.links.cell(cell)))


def _rows(cell: Cell) -> Iterator[tuple[str, ...]]:
    for said in (*cell.statements, *cell.tentative, *cell.disputed):
        works = "; ".join(work.label for work in said.works)
        yield (
            said.iri,
            said.text,
            said.solution_label,
            said.publication.label,
            said.section,
            said.coder.label,
            works,
            said.status,
        )


def _quads(site: Site, cell: Cell) -> Iterator[ox.Quad]:
    """Yield the links between mechanism and problems, and what the statements hold."""
    store = site.graph.store
    mechanism = ox.NamedNode(cell.mechanism.iri)
    for problem in cell.phase.problems:
        yield from store.quads_for_pattern(mechanism, None, ox.NamedNode(problem.iri), None)
    for said in (*cell.statements, *cell.tentative, *cell.disputed):
        yield from store.quads_for_pattern(ox.NamedNode(said.iri), None, None, None)


def _predictions(site: Site, cell: Cell) -> Iterator[Prediction]:
    found = [
        row
        for row in rows(site.store, "pages/predictions")
        if row["mechanism"] == cell.mechanism.iri
    ]
    for asymmetry, label in dict.fromkeys(
        (row["asymmetry"], row["asymmetryLabel"]) for row in found
    ):
        sources = (
            Work(row["sourceLabel"], row["source"])
            for row in found
            if row["asymmetry"] == asymmetry and "source" in row
        )
        yield Prediction(asymmetry, label, tuple(sources))


def _meetings(site: Site, cell: Cell) -> Iterator[Meeting]:
    links = {
        (row["problem"], row["link"])
        for row in rows(site.store, "pages/links")
        if (row["phase"], row["mechanism"]) == (cell.phase.iri, cell.mechanism.iri)
    }

    for problem in cell.phase.problems:
        counters, applied = str(ATLAS.counters), str(ATLAS.appliedAgainst)
        yield Meeting(
            problem,
            (problem.iri, counters) in links,
            (problem.iri, applied) in links,
            site.links.why(cell.mechanism.iri, counters, problem.iri),
            site.links.why(cell.mechanism.iri, applied, problem.iri),
        )
