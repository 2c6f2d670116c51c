"""The engines agree on ontologies that nobody thought of, within the covered constructs."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas_kg.reasoning import ENGINES
from tests.reasoning.small_ontologies import closure, contradicted, contradicted_by_owlrl, short

CLASSES = st.sampled_from([":A", ":B", ":C", ":D", ":E"])
PROPERTIES = st.sampled_from([":p", ":q", ":r"])
INDIVIDUALS = st.sampled_from([":x", ":y", ":z"])

LISTS = st.lists(INDIVIDUALS, min_size=1, max_size=2, unique=True).map(" ".join)

ON = "[ a owl:Restriction ; owl:onProperty {} ; ".format
RESTRICTIONS = st.builds("{}owl:hasValue {} ]".format, PROPERTIES.map(ON), INDIVIDUALS)
PARTS = st.lists(CLASSES | RESTRICTIONS, min_size=2, max_size=3).map(" ".join)
INTERSECTIONS = PARTS.map("[ a owl:Class ; owl:intersectionOf ( {} ) ]".format)
EXPRESSIONS = CLASSES | RESTRICTIONS | INTERSECTIONS


def premises_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions that OWL 2 RL allows on the left of an inclusion only."""
    several = st.lists(parts, min_size=2, max_size=3).map(" ".join)
    some = st.builds("{}owl:someValuesFrom {} ]".format, PROPERTIES.map(ON), parts | THING)
    return some | several.map("[ a owl:Class ; owl:unionOf ( {} ) ]".format)


def conclusions_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions that OWL 2 RL allows on the right of an inclusion only."""
    return st.one_of(
        st.builds("{}owl:allValuesFrom {} ]".format, PROPERTIES.map(ON), parts),
        st.builds("{}owl:maxCardinality {} ]".format, PROPERTIES.map(ON), NUMBERS),
        st.builds(
            "{}owl:maxQualifiedCardinality {} ; owl:onClass {} ]".format,
            PROPERTIES.map(ON),
            NUMBERS,
            CLASSES | THING,
        ),
        CLASSES.map("[ a owl:Class ; owl:complementOf {} ]".format),
    )


THING = st.just("owl:Thing")
NUMBERS = st.sampled_from(['"0"^^xsd:nonNegativeInteger', '"1"^^xsd:nonNegativeInteger'])
ENUMERATIONS = LISTS.map("[ a owl:Class ; owl:oneOf ( {} ) ]".format)
LOWER = st.recursive(EXPRESSIONS | ENUMERATIONS, premises_of, max_leaves=3)
UPPER = st.recursive(EXPRESSIONS, conclusions_of, max_leaves=3)
CHAINS = st.lists(PROPERTIES, min_size=2, max_size=3).map(" ".join)
CHARACTERISTICS = st.sampled_from(
    ["Symmetric", "Transitive", "Functional", "InverseFunctional", "Asymmetric", "Irreflexive"]
)

AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, LOWER, UPPER),
    st.builds("{} owl:equivalentClass {} .".format, CLASSES, EXPRESSIONS),
    st.builds("{} rdfs:subPropertyOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:equivalentProperty {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} a owl:{}Property .".format, PROPERTIES, CHARACTERISTICS),
    st.builds("{} rdfs:domain {} .".format, PROPERTIES, UPPER),
    st.builds("{} rdfs:range {} .".format, PROPERTIES, UPPER),
    st.builds("{} owl:propertyChainAxiom ( {} ) .".format, PROPERTIES, CHAINS),
    st.builds("{} owl:propertyDisjointWith {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:disjointWith {} .".format, CLASSES, LOWER),
    st.builds("{} a {} .".format, INDIVIDUALS, UPPER),
    st.builds("{} owl:sameAs {} .".format, INDIVIDUALS, INDIVIDUALS),
    st.builds("{} owl:differentFrom {} .".format, INDIVIDUALS, INDIVIDUALS),
)
# Apart from the others, since one name stands for at most one intersection.
NAMED_INTERSECTION = PARTS.map(":E a owl:Class ; owl:intersectionOf ( {} ) .".format)

FACTS = st.one_of(
    st.builds("{} {} {} .".format, INDIVIDUALS, PROPERTIES, INDIVIDUALS),
    st.builds("{} a {} .".format, INDIVIDUALS, CLASSES),
)


ONTOLOGIES = st.builds(
    "{}\n{}".format,
    st.lists(AXIOMS, min_size=1, max_size=6, unique=True).map("\n".join),
    NAMED_INTERSECTION | st.just(":E a owl:Class ."),
)
DATA = st.lists(FACTS, min_size=1, max_size=5, unique=True).map("\n".join)


@given(axioms=ONTOLOGIES, facts=DATA)
@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_engines_agree_on_random_ontologies(axioms: str, facts: str) -> None:
    theirs = short(closure(axioms, facts, "owlrl").triples)
    for engine in set(ENGINES) - {"owlrl"}:
        ours = short(closure(axioms, facts, engine).triples)
        assert (engine, ours - theirs, theirs - ours) == (engine, set(), set())
    assert contradicted(axioms, facts) is contradicted_by_owlrl(axioms, facts)
