"""The published queries for other editors, in the convention of SIB.

Each query is one of SHACL's executables, with its question, its prefixes and its endpoint
(https://github.com/sib-swiss/sparql-examples).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF, SDO, SH, Namespace
from starlette.requests import Request
from starlette.routing import Route

from atlas_kg.namespaces import PREFIXES, RDFS
from atlas_kg.queries import PublishedQuery
from atlas_kg.web.site import Site
from atlas_kg.web.well_known import well_known_route

__all__ = ["sparql_example_routes"]

_ANY_URI = ox.NamedNode(f"{PREFIXES['xsd']}anyURI")
_SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")


def sparql_example_routes(site: Site) -> list[Route]:
    """Return the route of the examples."""

    async def examples(request: Request) -> Iterator[ox.Triple]:
        return _examples(site.queries, str(request.base_url))

    return [well_known_route("sparql-examples", examples, "/queries")]


def _examples(queries: tuple[PublishedQuery, ...], base: str) -> Iterator[ox.Triple]:
    prefixes = ox.BlankNode("sparql_examples_prefixes")
    for number, (prefix, namespace) in enumerate(PREFIXES.items()):
        declared = ox.BlankNode(f"prefix{number}")
        yield ox.Triple(prefixes, _node(SH.declare), declared)
        yield ox.Triple(declared, _node(SH.prefix), ox.Literal(prefix))
        yield ox.Triple(declared, _node(SH.namespace), ox.Literal(namespace, datatype=_ANY_URI))
    for query in queries:
        example = ox.NamedNode(query.iri)
        form = query.form.lower()
        yield ox.Triple(example, _node(RDF.type), _node(SH.SPARQLExecutable))
        # SHACL has no word for descriptions, so the convention has its own.
        words = _SPEX if form == "describe" else SH
        kind = f"SPARQL{form.capitalize()}Executable"
        yield ox.Triple(example, _node(RDF.type), _node(words[kind]))
        yield ox.Triple(example, _node(SH.prefixes), prefixes)
        yield ox.Triple(example, _node(RDFS.comment), ox.Literal(query.summary, language="en"))
        yield ox.Triple(example, _node(words[form]), ox.Literal(query.text))
        yield ox.Triple(example, _node(SDO.target), ox.NamedNode(f"{base}sparql"))
        for service in query.services:
            yield ox.Triple(example, _node(_SPEX.federatesWith), ox.NamedNode(service))
        for tag in query.tags:
            yield ox.Triple(example, _node(SDO.keywords), ox.Literal(tag))


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))
