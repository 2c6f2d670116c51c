"""The whole way of the data, from the sources to the closure."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from rdflib import RDF

from atlas_kg.dataset import Dataset, Sources, copy_of, load
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.findings import Severity
from atlas_kg.knowledge_graph import KnowledgeGraph, build, check, reason
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, compress, thing
from atlas_kg.reasoning import infer


def test_closure_is_the_graph_of_inferred_statements(
    graph: KnowledgeGraph, asserted: Dataset
) -> None:
    quads = list(graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED))
    assert {quad.triple for quad in quads} == set(graph.closure.triples)
    assert len(graph.store) == len(asserted.store) + len(quads)


def test_seed_has_nothing_to_mend(graph: KnowledgeGraph) -> None:
    assert graph.findings == ()


@pytest.mark.parametrize(
    ("name", "number"),
    [("counters", 8), ("appliedAgainst", 7), ("addresses", 27), ("implements", 24)],
)
def test_numbers_of_links(name: str, number: int, graph: KnowledgeGraph) -> None:
    predicates = [compress(triple.predicate.value) for triple in graph.closure.triples]
    assert predicates.count(f"atlas:{name}") == number


def test_no_link_is_asserted(asserted: Dataset) -> None:
    used = {compress(quad.predicate.value) for quad in asserted.store}
    assert not used & {
        "atlas:counters",
        "atlas:appliedAgainst",
        "atlas:addresses",
        "atlas:implements",
    }


def test_steps_are_told_before_they_are_taken() -> None:
    told: list[str] = []
    build(Sources.carried(), progress=told.append)
    assert [line.split()[0] for line in told] == [
        "Reading",
        "Validating",
        "Reasoning",
        "Validating",
    ]


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="columnar, sparql, owlrl"):
        build(Sources.carried(), engine="prolog")


def test_check_leaves_the_dataset_as_it_is(asserted: Dataset) -> None:
    before = set(copy_of(asserted.store))
    assert check(asserted) == ()
    assert set(asserted.store) == before


def test_reasoning_twice_adds_nothing(sources: Sources) -> None:
    dataset = load(sources)
    reason(dataset)
    size = len(dataset.store)
    reason(dataset)
    assert len(dataset.store) == size


def test_warnings_do_not_block_and_are_kept(sources: Sources) -> None:
    file = sources.data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    text = file.read_text("utf-8")
    # Nothing is hidden in this phase, so that a coding about it answers no problem.
    wrong = text.replace("phase: ModelSelection", "phase: BusinessProblemDefinition", 1)
    file.write_text(wrong, "utf-8")
    graph = build(sources)
    (finding,) = graph.findings
    assert finding.severity is Severity.WARNING
    assert finding.location is not None
    line = wrong.splitlines()[finding.location.line - 1]
    assert line.startswith("  - id: alignment-benchmarks-signal-models")


def test_contradiction_is_proven_down_to_the_lines_of_the_sources(sources: Sources) -> None:
    file = sources.ontology / "core.ttl"
    solution = "https://w3id.org/llm-atlas/id/solution/data-cards"
    file.write_text(file.read_text("utf-8") + f"\n<{solution}> a atlas:Mechanism .\n", "utf-8")
    with pytest.raises(FindingsError) as raised:
        reason(load(sources))
    (finding,) = raised.value.findings
    assert finding.focus == solution
    assert "nothing is both" in finding.problem
    assert "Data cards is a Mechanism" in finding.problem
    assert "Data cards is a Solution" in finding.advice
    assert finding.location is not None
    assert finding.location.file == sources.data / "solutions" / "data-cards.yaml"
    assert str(finding.location) in finding.advice


def test_two_values_of_a_property_that_takes_one_are_a_contradiction(sources: Sources) -> None:
    dataset = load(sources)
    coding = thing("coding", "Kaltenpoth2024.seed-paper-authors.model-cards-signal-models")
    wrong = (ox.NamedNode(ATLAS.codesPhase), ox.NamedNode(ATLAS.ModelDevelopment))
    dataset.store.add(ox.Quad(coding, *wrong, GRAPH_LITERATURE))
    with pytest.raises(FindingsError) as raised:
        reason(dataset)
    told = " ".join(finding.as_text() for finding in raised.value.findings)
    assert "are different" in told
    assert "‘codes phase’ has at most one value" in told
    file = sources.data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    line = next(
        number
        for number, text in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "model-cards-signal-models" in text
    )
    places = [int(place) for place in re.findall(r"Kaltenpoth2024\.yaml:(\d+)", told)]
    assert any(line <= place <= line + 12 for place in places)


def test_contradiction_names_the_axiom(sources: Sources) -> None:
    file = sources.ontology / "core.ttl"
    file.write_text(file.read_text("utf-8") + "\natlas:Model a atlas:Dataset_ .\n", "utf-8")
    build(sources)
    added = "\natlas:Model a atlas:AdoptionPhase .\n"
    file.write_text(file.read_text("utf-8") + added, "utf-8")
    with pytest.raises(FindingsError) as raised:
        build(sources)
    (finding,) = raised.value.findings
    assert "atlas:Model contradicts the ontology: nothing is both" in finding.problem
    assert finding.location is not None
    assert finding.location.file == file


def test_two_values_where_one_may_be_are_a_contradiction(sources: Sources) -> None:
    dataset = load(sources)
    phases = (ox.NamedNode(ATLAS[name]) for name in ("ModelSelection", "ModelDevelopment"))
    coding, prop = ox.NamedNode("http://example.org/coding"), ox.NamedNode(ATLAS.codesPhase)
    dataset.store.extend(ox.Quad(coding, prop, phase, GRAPH_LITERATURE) for phase in phases)
    with pytest.raises(FindingsError) as raised:
        reason(dataset)
    (finding,) = raised.value.findings
    assert "‘Model development’ and ‘Model selection’ are different" in finding.problem


CODING = """
@prefix atlas: <https://w3id.org/llm-atlas/ontology#> .
@prefix solution: <https://w3id.org/llm-atlas/id/solution/> .
<https://w3id.org/llm-atlas/id/coding/new> a atlas:Coding ;
    atlas:codesSolution solution:data-cards ;
    atlas:codesMechanism atlas:Monitoring ;
    atlas:codesPhase atlas:ModelDevelopment ;
    atlas:codesTarget atlas:Model ;
    atlas:hasStatus atlas:Accepted .
"""


def test_consequences_of_one_coding_are_told_before_it_is_there(graph: KnowledgeGraph) -> None:
    before = set(graph.store)
    coding = [quad.triple for quad in ox.parse(CODING, format=ox.RdfFormat.TURTLE)]
    told = graph.changed(coding)
    assert set(graph.store) == before
    whole = copy_of(graph.dataset.store)
    whole.remove_graph(GRAPH_INFERRED)
    whole.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in coding)
    after = frozenset(infer(whole, graph.rules, "sparql").triples)
    assert told.inferred == after - set(graph.closure.triples)
    links = {compress(str(t.predicate)[1:-1]) for t in told.inferred}
    assert {"atlas:appliedAgainst", "atlas:addresses", "atlas:implements"} <= links
    assert (told.withdrawn, told.contradictions) == (frozenset(), ())


def test_consequences_of_a_contradiction_name_its_facts(graph: KnowledgeGraph) -> None:
    name = ox.NamedNode("https://w3id.org/llm-atlas/ontology#Screening")
    wrong = ox.Triple(name, ox.NamedNode(str(RDF.type)), ox.NamedNode(ATLAS.AdoptionPhase))
    (found, *_) = graph.changed([wrong]).contradictions
    assert wrong in found.facts
