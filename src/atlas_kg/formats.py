"""RDF and query-result formats: their names, suffixes and media types, and conversion."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.serializers.jsonld import from_rdf

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import PREFIXES

__all__ = [
    "GRAPH_FORMATS",
    "LARGE",
    "RESULT_FORMATS",
    "GraphFormat",
    "ResultFormat",
    "from_rdflib",
    "from_rdflib_term",
    "serialize",
    "to_rdflib",
    "to_rdflib_term",
]


@dataclass(frozen=True)
class GraphFormat:
    """A serialisation of RDF graphs."""

    name: str
    suffix: str
    media_type: str


@dataclass(frozen=True)
class ResultFormat:
    """A serialisation of the rows of a query, or of its yes or no."""

    name: str
    media_type: str
    syntax: ox.QueryResultsFormat


GRAPH_FORMATS: dict[str, GraphFormat] = {
    form.name: form
    for form in (
        GraphFormat("ttl", "ttl", "text/turtle"),
        GraphFormat("jsonld", "jsonld", "application/ld+json"),
        GraphFormat("nt", "nt", "application/n-triples"),
        GraphFormat("rdf", "rdf", "application/rdf+xml"),
        GraphFormat("trig", "trig", "application/trig"),
        GraphFormat("nq", "nq", "application/n-quads"),
    )
}

RESULT_FORMATS: dict[str, ResultFormat] = {
    form.name: form
    for form in (
        ResultFormat("json", "application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ResultFormat("xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ResultFormat("csv", "text/csv", ox.QueryResultsFormat.CSV),
        ResultFormat("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV),
    )
}

# An ill-typed literal is a finding for validation to tell, not a traceback in the log.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")


def to_rdflib(triples: Iterable[ox.Triple | ox.Quad], store: str = "default") -> rdflib.Graph:
    """Return an rdflib graph of the triples, with the prefixes of this software bound.

    Blank nodes keep their identity within one call.

    Args:
        triples: The triples.
        store: The name of rdflib's store that holds them; ``SimpleMemory`` keeps their order, which
            in the default one is another in each process.
    """
    graph = rdflib.Graph(store, bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    # RDF/XML needs it for languages, and rdflib declares it nowhere else.
    graph.bind("xml", "http://www.w3.org/XML/1998/namespace")
    nodes: dict[str, rdflib.term.Node] = {}

    def term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
        key = str(value)
        if key not in nodes:
            nodes[key] = to_rdflib_term(value)
        return nodes[key]

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def to_rdflib_term(
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> rdflib.term.Node:
    """Return a term of the embedded store as rdflib has it, its lexical form unchanged.

    Raises:
        UsageError: The term is a quoted triple, which rdflib does not know.
    """
    match value:
        case ox.NamedNode():
            return rdflib.URIRef(value.value)
        case ox.BlankNode():
            return rdflib.BNode(value.value)
        case ox.Literal():
            if value.language:
                return rdflib.Literal(value.value, lang=value.language)
            if value.datatype == _STRING:
                return rdflib.Literal(value.value)
            datatype = rdflib.URIRef(value.datatype.value)
            return rdflib.Literal(value.value, datatype=datatype, normalize=False)
        case _:
            raise UsageError("Quoted triples cannot be handed to rdflib: remove them.")


def from_rdflib_term(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of rdflib as the embedded store has it, its lexical form unchanged.

    >>> from_rdflib_term(rdflib.Literal("Karten", lang="de"))
    <Literal value=Karten language=de>
    """
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else _STRING
        return ox.Literal(str(node), datatype=datatype)
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))


def from_rdflib(graph: rdflib.Graph) -> tuple[ox.Triple, ...]:
    """Return the triples of an rdflib graph as the embedded store takes them."""
    text = graph.serialize(format="nt", encoding="utf-8")
    quads = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    return tuple(quad.triple for quad in quads)


LARGE = 100_000
"""Nesting what blank nodes hold takes rdflib minutes and gigabytes for more triples than these."""


def serialize(triples: Iterable[ox.Triple | ox.Quad], form: GraphFormat) -> bytes:
    """Return the triples in a graph format, as UTF-8.

    Turtle, RDF/XML and JSON-LD group what is said of a thing and use the prefixes of this software.
    TriG and N-Quads hold them in the default graph, where they read as Turtle and N-Triples do.
    Where there are many, blank nodes have names instead of being nested.
    """
    if form.name in ("nt", "nq"):
        lines = sorted({f"{t.subject} {t.predicate} {t.object} .\n" for t in triples})
        return "".join(lines).encode()
    distinct = {ox.Triple(t.subject, t.predicate, t.object) for t in triples}
    ordered = sorted(distinct, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    if len(ordered) > LARGE:
        return _streamed(ordered, form)
    graph = to_rdflib(ordered, "SimpleMemory")
    if form.name == "jsonld":
        return _json_ld(graph)
    name = "xml" if form.name == "rdf" else "turtle"
    text: bytes = graph.serialize(None, format=name, encoding="utf-8")
    return text


def _json_ld(graph: rdflib.Graph) -> bytes:
    """Return a graph as JSON-LD, whose things rdflib leaves in the order of a set."""
    document: Any = from_rdf(graph, auto_compact=True)  # type: ignore[no-untyped-call]
    if "@graph" in document:
        document["@graph"].sort(key=lambda node: str(node["@id"]))
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode()


def _streamed(ordered: list[ox.Triple], form: GraphFormat) -> bytes:
    """Return many triples in the order of subjects, in which a stream of them is grouped."""
    syntax = {
        "ttl": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    return ox.serialize(ordered, format=syntax[form.name], prefixes=PREFIXES) or b""
