"""Everything that the ontology says is told, at its place."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS

from atlas_kg.dataset import Sources, load
from atlas_kg.documentation import OntologyDocumentation, document_ontology
from atlas_kg.documentation.terms import KINDS
from atlas_kg.documentation.tiers import Entry
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import ATLAS, GRAPH_ONTOLOGY, ONTOLOGY, expand
from atlas_kg.queries import published_queries


@pytest.fixture(scope="module")
def ontology(graph: KnowledgeGraph) -> rdflib.Graph:
    return graph.dataset.graph(GRAPH_ONTOLOGY)


def entry(documented: OntologyDocumentation, curie: str) -> Entry:
    (found,) = [entry for entry in documented.entries if entry.term.curie == curie]
    return found


def test_every_term_stands_once(documented: OntologyDocumentation, ontology: rdflib.Graph) -> None:
    declared = {
        str(node)
        for kind in KINDS
        for node in ontology.subjects(RDF.type, kind)
        if isinstance(node, rdflib.URIRef)
    }
    told = [entry.term.iri for entry in documented.entries]
    assert len(told) == len(set(told)) > 300
    assert set(told) == declared
    anchors = [entry.term.anchor for entry in documented.entries]
    assert len(set(anchors)) == len(anchors)


def test_every_annotation_is_told(
    documented: OntologyDocumentation, ontology: rdflib.Graph
) -> None:
    for entry in documented.entries:
        term, node = entry.term, rdflib.URIRef(entry.term.iri)
        assert set(term.alt_labels) == set(map(str, ontology.objects(node, SKOS.altLabel)))
        assert set(term.examples) == set(map(str, ontology.objects(node, SKOS.example)))
        assert set(term.notes) == set(map(str, ontology.objects(node, SKOS.scopeNote)))
        assert term.definition == str(ontology.value(node, SKOS.definition) or "")
        assert {source.iri for source in term.sources} == set(
            map(str, ontology.objects(node, DCTERMS.source))
        )
        label = ontology.value(node, RDFS.label)
        assert label is None or term.label.startswith(str(label))


def test_every_axiom_is_told_at_some_term(documented: OntologyDocumentation) -> None:
    axioms = {axiom for entry in documented.entries for axiom in entry.term.axioms}
    texts = {axiom.text for axiom in axioms}
    assert "Every coder is an agent (prov:Agent)." in texts
    assert "If x ‘mitigates’ y and y ‘asymmetry of’ z, then x ‘counters’ z." in texts
    assert len(texts) > 100


def test_terms_are_told_in_the_module_that_declares_them(
    documented: OntologyDocumentation,
) -> None:
    places = {
        entry.term.curie: (tier.name, module.name)
        for tier in documented.tiers
        for module in tier.modules
        for group in module.groups
        for entry in group.entries
    }
    assert places["atlas:AgencyProblem"] == ("core", "core")
    assert places["atlas:Coding"] == ("coding", "coding")
    assert places["prov:Plan"] == ("provenance", "process")
    assert places["airo:RiskSource"] == ("alignments", "alignments")


def test_tiers_are_those_of_the_headers(
    documented: OntologyDocumentation, ontology: rdflib.Graph
) -> None:
    names = {tier.name for tier in documented.tiers}
    assert names == set(map(str, ontology.objects(None, ATLAS.tier)))
    assert documented.tiers[0].name == "core"
    modules = {module.iri for tier in documented.tiers for module in tier.modules}
    assert modules == set(map(str, ontology.subjects(RDF.type, OWL.Ontology))) - {ONTOLOGY}


def test_diagram_shows_every_class_and_relation_of_a_tier(
    documented: OntologyDocumentation,
) -> None:
    for tier in documented.tiers:
        entries = [e for m in tier.modules for g in m.groups for e in g.entries]
        classes = {entry.term.iri for entry in entries if entry.term.kind == "class"}
        properties = {e.term.iri for e in entries if e.term.kind == "object property"}
        if tier.drawing is None:
            assert not classes
            continue
        assert {b.box.key for b in tier.drawing.boxes if not b.box.is_guest} == classes
        named = {key for placed in tier.drawing.edges for key, _ in placed.edge.names}
        named |= {key for placed in tier.drawing.boxes for key, _ in placed.box.loops}
        assert named | {term.iri for term in tier.not_drawn} == properties


def test_every_subclass_axiom_is_drawn_once(
    documented: OntologyDocumentation, ontology: rdflib.Graph
) -> None:
    drawn = [
        (placed.edge.start, placed.edge.end)
        for tier in documented.tiers
        if tier.drawing
        for placed in tier.drawing.edges
        if not placed.edge.names
    ]
    stated = {
        (str(lower), str(upper))
        for lower, upper in ontology.subject_objects(RDFS.subClassOf)
        if isinstance(lower, rdflib.URIRef) and isinstance(upper, rdflib.URIRef)
    }
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == stated


def test_what_is_inferred_names_its_way(documented: OntologyDocumentation) -> None:
    coder = entry(documented, "atlas:SoftwareCoder").term
    above = {n.term.iri: [way.text for way in n.by_way_of] for n in coder.above}
    assert above[expand("atlas:Coder")] == []
    assert above[expand("dcterms:Agent")] == ["Coder"]
    assert coder.follows


def test_inferred_and_stated_facts_are_told_apart(documented: OntologyDocumentation) -> None:
    facts = entry(documented, "atlas:Screening").term.facts
    found = {fact.prop.text: fact for fact in facts if fact.outgoing and not fact.is_membership}
    assert not found["mitigates"].inferred
    assert found["counters"].inferred
    assert {thing.text for thing in found["counters"].things} == {
        "Hidden characteristics of datasets",
        "Hidden characteristics of candidate models",
    }


def test_matches_come_with_their_reason(
    documented: OntologyDocumentation, ontology: rdflib.Graph
) -> None:
    matches = [match for entry in documented.entries for match in entry.term.matches]
    kinds = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    assert len(matches) == sum(len(list(ontology.subject_objects(kind))) for kind in kinds)
    assert all(match.note for match in matches)


def test_questions_are_told_at_the_terms_that_they_use(
    documented: OntologyDocumentation,
) -> None:
    used = {question.id for question in entry(documented, "atlas:counters").questions}
    assert "cq04" in used
    assert "cq01" not in used
    told = {question.id for entry in documented.entries for question in entry.questions}
    every = {query.id for query in published_queries() if query.group == "competency"}
    assert {question.id for question in documented.questions} == every
    # A question about the ontology itself may use none of its terms.
    assert told <= every
    assert len(told) > len(every) / 2


def test_concepts_of_the_paper_are_told_at_their_terms(
    documented: OntologyDocumentation,
) -> None:
    told = {concept for entry in documented.entries for concept in entry.concepts}
    terms = {entry.term.iri for entry in documented.entries}
    assert told == {concept for concept in documented.concepts if concept.term in terms}
    assert len(documented.concepts) > 200
    assert all(concept.term in documented.labels for concept in documented.concepts)


def test_header_is_whole(documented: OntologyDocumentation, ontology: rdflib.Graph) -> None:
    header = documented.header
    assert (header.prefix, header.namespace) == ("atlas", str(ATLAS))
    names = [name for name, _ in header.facts]
    assert names[:2] == ["version", "version IRI"]
    assert {"creator", "licence", "citation", "created", "publisher"} <= set(names)
    assert header.title == str(ontology.value(rdflib.URIRef(ONTOLOGY), DCTERMS.title))


def test_retired_term_says_what_to_use(sources: Sources) -> None:
    with (sources.ontology / "core.ttl").open("a", encoding="utf-8") as file:
        file.write(
            'atlas:Incentive a owl:Class ; rdfs:label "Incentive"@en ; owl:deprecated true ;\n'
            '  dcterms:isReplacedBy atlas:Mechanism ; skos:changeNote "Too narrow."@en ;\n'
            '  skos:definition "A tie."@en ; dcterms:source <https://w3id.org/llm-atlas/ontology> ;'
            '\n  skos:example "A reward."@en .\n'
        )
    term = entry(document_ontology(build(sources)), "atlas:Incentive").term
    assert term.is_deprecated
    assert [other.text for other in term.replaced_by] == ["Mechanism"]
    assert term.changes == ("Too narrow.",)


def test_question_that_a_term_cites_is_told_there(sources: Sources) -> None:
    with (sources.ontology / "core.ttl").open("a", encoding="utf-8") as file:
        file.write("atlas:Contract atlas:answers <https://w3id.org/llm-atlas/id/query/cq04> .\n")
        if (ATLAS.answers, RDF.type, None) not in load(sources).graph(GRAPH_ONTOLOGY):
            file.write('atlas:answers a owl:AnnotationProperty ; rdfs:label "answers"@en .\n')
    found = entry(document_ontology(build(sources)), "atlas:Contract")
    assert [question.id for question in found.questions] == ["cq04"]
