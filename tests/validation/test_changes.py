"""Validation of a change finds exactly what full validation finds."""

from __future__ import annotations

import random
from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg.dataset import Dataset, copy_of
from atlas_kg.namespaces import GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.validation.changes import Validation, begin
from atlas_kg.validation.compiled import CompiledShapes, compile_shapes, find_results
from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.data import Data
from tests.validation.graphs import constructs, data_of, quads

CONSTRUCTS = compile_shapes(constructs())


def agrees(validation: Validation) -> None:
    """Check what was kept up to date against a validation in full."""
    data = Data(validation.data.store, validation.data.graphs)
    anew = find_results(validation.compiled, data)
    expected = Counter(result for results in anew.values() for result in results)
    assert Counter(validation.results) == expected


@settings(max_examples=30)
@given(quads, st.lists(st.tuples(quads, st.randoms(use_true_random=False)), max_size=4))
def test_every_construct(
    statements: list[ox.Quad], edits: list[tuple[list[ox.Quad], random.Random]]
) -> None:
    data = data_of(statements)
    try:
        validation = begin(CONSTRUCTS, data)
        for added, chance in edits:
            there = sorted(data.store, key=str)
            removed = chance.sample(there, min(len(there), chance.randint(0, 4)))
            validation = validation.after(added[: chance.randint(0, 6)], removed)
            agrees(validation)
    except NotCoveredError:
        # Two values cannot be compared; the reference gives up, too.
        return


@pytest.fixture(scope="module")
def shipped(asserted: Dataset) -> CompiledShapes:
    """All shapes that come along, whenever they are to hold."""
    shapes = rdflib.Graph()
    for graph in asserted.shapes.values():
        for triple in graph:
            shapes.add(triple)
    return compile_shapes(shapes)


@settings(max_examples=6)
@given(chance=st.randoms(use_true_random=False))
def test_seed_edited(asserted: Dataset, shipped: CompiledShapes, chance: random.Random) -> None:
    assert shipped.left == {}
    store = copy_of(asserted.store)
    statements = sorted(store, key=str)
    validation = begin(shipped, Data(store, (GRAPH_ONTOLOGY, GRAPH_LITERATURE)))
    for _ in range(3):
        removed = chance.sample(statements, chance.randint(0, 3))
        pairs = [chance.sample(statements, 2) for _ in range(chance.randint(0, 3))]
        added = [ox.Quad(a.subject, a.predicate, b.object, GRAPH_LITERATURE) for a, b in pairs]
        validation = validation.after(added, removed)
        agrees(validation)


def test_change_is_seen_from_afar(asserted: Dataset, shipped: CompiledShapes) -> None:
    store = copy_of(asserted.store)
    validation = begin(shipped, Data(store, (GRAPH_ONTOLOGY, GRAPH_LITERATURE)))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    mechanism = ox.NamedNode("https://w3id.org/llm-atlas/ontology#Mechanism")
    (*_, typed) = store.quads_for_pattern(None, kind, mechanism, None)
    removed = list(store.quads_for_pattern(typed.subject, kind, None, None))
    used = ox.NamedNode("https://w3id.org/llm-atlas/ontology#codesMechanism")
    users = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, used, typed.subject)
        if isinstance(quad.subject, ox.NamedNode)
    }
    after = validation.after(removed=removed)
    new = Counter(after.results) - Counter(validation.results)
    focuses = {str(result.focus) for result in new}
    assert users
    assert users <= focuses
    agrees(after)
    assert Counter(after.after(added=removed).results) == Counter(validation.results)
