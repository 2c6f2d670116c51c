"""What the dataset holds, and where it can be asked and had (VoID, https://www.w3.org/TR/void/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.routing import Route

from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import DATASET, THING, VOID
from atlas_kg.queries import named_query
from atlas_kg.web.inquiry import Findings, find_rows
from atlas_kg.web.service_description import FORMATS, W3C_NAMES
from atlas_kg.web.well_known import well_known_route

__all__ = ["describe_dataset", "void_routes"]

_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"


def void_routes() -> list[Route]:
    """Return the route of the description."""
    counts = Findings(named_query("pages/void").text)

    async def description(request: Request) -> Iterator[ox.Triple]:
        counted = await counts.triples(request)
        graphs = (str(row["graph"].value) for row in await find_rows(request, _GRAPHS))
        return describe_dataset(str(request.base_url), counted, graphs)

    return [well_known_route("void", description, "/queries/void")]


def describe_dataset(
    base: str, counted: Iterable[ox.Triple], graphs: Iterable[str]
) -> Iterator[ox.Triple]:
    """Yield the description of the dataset.

    Args:
        base: The URL of the site.
        counted: What the query ``pages/void`` gives.
        graphs: The IRIs of the named graphs.
    """
    yield from counted
    dataset = ox.NamedNode(DATASET)
    yield ox.Triple(dataset, _node(VOID.sparqlEndpoint), ox.NamedNode(f"{base}sparql"))
    yield ox.Triple(dataset, _node(VOID.uriSpace), ox.Literal(THING))
    for name in (*GRAPH_FORMATS, *RESULT_FORMATS):
        yield ox.Triple(dataset, _node(VOID.feature), _node(FORMATS[W3C_NAMES[name]]))
    for graph in graphs:
        dump = ox.NamedNode(f"{base}rdf-graph-store?graph={quote(graph, safe='')}")
        yield ox.Triple(dataset, _node(VOID.dataDump), dump)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
