"""``atlas-kg reason``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from atlas_kg.formats import GRAPH_FORMATS, to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph

Run = Callable[..., CompletedProcess[str]]

FORMATS = ("ttl", "nt", "rdf", "jsonld")


@pytest.fixture(scope="session")
def inferred(graph: KnowledgeGraph) -> rdflib.Graph:
    return to_rdflib(graph.closure.triples)


def parsed(text: str, form: str) -> rdflib.Graph:
    syntax = ox.RdfFormat.from_media_type(GRAPH_FORMATS[form].media_type)
    return to_rdflib(ox.parse(text, format=syntax))


@pytest.mark.parametrize("form", FORMATS)
def test_inferred_statements_in_each_format(form: str, inferred: rdflib.Graph, run: Run) -> None:
    done = run("reason", "--inferred-only", "--format", form)
    assert done.returncode == 0
    assert set(parsed(done.stdout, form)) == set(inferred)


def test_closure_holds_what_is_asserted_too(graph: KnowledgeGraph, run: Run) -> None:
    done = run("reason", "--format", "nt")
    whole = to_rdflib(quad.triple for quad in graph.store)
    assert isomorphic(parsed(done.stdout, "nt"), whole)


@pytest.mark.parametrize("form", FORMATS)
def test_suffix_names_the_format(
    form: str, inferred: rdflib.Graph, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / f"closure.{form}"
    done = run("reason", "--inferred-only", "-o", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert set(parsed(file.read_text("utf-8"), form)) == set(inferred)
    assert list(tmp_path.iterdir()) == [file]


def test_turtle_is_the_default(inferred: rdflib.Graph, run: Run) -> None:
    done = run("reason", "--inferred-only", "-o", "-")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    assert set(graph) == set(inferred)
    assert "atlas:counters" in done.stdout


def test_progress_goes_to_standard_error(graph: KnowledgeGraph, run: Run) -> None:
    done = run("reason", "--inferred-only", "--format", "nt")
    steps = ["Reading", "Validating", "Reasoning", "Validating", "Inferred"]
    assert [line.split()[0] for line in done.stderr.splitlines()] == steps
    assert f"Inferred {len(graph.closure.triples)} statements" in done.stderr
    assert not any(step in done.stdout for step in ("Reading ", "Validating ", "Inferred "))


def test_reference_engine_gives_the_same(inferred: rdflib.Graph, run: Run) -> None:
    done = run("reason", "--inferred-only", "--engine", "owlrl", "--format", "nt")
    assert set(parsed(done.stdout, "nt")) == set(inferred)
    assert "with the engine 'owlrl'" in done.stderr


def test_same_input_gives_the_same_bytes(run: Run) -> None:
    first, second = (run("reason", "--inferred-only", "--format", "nt") for _ in range(2))
    assert first.stdout == second.stdout
