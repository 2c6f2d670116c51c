"""The compiled shapes tell what the reference tells, result by result."""

from __future__ import annotations

import dataclasses
import random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import SH

from atlas_kg.dataset import Dataset, copy_of
from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.validation import VALIDATORS, validate_asserted, validate_entailed, validate_style
from atlas_kg.validation import screens as screens_module
from atlas_kg.validation.compiled import compile_shapes
from atlas_kg.validation.validators import validation_report
from benchmarks.faults import seed_faults
from benchmarks.generated import generated_dataset
from tests.validation.comparison import same_results, told
from tests.validation.graphs import constructs, data_of, quads

CONSTRUCTS = constructs()


@pytest.fixture(params=[0, 100], ids=["few focus nodes", "many focus nodes"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways to begin: with the focus nodes, and with the values."""
    monkeypatch.setattr(screens_module, "_RARE", request.param)


@pytest.mark.usefixtures("size")
@settings(max_examples=60)
@given(quads)
def test_every_construct(statements: list[ox.Quad]) -> None:
    same_results(data_of(statements), CONSTRUCTS)


def test_every_construct_is_compiled() -> None:
    compiled = compile_shapes(CONSTRUCTS)
    assert compiled.left == {}
    used = {unit.constraint.component for unit in compiled.units}
    assert len(used) >= 25


@pytest.mark.parametrize("name", ["asserted", "entailed", "style"])
def test_shipped_shapes_are_compiled(asserted: Dataset, name: str) -> None:
    kinds = {"entailed": ["entailed"], "style": ["style"]}
    own = kinds.get(name, [name for name in asserted.shapes if name not in kinds])
    for file in own:
        assert compile_shapes(asserted.shapes[file]).left.keys() <= _without_prefixes(asserted)


def _without_prefixes(dataset: Dataset) -> set[rdflib.term.Node]:
    """Return the shapes that use prefixes which another file declares."""
    return {
        shape
        for graph in dataset.shapes.values()
        for shape in graph.subjects()
        if any(graph.objects(shape, SH.sparql)) or (shape, SH.prefixes, None) in graph
    }


def test_seed(asserted: Dataset, graph: KnowledgeGraph) -> None:
    for validate, dataset in (
        (validate_asserted, asserted),
        (validate_style, asserted),
        (validate_entailed, graph.dataset),
    ):
        reports = [validate(dataset, engine) for engine in VALIDATORS]
        assert [report.left for report in reports] == [(), ()]
        assert told(reports[0].graph) == told(reports[1].graph)
        assert reports[0].findings == reports[1].findings


@settings(max_examples=5)
@given(st.integers(min_value=0, max_value=2**32))
def test_seed_with_faults(asserted: Dataset, seed: int) -> None:
    dataset = dataclasses.replace(asserted, store=spoilt(asserted.store, seed))
    for validate in (validate_asserted, validate_style):
        ours, theirs = (validate(dataset, engine) for engine in VALIDATORS)
        assert ours.left == ()
        assert told(ours.graph) == told(theirs.graph)
        assert ours.findings == theirs.findings


def spoilt(store: ox.Store, seed: int) -> ox.Store:
    """Return a copy of a store in which statements are missing, mixed up and added."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    copy = copy_of(store)
    statements = sorted(copy, key=str)
    for quad in chance.sample(statements, chance.randint(0, 40)):
        copy.remove(quad)
    for quad in chance.sample(statements, chance.randint(1, 40)):
        name = chance.choice((GRAPH_ONTOLOGY, GRAPH_LITERATURE))
        other = chance.choice(statements)
        copy.add(ox.Quad(quad.subject, quad.predicate, other.object, name))
        if not isinstance(other.subject, ox.Triple):
            copy.add(ox.Quad(other.subject, other.predicate, quad.object, name))
    return copy


@pytest.mark.parametrize("codings", [1_000])
def test_generated_codings_with_faults(codings: int) -> None:
    dataset = generated_dataset(codings)
    assert seed_faults(dataset.store, 0.01) == codings // 100
    ours, theirs = (validate_asserted(dataset, engine) for engine in VALIDATORS)
    assert told(ours.graph) == told(theirs.graph)
    assert told(ours.graph).total() >= codings // 100


SHAPE = """
@prefix : <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
:Known sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:message "known" ; sh:maxCount 1 ] .
:Other sh:targetSubjectsOf :q ; %s .
"""


@pytest.mark.parametrize(
    "rest",
    [
        "sh:property [ sh:path :q ; sh:maxCount 1 ]",
        'sh:property [ sh:path [ sh:inversePath ( :q :p ) ] ; sh:message "back" ; sh:maxCount 0 ]',
        'sh:property [ sh:path :q ; sh:message "blank" ; sh:hasValue [] ]',
    ],
    ids=["no message", "inverse of a sequence", "blank value"],
)
@settings(max_examples=10)
@given(quads)
def test_what_is_not_covered_is_left_to_the_reference(rest: str, statements: list[ox.Quad]) -> None:
    shapes = rdflib.Graph().parse(data=SHAPE % rest)
    data = data_of(statements)
    report, left = validation_report(data, shapes)
    assert rdflib.URIRef("http://example.org/Other") in left
    assert rdflib.URIRef("http://example.org/Known") not in left
    expected, _ = validation_report(data, shapes, "pyshacl")
    assert told(report) == told(expected)


def test_shapes_left_are_said_aloud(asserted: Dataset) -> None:
    shape = rdflib.Graph().parse(data=SHAPE % "sh:property [ sh:path :q ; sh:maxCount 1 ]")
    report = validate_asserted(dataclasses.replace(asserted, shapes={"own": shape}))
    assert any(
        "http://example.org/Other is checked by the reference" in line for line in report.left
    )


@pytest.mark.parametrize(
    "rest",
    [
        'sh:property [ sh:path :q ; sh:minCount "one" ]',
        'sh:property [ sh:path :q ; sh:pattern "(" ]',
        'sh:sparql [ sh:message "m" ; sh:select "SELECT $this WHERE { nonsense" ]',
        "sh:property [ sh:path :q ; sh:path :p ]",
        "sh:or ( )",
    ],
)
def test_malformed_shapes_are_told_as_before(rest: str) -> None:
    shapes = rdflib.Graph().parse(data=SHAPE % rest)
    statement = ox.Quad(
        ox.NamedNode("http://example.org/a"),
        ox.NamedNode("http://example.org/q"),
        ox.NamedNode("http://example.org/b"),
        ox.NamedNode("http://example.org/one"),
    )
    for engine in VALIDATORS:
        with pytest.raises(UsageError, match="A shape in the folder of shapes is malformed"):
            validation_report(data_of([statement]), shapes, engine)


def test_unknown_validator(asserted: Dataset) -> None:
    with pytest.raises(UsageError, match="There is no validator 'jena'"):
        validate_asserted(asserted, "jena")
