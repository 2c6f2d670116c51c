"""The coded literature says what section 4 of the seed paper says, read here a second time.

The statements below were listed from the paper's text, not from the data. The text tells two works
by Touvron et al. (2023) apart by the spaces inside the name; both times section 4 means LLaMA.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from rdflib import RDF

from atlas_kg.dataset import Dataset
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, CITO, PROV, RDFS, SKOS, THING, compress, thing
from atlas_kg.queries import published_queries

SEED = "Kaltenpoth2024"


class Said(NamedTuple):
    """One statement of the paper about a solution."""

    section: str
    phase: str
    target: str
    mechanism: str
    solution: str
    works: frozenset[str]


class Place(NamedTuple):
    """A paragraph of the paper: what it is about."""

    section: str
    phase: str
    target: str
    mechanism: str


PAPER: dict[Place, dict[str, str]] = {
    Place("4.1", "DataAcquisitionAndPreparation", "Dataset", "Signaling"): {
        "Data cards": "Pushkarna2022",
        "Alignment datasets": "Koepf2023 Zhou2023 Wang2023",
    },
    Place("4.1", "DataAcquisitionAndPreparation", "Dataset", "Screening"): {
        "Dataset analysis": "Bommasani2022 Piktus2023 Penedo2023",
    },
    Place("4.2", "ModelSelection", "Model", "Signaling"): {
        "Alignment benchmarks": "Shen2023",
        "Honesty and factuality benchmarks": "Lin2022",
        "Harmlessness benchmarks": "Bhardwaj2023",
        "Helpfulness benchmarks": "Zha2023",
        "Overall alignment benchmarks": "Liang2023 Zha2023",
        "Data cards": "Pushkarna2022",
        "Model cards": "Mitchell2019",
    },
    Place("4.2", "ModelSelection", "Model", "Screening"): {
        "Inverse signaling": "",
        "Adversarial attacks": "Zou2023 Yao2023",
    },
    Place("4.3", "ModelDevelopment", "Model", "Bonding"): {
        "Human preference incorporation": "",
        "Reinforcement learning from human feedback": "Ouyang2022 Touvron2023LLaMA Schulman2017",
        "Direct preference optimization": "Rafailov2023",
        "Supervised fine-tuning": "Dong2023 Touvron2023LLaMA Zhou2023",
        "Prompting": "",
        "Chain-of-thought prompting": "WuD2023",
        "Explainable AI": "Singh2024",
        "Retrieval-augmented generation": "Lewis2020",
    },
    Place("4.3", "ModelDevelopment", "Model", "Screening"): {
        "Inverse signaling": "",
        "Adversarial attacks": "",
    },
    Place("4.4", "ModelDeploymentAndMonitoring", "ModelOutput", "Monitoring"): {
        "Model-driven supervision": "Du2023",
        "Fact-checking": "Guo2022",
        "Toxic language detection": "Caron2022",
        "Sampling and decoding strategies": "",
        "Decoding by contrasting layers": "Chuang2023",
    },
}
REPORTERS = {
    ("HiddenCharacteristicsOfDatasets", "4.1"): "Gao2020",
    ("HiddenCharacteristicsOfCandidateModels", "4.2"): "Bommasani2023",
    ("HiddenActionInModelDevelopment", "4.3"): (
        "Bommasani2022 Shen2023 Weidinger2021 OpenAI2023 Henderson2018 Ansari2022"
    ),
    ("HiddenActionInModelDeployment", "4.4"): "Bommasani2022 Shen2023",
}
NARROWER = {
    "Alignment benchmarks": {
        "Harmlessness benchmarks",
        "Helpfulness benchmarks",
        "Honesty and factuality benchmarks",
        "Overall alignment benchmarks",
    },
    "Human preference incorporation": {
        "Direct preference optimization",
        "Reinforcement learning from human feedback",
    },
    "Prompting": {"Chain-of-thought prompting"},
    "Explainable AI": {"Chain-of-thought prompting"},
    "Model-driven supervision": {"Fact-checking", "Toxic language detection"},
    "Sampling and decoding strategies": {"Decoding by contrasting layers"},
}


class Reader:
    """Reads values of the asserted graphs as one says them."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def subjects(self, kind: str) -> list[ox.NamedNode]:
        quads = self.store.quads_for_pattern(
            None, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(ATLAS[kind])), None
        )
        return [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]

    def values(self, subject: ox.NamedNode, predicate: str) -> frozenset[str]:
        quads = self.store.quads_for_pattern(subject, ox.NamedNode(str(predicate)), None, None)
        return frozenset(self._word(quad.object) for quad in quads)

    def value(self, subject: ox.NamedNode, predicate: str) -> str:
        (found,) = self.values(subject, predicate)
        return found

    def _word(self, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        if isinstance(value, ox.NamedNode):
            return value.value.removeprefix(str(ATLAS)).rsplit("/", 1)[-1]
        return str(getattr(value, "value", value))


@pytest.fixture(scope="module")
def reader(asserted: Dataset) -> Reader:
    return Reader(asserted.store)


@pytest.fixture(scope="module")
def coded(reader: Reader) -> set[Said]:
    found = set()
    for coding in reader.subjects("Coding"):
        solution = thing("solution", reader.value(coding, ATLAS.codesSolution))
        said = Said(
            reader.value(coding, ATLAS.locator),
            reader.value(coding, ATLAS.codesPhase),
            reader.value(coding, ATLAS.codesTarget),
            reader.value(coding, ATLAS.codesMechanism),
            reader.value(solution, RDFS.label),
            reader.values(coding, CITO.citesAsEvidence),
        )
        assert said not in found
        found.add(said)
    return found


@pytest.mark.parametrize("place", PAPER, ids=lambda p: f"{p.section}-{p.mechanism}")
def test_codings_are_the_statements_of_the_paper(place: Place, coded: set[Said]) -> None:
    expected = {
        Said(*place, solution, frozenset(works.split())) for solution, works in PAPER[place].items()
    }
    assert {said for said in coded if said[:4] == tuple(place)} == expected


def test_nothing_else_is_coded(coded: set[Said]) -> None:
    assert {said[:4] for said in coded} == {tuple(place) for place in PAPER}


def test_reporters_of_each_problem(reader: Reader) -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for report in reader.subjects("ProblemReport"):
        key = reader.value(report, ATLAS.reportsProblem), reader.value(report, ATLAS.locator)
        found[key] |= reader.values(report, CITO.citesAsEvidence)
    assert found == {key: set(works.split()) for key, works in REPORTERS.items()}


def test_narrower_solutions(reader: Reader) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for solution in reader.subjects("Solution"):
        for broader in reader.values(solution, SKOS.broader):
            label = reader.value(thing("solution", broader), RDFS.label)
            found[label].add(reader.value(solution, RDFS.label))
    assert found == NARROWER


def test_every_solution_is_coded(reader: Reader, coded: set[Said]) -> None:
    labels = {reader.value(solution, RDFS.label) for solution in reader.subjects("Solution")}
    assert labels == {said.solution for said in coded}


@pytest.mark.parametrize("kind", ["Coding", "ProblemReport"])
def test_statements_come_from_the_consensus_of_the_authors(kind: str, reader: Reader) -> None:
    for statement in reader.subjects(kind):
        assert reader.value(statement, PROV.wasDerivedFrom) == SEED
        assert reader.value(statement, ATLAS.hasStatus) == "Accepted"
        coder = thing("coder", reader.value(statement, ATLAS.codedBy))
        assert "PublishedConsensus" in reader.values(coder, RDF.type)


@pytest.mark.parametrize("kind", ["Coding", "ProblemReport"])
def test_statements_were_transcribed_by_software(kind: str, reader: Reader) -> None:
    for statement in reader.subjects(kind):
        transcription = thing("transcription", reader.value(statement, PROV.wasGeneratedBy))
        assert "Transcription" in reader.values(transcription, RDF.type)
        transcriber = thing("coder", reader.value(transcription, PROV.wasAssociatedWith))
        assert "SoftwareCoder" in reader.values(transcriber, RDF.type)


def test_every_named_thing_exists(graph: KnowledgeGraph) -> None:
    known = {quad.subject for quad in graph.dataset.store}
    known |= {ox.NamedNode(query.iri) for query in published_queries()}
    named = {
        quad.object
        for quad in graph.dataset.store
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(THING)
    }
    assert {compress(thing.value) for thing in named - known} == set()
