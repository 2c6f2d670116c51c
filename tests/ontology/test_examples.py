"""Each shape is kept by an example and broken by a counterexample, and no class contradicts it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH

from atlas_kg.dataset import Dataset, Sources, copy_of, load_theory, with_literature
from atlas_kg.examples import Example, read_counterexamples, read_examples
from atlas_kg.findings import Finding, blocks
from atlas_kg.knowledge_graph import check, reason
from atlas_kg.literature import read_literature
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    SHAPE,
)
from atlas_kg.validation import validate_entailed, validate_style
from tests.reasoning.judge import document, judge

CARRIED = Sources.carried()
EXAMPLES = read_examples(CARRIED.ontology)
COUNTEREXAMPLES = read_counterexamples(CARRIED.ontology)
LITERATURE = CARRIED.ontology / "examples" / "literature"


def named(example: Example) -> str:
    return example.path.relative_to(CARRIED.ontology).as_posix()


def node_shapes(dataset: Dataset) -> set[str]:
    """Return the shapes with a name: all that check something."""
    return {
        str(shape)
        for graph in dataset.shapes.values()
        for shape in graph.subjects(RDF.type, SH.NodeShape)
    }


@pytest.fixture(scope="module")
def example_theory(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The ontology with the example terms. Tests must not change it."""
    folder = tmp_path_factory.mktemp("ontology")
    for path in CARRIED.ontology.glob("*.ttl"):
        shutil.copy(path, folder)
    for example in EXAMPLES:
        if not example.is_contribution and example.path.stem != "entailed":
            shutil.copy(example.path, folder / f"example-{example.path.name}")
    return load_theory(Sources(folder, CARRIED.shapes, LITERATURE))


@pytest.fixture(scope="module")
def exemplified(example_theory: Dataset) -> Dataset:
    """The examples before reasoning. Tests must not change it."""
    return with_literature(example_theory, LITERATURE)


@pytest.fixture(scope="module")
def reasoned(exemplified: Dataset) -> Dataset:
    """The examples and what follows from them; raises when they contradict the ontology."""
    dataset = dataclasses.replace(exemplified, store=copy_of(exemplified.store))
    reason(dataset)
    return dataset


def parsed(example: Example) -> list[ox.Triple]:
    quads = ox.parse(path=example.path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def test_examples_break_nothing_and_are_consistent(exemplified: Dataset, reasoned: Dataset) -> None:
    assert check(exemplified) == ()
    assert validate_entailed(reasoned).findings == ()
    assert validate_style(exemplified).findings == ()


def test_judge_finds_the_examples_consistent(exemplified: Dataset, tmp_path: Path) -> None:
    triples = frozenset(ox.Triple(q.subject, q.predicate, q.object) for q in exemplified.store)
    path = document(triples, tmp_path / "examples.nt")
    assert judge("consistency", path)[path] == [("true",)]


def test_reasoning_yields_the_inferred_examples(reasoned: Dataset) -> None:
    inferred = {
        ox.Triple(q.subject, q.predicate, q.object)
        for q in reasoned.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    }
    (links,) = (example for example in EXAMPLES if example.path.stem == "entailed")
    assert set(parsed(links)) <= inferred


def test_every_shape_has_an_example_and_a_counterexample(exemplified: Dataset) -> None:
    shapes = node_shapes(exemplified)
    # It checks nothing by itself: other shapes ask by it which terms are ours.
    asked = shapes - {str(SHAPE.OwnTerm)}
    shown = {shape for example in EXAMPLES for shape in example.shapes}
    # The header of the ontology is its own example.
    assert asked - shown == {str(SHAPE.Header), str(SHAPE.IssuedVersion)}
    assert shown <= shapes
    broken = {shape for example in COUNTEREXAMPLES for shape in example.shapes}
    assert broken == asked


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_every_example_and_counterexample_says_why(example: Example) -> None:
    assert example.note.endswith(".")


def classes_of_the_coding_tier() -> list[rdflib.URIRef]:
    module = rdflib.Graph().parse(CARRIED.ontology / "coding.ttl")
    classes = module.subjects(RDF.type, OWL.Class)
    return [rdflib.URIRef(str(term)) for term in classes if str(term).startswith(ATLAS)]


def test_every_class_of_the_coding_tier_has_an_instance(reasoned: Dataset) -> None:
    data = reasoned.graph(GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_INFERRED)
    classes = classes_of_the_coding_tier()
    assert len(classes) >= 9
    assert [c for c in classes if (None, RDF.type, c) not in data] == []


def test_every_class_of_the_coding_tier_has_a_shape_that_a_counterexample_breaks(
    exemplified: Dataset,
) -> None:
    ontology = exemplified.graph(GRAPH_ONTOLOGY)
    broken = {rdflib.URIRef(shape) for example in COUNTEREXAMPLES for shape in example.shapes}
    targets = {
        target
        for graph in exemplified.shapes.values()
        for shape, target in graph.subject_objects(SH.targetClass)
        if shape in broken
    }
    for term in classes_of_the_coding_tier():
        assert targets & set(ontology.transitive_objects(term, RDFS.subClassOf)), term


def findings(dataset: Dataset) -> Iterable[Finding]:
    found = check(dataset)
    if not blocks(found):
        reason(dataset)
        found += validate_entailed(dataset).findings
    return found


def with_case(example: Example, theory: Dataset, folder: Path) -> Dataset:
    """Return the examples with the files of a case over them."""
    case = example.path.parents[example.place.count("/")]
    literature = shutil.copytree(LITERATURE, folder / "literature")
    shutil.copytree(case, literature, dirs_exist_ok=True)
    return with_literature(theory, literature)


def with_triples(example: Example, dataset: Dataset, graph: ox.NamedNode) -> Dataset:
    """Return a copy of the dataset with the triples of a case.

    Where a case describes an ontology, its values stand in place of others.
    """
    store = copy_of(dataset.store)
    triples = parsed(example)
    described = {t.subject for t in triples if t.object == ox.NamedNode(str(OWL.Ontology))}
    for triple in triples:
        if triple.subject in described:
            for quad in list(store.quads_for_pattern(triple.subject, triple.predicate, None)):
                store.remove(quad)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return dataclasses.replace(dataset, store=store)


@pytest.mark.parametrize("example", COUNTEREXAMPLES, ids=named)
def test_counterexample_breaks_the_named_shapes(
    example: Example,
    example_theory: Dataset,
    exemplified: Dataset,
    reasoned: Dataset,
    tmp_path: Path,
) -> None:
    assert example.note.endswith(".")
    found: Iterable[Finding]
    match example.place.split("/")[0]:
        case "style":
            found = validate_style(with_triples(example, exemplified, GRAPH_ONTOLOGY)).findings
        case "entailed":
            found = validate_entailed(with_triples(example, reasoned, GRAPH_INFERRED)).findings
        case "theory" | "screening":
            found = findings(with_triples(example, exemplified, GRAPH_ONTOLOGY))
        case _:
            found = findings(with_case(example, example_theory, tmp_path))
    assert {finding.shape for finding in found} == set(example.shapes)


def test_examples_of_records_show_every_field(exemplified: Dataset) -> None:
    """A writer finds each field in an example, but for some of a publication."""
    records = read_literature(LITERATURE, exemplified.record_shapes).records
    used = {(record.kind, key) for record in records for key in record.fields}
    known = {
        (kind, key)
        for kind, shape in exemplified.record_shapes.by_kind.items()
        for key in shape.fields
    }
    assert known - used == {
        # As with codings, of which the examples show it.
        ("absence", "status"),
        ("report", "status"),
        ("publication", "identifiers"),
        ("publication", "issue"),
        ("publication", "note"),
        ("publication", "url"),
        ("report", "note"),
        ("report", "support"),
        ("solution", "note"),
    }
