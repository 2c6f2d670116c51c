"""A cell of the map as a page: what theory expects there, and what the literature says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.evidence import MapView, Selection, chosen, selected_space, sparql_of
from atlas_kg.map_formats.tables import cell_object
from atlas_kg.namespaces import ATLAS, term
from atlas_kg.problem_solution_space import Cell, Problem, Statement
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json
from atlas_kg.web.evidence_request import selection_of
from atlas_kg.web.links import local_name
from atlas_kg.web.negotiation import CSV, GRAPHS, JSON, Form, split_suffix
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site
from atlas_kg.web.statement_graphs import forms_about

__all__ = ["cell_routes"]

_COLUMNS = ("statement", "text", "solution", "publication", "section", "coder", "works", "status")

_SOLUTIONS, _STATEMENTS, _OTHERS = 24, 5, 10
"""How many solutions a page tells of, how many statements of each, and how many others."""


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


@dataclass(frozen=True)
class Told:
    """A solution in a cell, and what the page tells of it.

    Attributes:
        first: The first of its statements.
        statements: Those that the page tells.
        more: How many others there are.
    """

    first: Statement
    statements: tuple[Statement, ...]
    more: int


def cell_routes(site: Site) -> list[Route]:
    """Return the route of the cells."""
    pages = _CellPages(site)

    def show_cell(request: Request) -> Response:
        name = request.path_params["mechanism"]
        mechanism, form = split_suffix(name, (JSON, CSV, *GRAPHS))
        whole = _cell(site, request.path_params["phase"], mechanism)
        return pages.of(request, whole).respond(request, form)

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


class _CellPages:
    """The pages of the cells, and what theory and inference say of all of them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.theory = site.gallery.theory

    def of(self, request: Request, whole: Cell) -> DataPage:
        """Return the page that a request asks for.

        Args:
            request: What asks for it; its filters choose the statements.
            whole: The cell with all its statements.
        """
        site = self.site
        others = selection_of(site, request).with_values(phase=(), mechanism=())
        selection = others.with_values(
            phase=local_name(whole.phase.iri), mechanism=local_name(whole.mechanism.iri)
        )
        cell = whole
        if not others.is_empty:
            space = selected_space(site.space, site.evidence, selection)
            cell = space.cell(whole.phase.iri, whole.mechanism.iri) or whole
        view = MapView(others)

        def address(form: Form) -> str:
            parameters = others.parameters()
            path = f"{site.links.cell(cell)}.{form.name}"
            return site.links.with_parameters(path, parameters) if parameters else path

        def html(alternates: Sequence[Alternate]) -> str:
            told = tuple(_told(cell))
            return site.page(
                request,
                "cell.html",
                cell=cell,
                whole=whole,
                view=view,
                space=site.space,
                chosen=tuple(chosen(others, site.evidence.facets)),
                told=told[:_SOLUTIONS],
                untold=max(0, len(told) - _SOLUTIONS),
                others=_OTHERS,
                predictions=self.theory.predictions.get(cell.mechanism.iri, ()),
                meetings=tuple(self._meetings(cell)),
                query=sparql_of(_behind(view, cell), site.evidence.facets),
                alternates=alternates,
            )

        def as_object() -> str:
            names = {"phase": cell.phase.iri, "mechanism": cell.mechanism.iri}
            return as_json({**names, **cell_object(cell)})

        data = {JSON: as_object, CSV: lambda: as_csv(_COLUMNS, _rows(cell))}
        said = (*cell.statements, *cell.tentative, *cell.disputed)
        graphs = forms_about(
            site.graph.store,
            (each.iri for each in said),
            [(cell.mechanism.iri, problem.iri) for problem in cell.phase.problems],
        )
        return DataPage(html, {**data, **graphs}, address)

    def _meetings(self, cell: Cell) -> Iterator[Meeting]:
        counters, applied = str(ATLAS.counters), str(ATLAS.appliedAgainst)
        links, mechanism = self.theory.links, cell.mechanism.iri
        for problem in cell.phase.problems:
            yield Meeting(
                problem,
                (mechanism, counters, problem.iri) in links,
                (mechanism, applied, problem.iri) in links,
                self.site.links.why(mechanism, counters, problem.iri),
                self.site.links.why(mechanism, applied, problem.iri),
            )


def _behind(view: MapView, cell: Cell) -> Selection:
    """Return the selection of all that the literature says in a cell, whatever its status."""
    return view.behind(cell, "Accepted").with_values(status=view.selection.status)


def _told(cell: Cell) -> Iterator[Told]:
    """Yield the solutions of a cell in their order, each with its first statements."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for said in cell.statements:
        found[said.solution].append(said)
    for group in found.values():
        yield Told(group[0], tuple(group[:_STATEMENTS]), max(0, len(group) - _STATEMENTS))


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
