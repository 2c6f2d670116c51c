"""Vocabularies of others, and which terms they declare."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rdflib import DCTERMS, OWL, PROV, RDF, SDO, SKOS, XSD, Graph, URIRef

from atlas_kg.formats import from_rdflib
from tests.reasoning.seed import Triples

_PLACES = [parent / "shared" / "data" / "vocabularies" for parent in Path(__file__).parents]
FOLDER = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
"""Where their files lie, on the machines that have them."""

FILES = {
    "https://w3id.org/airo#": "airo.ttl",
    "https://w3id.org/vair#": "vair.ttl",
    "https://w3id.org/dpv/ai/owl#": "dpv-ai-owl.ttl",
}
"""Namespaces of vocabularies in files."""

LISTED = {str(DCTERMS): DCTERMS, str(PROV): PROV, str(SKOS): SKOS}
"""Namespaces whose terms rdflib lists."""

SCHEMA = "http://schema.org/"
"""Listed by rdflib, too, but under https."""

READ = {
    # https://github.com/SPAROntologies/fabio, docs/2019-02-19/fabio.ttl
    "http://purl.org/spar/fabio/": {"Work"},
    # https://github.com/w3c/web-annotation, admin/ns/oa.ttl
    "http://www.w3.org/ns/oa#": {"Annotation", "hasSelector"},
}
"""Terms that were looked up by hand, since no package lists them."""

_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def namespace(term: URIRef) -> str:
    """Return the namespace of a term of a known vocabulary, or the term itself."""
    known = [*FILES, *LISTED, *READ, SCHEMA]
    return next((base for base in known if term.startswith(base)), str(term))


def in_file(term: URIRef) -> bool:
    """Say whether only the file of its vocabulary can tell if a term is declared."""
    return namespace(term) in FILES


def is_declared(term: URIRef) -> bool:
    """Say whether the vocabulary of a term declares it."""
    base = namespace(term)
    if base in FILES:
        return any((term, RDF.type, kind) in read(FILES[base]) for kind in _KINDS)
    if base in LISTED:
        return term in LISTED[base]
    if base == SCHEMA:
        return URIRef(term.replace("http://", "https://", 1)) in SDO
    return term.removeprefix(base) in READ.get(base, ())


@cache
def read(file: str) -> Graph:
    """Read the file of a vocabulary."""
    return Graph().parse(FOLDER / file)


def axioms(file: str) -> Triples:
    """Return a vocabulary without dates, on which HermiT stops."""
    graph = Graph()
    for triple in read(file):
        if XSD.date not in {triple[2], getattr(triple[2], "datatype", None)}:
            graph.add(triple)
    return frozenset(from_rdflib(graph))
