"""The engines agree on ontologies that nobody thought of, within the covered constructs."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas_kg.reasoning import ENGINES
from tests.reasoning.small_ontologies import closure, short

CLASSES = st.sampled_from([":A", ":B", ":C", ":D", ":E"])
PROPERTIES = st.sampled_from([":p", ":q", ":r"])
INDIVIDUALS = st.sampled_from([":x", ":y", ":z"])

RESTRICTIONS = st.builds(
    "[ a owl:Restriction ; owl:onProperty {} ; owl:hasValue {} ]".format, PROPERTIES, INDIVIDUALS
)
PARTS = st.lists(CLASSES | RESTRICTIONS, min_size=2, max_size=3).map(" ".join)
INTERSECTIONS = PARTS.map("[ a owl:Class ; owl:intersectionOf ( {} ) ]".format)
EXPRESSIONS = CLASSES | RESTRICTIONS | INTERSECTIONS
CHAINS = st.lists(PROPERTIES, min_size=2, max_size=3).map(" ".join)

AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("{} owl:equivalentClass {} .".format, CLASSES, EXPRESSIONS),
    st.builds("{} rdfs:subPropertyOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:inverseOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} a owl:SymmetricProperty .".format, PROPERTIES),
    st.builds("{} a owl:TransitiveProperty .".format, PROPERTIES),
    st.builds("{} rdfs:domain {} .".format, PROPERTIES, EXPRESSIONS),
    st.builds("{} rdfs:range {} .".format, PROPERTIES, EXPRESSIONS),
    st.builds("{} owl:propertyChainAxiom ( {} ) .".format, PROPERTIES, CHAINS),
    st.builds("{} owl:disjointWith {} .".format, CLASSES, CLASSES),
)
# Apart from the others, since one name stands for at most one intersection.
NAMED_INTERSECTION = PARTS.map(":E a owl:Class ; owl:intersectionOf ( {} ) .".format)

FACTS = st.one_of(
    st.builds("{} {} {} .".format, INDIVIDUALS, PROPERTIES, INDIVIDUALS),
    st.builds("{} a {} .".format, INDIVIDUALS, CLASSES),
)


@given(
    axioms=st.lists(AXIOMS, min_size=1, max_size=6, unique=True),
    named=NAMED_INTERSECTION | st.just(":E a owl:Class ."),
    facts=st.lists(FACTS, min_size=1, max_size=5, unique=True),
)
@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_engines_agree_on_random_ontologies(
    axioms: list[str], named: str, facts: list[str]
) -> None:
    schema, data = "\n".join([*axioms, named]), "\n".join(facts)
    theirs = short(closure(schema, data, "owlrl").triples)
    for engine in set(ENGINES) - {"owlrl"}:
        ours = short(closure(schema, data, engine).triples)
        assert (engine, ours - theirs, theirs - ours) == (engine, set(), set())
