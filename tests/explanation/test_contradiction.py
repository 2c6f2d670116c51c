"""Nothing is built from data that contradict the ontology, and the program says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.explanation import contradictions
from atlas_kg.knowledge_graph import KnowledgeGraph

Run = Callable[..., CompletedProcess[str]]


def test_seed_has_no_contradiction(graph: KnowledgeGraph) -> None:
    assert contradictions(graph) == ()


@pytest.mark.parametrize("verb", [("validate",), ("reason",), ("serve", "--get", "/")])
def test_program_stops_and_shows_what_clashes(
    verb: tuple[str, ...], sources: Sources, checkout: Path, shell: Run
) -> None:
    file = sources.ontology / "core.ttl"
    added = "\natlas:Model a atlas:AdoptionPhase .\n"
    file.write_text(file.read_text("utf-8") + added, "utf-8")
    done = shell(*verb, code=checkout)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "atlas:Model contradicts the ontology: nothing is both" in told
    assert "Model is an Adoption phase" in told
    assert "Take one of these statements back:" in told
    assert "core.ttl:" in told
    assert "<html" not in done.stdout
    assert "Traceback" not in told
