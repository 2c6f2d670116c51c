"""The evidence as a page: the coded statements of a selection, with who says so and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg import __version__
from atlas_kg.evidence import CodedStatement, Selection, chosen, question, sparql_of
from atlas_kg.problem_solution_space import Work
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json
from atlas_kg.web.evidence_filters import EVIDENCE_FILTERS, filters_of
from atlas_kg.web.evidence_request import selection_of
from atlas_kg.web.evidence_rows import COLUMNS, statement_object, statement_row
from atlas_kg.web.negotiation import CSV, JSON, Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site
from atlas_kg.web.statement_graphs import forms_about

__all__ = ["ORDERS", "PER_PAGE", "evidence_routes"]

PER_PAGE = 100
_WORKS = 200
"""How many works the page names; the data have all of them."""

ORDERS: dict[str, tuple[str, Callable[[CodedStatement], tuple[str, ...]] | None]] = {
    "phase": ("phase and mechanism", None),
    "solution": ("solution", lambda said: (said.solution.label,)),
    "publication": ("publication", lambda said: (said.publication.label,)),
    "year": ("year, the latest first", lambda said: (str(9999 - (said.year or 0)),)),
    "status": ("status", lambda said: (said.status,)),
}
"""By what the statements can be sorted: how it is called, and the key; none for their own order."""


@dataclass(frozen=True)
class Listing:
    """The statements of a selection, a page at a time.

    Attributes:
        selection: What is selected.
        sort: By what they are sorted, one of `ORDERS`.
        number: The number of the page, from 1.
        found: All of them, sorted.
        works: The works that they cite, each once.
    """

    selection: Selection
    sort: str
    number: int
    found: tuple[CodedStatement, ...]
    works: tuple[Work, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, ceil(len(self.found) / PER_PAGE))

    @property
    def begin(self) -> int:
        """How many statements come before those of the page."""
        return (self.number - 1) * PER_PAGE

    @property
    def shown(self) -> tuple[CodedStatement, ...]:
        """The statements of the page."""
        return self.found[self.begin : self.begin + PER_PAGE]

    @property
    def solutions(self) -> int:
        """How many solutions they are about."""
        return len({said.solution.iri for said in self.found})

    def parameters(self, *, page: int = 1, sort: str | None = None) -> list[tuple[str, str]]:
        """Return the parameters of the address of a page, in this order or another one."""
        order = sort or self.sort
        return [
            *self.selection.parameters(),
            *([("sort", order)] if order != next(iter(ORDERS)) else []),
            *([("page", str(page))] if page > 1 else []),
        ]


def evidence_routes(site: Site) -> list[Route]:
    """Return the routes of the evidence."""

    def show_evidence(request: Request) -> Response:
        return _page(site, request).respond(request)

    def download_evidence(request: Request) -> Response:
        return _page(site, request).download(request, request.path_params["form"])

    return [Route("/evidence", show_evidence), Route("/evidence.{form}", download_evidence)]


def _listing(site: Site, request: Request) -> Listing:
    selection = selection_of(site, request)
    sort = request.query_params.get("sort") or next(iter(ORDERS))
    if sort not in ORDERS:
        known = ", ".join(ORDERS)
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"Statements cannot be sorted by '{sort}'. Write one of {known}.",
        )
    number = request.query_params.get("page") or "1"
    if not (number.isascii() and number.isdecimal() and int(number[:9]) > 0):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"'{number}' is no page. Write a number from 1 on."
        )
    found = site.evidence.selected(selection)
    _, key = ORDERS[sort]
    if key:
        found = tuple(sorted(found, key=key))
    listing = Listing(selection, sort, int(number[:9]), found, site.evidence.works(selection))
    if listing.number > listing.pages:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, f"These statements fill {listing.pages} pages. Write a lower one."
        )
    return listing


def _page(site: Site, request: Request) -> DataPage:
    listing = _listing(site, request)
    selection, facets = listing.selection, site.evidence.facets

    def address(form: Form | None = None, page: int = 1, sort: str | None = None) -> str:
        path = f"/evidence.{form.name}" if form else "/evidence"
        parameters = listing.parameters(page=page, sort=sort)
        return site.links.with_parameters(path, parameters) if parameters else path

    def html(alternates: Sequence[Alternate]) -> str:
        works = listing.works
        return site.page(
            request,
            "evidence.html",
            listing=listing,
            question=question(selection, facets),
            chosen=tuple(chosen(selection, facets)),
            filters=filters_of(site.evidence, selection, EVIDENCE_FILTERS),
            orders={name: words for name, (words, _) in ORDERS.items()},
            works=works[:_WORKS],
            total_works=len(works),
            total=len(site.evidence.statements),
            cell=_cell(selection),
            query=sparql_of(selection, facets),
            citation=_citation(request, question(selection, facets), address()),
            address=address,
            alternates=alternates,
        )

    def told() -> str:
        filters: dict[str, list[str]] = {}
        for name, value in selection.parameters():
            filters.setdefault(name, []).append(value)
        return as_json(
            {
                "question": question(selection, facets),
                "filters": filters,
                "total": len(listing.found),
                "solutions": listing.solutions,
                "works": [{"iri": work.iri, "label": work.label} for work in listing.works],
                "statements": [statement_object(said) for said in listing.found],
            }
        )

    data = {
        CSV: lambda: as_csv(COLUMNS, map(statement_row, listing.found)),
        JSON: told,
        **forms_about(site.graph.store, (said.iri for said in listing.found)),
    }
    return DataPage(html, data, address)


def _cell(selection: Selection) -> str | None:
    """Return the page of the cell that a selection is within, if it is within one."""
    if len(selection.phase) == len(selection.mechanism) == 1:
        return f"/cells/{selection.phase[0]}/{selection.mechanism[0]}"
    return None


def _citation(request: Request, title: str, address: str) -> str:
    """Return how to cite the list; who cites it adds the day on which it was seen."""
    url = f"{str(request.base_url).rstrip('/')}{address}"
    return f"LLM ATLAS knowledge graph, version {__version__}. {title} {url}"
