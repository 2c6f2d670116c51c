"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF, Namespace
from starlette.requests import Request

from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import PREFIXES, VOID
from atlas_kg.web.inquiry import find_rows

__all__ = ["FORMATS", "W3C_NAMES", "DatasetSize", "measure_dataset", "service_description"]

FORMATS = Namespace("http://www.w3.org/ns/formats/")
"""The W3C's names of formats, https://www.w3.org/ns/formats/."""

W3C_NAMES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
"""The local names there of the formats that this software knows."""

_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_INPUT = ("ttl", "nt", "rdf", "jsonld")
_SIZE = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
_SIZES = "SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
_SPATIAL = (
    "Contains",
    "Crosses",
    "Disjoint",
    "Equals",
    "Intersects",
    "Overlaps",
    "Touches",
    "Within",
)


@dataclass(frozen=True)
class DatasetSize:
    """How many triples a dataset holds.

    Attributes:
        default: Those of the default graph.
        named: Those of each named graph, by its IRI.
    """

    default: int
    named: Mapping[str, int]


async def measure_dataset(request: Request) -> DatasetSize:
    """Return the size of the dataset that the endpoint serves now.

    Args:
        request: For what it is needed.

    Raises:
        ProblemError: It could not be counted.
    """
    (whole,) = await find_rows(request, _SIZE)
    parts = await find_rows(request, _SIZES)
    return DatasetSize(
        int(whole["triples"].value),
        {part["graph"].value: int(part["triples"].value) for part in parts},
    )


def service_description(
    address: str, size: DatasetSize, *, takes_updates: bool, federates: bool
) -> Iterator[ox.Triple]:
    """Yield the description of an endpoint.

    Args:
        address: The URL at which the endpoint was asked.
        size: The size of its dataset.
        takes_updates: Whether some clients may change the dataset.
        federates: Whether queries may ask other endpoints.
    """
    service = ox.NamedNode(address)
    yield ox.Triple(service, _node(RDF.type), _node(_SD.Service))
    yield ox.Triple(service, _node(_SD.endpoint), service)
    yield from _abilities(service, takes_updates=takes_updates, federates=federates)
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    available = ox.BlankNode("available")
    yield ox.Triple(service, _node(_SD.defaultDataset), dataset)
    yield ox.Triple(service, _node(_SD.availableGraphs), available)
    yield ox.Triple(dataset, _node(RDF.type), _node(_SD.Dataset))
    yield ox.Triple(available, _node(RDF.type), _node(_SD.GraphCollection))
    yield ox.Triple(dataset, _node(_SD.defaultGraph), default)
    yield ox.Triple(default, _node(RDF.type), _node(_SD.Graph))
    yield ox.Triple(default, _node(VOID.triples), _integer(size.default))
    for number, (name, triples) in enumerate(sorted(size.named.items())):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _node(_SD.namedGraph), named)
        yield ox.Triple(available, _node(_SD.namedGraph), named)
        yield ox.Triple(named, _node(RDF.type), _node(_SD.NamedGraph))
        yield ox.Triple(named, _node(_SD.name), ox.NamedNode(name))
        yield ox.Triple(named, _node(_SD.graph), graph)
        yield ox.Triple(graph, _node(RDF.type), _node(_SD.Graph))
        yield ox.Triple(graph, _node(VOID.triples), _integer(triples))


def _abilities(
    service: ox.NamedNode, *, takes_updates: bool, federates: bool
) -> Iterator[ox.Triple]:
    yield ox.Triple(service, _node(_SD.supportedLanguage), _node(_SD.SPARQL11Query))
    yield ox.Triple(service, _node(_SD.feature), _node(_SD.UnionDefaultGraph))
    if takes_updates:
        yield ox.Triple(service, _node(_SD.supportedLanguage), _node(_SD.SPARQL11Update))
        for name in _INPUT:
            yield ox.Triple(service, _node(_SD.inputFormat), _node(FORMATS[W3C_NAMES[name]]))
    if federates:
        yield ox.Triple(service, _node(_SD.feature), _node(_SD.BasicFederatedQuery))
    for name in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield ox.Triple(service, _node(_SD.resultFormat), _node(FORMATS[W3C_NAMES[name]]))
    for name in _SPATIAL:
        function = ox.NamedNode(f"{_GEOSPARQL}sf{name}")
        yield ox.Triple(service, _node(_SD.extensionFunction), function)
        yield ox.Triple(function, _node(RDF.type), _node(_SD.Function))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{PREFIXES['xsd']}integer"))
