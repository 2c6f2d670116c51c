"""The ontology as a page: all its terms, grouped, each with an anchor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY, ONTOLOGY, compress
from atlas_kg.queries import Row, rows
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.description import Description, describe
from atlas_kg.web.links import local_name
from atlas_kg.web.negotiation import CSV, JSON
from atlas_kg.web.site import Site

__all__ = ["ontology_routes"]

_COLUMNS = ("term", "group", "label", "definition")


@dataclass(frozen=True)
class TermGroup:
    """Terms of one kind: classes, properties, or the individuals of one class."""

    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Term:
    """A term of the ontology, with the name of its anchor."""

    anchor: str
    description: Description


def ontology_routes(site: Site) -> list[Route]:
    """Return the routes of the ontology."""

    def show_ontology(request: Request) -> Response:
        return _page(site, request).respond(request)

    def download_ontology(request: Request) -> Response:
        return _page(site, request).download(request, request.path_params["form"])

    return [Route("/ontology", show_ontology), Route("/ontology.{form}", download_ontology)]


def _page(site: Site, request: Request) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "ontology.html",
            ontology=describe(site, ONTOLOGY),
            groups=tuple(_groups(site)),
            alternates=alternates,
        )

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


def _groups(site: Site) -> Iterator[TermGroup]:
    own = [row for row in rows(site.store, "pages/terms") if row["term"].startswith(str(ATLAS))]
    others = [row for row in rows(site.store, "pages/terms") if row not in own]
    for title, group in groupby(own, key=lambda row: row["group"]):
        yield TermGroup(title, tuple(_terms(site, group)))
    if others:
        yield TermGroup("Terms of other vocabularies", tuple(_terms(site, others)))


def _terms(site: Site, found: Iterable[Row]) -> Iterator[Term]:
    for iri in dict.fromkeys(row["term"] for row in found):
        description = describe(site, iri)
        if description:
            anchor = local_name(iri) if iri.startswith(str(ATLAS)) else compress(iri)
            yield Term(anchor, description)
