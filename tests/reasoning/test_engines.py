"""The engines agree on the whole seed graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from atlas_kg.errors import UsageError
from atlas_kg.reasoning import DEFAULT_ENGINE, ENGINES, infer
from tests.reasoning.seed import Triples, dataset, inferred, links, literature, theory


@pytest.fixture(scope="module")
def by_engine() -> dict[str, Triples]:
    """What each engine infers from the whole seed graph."""
    return {engine: inferred(theory(), literature(), engine) for engine in ENGINES}


@pytest.fixture(scope="module")
def by_default(by_engine: dict[str, Triples]) -> Triples:
    """What the default engine infers from the whole seed graph."""
    return by_engine[DEFAULT_ENGINE]


def test_default_engine_is_the_fast_one() -> None:
    assert DEFAULT_ENGINE == "columnar"


@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {DEFAULT_ENGINE}))
def test_other_engines_give_the_same_triples(
    engine: str, by_engine: dict[str, Triples], by_default: Triples
) -> None:
    assert by_engine[engine] == by_default


def test_every_kind_of_link_is_inferred(by_default: Triples) -> None:
    assert {found for _, found, _ in links(by_default)} == {
        "atlas:counters",
        "atlas:appliedAgainst",
        "atlas:addresses",
        "atlas:implements",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_inferred_triples_are_not_asserted(engine: str, by_engine: dict[str, Triples]) -> None:
    assert not by_engine[engine] & (theory().triples | literature())


@pytest.mark.parametrize("engine", ENGINES)
def test_closure_says_who_computed_it(engine: str) -> None:
    assert infer([], (), engine).engine == engine


def test_inferring_again_from_the_closure_adds_nothing(by_default: Triples) -> None:
    assert inferred(theory(), literature() | by_default) == frozenset()


def test_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"no engine 'prolog'.* columnar.* sparql.* owlrl"):
        infer(dataset().store, theory().rules, "prolog")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "datatype"),
    [("01", "integer"), ("2026-11-23T00:00:00+00:00", "dateTime"), ("1", "boolean")],
)
def test_other_spelling_of_a_literal_is_not_inferred(engine: str, text: str, datatype: str) -> None:
    written = ox.Literal(
        text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}")
    )
    name = ox.NamedNode("http://example.org/name")
    assert set(infer([ox.Quad(name, name, written)], (), engine).triples) == set()
