"""Verbs on what follows from the sources: ``reason`` and ``explain``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import format_of, progress, write
from atlas_kg.explanation import explain
from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.namespaces import GRAPH_INFERRED, expand
from atlas_kg.reasoning import DEFAULT_ENGINE, ENGINES

__all__ = ["explain_command", "reason_command"]


@click.command("reason")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--inferred-only", is_flag=True, help="Leave the asserted statements out.")
@click.option(
    "--engine",
    default=DEFAULT_ENGINE,
    show_default=True,
    help=f"The reasoner: {' or '.join(ENGINES)} (the slow reference).",
)
@click.option("--format", "form", help=f"{', '.join(GRAPH_FORMATS)}; else by suffix, else ttl.")
@data_option
def reason_command(
    output: Path | None, inferred_only: bool, engine: str, form: str | None, data: Path | None
) -> None:
    """Write what follows from ontology and literature."""
    name = format_of(form, output, GRAPH_FORMATS, "ttl")
    graph = build_graph(data, engine)
    chosen = GRAPH_INFERRED if inferred_only else None
    triples = {q.triple for q in graph.store.quads_for_pattern(None, None, None, chosen)}
    write(serialize(triples, GRAPH_FORMATS[name]), output)
    progress(f"Inferred {len(graph.closure.triples)} statements with the engine '{engine}'.")


@click.command("explain")
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option("--format", "form", default="text", help="text, json or ttl.")
@data_option
def explain_command(
    subject: str, predicate: str, object_: str, form: str, data: Path | None
) -> None:
    """Prove a statement, down to axioms, codings, publications and sections.

    SUBJECT, PREDICATE and OBJECT are CURIEs or IRIs:

    atlas-kg explain atlas:Screening atlas:counters atlas:HiddenCharacteristicsOfDatasets
    """
    name = format_of(form, None, ("text", "json", "ttl"), "text")
    goal = [expand(term) for term in (subject, predicate, object_)]
    proof = explain(build_graph(data), *goal)
    if name == "json":
        write(json.dumps(proof.as_json(), indent=2, ensure_ascii=False), None)
    elif name == "ttl":
        write(serialize(proof.as_triples(), GRAPH_FORMATS["ttl"]), None)
    else:
        write(proof.as_text(), None)
