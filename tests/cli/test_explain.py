"""``atlas-kg explain``."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest
import rdflib
from rdflib import RDF

Run = Callable[..., CompletedProcess[str]]

PREDICTED = ("atlas:Screening", "atlas:counters", "atlas:HiddenCharacteristicsOfDatasets")
APPLIED = ("atlas:Screening", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment")


def test_prediction_ends_at_the_sources_of_theory(run: Run) -> None:
    done = run("explain", *PREDICTED)
    assert done.returncode == 0
    assert done.stdout.startswith("Screening counters Hidden characteristics of datasets\n")
    assert "Spence (1973)" in done.stdout
    assert "Wolpin (1977)" in done.stdout


def test_application_ends_at_a_place_in_a_publication(run: Run) -> None:
    done = run("explain", *APPLIED)
    assert "stated in Kaltenpoth & Müller (2024), section 4.3" in done.stdout
    assert "coded by Authors of the seed paper (published consensus)" in done.stdout


def test_asserted_statement_names_its_source(run: Run) -> None:
    done = run("explain", "atlas:Bonding", "atlas:mitigates", "atlas:HiddenAction")
    assert done.returncode == 0
    assert "Holmström (1979)" in done.stdout
    assert "because" not in done.stdout


@pytest.mark.parametrize("brackets", ["", "<>"])
def test_full_iris_are_taken(brackets: str, run: Run) -> None:
    iri = "https://w3id.org/llm-atlas/ontology#{}"
    left, right = brackets[:1], brackets[1:]
    words = [left + iri.format(name.removeprefix("atlas:")) + right for name in PREDICTED]
    assert run("explain", *words).stdout == run("explain", *PREDICTED).stdout


def test_json_is_a_tree(run: Run) -> None:
    proof = json.loads(run("explain", *APPLIED, "--format", "json").stdout)
    assert proof["labels"] == [
        "Screening",
        "applied against",
        "Hidden action in model development",
    ]
    assert proof["rule"]["name"] == "prp-spo2"
    leaves = [proof]
    while inner := [leaf for leaf in leaves if "premises" in leaf]:
        leaves = [leaf for leaf in leaves if "premises" not in leaf]
        leaves += [premise for leaf in inner for premise in leaf["premises"]]
    assert all("asserted" in leaf for leaf in leaves)
    assert any(leaf["asserted"]["section"] == "4.3" for leaf in leaves)


def test_turtle_derives_the_statement_from_its_premises(run: Run) -> None:
    done = run("explain", *APPLIED, "--format", "ttl")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    derived = rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    (root,) = set(graph.subjects(RDF.type, RDF.Statement)) - set(graph.objects(None, derived))
    assert str(graph.value(root, RDF.predicate)).endswith("#appliedAgainst")
    assert len(list(graph.objects(root, derived))) == 3
