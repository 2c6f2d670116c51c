"""Small graphs on the vocabulary of constructs.ttl, for hypothesis to choose."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import rdflib
from hypothesis import strategies as st

from atlas_kg.formats import to_rdflib
from atlas_kg.validation.data import Data

__all__ = ["GRAPHS", "constructs", "data_of", "quads"]

GRAPHS = (ox.NamedNode("http://example.org/one"), ox.NamedNode("http://example.org/two"))

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://example.org/{name}")


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + kind))


_NODES = [*map(_named, "abcdef"), ox.BlankNode("n1"), ox.BlankNode("n2")]
_CLASSES = [_named(name) for name in ("C", "D", "E", "SubC", "SubD")]
_LITERALS = [
    ox.Literal("a"), ox.Literal("ab cd"), ox.Literal(""), ox.Literal("x"), ox.Literal("12"),
    ox.Literal("a\n"), ox.Literal("aä"), ox.Literal("A\u001c"), ox.Literal("x", language="en"),
    ox.Literal("a", language="en"), ox.Literal("a", language="de-AT"),
    ox.Literal("b", language="en-GB"), ox.Literal("a", language="fr"),
    _typed("1", "integer"), _typed("01", "integer"), _typed("2", "integer"),
    _typed("99999999999999999999", "integer"), _typed("one", "integer"), _typed("1.0", "decimal"),
    _typed("9.5", "decimal"), _typed("1e0", "double"), _typed("true", "boolean"),
    _typed("1", "boolean"), _typed("2020-01-01T00:00:00Z", "dateTime"),
    _typed("2020-13-01", "date"), _typed("5", "nonNegativeInteger"),
]  # fmt: skip

_links = st.builds(
    ox.Quad,
    st.sampled_from(_NODES),
    st.sampled_from([_named(name) for name in "pqr"]),
    st.sampled_from([*_NODES, *_LITERALS]),
    st.sampled_from(GRAPHS),
)
_types = st.builds(
    ox.Quad,
    st.sampled_from(_NODES),
    st.just(_TYPE),
    st.sampled_from(_CLASSES),
    st.sampled_from(GRAPHS),
)
_hierarchy = st.sampled_from(
    [
        ox.Quad(_named("SubC"), _SUBCLASS, _named("C"), GRAPHS[0]),
        ox.Quad(_named("SubD"), _SUBCLASS, _named("D"), GRAPHS[0]),
        ox.Quad(_named("E"), _SUBCLASS, _named("SubD"), GRAPHS[1]),
    ]
)

quads = st.lists(st.one_of(_links, _links, _links, _types, _hierarchy), max_size=24)


def constructs() -> rdflib.Graph:
    """Return the shapes, read as those that come along are."""
    path = Path(__file__).with_name("constructs.ttl")
    return to_rdflib(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


def data_of(statements: list[ox.Quad]) -> Data:
    """Return a store that holds the statements, as one data graph."""
    store = ox.Store()
    store.extend(statements)
    return Data(store, GRAPHS)
