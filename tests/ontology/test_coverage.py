"""What the paper speaks of is represented: ``docs/concepts.csv`` says by which term."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from atlas_kg.dataset import Sources
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, GRAPH_ONTOLOGY, compress, expand
from tests.reasoning.seed import dataset

ROOT = Path(__file__).parents[2]
PAPER = ROOT.parent / "shared" / "paper" / "llm-atlas.txt"
TERMS = dataset().graph(GRAPH_ONTOLOGY)
LITERATURE = dataset().graph(GRAPH_LITERATURE)
KINDS = {
    "class": OWL.Class,
    "property": OWL.ObjectProperty,
    "individual": OWL.NamedIndividual,
    "concept": SKOS.Concept,
    "solution": ATLAS.Solution,
    "coder": ATLAS.Coder,
}
MODULES = ("adoption", "core", "models", "process")
IMPLICIT = {
    # Said of the structure of the paper, or needed for a relation that it states.
    "atlas:AssociationOfTheAuthors",
    "atlas:DatasetInDataAcquisitionAndPreparation",
    "atlas:ModelInModelDevelopment",
    "atlas:ModelInModelSelection",
    "atlas:ModelOutputInModelDeploymentAndMonitoring",
}
NAMED = ("LanguageModel", "TextDataset", "Benchmark", "Method", "AdaptationMethod")
NOT_INTRODUCED = {
    # The paper cites no work in which its makers present it.
    "atlas:ChatGpt",
    # A survey describes it; no work claims to introduce it.
    "atlas:PromptEngineering",
}


class Row(NamedTuple):
    """A concept of the paper and the term that represents it."""

    section: str
    concept: str
    term: str
    kind: str


def listed() -> list[Row]:
    """Return the list of the paper's concepts."""
    with (ROOT / "docs" / "concepts.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == Row._fields
    return [Row(*row) for row in rows]


def flat(text: str) -> str:
    """Return a text without regard to line breaks and capitals."""
    return " ".join(text.split()).casefold()


def individuals(module: str) -> set[str]:
    """Return what a file of the ontology names."""
    graph = Graph().parse(Sources.carried().ontology / f"{module}.ttl")
    return {compress(str(name)) for name in graph.subjects(RDF.type, OWL.NamedIndividual)}


def with_narrower(names: tuple[str, ...]) -> set[URIRef]:
    """Return classes with their subclasses."""
    return {
        lower
        for name in names
        for lower in TERMS.transitive_subjects(RDFS.subClassOf, ATLAS[name])
        if isinstance(lower, URIRef)
    }


@pytest.mark.parametrize("row", listed(), ids=lambda row: row.concept)
def test_concept_has_a_term_of_the_kind(row: Row) -> None:
    term = URIRef(expand(row.term))
    graph = LITERATURE if row.kind in {"solution", "coder"} else TERMS
    assert (term, RDF.type, KINDS[row.kind]) in graph
    assert graph.value(term, RDFS.label)
    assert graph.value(term, SKOS.definition) or row.kind == "coder"


def test_no_concept_is_listed_twice() -> None:
    assert [c for c, n in Counter(flat(row.concept) for row in listed()).items() if n > 1] == []


@pytest.mark.skipif(not PAPER.is_file(), reason="the text of the paper is not beside the checkout")
def test_concepts_are_worded_as_in_the_paper() -> None:
    text = flat(PAPER.read_text("utf-8"))
    assert [row.concept for row in listed() if flat(row.concept) not in text] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_individual_stands_for_a_concept(module: str) -> None:
    assert individuals(module) - {row.term for row in listed()} - IMPLICIT == set()


def test_every_solution_stands_for_a_concept() -> None:
    solutions = {compress(str(name)) for name in LITERATURE.subjects(RDF.type, ATLAS.Solution)}
    assert solutions == {row.term for row in listed() if row.kind == "solution"}


@pytest.mark.parametrize("name", sorted(individuals("models")))
def test_what_has_a_name_was_introduced_by_a_known_work(name: str) -> None:
    thing = URIRef(expand(name))
    works = set(TERMS.objects(thing, ATLAS.introducedBy))
    assert works <= set(LITERATURE.subjects(RDF.type, ATLAS.Publication))
    if with_narrower(NAMED) & set(TERMS.objects(thing, RDF.type)):
        assert bool(works) is not (name in NOT_INTRODUCED)


def test_only_things_with_a_work_are_said_to_exemplify_a_solution() -> None:
    examples = set(TERMS.subject_objects(ATLAS.exemplifies))
    assert {example for example, _ in examples} <= set(TERMS.subjects(ATLAS.introducedBy))
    assert {solution for _, solution in examples} <= set(
        LITERATURE.subjects(RDF.type, ATLAS.Solution)
    )


def test_kinds_of_mechanism_are_no_mechanisms() -> None:
    kinds = set(TERMS.subjects(RDF.type, ATLAS.MechanismKind))
    mechanisms = set(TERMS.subjects(RDF.type, ATLAS.Mechanism))
    assert kinds
    assert not kinds & mechanisms
    assert {mechanism for _, mechanism in TERMS.subject_objects(ATLAS.specializes)} <= mechanisms


def test_each_asymmetry_has_its_own_side_of_the_contract() -> None:
    expected = {
        (ATLAS.HiddenCharacteristics, ATLAS.ExAnte, ATLAS.AdverseSelection),
        (ATLAS.HiddenAction, ATLAS.ExPost, ATLAS.MoralHazard),
    }
    found = {
        (asymmetry, timing, end)
        for asymmetry, timing in TERMS.subject_objects(ATLAS.hasTiming)
        for end in TERMS.objects(asymmetry, ATLAS.mayEndIn)
    }
    assert found == expected
