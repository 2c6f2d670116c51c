"""Lists of publications, solutions, problems, mechanisms, phases and coders as pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.bibliography.writing import bibtex, csl
from atlas_kg.portraits import Entry, Gallery
from atlas_kg.reference import Reference
from atlas_kg.web.catalogues import CATALOGUES, TITLE, YEAR, Catalogue
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json
from atlas_kg.web.listing import leaf
from atlas_kg.web.negotiation import BIBTEX, CSL, CSV, JSON, Form
from atlas_kg.web.portraits import reference
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["catalogue_routes"]

_PER_PAGE = 100
_LONGEST = 200


@dataclass(frozen=True)
class Chosen:
    """What of a list a reader wants to see, and how it is ordered.

    Attributes:
        words: What name, text and authors must hold.
        sort: The order, by the name that `Catalogue.sorts` gives it.
    """

    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, catalogue: Catalogue, request: Request) -> Chosen:
        """Read what is chosen from the parameters of an address.

        Raises:
            ProblemError: A parameter has a value that means nothing.
        """
        words = request.query_params.get("q", "")
        sort = request.query_params.get("sort", "")
        if len(words) > _LONGEST:
            raise _bad("q", f"words of at most {_LONGEST} signs")
        if sort not in catalogue.sorts:
            raise _bad("sort", f"one of {', '.join(name for name in catalogue.sorts if name)}")
        return cls(words, sort)

    def parameters(self, page: int = 1) -> list[tuple[str, str]]:
        """Return the parameters of the address of a page."""
        told = (("q", self.words), ("sort", self.sort), ("page", str(page) if page > 1 else ""))
        return [(name, value) for name, value in told if value]


def _bad(name: str, known: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"The parameter '{name}' takes {known}.")


@dataclass(frozen=True)
class _Shelf:
    """The things of a catalogue, in each of its orders."""

    catalogue: Catalogue
    gallery: Gallery
    ordered: dict[str, Sequence[Entry]] = field(default_factory=dict)

    @cached_property
    def entries(self) -> Sequence[Entry]:
        return tuple(self.catalogue.entries(self.gallery))

    def chosen(self, chosen: Chosen) -> Sequence[Entry]:
        """Return what fits, in the order that is wanted."""
        if chosen.sort not in self.ordered:
            self.ordered[chosen.sort] = self._sorted(chosen.sort)
        found, words = self.ordered[chosen.sort], chosen.words.casefold().split()
        if not words:
            return found
        return [entry for entry in found if all(word in entry.searched for word in words)]

    def _sorted(self, sort: str) -> Sequence[Entry]:
        if not sort:
            return self.entries
        if sort == TITLE:
            return sorted(self.entries, key=lambda entry: self.catalogue.name_of(entry).casefold())
        if sort == YEAR:
            return sorted(self.entries, key=lambda entry: -(entry.year or 0))
        return sorted(self.entries, key=lambda entry: -entry.counts[sort])


def catalogue_routes(site: Site) -> list[Route]:
    """Return the routes of the lists."""
    routes = []
    for catalogue in CATALOGUES:
        shelf = _Shelf(catalogue, site.gallery)
        routes += [
            Route(f"/{catalogue.name}", partial(_show, site, shelf)),
            Route(f"/{catalogue.name}.{{form}}", partial(_download, site, shelf)),
        ]
    return routes


def _show(site: Site, shelf: _Shelf, request: Request) -> Response:
    return _page(site, shelf, request).respond(request)


def _download(site: Site, shelf: _Shelf, request: Request) -> Response:
    return _page(site, shelf, request).download(request, request.path_params["form"])


def _page(site: Site, shelf: _Shelf, request: Request) -> DataPage:
    catalogue = shelf.catalogue
    chosen = Chosen.of(catalogue, request)
    found = shelf.chosen(chosen)
    shown = leaf(request, found, _PER_PAGE)

    def address(form: Form) -> str:
        path, told = f"/{catalogue.name}.{form.name}", chosen.parameters()
        return site.links.with_parameters(path, told) if told else path

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "catalogue.html",
            catalogue=catalogue,
            chosen=chosen,
            leaf=shown,
            all=len(shelf.entries),
            alternates=alternates,
        )

    def cited() -> Iterator[tuple[str, Reference]]:
        return (reference(site, entry.iri) for entry in found)

    data: dict[Form, Callable[[], str]] = {
        JSON: lambda: as_json([_object(catalogue, entry) for entry in found]),
        CSV: lambda: as_csv(_columns(catalogue), (_row(catalogue, entry) for entry in found)),
    }
    if catalogue.has_years:
        data |= {BIBTEX: lambda: bibtex(cited()), CSL: lambda: csl(cited())}
    return DataPage(html, data, address)


def _object(catalogue: Catalogue, entry: Entry) -> dict[str, object]:
    return dict(zip(_columns(catalogue), _row(catalogue, entry), strict=True))


def _columns(catalogue: Catalogue) -> tuple[str, ...]:
    texts = ("title", "authors", "year") if catalogue.has_years else ("definition",)
    return (catalogue.one, "label", *texts, *catalogue.columns)


def _row(catalogue: Catalogue, entry: Entry) -> tuple[object, ...]:
    texts = (entry.text, entry.people, entry.year) if catalogue.has_years else (entry.text,)
    return (entry.iri, entry.label, *texts, *(entry.counts[name] for name in catalogue.columns))
