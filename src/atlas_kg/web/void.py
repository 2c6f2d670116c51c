"""What the dataset holds, and where it can be asked and had (VoID)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.routing import Route

from atlas_kg.namespaces import THING, VOID
from atlas_kg.queries import named_query
from atlas_kg.web.site import Site
from atlas_kg.web.well_known import well_known_route

__all__ = ["void_routes"]


def void_routes(site: Site) -> list[Route]:
    """Return the route of the description."""
    return [well_known_route("void", lambda base: _description(site, base), "/queries/void")]


def _description(site: Site, base: str) -> Iterator[ox.Triple]:
    answer = site.store.query(named_query("pages/void").text)
    dataset = None
    if isinstance(answer, ox.QueryTriples):
        for triple in answer:
            if triple.object == _node(VOID.Dataset):
                dataset = triple.subject
            yield triple
    if dataset is not None:
        yield ox.Triple(dataset, _node(VOID.sparqlEndpoint), ox.NamedNode(f"{base}sparql"))
        yield ox.Triple(dataset, _node(VOID.uriSpace), ox.Literal(THING))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
