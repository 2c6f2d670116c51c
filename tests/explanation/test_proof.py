"""Every inferred statement has a proof, and every proof holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF

from atlas_kg.dataset import Dataset, copy_of
from atlas_kg.errors import UsageError
from atlas_kg.explanation import Named, Proof, explain, explain_all, proof_triples
from atlas_kg.explanation import proofs as all_proofs
from atlas_kg.formats import to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, PROV, expand, thing
from atlas_kg.reasoning import DEFAULT_ENGINE, Pattern, infer
from tests.explanation.replay import entails, needs_all, premises

TYPE = ox.NamedNode(str(RDF.type))
LITERATURE_LINKS = ("appliedAgainst", "addresses", "implements")


@pytest.fixture(scope="module")
def proofs(graph: KnowledgeGraph) -> dict[ox.Triple, Proof]:
    """A proof of each inferred statement."""
    return {proof.triple: proof for proof in explain_all(graph)}


@pytest.fixture(scope="module")
def asserted_triples(graph: KnowledgeGraph) -> frozenset[ox.Triple]:
    return frozenset(quad.triple for quad in graph.store if quad.graph_name != GRAPH_INFERRED)


HAS_STATUS = str(ATLAS.hasStatus)


def nodes(proof: Proof) -> Iterator[Proof]:
    yield proof
    for premise in proof.premises:
        yield from nodes(premise)


def leaves(proof: Proof) -> list[Proof]:
    return [node for node in nodes(proof) if not node.premises]


def matches(pattern: Pattern, triple: ox.Triple, bindings: dict[ox.Variable, object]) -> bool:
    """Tell whether a pattern is the triple under the bindings, which it may extend."""
    values = (triple.subject, triple.predicate, triple.object)
    return all(
        bindings.setdefault(term, value) == value
        if isinstance(term, ox.Variable)
        else term == value
        for term, value in zip(pattern, values, strict=True)
    )


def labels(named: Iterable[Named]) -> list[str]:
    return [one.label for one in named]


def links(proofs: dict[ox.Triple, Proof], *names: str) -> list[Proof]:
    predicates = {str(ATLAS[name]) for name in names}
    return [proof for triple, proof in proofs.items() if triple.predicate.value in predicates]


def test_every_inferred_statement_has_a_proof(
    graph: KnowledgeGraph, proofs: dict[ox.Triple, Proof]
) -> None:
    assert len(proofs) == 729
    assert set(proofs) == set(graph.closure.triples)


def test_leaves_are_asserted(
    proofs: dict[ox.Triple, Proof], asserted_triples: frozenset[ox.Triple]
) -> None:
    for proof in proofs.values():
        assert {leaf.triple for leaf in leaves(proof)} <= asserted_triples


def test_each_step_applies_a_rule_of_the_ontology(
    graph: KnowledgeGraph, proofs: dict[ox.Triple, Proof]
) -> None:
    for proof in proofs.values():
        for node in nodes(proof):
            if node.rule is None:
                continue
            assert node.rule in graph.rules
            assert node.rule.head is not None
            bindings: dict[ox.Variable, object] = {}
            assert matches(node.rule.head, node.triple, bindings)
            assert len(node.rule.body) == len(node.premises)
            for pattern, premise in zip(node.rule.body, node.premises, strict=True):
                assert matches(pattern, premise.triple, bindings)


def test_no_proof_leans_on_itself(proofs: dict[ox.Triple, Proof]) -> None:
    def check(proof: Proof, above: frozenset[ox.Triple]) -> None:
        assert proof.triple not in above
        for premise in proof.premises:
            check(premise, above | {proof.triple})

    for proof in proofs.values():
        check(proof, frozenset())


def test_links_of_literature_end_at_a_coded_text(proofs: dict[ox.Triple, Proof]) -> None:
    found = links(proofs, *LITERATURE_LINKS)
    assert len(found) == 7 + 27 + 24
    for proof in found:
        given = [leaf for leaf in leaves(proof) if leaf.evidence.coder]
        coded = [leaf.evidence for leaf in given if leaf.triple.predicate.value != HAS_STATUS]
        assert coded
        # The status is the coder's and not the text's.
        standing = [leaf.evidence for leaf in given if leaf.evidence not in coded]
        assert not any(evidence.sources or evidence.section for evidence in standing)
        for evidence in coded:
            assert labels(evidence.sources) == ["Kaltenpoth & Müller (2024)"]
            assert evidence.section in {"4.1", "4.2", "4.3", "4.4"}
            assert evidence.coder
            assert evidence.coder.label == "Authors of the seed paper (published consensus)"
            assert evidence.statement


def test_predictions_end_at_theory_with_sources(proofs: dict[ox.Triple, Proof]) -> None:
    found = links(proofs, "counters")
    assert len(found) == 8
    for proof in found:
        said = [leaf.evidence for leaf in leaves(proof)]
        assert all(evidence.sources for evidence in said)
        assert not any(evidence.coder for evidence in said)


def test_prediction_cites_the_works_of_its_own_axiom(proofs: dict[ox.Triple, Proof]) -> None:
    goal = ox.Triple(
        ox.NamedNode(expand("atlas:Bonding")),
        ox.NamedNode(expand("atlas:counters")),
        ox.NamedNode(expand("atlas:HiddenActionInModelDevelopment")),
    )
    cited = {
        source
        for leaf in leaves(proofs[goal])
        if leaf.triple.predicate.value == str(ATLAS.mitigates)
        for source in labels(leaf.evidence.sources)
    }
    assert cited == {"Holmström (1979)", "Kaltenpoth & Müller (2024)"}


def test_proof_cites_the_support_of_its_coding(graph: KnowledgeGraph) -> None:
    solution = thing("solution", "supervised-fine-tuning").value
    proof = explain(graph, solution, expand("atlas:implements"), expand("atlas:Bonding"))
    support = [
        labels(leaf.evidence.support)
        for leaf in leaves(proof)
        if leaf.triple.predicate.value != HAS_STATUS
    ]
    expected = ["Dong et al. (2023)", "Touvron et al. (2023, LLaMA)", "Zhou et al. (2023)"]
    assert support
    assert all(found == expected for found in support)


def test_premises_alone_entail_the_statement(proofs: dict[ox.Triple, Proof]) -> None:
    for triple, proof in proofs.items():
        assert entails(premises(proof), triple)


def test_without_any_one_premise_the_statement_falls(proofs: dict[ox.Triple, Proof]) -> None:
    for triple, proof in proofs.items():
        assert needs_all(premises(proof), triple)


def test_reference_engine_agrees_on_each_kind_of_statement(
    proofs: dict[ox.Triple, Proof],
) -> None:
    kinds = {
        (triple.predicate, triple.object if triple.predicate == TYPE else None): proof
        for triple, proof in proofs.items()
    }
    assert len(kinds) > 20
    for proof in kinds.values():
        assert entails(premises(proof), proof.triple, "owlrl")


def test_explanation_is_the_first_of_all_proofs(graph: KnowledgeGraph) -> None:
    goal = [expand(n) for n in ("atlas:Signaling", "atlas:implements", "atlas:Signaling")][1:]
    solution = thing("solution", "data-cards").value
    found = list(all_proofs(graph, solution, *goal))
    assert found[0] == explain(graph, solution, *goal)
    assert len({premises(proof) for proof in found}) == len(found) == 2
    for proof in found:
        assert entails(premises(proof), proof.triple)
        assert needs_all(premises(proof), proof.triple)


def test_retracted_coding_takes_its_links_along(graph: KnowledgeGraph, asserted: Dataset) -> None:
    store = copy_of(asserted.store)
    status = ox.NamedNode(str(ATLAS.hasStatus))
    coding = thing("coding", "Kaltenpoth2024.seed-paper-authors.model-cards-signal-models")
    (quad,) = store.quads_for_pattern(coding, status, None, None)
    store.remove(quad)
    left = set(infer(store, graph.rules, DEFAULT_ENGINE).triples)
    model_cards = thing("solution", "model-cards")
    gone = {t for t in set(graph.closure.triples) - left if t.subject == model_cards}
    assert {t.predicate.value.split("#")[1] for t in gone} == {
        "addresses",
        "implements",
        "modifiesRiskConcept",
    }


def test_text_can_be_read_aloud(proofs: dict[ox.Triple, Proof]) -> None:
    for proof in proofs.values():
        text = proof.as_text()
        assert text.splitlines()[0] == " ".join(proof.labels)
        assert "http" not in text
        reasons = [line for line in text.splitlines() if line.lstrip().startswith("because ")]
        assert len(reasons) == sum(node.rule is not None for node in nodes(proof))


def test_json_mirrors_the_proof(proofs: dict[ox.Triple, Proof]) -> None:
    def check(proof: Proof, found: dict[str, object]) -> None:
        assert found["subject"] == getattr(proof.triple.subject, "value", None)
        assert found["predicate"] == proof.triple.predicate.value
        assert ("asserted" in found) is (proof.rule is None)
        premises = found.get("premises", [])
        assert isinstance(premises, list)
        for premise, inner in zip(proof.premises, premises, strict=True):
            check(premise, inner)

    for proof in proofs.values():
        check(proof, json.loads(json.dumps(proof.as_json())))


def test_triples_reify_each_statement_once(proofs: dict[ox.Triple, Proof]) -> None:
    for proof in proofs.values():
        found = to_rdflib(proof_triples([proof]))
        statements = set(found.subjects(RDF.type, RDF.Statement))
        assert len(statements) == len({node.triple for node in nodes(proof)})
        for statement in statements:
            for part in (RDF.subject, RDF.predicate, RDF.object):
                assert len(list(found.objects(statement, part))) == 1
        derived = rdflib.URIRef(str(PROV.wasDerivedFrom))
        assert len(statements - set(found.objects(None, derived))) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("atlas:Screening", "atlas:mitigates", "atlas:HiddenAction"), "does not hold"),
        (("atlas:Nothing", "atlas:mitigates", "atlas:HiddenAction"), "nothing about atlas:Nothing"),
        (("atlas:Screening", "atlas:heals", "atlas:HiddenAction"), "nothing about atlas:heals"),
        (("atlas:Screening", "rdf:type", "atlas:Solution"), "does not hold"),
    ],
)
def test_what_does_not_hold_is_not_proven(
    words: tuple[str, str, str], message: str, graph: KnowledgeGraph
) -> None:
    with pytest.raises(UsageError, match=message):
        explain(graph, *(expand(word) for word in words))


def test_type_that_is_asserted_is_explained(graph: KnowledgeGraph) -> None:
    names = ("atlas:Screening", "rdf:type", "atlas:Mechanism")
    proof = explain(graph, *(expand(name) for name in names))
    assert proof.rule is None
