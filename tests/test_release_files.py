"""The release files for editors and reasoners of OWL: the ontology, merged, with all instances."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import (
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    ONTOLOGY,
    THING,
)
from atlas_kg.release import export
from tests.ontology.editor import JUDGEMENTS, opened

FILES = ("full.owl", "full.ttl", "full-inferred.owl", "full-inferred.ttl")
CALENDAR = {XSD.date, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay, XSD.gDay}


@pytest.fixture(scope="module")
def release(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    export(graph, folder)
    return folder


@pytest.fixture(scope="module", params=FILES)
def file(request: pytest.FixtureRequest, release: Path) -> Path:
    return release / f"atlas-kg-{request.param}"


@pytest.fixture(scope="module")
def content(file: Path) -> Graph:
    return parsed(file)


@pytest.fixture(scope="module")
def said(file: Path) -> dict[str, list[str]]:
    return opened(file)


def parsed(file: Path) -> Graph:
    return Graph().parse(file, format="xml" if file.suffix == ".owl" else "turtle")


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_nothing_is_to_complain_of(judgement: str, said: dict[str, list[str]]) -> None:
    assert said[judgement] == []


def test_instances_are_there_and_consistent(said: dict[str, list[str]], content: Graph) -> None:
    named = set(content.subjects(RDF.type, OWL.NamedIndividual))
    things = {s for s in content.subjects(RDF.type) if str(s).startswith(THING)}
    assert named
    assert things
    assert int(said["individuals"][0]) >= len(named | things)
    assert (said["module"], said["consistent"]) == ([ONTOLOGY], ["true"])


def test_one_header_with_a_version_imports_nothing(content: Graph) -> None:
    header = URIRef(ONTOLOGY)
    assert list(content.subjects(RDF.type, OWL.Ontology)) == [header]
    version = content.value(header, OWL.versionInfo)
    assert list(content.objects(header, OWL.versionIRI)) == [URIRef(f"{ONTOLOGY}/{version}")]
    assert (None, OWL.imports, None) not in content
    assert not [s for s in content.subjects() if str(s).startswith(f"{ONTOLOGY}/")]


def test_no_calendar_date_stops_a_reasoner(content: Graph) -> None:
    types = {o.datatype for o in content.objects() if isinstance(o, Literal)}
    assert types & CALENDAR == set()
    assert set(content.objects(None, RDFS.range)) & CALENDAR == set()


@pytest.mark.parametrize("name", ["full", "full-inferred"])
def test_both_formats_say_the_same(name: str, release: Path) -> None:
    owl, turtle = (parsed(release / f"atlas-kg-{name}.{suffix}") for suffix in ("owl", "ttl"))
    assert isomorphic(owl, turtle)


@pytest.mark.parametrize(
    ("name", "graphs"),
    [
        ("full", (GRAPH_ONTOLOGY, GRAPH_LITERATURE)),
        ("full-inferred", (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_INFERRED)),
    ],
)
def test_nothing_but_the_headers_of_modules_is_left_out(
    name: str, graphs: tuple[ox.NamedNode, ...], release: Path, graph: KnowledgeGraph
) -> None:
    def named(quads: Iterable[ox.Quad]) -> set[str]:
        """Return the triples without blank nodes, and outside of headers of modules."""
        return {
            str(q.triple)
            for q in quads
            if isinstance(q.subject, ox.NamedNode)
            and not isinstance(q.object, ox.BlankNode)
            and not q.subject.value.startswith(f"{ONTOLOGY}/")
            and q.predicate.value != str(OWL.imports)
        }

    path = release / f"atlas-kg-{name}.owl"
    whole = [q for g in graphs for q in graph.store.quads_for_pattern(None, None, None, g)]
    assert named(ox.parse(path=path, format=ox.RdfFormat.RDF_XML)) == named(whole)


def test_release_is_the_same_each_time(release: Path, tmp_path: Path) -> None:
    written = export(build(Sources.carried()), tmp_path)
    assert {path.name for path in written} == {path.name for path in release.iterdir()}
    for path in written:
        assert path.read_bytes() == (release / path.name).read_bytes(), path.name
