"""The ontology keeps to OWL 2 DL and to OWL 2 RL, by the checkers of the OWL API."""

from __future__ import annotations

import pytest

from atlas_kg.formats import from_rdflib
from tests.reasoning.judge import document, judge
from tests.reasoning.seed import literature, theory
from tests.reasoning.small_ontologies import parsed

RESTRICTED = "@prefix atlas: <https://w3id.org/llm-atlas/ontology#> . atlas:Coding rdfs:subClassOf"

BREACHES = {
    "reflexive restriction": (
        f"{RESTRICTED} [ a owl:Restriction ; owl:onProperty atlas:precedes ; owl:hasSelf true ] .",
        {"OWL 2 RL"},
    ),
    "existential superclass": (
        f"{RESTRICTED} [ owl:onProperty atlas:codedBy ; owl:someValuesFrom atlas:Coder ] .",
        {"OWL 2 RL"},
    ),
    "undeclared annotation": (":thing a owl:NamedIndividual ; :note 'x' .", {"OWL 2 DL"}),
    "undeclared class": (":thing a owl:NamedIndividual , :Kind .", {"OWL 2 DL"}),
    "one name for a class and a datatype": (
        ":Kind a owl:Class , rdfs:Datatype .",
        {"OWL 2 DL"},
    ),
    "one name for two kinds of property": (
        ":relates a owl:ObjectProperty , owl:DatatypeProperty .",
        {"OWL 2 DL"},
    ),
    "name of the standard's own": ("owl:Kind a owl:Class .", {"OWL 2 DL"}),
    "datatype outside the profile": (
        ":day a owl:DatatypeProperty ; rdfs:range xsd:date .",
        {"OWL 2 RL"},
    ),
    "transitive property that must be irreflexive": (
        ":before a owl:ObjectProperty , owl:TransitiveProperty , owl:IrreflexiveProperty .",
        {"OWL 2 DL"},
    ),
    "half of an axiom": ("[] owl:hasValue :thing .", {"OWL 2"}),
}


GRAPHS = {
    "ontology": theory().triples,
    "ontology and literature": theory().triples | literature(),
}
Breaches = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def breaches(tmp_path_factory: pytest.TempPathFactory) -> Breaches:
    """What the checkers find in each graph, by the profile that it breaks."""
    folder = tmp_path_factory.mktemp("profiles")
    graphs = dict(GRAPHS)
    for name, (addition, _) in BREACHES.items():
        graphs[name] = theory().triples | frozenset(from_rdflib(parsed(addition)))
    paths = {name: document(graph, folder / f"{name}.ttl") for name, graph in graphs.items()}
    answers = judge("profiles", *paths.values())
    found: Breaches = {name: {} for name in graphs}
    for name, path in paths.items():
        for profile, violation in answers[path]:
            found[name].setdefault(profile, []).append(violation)
    return found


@pytest.mark.parametrize("graph", GRAPHS)
def test_no_profile_is_broken(graph: str, breaches: Breaches) -> None:
    assert breaches[graph] == {}


@pytest.mark.parametrize(("name", "broken"), [(name, b) for name, (_, b) in BREACHES.items()])
def test_checkers_find_what_breaks_a_profile(
    name: str, broken: set[str], breaches: Breaches
) -> None:
    assert broken <= set(breaches[name]), breaches[name]
