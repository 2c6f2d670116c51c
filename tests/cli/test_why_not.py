"""``atlas-kg why-not``, and the further proofs of ``atlas-kg explain``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import rdflib
from rdflib import PROV, RDF

from atlas_kg.knowledge_graph import KnowledgeGraph

Run = Callable[..., CompletedProcess[str]]

GAP = ("atlas:Monitoring", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment")
HELD = ("atlas:Monitoring", "atlas:counters", "atlas:HiddenActionInModelDevelopment")
SEVERAL = ("atlas:Bonding", "atlas:appliedAgainst", "atlas:HiddenActionInModelDevelopment")


def test_gap_is_told_in_words(run: Run) -> None:
    done = run("why-not", *GAP)
    assert done.returncode == 0
    assert "No accepted coding applies monitoring to the model in model development." in done.stdout
    assert "Theory predicts it:\n  Monitoring counters" in done.stdout


def test_gap_as_json(run: Run) -> None:
    found = json.loads(run("why-not", *GAP, "--format", "json").stdout)
    assert found["holds"] is False
    assert found["expected"][0]["labels"][1] == "counters"


def test_gap_as_turtle(run: Run) -> None:
    done = run("why-not", *GAP, "--format", "ttl")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    (collection,) = graph.subjects(RDF.type, PROV.Collection)
    assert len(list(graph.objects(collection, PROV.hadMember))) == 4


def test_what_holds_points_to_explain(run: Run) -> None:
    done = run("why-not", *HELD)
    assert done.returncode == 2
    assert "'atlas-kg explain atlas:Monitoring" in done.stderr


def test_what_does_not_hold_points_to_why_not(run: Run) -> None:
    done = run("explain", *GAP)
    assert done.returncode == 2
    assert "'atlas-kg why-not atlas:Monitoring" in done.stderr


def test_unknown_name(run: Run) -> None:
    done = run("why-not", "atlas:Monitorng", *GAP[1:])
    assert done.returncode == 2
    assert "Did you mean atlas:Monitoring?" in done.stderr


def test_half_a_statement(run: Run) -> None:
    done = run("why-not", *GAP[:2])
    assert done.returncode == 2
    assert "subject, property and object" in done.stderr


def test_all_proofs_differ_and_can_be_limited(run: Run) -> None:
    lines = run("explain", *SEVERAL, "--all", "--format", "jsonl").stdout.splitlines()
    assert len(lines) == len(set(lines)) > 5
    limited = json.loads(
        run("explain", *SEVERAL, "--all", "--limit", "2", "--format", "json").stdout
    )
    assert [json.dumps(proof) for proof in limited] == [
        json.dumps(json.loads(line)) for line in lines[:2]
    ]


def test_everything_inferred_is_explained_in_one_file(
    run: Run, tmp_path: Path, graph: KnowledgeGraph
) -> None:
    file = tmp_path / "proofs.jsonl"
    assert run("explain", "--inferred", "-o", file).returncode == 0
    assert len(file.read_text("utf-8").splitlines()) == len(graph.closure.triples)


def test_inferred_takes_no_statement(run: Run) -> None:
    assert run("explain", *GAP, "--inferred").returncode == 2
    assert run("explain", *SEVERAL, "--limit", "2").returncode == 2
