"""Mapping sets as triples."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Location
from atlas_kg.namespaces import GRAPH_LINKS, expand
from tests.mappings.made_up import FIRST_ROW, HEAD, row, table, written

OURS = ox.NamedNode(expand("atlas-id:solution/model-cards"))
CLOSE = ox.NamedNode(expand("skos:closeMatch"))
THEIRS = ox.NamedNode(expand("vair:ModelCard"))


def loaded(data: Path, text: str) -> Dataset:
    written(data, text)
    dataset = load(Sources.carried(data))
    assert dataset.findings == ()
    return dataset


def axioms(dataset: Dataset) -> list[ox.NamedNode]:
    name = ox.NamedNode(expand("owl:annotatedSource"))
    quads = dataset.store.quads_for_pattern(None, name, OURS, GRAPH_LINKS)
    return sorted((q.subject for q in quads if isinstance(q.subject, ox.NamedNode)), key=str)


def said(dataset: Dataset, subject: ox.NamedNode) -> dict[str, str]:
    quads = dataset.store.quads_for_pattern(subject, None, None, GRAPH_LINKS)
    return {quad.predicate.value: getattr(quad.object, "value", "") for quad in quads}


def links(dataset: Dataset) -> set[str]:
    quads = dataset.store.quads_for_pattern(OURS, None, None, GRAPH_LINKS)
    return {f"{quad.predicate} {quad.object}" for quad in quads}


def test_row_becomes_a_link_and_an_axiom_with_who_says_so(data: Path) -> None:
    head = HEAD + "#mapping_tool: a made-up program\n#comment: of the set\n"
    dataset = loaded(data, table(row(mapping_date="2026-01-31", comment="Both."), head=head))
    assert ox.Quad(OURS, CLOSE, THEIRS, GRAPH_LINKS) in dataset.store
    (axiom,) = axioms(dataset)
    assert said(dataset, axiom) == {
        expand("rdf:type"): expand("owl:Axiom"),
        expand("rdfs:label"): "Model cards: skos:closeMatch vair:ModelCard",
        expand("rdfs:comment"): "Both.",
        expand("owl:annotatedSource"): OURS.value,
        expand("owl:annotatedProperty"): CLOSE.value,
        expand("owl:annotatedTarget"): THEIRS.value,
        expand("sssom:mapping_justification"): expand("semapv:ManualMappingCuration"),
        expand("sssom:author_label"): "Jane Doe",
        expand("sssom:mapping_tool"): "a made-up program",
        expand("sssom:confidence"): "0.9",
        expand("dcterms:created"): "2026-01-31T00:00:00Z",
    }
    whole = ox.NamedNode(expand("atlas-id:mapping-set/made-up"))
    assert ox.Quad(whole, ox.NamedNode(expand("sssom:mappings")), axiom, GRAPH_LINKS) in (
        dataset.store
    )
    assert said(dataset, whole)[expand("rdfs:comment")] == "of the set"


def test_axiom_knows_its_row(data: Path) -> None:
    dataset = loaded(data, table(row()))
    (axiom,) = axioms(dataset)
    origin = dataset.origins[axiom.value, expand("sssom:confidence"), None]
    assert origin.text == "0.9"
    assert origin.location.line == FIRST_ROW
    link = dataset.origins[OURS.value, CLOSE.value, THEIRS.value]
    assert isinstance(link.location, Location)


def test_name_of_an_axiom_stays_when_rows_are_sorted(data: Path) -> None:
    rows = [row(), row(object_id="vair:Datasheet")]
    before = axioms(loaded(data, table(*rows)))
    assert axioms(loaded(data, table(*reversed(rows)))) == before
    assert len(before) == 2


def test_what_is_negated_is_no_link(data: Path) -> None:
    dataset = loaded(data, table(row(predicate_modifier="Not")))
    (axiom,) = axioms(dataset)
    told = said(dataset, axiom)
    assert told[expand("sssom:predicate_modifier")] == expand("sssom:NegatedPredicate")
    assert links(dataset) == set()


def test_pair_that_people_judge_differently_is_no_link(data: Path) -> None:
    other = row(author_label="John Roe", predicate_id="skos:broadMatch")
    dataset = loaded(data, table(row(), other, row(object_id="vair:Datasheet")))
    assert len(axioms(dataset)) == 3
    assert links(dataset) == {f"{CLOSE} <{expand('vair:Datasheet')}>"}


def test_pair_that_people_judge_alike_is_one_link(data: Path) -> None:
    dataset = loaded(data, table(row(), row(author_label="John Roe")))
    assert len(axioms(dataset)) == 2
    assert len(links(dataset)) == 1
