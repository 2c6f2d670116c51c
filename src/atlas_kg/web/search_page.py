"""The search: a page that works without scripts, and the answers that a page shows as one types."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.search import KINDS, Entry, Found, Kind, Page, SearchIndex, entries_of, index_of
from atlas_kg.search import marked as marked_words
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json
from atlas_kg.web.negotiation import CSV, JSON, Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["LONGEST", "PAGES", "search_routes"]

LONGEST = 200
"""How many signs may be looked for."""

PER_PAGE = 20
_IN_GROUP = 5
_DIGITS = 6
_NOTE = 240
_COLUMNS = ("kind", "label", "note", "address")

PAGES = (
    Page("/", "The map", "The problem-solution map: phases by mechanisms, gaps, solutions."),
    Page("/plan", "The plan", "What to do in an adoption of your own, phase by phase."),
    Page("/evidence", "The evidence", "All coded statements, filtered, with their works."),
    Page("/ontology", "The ontology", "All terms: classes, properties and individuals."),
    Page("/queries", "Questions that the graph answers", "The published queries."),
    Page("/sparql", "SPARQL", "An editor for your own queries, and the endpoint."),
    Page("/contribute", "Contribute", "Add a publication, a coding or a solution."),
    Page("/screening", "Screening", "Identified works and their flow after PRISMA 2020."),
    Page("/agreement", "Agreement", "How far coders agree: kappa, alpha, intervals."),
    Page("/validation", "Validation", "What is checked, and what was found."),
    Page("/download", "Download", "The graph and its tables as files."),
)
"""The pages of the site; those that a site has not are not found."""


@dataclass(frozen=True)
class _Asked:
    """What is looked for."""

    text: str
    kind: str
    page: int

    @classmethod
    def of(cls, request: Request) -> _Asked:
        parameters = request.query_params
        text, kind = parameters.get("q", "").strip(), parameters.get("kind", "")
        page = parameters.get("page", "1")
        if len(text) > LONGEST:
            raise _bad("q", f"words of at most {LONGEST} signs")
        if kind and kind not in KINDS:
            raise _bad("kind", f"one of {', '.join(KINDS)}")
        if not (page.isascii() and page.isdigit() and len(page) <= _DIGITS and int(page)):
            raise _bad("page", "a number from 1 on")
        return cls(text, kind, int(page))

    def parameters(self, *, kind: str | None = None, page: int = 1) -> list[tuple[str, str]]:
        named = (("q", self.text), ("kind", self.kind if kind is None else kind))
        return [*((k, v) for k, v in named if v), *([("page", str(page))] if page > 1 else [])]


def _bad(name: str, known: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"The parameter '{name}' takes {known}.")


@dataclass(frozen=True)
class _Group:
    """The best entries of a kind."""

    kind: Kind
    entries: tuple[Entry, ...]
    total: int


class _Search:
    """The index, made when somebody looks for something first."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._index: SearchIndex | None = None

    def index(self, addresses: Collection[str]) -> SearchIndex:
        """Return the index.

        Args:
            addresses: The addresses that the site has.
        """
        if self._index is None:
            pages = [page for page in PAGES if page.address in addresses]
            self._index = index_of(entries_of(self.site.graph, pages))
        return self._index

    def page(self, request: Request) -> DataPage:
        """Return the page that a request asks for."""
        asked = _Asked.of(request)
        routes = (route for route in request.app.routes if isinstance(route, Route))
        everything = self.index({route.path for route in routes}).search(asked.text)
        found = everything.of_kind(asked.kind) if asked.kind else everything
        pages = max(1, ceil(found.total / PER_PAGE))
        if asked.page > pages:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"There are {pages} pages of results.")
        shown = found.entries((asked.page - 1) * PER_PAGE, PER_PAGE)

        def address(form: Form) -> str:
            return self._address(f"/search.{form.name}", asked)

        def html(alternates: Sequence[Alternate]) -> str:
            return self.site.page(
                request,
                "search.html",
                asked=asked,
                found=found,
                counts={KINDS[name]: count for name, count in everything.counts.items()},
                total=everything.total,
                # A list of one kind, or of what fits on a page, is better read in one.
                groups=() if asked.kind or asked.page > 1 else tuple(_groups(everything)),
                shown=shown,
                kinds=KINDS,
                pages=pages,
                marked=lambda text: marked_words(_shortened(text), everything.words),
                to=self._to,
                address=lambda **changed: self._address("/search", asked, **changed),
                alternates=alternates if asked.text else (),
            )

        def told() -> str:
            return as_json(
                {
                    "query": asked.text,
                    "words": everything.words,
                    "kind": asked.kind or None,
                    "total": found.total,
                    "page": asked.page,
                    "pages": pages,
                    "is_partial": everything.is_partial,
                    "near": found.near,
                    "kinds": [
                        {"name": name, "title": KINDS[name].title, "count": count}
                        for name, count in everything.counts.items()
                    ],
                    "results": [self._result(entry) for entry in shown],
                }
            )

        def table() -> str:
            rows = (self._result(entry) for entry in found.entries())
            return as_csv(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))

        return DataPage(html, {JSON: told, CSV: table}, address)

    def _address(self, path: str, asked: _Asked, **changed: str | int) -> str:
        parameters = asked.parameters(**changed)  # type: ignore[arg-type] # names of a template
        return self.site.links.with_parameters(path, parameters) if parameters else path

    def _to(self, entry: Entry) -> str:
        return self.site.links.thing(entry.target)

    def _result(self, entry: Entry) -> dict[str, str]:
        return {
            "kind": entry.kind,
            "kind_label": KINDS[entry.kind].label,
            "label": entry.label,
            "note": _shortened(entry.note),
            "address": self._to(entry),
            "iri": entry.target if entry.target.startswith("http") else "",
        }


def _groups(found: Found) -> Iterator[_Group]:
    for name, count in found.counts.items():
        yield _Group(KINDS[name], found.of_kind(name).entries(0, _IN_GROUP), count)


def _shortened(text: str) -> str:
    return text if len(text) <= _NOTE else f"{text[:_NOTE].rsplit(' ', 1)[0]} …"


def search_routes(site: Site) -> list[Route]:
    """Return the routes of the search."""
    search = _Search(site)

    def show_results(request: Request) -> Response:
        return search.page(request).respond(request)

    def download_results(request: Request) -> Response:
        return search.page(request).download(request, request.path_params["form"])

    return [Route("/search", show_results), Route("/search.{form}", download_results)]
