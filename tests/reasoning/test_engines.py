"""The engines agree on the whole seed graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import ATLAS
from atlas_kg.reasoning import DEFAULT_ENGINE, ENGINES, Axiom, Pattern, Rule, infer
from benchmarks.generated import generated_dataset
from tests.reasoning.oracle import expected
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


def test_stream_gives_the_same_as_a_store(by_default: Triples) -> None:
    stream = (quad for quad in list(dataset().store))
    assert set(infer(stream, theory().rules, DEFAULT_ENGINE).triples) == by_default


@pytest.fixture(scope="module")
def generated() -> frozenset[ox.Quad]:
    """A graph with several problems, solutions and works in a cell."""
    return frozenset(generated_dataset(300).store)


def test_engines_agree_on_a_generated_graph(generated: frozenset[ox.Quad]) -> None:
    ours = infer(generated, theory().rules, DEFAULT_ENGINE).triples
    assert ours == infer(generated, theory().rules, "sparql").triples
    assert links(frozenset(ours)) == expected(frozenset(quad.triple for quad in generated))


STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "codesSolution": st.sampled_from(["One", "Other"]),
            "codesMechanism": st.sampled_from(["Screening", "Monitoring", "Bonding"]),
            "codesPhase": st.sampled_from(["ModelSelection", "ModelDevelopment"]),
            "codesTarget": st.sampled_from(["Model", "Dataset", "ModelOutput"]),
            "hasStatus": st.sampled_from(["Accepted", "Proposed", "Retracted"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(statements=STATEMENTS)
@settings(max_examples=40)
def test_engines_agree_on_random_codings(statements: list[dict[str, str]]) -> None:
    codings = frozenset(
        ox.Triple(
            ox.NamedNode(f"http://example.org/{number}"),
            ox.NamedNode(ATLAS[name]),
            ox.NamedNode(ATLAS[value]),
        )
        for number, statement in enumerate(statements)
        for name, value in statement.items()
    )
    ours = inferred(theory(), codings, DEFAULT_ENGINE)
    assert ours == inferred(theory(), codings, "sparql")
    assert links(ours) == expected(theory().triples | codings)


X, Y, Z = map(ox.Variable, "xyz")
A, B, C, D, P, Q, R = (ox.NamedNode(f"http://example.org/{name}") for name in "abcdpqr")
ONE = ox.Literal(1)
UNUSUAL_RULES: dict[str, tuple[tuple[Pattern, ...], Pattern]] = {
    "repeated variable": (((X, P, X),), (X, Q, A)),
    "repeated variable bound elsewhere": (((X, Q, Y), (X, P, X)), (Y, R, X)),
    "circle": (((X, P, Y), (Y, Q, Z), (Z, R, X)), (X, Q, Z)),
    "nothing shared": (((X, P, A), (Y, Q, B)), (X, R, Y)),
    "constants only": (((A, P, B), (B, Q, C)), (C, R, A)),
    "constant subject": (((A, P, X), (X, Q, Y)), (Y, R, A)),
    "literal value": (((X, P, ONE),), (X, Q, ONE)),
    "value becomes a subject": (((X, P, Y),), (Y, Q, X)),
    "four premises": (((X, P, Y), (Y, P, Z), (X, Q, Z), (Z, R, Y)), (Z, P, X)),
    "two free sides": (((X, P, Y), (Z, Q, Z)), (Y, R, Z)),
}
NODES = st.sampled_from([A, B, C, D])
TRIPLES = st.builds(ox.Triple, NODES, st.sampled_from([P, Q, R]), NODES | st.just(ONE))


@pytest.mark.parametrize("name", UNUSUAL_RULES)
@given(triples=st.sets(TRIPLES, max_size=10), others=st.sets(st.sampled_from([*UNUSUAL_RULES])))
@settings(max_examples=25)
def test_engines_agree_on_rules_of_any_shape(
    name: str, triples: set[ox.Triple], others: set[str]
) -> None:
    rules = tuple(Rule(n, Axiom(n, ()), *UNUSUAL_RULES[n]) for n in sorted({name} | others))
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    assert infer(quads, rules, DEFAULT_ENGINE).triples == infer(quads, rules, "sparql").triples


def test_inferred_triples_are_a_set(by_default: Triples) -> None:
    triples = infer(dataset().store, theory().rules, DEFAULT_ENGINE).triples
    assert len(triples) == len(list(triples)) == len(by_default)
    assert all(triple in triples for triple in by_default)
    assert not any(triple in triples for triple in theory().triples)
    assert ox.NamedNode("http://example.org/") not in triples
    text = b"".join(triples.n_triples())
    assert {q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)} == by_default
