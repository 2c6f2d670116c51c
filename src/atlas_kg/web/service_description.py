"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF, Namespace

from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import PREFIXES, VOID

__all__ = ["service_description"]

_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_NAMES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}


def service_description(address: str, store: ox.Store) -> Iterator[ox.Triple]:
    """Yield the description of an endpoint.

    Args:
        address: The URL at which the endpoint was asked.
        store: What it serves.
    """
    service = ox.NamedNode(address)
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    type_ = _node(RDF.type)
    yield ox.Triple(service, type_, _node(_SD.Service))
    yield ox.Triple(service, _node(_SD.endpoint), service)
    yield ox.Triple(service, _node(_SD.supportedLanguage), _node(_SD.SPARQL11Query))
    yield ox.Triple(service, _node(_SD.feature), _node(_SD.UnionDefaultGraph))
    for name in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield ox.Triple(service, _node(_SD.resultFormat), _node(_FORMATS[_NAMES[name]]))
    yield ox.Triple(service, _node(_SD.defaultDataset), dataset)
    yield ox.Triple(dataset, type_, _node(_SD.Dataset))
    yield ox.Triple(dataset, _node(_SD.defaultGraph), default)
    yield ox.Triple(default, type_, _node(_SD.Graph))
    yield ox.Triple(default, _node(VOID.triples), _integer(len({q.triple for q in store})))
    for number, graph_name in enumerate(sorted(store.named_graphs(), key=str)):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        size = sum(1 for _ in store.quads_for_pattern(None, None, None, graph_name))
        yield ox.Triple(dataset, _node(_SD.namedGraph), named)
        yield ox.Triple(named, type_, _node(_SD.NamedGraph))
        yield ox.Triple(named, _node(_SD.name), graph_name)
        yield ox.Triple(named, _node(_SD.graph), graph)
        yield ox.Triple(graph, type_, _node(_SD.Graph))
        yield ox.Triple(graph, _node(VOID.triples), _integer(size))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(f"{PREFIXES['xsd']}integer"))
