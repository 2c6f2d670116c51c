"""Graphs keep their meaning from one format to the next."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS, from_rdflib, serialize, to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph

XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
NODES = st.builds(ox.NamedNode, st.sampled_from(["http://e/a", "http://e/b#c", "http://e/é"]))
TYPED = {
    "integer": ["7", "-1"],
    "boolean": ["true", "false"],
    "dateTime": ["2026-11-23T00:00:00Z", "2026-11-23T01:02:03.5"],
    "anyURI": ["http://e/"],
}
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda text: ox.Literal(text, language="en"), TEXTS),
    st.sampled_from(
        [
            ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
            for kind, texts in TYPED.items()
            for text in texts
        ]
    ),
)
BLANKS = st.builds(ox.BlankNode, st.sampled_from(["x", "y"]))
TRIPLES = st.lists(st.builds(ox.Triple, NODES | BLANKS, NODES, NODES | LITERALS), max_size=5)


def parsed(data: bytes, form: str) -> list[ox.Triple]:
    syntax = ox.RdfFormat.from_media_type(GRAPH_FORMATS[form].media_type)
    return [quad.triple for quad in ox.parse(data, format=syntax)]


@given(triples=TRIPLES)
def test_any_triples_survive_the_way_to_rdflib_and_back(triples: list[ox.Triple]) -> None:
    graph = to_rdflib(triples)
    assert len(graph) == len(set(triples))
    assert isomorphic(to_rdflib(from_rdflib(graph)), graph)


@pytest.mark.parametrize("form", GRAPH_FORMATS)
@given(triples=TRIPLES)
def test_any_triples_survive_each_format(form: str, triples: list[ox.Triple]) -> None:
    data = serialize(triples, GRAPH_FORMATS[form])
    assert isomorphic(to_rdflib(parsed(data, form)), to_rdflib(triples))


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_whole_graph_survives_each_format(form: str, graph: KnowledgeGraph) -> None:
    triples = {quad.triple for quad in graph.store}
    found = parsed(serialize(triples, GRAPH_FORMATS[form]), form)
    assert len(set(found)) == len(triples)
    named = {
        t for t in triples if not any(isinstance(n, ox.BlankNode) for n in (t.subject, t.object))
    }
    assert named <= set(found)


def test_lines_are_sorted_and_stand_once() -> None:
    a, b = (ox.NamedNode(f"http://e/{name}") for name in "ab")
    triples = [ox.Triple(b, a, a), ox.Triple(a, a, a), ox.Triple(b, a, a)]
    lines = serialize(triples, GRAPH_FORMATS["nt"]).decode().splitlines()
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_turtle_uses_the_prefixes(graph: KnowledgeGraph) -> None:
    text = serialize(graph.closure.triples, GRAPH_FORMATS["ttl"]).decode()
    assert "atlas:Screening" in text
    assert "@prefix atlas: " in text


def test_quoted_triples_are_refused_for_rdflib() -> None:
    a = ox.NamedNode("http://e/a")
    with pytest.raises(UsageError, match="Quoted triples"):
        to_rdflib([ox.Triple(a, a, ox.Triple(a, a, a))])


def test_names_suffixes_and_media_types_tell_formats_apart() -> None:
    suffixes = [form.suffix for form in GRAPH_FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
    media = [form.media_type for form in GRAPH_FORMATS.values()]
    media += [form.media_type for form in RESULT_FORMATS.values()]
    assert len(set(media)) == len(media)
    assert all(name == form.name for name, form in GRAPH_FORMATS.items())


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_media_types_are_those_of_the_engine(form: str) -> None:
    assert ox.RdfFormat.from_media_type(GRAPH_FORMATS[form].media_type) is not None
