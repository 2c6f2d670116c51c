"""What the carried mapping sets relate is declared by the vocabularies; software is named so."""

from __future__ import annotations

import pytest
from rdflib import RDFS, SKOS, URIRef

from atlas_kg.dataset import Sources
from atlas_kg.mappings import Mapping, MappingSet, read_mapping_sets
from tests.ontology.vocabularies import FILES, FOLDER, is_declared, namespace, read

SETS = read_mapping_sets(Sources.carried().data).sets
ROWS = [(one, mapping) for one in SETS for mapping in one.mappings]
CONCEPTS = [row for row in ROWS if row[0].name == "concepts"]


def name(value: object) -> str:
    return str(value.line) if isinstance(value, Mapping) else ""


def test_there_are_mappings() -> None:
    assert len(CONCEPTS) >= 20


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason="The files of the vocabularies do not lie beside the checkout."
)
@pytest.mark.parametrize(("one", "mapping"), CONCEPTS, ids=name)
def test_vocabulary_declares_the_concept_with_this_label(one: MappingSet, mapping: Mapping) -> None:
    target = URIRef(str(one.iri(mapping, "object_id")))
    assert is_declared(target)
    graph = read(FILES[namespace(target)])
    labels = {str(v) for p in (RDFS.label, SKOS.prefLabel) for v in graph.objects(target, p)}
    assert mapping.values["object_label"] in labels


@pytest.mark.parametrize(("one", "mapping"), CONCEPTS, ids=name)
def test_row_says_why_and_how_sure_it_is(one: MappingSet, mapping: Mapping) -> None:
    assert mapping.values["comment"].endswith(".")
    assert 0.5 < float(mapping.values["confidence"]) < 1
    assert "software" in one.head["mapping_tool"]
    # Nobody has reviewed them, and no person made them.
    assert not any(key.startswith(("author", "reviewer")) for key in mapping.values)
    assert mapping.values["mapping_justification"] != "semapv:ManualMappingCuration"
