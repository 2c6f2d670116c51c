"""Verbs on what follows from the sources: ``reason``, ``explain`` and ``why-not``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import format_of, progress, write
from atlas_kg.errors import UsageError
from atlas_kg.explanation import Proof, explain, explain_all, proof_triples, proofs, why_not
from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.namespaces import GRAPH_INFERRED, expand
from atlas_kg.reasoning import DEFAULT_ENGINE, ENGINES

__all__ = ["explain_command", "reason_command", "why_not_command"]


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


_FORMS = ("text", "json", "ttl", "jsonl")


@click.command("explain")
@click.argument("statement", nargs=-1, metavar="[SUBJECT PREDICATE OBJECT]")
@click.option("--all", "every_proof", is_flag=True, help="All proofs, the shortest first.")
@click.option("--limit", type=click.IntRange(min=1), help="With --all: no more proofs than these.")
@click.option("--inferred", is_flag=True, help="A proof of each inferred statement.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--format", "form", help=f"{', '.join(_FORMS)}; else by suffix, else text.")
@data_option
def explain_command(
    statement: tuple[str, ...],
    every_proof: bool,
    limit: int | None,
    inferred: bool,
    output: Path | None,
    form: str | None,
    data: Path | None,
) -> None:
    """Prove a statement, down to axioms, codings, publications and sections.

    SUBJECT, PREDICATE and OBJECT are CURIEs or IRIs:

    atlas-kg explain atlas:Screening atlas:counters atlas:HiddenCharacteristicsOfDatasets
    """
    name = format_of(form, output, _FORMS, "text")
    if inferred:
        if statement or every_proof or limit:
            raise UsageError("--inferred explains everything that was inferred: name nothing else.")
        found = tuple(explain_all(build_graph(data)))
        write(_rendered(found, name, several=True), output)
        progress(f"Explained {len(found)} inferred statements.")
        return
    if limit and not every_proof:
        raise UsageError("--limit goes with --all.")
    goal = _goal(statement)
    graph = build_graph(data)
    if not every_proof:
        write(_rendered((explain(graph, *goal),), name, several=False), output)
        return
    found = tuple(islice(proofs(graph, *goal), limit))
    write(_rendered(found, name, several=True), output)


@click.command("why-not")
@click.argument("statement", nargs=-1, metavar="SUBJECT PREDICATE OBJECT")
@click.option("--format", "form", default="text", help="text, json or ttl.")
@data_option
def why_not_command(statement: tuple[str, ...], form: str, data: Path | None) -> None:
    """Tell what is missing for a statement that does not hold.

    SUBJECT, PREDICATE and OBJECT are CURIEs or IRIs:

    atlas-kg why-not atlas:Monitoring atlas:appliedAgainst atlas:HiddenActionInModelDevelopment

    Where the statement holds, this is wrong use: 'atlas-kg explain' tells why it does.
    """
    name = format_of(form, None, ("text", "json", "ttl"), "text")
    goal = _goal(statement)
    answer = why_not(build_graph(data), *goal)
    if name == "json":
        write(_json(answer.as_json()), None)
    elif name == "ttl":
        write(serialize(answer.as_triples(), GRAPH_FORMATS["ttl"]), None)
    else:
        write(answer.as_text(), None)


def _goal(statement: tuple[str, ...]) -> tuple[str, str, str]:
    if len(statement) != 3:  # noqa: PLR2004 - subject, predicate, object
        raise UsageError(
            "Name a statement by its subject, property and object; the help of the command "
            "shows an example."
        )
    subject, predicate, object_ = map(expand, statement)
    return subject, predicate, object_


def _rendered(found: Sequence[Proof], name: str, *, several: bool) -> str | bytes:
    if name == "ttl":
        return serialize(proof_triples(found), GRAPH_FORMATS["ttl"])
    if name == "jsonl":
        return "\n".join(json.dumps(proof.as_json(), ensure_ascii=False) for proof in found)
    if name == "json":
        objects = [proof.as_json() for proof in found]
        return _json(objects if several else objects[0])
    return "\n\n".join(proof.as_text() for proof in found)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
