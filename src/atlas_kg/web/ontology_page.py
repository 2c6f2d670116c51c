"""The ontology as a page: all its terms, each with an anchor, and each as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.documentation import OntologyDocumentation, document_ontology, ontology_content
from atlas_kg.documentation.terms import Term
from atlas_kg.namespaces import GRAPH_ONTOLOGY
from atlas_kg.queries import PublishedQuery, Row, rows
from atlas_kg.suggestions import nearest
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.links import SiteLinks
from atlas_kg.web.negotiation import CSV, GRAPHS, JSON, split_suffix
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site
from atlas_kg.web.thing_page import ThingPages

__all__ = ["ontology_routes"]

_COLUMNS = ("term", "group", "label", "definition")
_TERM_FORMS = frozenset(("ttl", "jsonld", "nt", "rdf"))
"""The forms that each term links to; there are hundreds of terms on the page."""


@dataclass(frozen=True)
class _OntologyLinks(SiteLinks):
    """Where the documentation of the ontology leads on this site."""

    def question(self, query: PublishedQuery) -> str:
        return f"/queries/{query.name}"

    def page(self, term: Term) -> str:
        return f"/terms/{quote(term.anchor, safe=':')}"

    def forms(self, term: Term) -> tuple[tuple[str, str], ...]:
        # Relative, since there are many of them: both pages lie at the top of the site.
        path = self.page(term).removeprefix("/")
        described = self.query(f"DESCRIBE <{term.iri}>").removeprefix("/")
        forms = (form.name for form in GRAPHS if form.name in _TERM_FORMS)
        return (*((name, f"{path}.{name}") for name in forms), ("query", described))


def ontology_routes(site: Site) -> list[Route]:
    """Return the routes of the ontology and of its terms."""
    terms = ThingPages(site)

    @cache
    def documented() -> OntologyDocumentation:
        return document_ontology(site.graph)

    @cache
    def content() -> Markup:
        downloads = tuple((form.title, f"/ontology.{form.name}") for form in (*GRAPHS, JSON, CSV))
        return ontology_content(site.templates, documented(), _OntologyLinks(), downloads)

    def page(request: Request) -> DataPage:
        def html(alternates: Sequence[Alternate]) -> str:
            return site.page(
                request,
                "ontology.html",
                title=documented().header.title,
                content=content(),
                alternates=alternates,
            )

        return _page(site, html)

    def show_ontology(request: Request) -> Response:
        return page(request).respond(request)

    def download_ontology(request: Request) -> Response:
        return page(request).download(request, request.path_params["form"])

    def show_term(request: Request) -> Response:
        name = request.path_params["name"]
        stem, form = split_suffix(name, (JSON, CSV, *GRAPHS))
        anchors = {anchor: iri for iri, anchor in documented().anchors.items()}
        if stem not in anchors:
            like = nearest(stem, anchors)
            hint = f" Did you mean '{like}'?" if like else ""
            near = [{"address": f"/terms/{quote(like, safe=':')}", "label": like}] if like else None
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"The ontology has no term '{stem}'.{hint}", near=near
            )
        address = f"/terms/{quote(stem, safe=':')}"
        return terms.page(request, anchors[stem], address).respond(request, form)

    return [
        Route("/ontology", show_ontology),
        Route("/ontology.{form}", download_ontology),
        Route("/terms/{name}", show_term),
    ]


def _page(site: Site, html: Callable[[Sequence[Alternate]], str]) -> DataPage:
    def terms() -> tuple[Row, ...]:
        return rows(site.store, "pages/terms")

    data = {
        JSON: lambda: as_json(terms()),
        CSV: lambda: as_csv(_COLUMNS, ([row[name] for name in _COLUMNS] for row in terms())),
    }
    graphs = graph_forms(lambda: _quads(site))
    return DataPage(html, {**data, **graphs}, suffixed("/ontology"))


def _quads(site: Site) -> Iterator[ox.Quad]:
    return site.graph.store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY)
