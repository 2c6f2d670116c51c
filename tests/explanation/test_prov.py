"""Proofs as RDF use PROV-O as it is meant."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import PROV, RDF

from atlas_kg.explanation import explain_all, proof_triples
from atlas_kg.formats import to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS

TRANSCRIPTION = rdflib.URIRef(str(ATLAS.Transcription))

WHY = {
    "atlas-kg-transcriber": "Nobody else has read the same.",
    "seed-paper-authors": "It comes from a published consensus.",
}
"""Why a statement has its status, by who coded it."""


@pytest.fixture(scope="module")
def document(graph: KnowledgeGraph) -> rdflib.Graph:
    return to_rdflib(proof_triples(explain_all(graph)))


@pytest.mark.parametrize(
    ("relation", "domain", "range_"),
    [
        (PROV.wasDerivedFrom, PROV.Entity, PROV.Entity),
        (PROV.wasGeneratedBy, PROV.Entity, PROV.Activity),
        (PROV.used, PROV.Activity, PROV.Entity),
    ],
)
def test_relations_join_what_prov_says(
    document: rdflib.Graph, relation: rdflib.URIRef, domain: rdflib.URIRef, range_: rdflib.URIRef
) -> None:
    pairs = list(document.subject_objects(relation))
    assert pairs
    for subject, value in pairs:
        assert (subject, RDF.type, domain) in document
        assert (value, RDF.type, range_) in document


def test_entity_comes_about_in_one_way(document: rdflib.Graph) -> None:
    for statement in document.subjects(RDF.type, RDF.Statement):
        assert len(list(document.objects(statement, PROV.wasGeneratedBy))) <= 1


def test_activity_uses_what_its_result_derives_from(document: rdflib.Graph) -> None:
    for statement, activity in document.subject_objects(PROV.wasGeneratedBy):
        if (activity, RDF.type, TRANSCRIPTION) in document:
            continue
        premises = set(document.objects(statement, PROV.wasDerivedFrom))
        used = set(document.objects(activity, PROV.used))
        (axiom,) = used - premises
        assert premises <= used
        assert (axiom, RDF.type, PROV.Plan) in document


def test_derivations_have_no_cycle(document: rdflib.Graph) -> None:
    for statement in document.subjects(RDF.type, RDF.Statement):
        below = set(document.transitive_objects(statement, PROV.wasDerivedFrom)) - {statement}
        assert all((node, PROV.wasDerivedFrom, statement) not in document for node in below)


def test_status_follows_and_is_not_the_texts(document: rdflib.Graph) -> None:
    status = rdflib.URIRef(str(ATLAS.hasStatus))
    statements = list(document.subjects(RDF.predicate, status))
    assert statements
    for statement in statements:
        why = document.value(statement, rdflib.URIRef(str(ATLAS.explainsStatus)))
        coder = str(document.value(statement, RDF.subject)).rpartition("/")[2].split(".")[1]
        assert str(why) == WHY[coder]
        assert not document.value(statement, PROV.wasAttributedTo)
        assert not document.value(statement, PROV.hadPrimarySource)
        assert not document.value(statement, rdflib.URIRef(str(ATLAS.locator)))


def test_transcriber_is_told(document: rdflib.Graph) -> None:
    activities = list(document.subjects(RDF.type, TRANSCRIPTION))
    assert activities
    for activity in activities:
        agent = document.value(activity, PROV.wasAssociatedWith)
        assert str(agent).endswith("coder/atlas-kg-transcriber")
