"""The IRIs of LLM ATLAS and the prefixes under which people write them.

Every IRI that the software itself needs is written here and nowhere else.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import NamedNode
from rdflib import Namespace

from atlas_kg.errors import UsageError

if TYPE_CHECKING:
    from curies import Converter

__all__ = [
    "ATLAS",
    "BASE",
    "BIBO",
    "CITO",
    "DATACITE",
    "DATASET",
    "DCTERMS",
    "GRAPH_CORPUS",
    "GRAPH_INFERRED",
    "GRAPH_LINKS",
    "GRAPH_LITERATURE",
    "GRAPH_ONTOLOGY",
    "GRAPH_PROPOSED",
    "LITERAL",
    "NP",
    "NPX",
    "ONTOLOGY",
    "OWL",
    "PAV",
    "PREFIXES",
    "PROV",
    "RDFS",
    "SCHEMA",
    "SEMAPV",
    "SHAPE",
    "SKOS",
    "SSSOM",
    "THING",
    "VOID",
    "compress",
    "contract",
    "expand",
    "term",
    "thing",
]

BASE = "https://w3id.org/llm-atlas/"

ONTOLOGY = f"{BASE}ontology"
"""The ontology itself."""

DATASET = f"{BASE}.well-known/void#dataset"
"""The graph as a dataset, as descriptions of datasets name it."""

ATLAS = Namespace(f"{ONTOLOGY}#")
"""Terms of the ontology."""

THING = f"{BASE}id/"
"""Things: publications, codings, solutions and others, as ``<kind>/<slug>``."""

SHAPE = Namespace(f"{BASE}shapes#")
"""Shapes, and what they say about contributed records."""

PROV = Namespace("http://www.w3.org/ns/prov#")
"""Provenance, https://www.w3.org/TR/prov-o/."""

BIBO = Namespace("http://purl.org/ontology/bibo/")
"""Bibliographic Ontology."""

CITO = Namespace("http://purl.org/spar/cito/")
"""Kinds of citation, https://sparontologies.github.io/cito/."""

DATACITE = Namespace("http://purl.org/spar/datacite/")
"""Identifiers and their schemes, https://sparontologies.github.io/datacite/."""

LITERAL = Namespace("http://www.essepuntato.it/2010/06/literalreification/")
"""Texts that are things, as the DataCite ontology needs them."""

OWL = Namespace("http://www.w3.org/2002/07/owl#")
"""Web Ontology Language."""

NP = Namespace("http://www.nanopub.org/nschema#")
"""The parts of nanopublications, https://nanopub.net/guidelines/."""

NPX = Namespace("http://purl.org/nanopub/x/")
"""What else is said of nanopublications."""

PAV = Namespace("http://purl.org/pav/")
"""Provenance, authoring and versioning."""

DCTERMS = Namespace("http://purl.org/dc/terms/")
"""Dublin Core metadata terms."""

RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
"""RDF Schema."""

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
"""Simple Knowledge Organization System."""

SCHEMA = Namespace("http://schema.org/")
"""Terms of schema.org."""

SSSOM = Namespace("https://w3id.org/sssom/")
"""Mappings and who made them, https://mapping-commons.github.io/sssom/."""

SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
"""How mappings are justified."""

VOID = Namespace("http://rdfs.org/ns/void#")
"""Descriptions of datasets, https://www.w3.org/TR/void/."""

GRAPH_ONTOLOGY = NamedNode(f"{BASE}graph/ontology")
GRAPH_LITERATURE = NamedNode(f"{BASE}graph/literature")
GRAPH_CORPUS = NamedNode(f"{BASE}graph/corpus")
GRAPH_LINKS = NamedNode(f"{BASE}graph/links")
GRAPH_INFERRED = NamedNode(f"{BASE}graph/inferred")
GRAPH_PROPOSED = NamedNode(f"{BASE}graph/proposed")

PREFIXES: dict[str, str] = {
    "airo": "https://w3id.org/airo#",
    "atlas": str(ATLAS),
    "atlas-id": THING,
    "bibo": str(BIBO),
    "cito": str(CITO),
    "datacite": str(DATACITE),
    "dcterms": str(DCTERMS),
    "dpv-ai": "https://w3id.org/dpv/ai/owl#",
    "fabio": "http://purl.org/spar/fabio/",
    "literal": str(LITERAL),
    "oa": "http://www.w3.org/ns/oa#",
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": str(SHAPE),
    "skos": str(SKOS),
    "semapv": str(SEMAPV),
    "sssom": str(SSSOM),
    "vair": "https://w3id.org/vair#",
    "vann": "http://purl.org/vocab/vann/",
    "void": str(VOID),
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def _converter() -> Converter:
    # Its import takes a fifth of a second, and most commands do without.
    from curies import Converter  # noqa: PLC0415

    return Converter.from_prefix_map(PREFIXES)


def thing(kind: str, slug: str) -> NamedNode:
    """Return the IRI of a thing.

    >>> thing("publication", "Gao2020").value
    'https://w3id.org/llm-atlas/id/publication/Gao2020'
    """
    return NamedNode(f"{THING}{kind}/{quote(slug)}")


def term(name: str) -> NamedNode:
    """Return the IRI of a term of the ontology, whatever signs the name holds.

    >>> term("Model selection").value
    'https://w3id.org/llm-atlas/ontology#Model%20selection'
    """
    return NamedNode(f"{ATLAS}{quote(name)}")


def expand(name: str) -> str:
    """Return the IRI that a CURIE or an IRI stands for.

    Args:
        name: A CURIE such as ``atlas:Screening``, or an IRI, with or without angle brackets.

    Raises:
        UsageError: The name is neither.

    >>> expand("atlas:Screening")
    'https://w3id.org/llm-atlas/ontology#Screening'
    """
    text = name.removeprefix("<").removesuffix(">")
    is_iri = text.startswith(("http://", "https://"))
    prefix, _, local = text.partition(":")
    # Every load expands names, and importing curies takes longer than most commands.
    iri = (
        text
        if is_iri
        else (f"{PREFIXES[prefix]}{local}" if prefix in PREFIXES and ":" in text else None)
    )
    if iri is None or not _is_valid(iri):
        known = ", ".join(sorted(PREFIXES))
        raise UsageError(
            f"'{name}' is neither an IRI nor a CURIE with a known prefix. "
            f"Write it as atlas:Screening or as a full IRI; the prefixes are {known}."
        )
    return iri


def _is_valid(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def compress(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no prefix fits.

    >>> compress("https://w3id.org/llm-atlas/id/solution/data-cards")
    'atlas-id:solution/data-cards'
    """
    return _converter().compress(iri) or iri


def contract(iri: str) -> str:
    """Return the CURIE of an IRI as `compress` does, where the import of curies is not worth it.

    >>> contract("https://w3id.org/llm-atlas/id/solution/data-cards")
    'atlas-id:solution/data-cards'
    """
    fitting = [prefix for prefix, space in PREFIXES.items() if iri.startswith(space)]
    if not fitting:
        return iri
    prefix = max(fitting, key=lambda name: len(PREFIXES[name]))
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
