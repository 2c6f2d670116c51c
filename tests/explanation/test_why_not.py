"""What is missing is what is missing: add it, and the link appears."""

from __future__ import annotations

import json
import shutil
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH

from atlas_kg.dataset import Dataset, Sources, copy_of
from atlas_kg.errors import UsageError
from atlas_kg.explanation import WhyNot, holds, why_not
from atlas_kg.formats import to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, expand
from atlas_kg.reasoning import DEFAULT_ENGINE, infer

GAP = ("atlas:Monitoring", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment")


def members(graph: KnowledgeGraph, name: str) -> list[str]:
    quads = graph.store.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(name))
    return sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})


def asked(graph: KnowledgeGraph, *words: str) -> WhyNot:
    subject, predicate, value = map(expand, words)
    return why_not(graph, subject, predicate, value)


def appears(graph: KnowledgeGraph, asserted: Dataset, answer: WhyNot) -> bool:
    """Add each set of missing statements and see whether a new closure holds the link."""
    for lack in answer.lacks:
        store = copy_of(asserted.store)
        for triple in lack.missing.statements:
            store.add(ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH_LITERATURE))
        if answer.triple not in infer(store, graph.rules, DEFAULT_ENGINE).triples:
            return False
    return bool(answer.lacks)


def open_links(graph: KnowledgeGraph, relation: str) -> list[tuple[str, str, str]]:
    mechanisms = members(graph, ATLAS.Mechanism)
    problems = members(graph, ATLAS.AgencyProblem)
    solutions = members(graph, ATLAS.Solution)
    ends = {
        "counters": (mechanisms, problems),
        "appliedAgainst": (mechanisms, problems),
        "addresses": (solutions, problems),
        "implements": (solutions, mechanisms),
    }[relation]
    found = [(s, str(ATLAS[relation]), o) for s, o in product(*ends)]
    return [link for link in found if not holds(graph, *link)]


@pytest.mark.parametrize(
    ("relation", "number"),
    [("counters", 8), ("appliedAgainst", 9), ("addresses", 69), ("implements", 72)],
)
def test_added_premises_make_every_missing_link_appear(
    relation: str, number: int, graph: KnowledgeGraph, asserted: Dataset
) -> None:
    links = open_links(graph, relation)
    assert len(links) == number
    # Solutions differ in nothing but their name here: every third one stands for all.
    for link in links if number < 20 else links[::3]:
        answer = why_not(graph, *link)
        assert appears(graph, asserted, answer)
        assert not any(lack.missing.broken for lack in answer.lacks)


def test_gap_is_predicted_by_theory_and_lacks_a_coding(graph: KnowledgeGraph) -> None:
    answer = asked(graph, *GAP)
    assert answer.reason == "Theory predicts it:"
    assert answer.expected[0].labels[1] == "counters"
    (lack,) = answer.lacks
    assert lack.sentence == (
        "No accepted coding applies monitoring to the model in model development."
    )
    assert {triple.predicate.value.split("#")[1] for triple in lack.missing.statements} == {
        "codesMechanism",
        "codesPhase",
        "codesTarget",
        "hasStatus",
    }
    assert len({triple.subject for triple in lack.missing.statements}) == 1


def test_unpredicted_use_is_shown(graph: KnowledgeGraph) -> None:
    answer = asked(
        graph, "atlas:Screening", "atlas:counters", "atlas:HiddenActionInModelDevelopment"
    )
    assert answer.expected[0].labels[1] == "applied against"
    (lack,) = answer.lacks
    assert lack.sentence == "Nobody states that Screening mitigates Hidden action."


def test_neither_tells_what_both_lack(graph: KnowledgeGraph) -> None:
    answer = asked(
        graph, "atlas:Monitoring", "atlas:counters", "atlas:HiddenCharacteristicsOfDatasets"
    )
    assert answer.counterpart is not None
    assert answer.lacks
    assert answer.counterpart.lacks
    text = answer.as_text()
    assert "Monitoring mitigates Hidden characteristics" in text
    assert "No accepted coding applies monitoring to the dataset" in text


def test_coding_that_lacks_only_its_status_comes_first(data: Path) -> None:
    file = data / "codings" / "seed-paper-authors" / "Kaltenpoth2024.yaml"
    text = file.read_text("utf-8")
    begin = text.index("  - id: data-cards-signal-datasets")
    end = text.index("  - id:", begin + 5)
    entry = f"{text[begin:end]}    status: Disputed\n"
    file.write_text(text[:begin] + entry + text[end:], "utf-8")
    graph = build(Sources.carried(data))
    near, new = asked(
        graph,
        "atlas-id:solution/data-cards",
        "atlas:addresses",
        "atlas:HiddenCharacteristicsOfDatasets",
    ).lacks
    assert "its status is Disputed and not Accepted" in near.sentence
    assert len(near.missing.statements) == 1
    assert len(near.missing.replaced) == 1
    assert len(new.missing.statements) == 4
    shutil.rmtree(data)


AGREE = "Leave status out, so that it follows from what all coders say: no second coder"


def test_coding_by_one_coder_needs_more_than_its_status(data: Path) -> None:
    file = data / "codings" / "atlas-kg-transcriber" / "Pushkarna2022.yaml"
    file.write_text(
        """schema: 1
codings:
  - id: data-cards-monitor
    statement: 'Data cards are read while a model is developed.'
    phase: ModelDevelopment
    target: Model
    mechanism: Monitoring
    solution: data-cards
    section: '1'
    status: Proposed
""",
        "utf-8",
    )
    near, new = asked(build(Sources.carried(data)), *GAP).lacks
    assert "its status is Proposed and not Accepted" in near.sentence
    assert "by atlas-kg transcriber (software) says so" in near.sentence
    (message,) = near.asked
    assert message.startswith(AGREE)
    assert any(message.startswith(AGREE) for message in new.asked)
    shutil.rmtree(data)


def test_new_coding_needs_its_other_fields_and_a_second_coder(graph: KnowledgeGraph) -> None:
    before = set(copy_of(graph.store))
    (lack,) = asked(graph, *GAP).lacks
    assert any(message.startswith("Name exactly one solution") for message in lack.asked)
    assert any(message.startswith(AGREE) for message in lack.asked)
    assert lack.as_json()["asked"] == list(lack.asked)
    assert set(graph.store) == before


def test_nothing_is_asked_of_what_the_checks_accept(graph: KnowledgeGraph) -> None:
    answer = asked(graph, "atlas:Gpt4", "rdf:type", "atlas:OpenSourceModel")
    assert [lack.asked for lack in answer.lacks] == [()]
    assert "The checks" not in answer.as_text()


def test_what_contradicts_the_ontology_is_told(graph: KnowledgeGraph) -> None:
    answer = asked(graph, "atlas:Screening", "rdf:type", "atlas:Solution")
    assert answer.lacks
    assert all(lack.missing.broken for lack in answer.lacks)
    assert "contradicts the ontology" in answer.as_text()
    assert answer.as_text().count("nothing is both") == 1
    (lack,) = answer.as_json()["missing"]
    assert len(lack["contradicts"]) == 1


def test_class_without_members_may_be_asserted(graph: KnowledgeGraph) -> None:
    (lack,) = asked(graph, "atlas:Gpt4", "rdf:type", "atlas:OpenSourceModel").lacks
    assert lack.sentence == "Nobody states that GPT-4 is an Open-source model."


def test_property_without_values_may_be_asserted(graph: KnowledgeGraph, asserted: Dataset) -> None:
    assert not any(asserted.store.quads_for_pattern(None, ox.NamedNode(ATLAS.adjudicates), None))
    (first, *_) = asked(graph, "atlas:Gpt4", "atlas:adjudicates", "atlas:Gpt4").lacks
    assert [t.predicate.value for t in first.missing.statements] == [str(ATLAS.adjudicates)]


def test_only_what_may_be_asserted_is_missing(graph: KnowledgeGraph) -> None:
    shapes = graph.dataset.shapes["theory"]
    only_inferred = {
        str(path)
        for shape, path in shapes.subject_objects(SH.path)
        if (shape, SH.maxCount, None) in shapes and str(shapes.value(shape, SH.maxCount)) == "0"
    }
    assert len(only_inferred) == 22
    links = [link for name in ("implements", "addresses") for link in open_links(graph, name)[::9]]
    for link in links:
        missing = [t for lack in why_not(graph, *link).lacks for t in lack.missing.statements]
        assert missing
        assert not {t.predicate.value for t in missing} & only_inferred


@pytest.mark.parametrize("predicate", ["rdfs:subClassOf", "owl:disjointWith", "rdfs:domain"])
def test_axioms_are_refused(predicate: str, graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match=f"{predicate} states an axiom"):
        asked(graph, "atlas:Mechanism", predicate, "atlas:Solution")


def test_axioms_are_told_with_the_right_article(graph: KnowledgeGraph) -> None:
    texts = {rule.axiom.text for rule in graph.rules}
    assert any("an ‘Agency problem’" in text for text in texts)
    assert not any(f"a ‘{vowel}" in text for text in texts for vowel in "AEIO")


def test_what_holds_is_explained_elsewhere(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match=r"holds\. 'atlas-kg explain atlas:Screening"):
        asked(graph, "atlas:Screening", "atlas:mitigates", "atlas:HiddenCharacteristics")


def test_unknown_name_gets_the_nearest_one(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match=r"Did you mean atlas:Monitoring\?"):
        asked(graph, "atlas:Monitorng", *GAP[1:])


def test_json_and_triples_hold_the_answer(graph: KnowledgeGraph) -> None:
    answer = asked(graph, *GAP)
    found = json.loads(json.dumps(answer.as_json()))
    assert found["holds"] is False
    assert len(found["missing"][0]["statements"]) == 4
    rdf = to_rdflib(answer.as_triples())
    (goal,) = (
        s
        for s in rdf.subjects(RDF.predicate, None)
        if (s, None, None) in rdf and any(str(p).endswith("requires") for p in rdf.predicates(s))
    )
    assert str(rdf.value(goal, RDF.subject)).endswith("#Monitoring")
