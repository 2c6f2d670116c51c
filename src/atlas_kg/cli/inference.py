"""Verbs on what follows from the sources: ``reason``, ``explain`` and ``why-not``."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click
import pyoxigraph as ox

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import format_of, progress, write
from atlas_kg.dataset import Sources, load_theory
from atlas_kg.dataset import load as read
from atlas_kg.errors import UsageError
from atlas_kg.explanation import Proof, explain, explain_all, proof_triples, proofs, why_not
from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    expand,
)
from atlas_kg.reasoning import (
    DEFAULT_ENGINE,
    ENGINES,
    broken_rules,
    compile_rules,
    compute_closure,
    load_graph,
)
from atlas_kg.relay import Endpoints, PatientStore, found_credentials
from atlas_kg.suggestions import nearest

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
@click.option(
    "--store", metavar="URL", help="Let the store behind this SPARQL endpoint compute the closure."
)
@click.option("--update", metavar="URL", help="Where that store takes updates, if elsewhere.")
@click.option("--load", is_flag=True, help="Load ontology and literature into that store first.")
@click.option("--format", "form", help=f"{', '.join(GRAPH_FORMATS)}; else by suffix, else ttl.")
@data_option
def reason_command(
    output: Path | None,
    inferred_only: bool,
    engine: str,
    store: str | None,
    update: str | None,
    load: bool,
    form: str | None,
    data: Path | None,
) -> int | None:
    """Write what follows from ontology and literature.

    With --store nothing is written here: the rules go as SPARQL 1.1 updates to a store that holds
    the graphs ontology and literature, and its graph inferred is made anew. The rules are those of
    the ontology that comes along. Credentials for the store are taken from ATLAS_STORE_USER and
    ATLAS_STORE_PASSWORD, from ATLAS_STORE_TOKEN, or from a netrc file.
    """
    if store is not None:
        if output is not None or form is not None or inferred_only:
            raise UsageError(
                "--store leaves the closure in the store: leave out --output, --format and "
                "--inferred-only, and ask the store with atlas-kg query --endpoint."
            )
        endpoints = Endpoints.of(store, update)
        with PatientStore(endpoints, found_credentials(store, os.environ)) as remote:
            return _reason_in(remote, Sources.carried(data), load=load)
    if update is not None or load:
        raise UsageError("--update and --load say something about a store: name it with --store.")
    name = format_of(form, output, GRAPH_FORMATS, "ttl")
    graph = build_graph(data, engine)
    chosen = GRAPH_INFERRED if inferred_only else None
    triples = {q.triple for q in graph.store.quads_for_pattern(None, None, None, chosen)}
    write(serialize(triples, GRAPH_FORMATS[name]), output)
    progress(f"Inferred {len(graph.closure.triples)} statements with the engine '{engine}'.")
    return None


def _reason_in(store: PatientStore, sources: Sources, *, load: bool) -> int:
    """Compute the closure in a remote store; return the exit code."""
    dataset = read(sources)
    rules = compile_rules(dataset.graph(GRAPH_ONTOLOGY))
    if load:
        for graph in (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_CORPUS, GRAPH_LINKS):
            triples = [q.triple for q in dataset.store.quads_for_pattern(None, None, None, graph)]
            progress(f"Loading {len(triples)} statements into {graph} …")
            load_graph(store, graph, triples)
    progress(f"Reasoning in {store.endpoints.query} with {len(rules)} rules …")
    size = compute_closure(store, rules, progress)
    progress(f"Inferred {size} statements into {GRAPH_INFERRED}.")
    broken = broken_rules(store, rules)
    for rule in broken:
        progress(f"The store contradicts the ontology: {rule.axiom}.")
    return 1 if broken else 0


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
    plain = [word for word in statement if word.isalnum()]
    if plain and (terms := _terms(plain)):
        raise UsageError(
            f"{' '.join(statement)}: terms of the ontology are written with atlas: in front of "
            f"them. Did you mean {' '.join(terms.get(word, word) for word in statement)}?"
        )
    subject, predicate, object_ = map(expand, statement)
    return subject, predicate, object_


def _terms(words: Sequence[str]) -> dict[str, str]:
    """Return the terms that words were meant for, where there are such."""
    subjects = {quad.subject for quad in load_theory(Sources.carried()).store}
    begin = str(ATLAS)
    names = [
        node.value.removeprefix(begin)
        for node in subjects
        if isinstance(node, ox.NamedNode) and node.value.startswith(begin)
    ]
    meant = {word: nearest(word, names) for word in words}
    return {word: f"atlas:{name}" for word, name in meant.items() if name}


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
