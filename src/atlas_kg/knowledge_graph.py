"""The whole way of the data: read, validate, reason, validate what was inferred."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.errors import FindingsError
from atlas_kg.findings import Finding, blocks, sort_key
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_ONTOLOGY, compress
from atlas_kg.reasoning import DEFAULT_ENGINE, Closure, Rule, compile_rules, infer
from atlas_kg.validation import validate_asserted, validate_entailed

__all__ = ["KnowledgeGraph", "build", "check", "reason"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class KnowledgeGraph:
    """A valid dataset and what follows from it.

    Attributes:
        dataset: The asserted graphs and, in its store, the graph ``inferred``.
        rules: The rules that were compiled from the ontology.
        closure: What they yield.
        findings: Warnings and remarks; nothing that blocks.
    """

    dataset: Dataset
    rules: tuple[Rule, ...]
    closure: Closure
    findings: tuple[Finding, ...]

    @property
    def store(self) -> ox.Store:
        """The graphs, asserted and inferred."""
        return self.dataset.store


def build(
    sources: Sources, *, engine: str = DEFAULT_ENGINE, progress: Progress = lambda _: None
) -> KnowledgeGraph:
    """Build the knowledge graph from its sources.

    Args:
        sources: The folders of ontology, shapes and data.
        engine: The name of the reasoning engine.
        progress: Called with one line before each step.

    Raises:
        FindingsError: The sources break a rule; nothing is built from them.
        UsageError: There is no such engine, or it does not cover the ontology.
    """
    progress(f"Reading {sources.ontology} and {sources.data} …")
    dataset = load(sources)
    progress(f"Validating {len(dataset.store)} statements …")
    asserted = check(dataset)
    _stop_if_blocked(asserted)
    progress("Reasoning …")
    rules, closure = reason(dataset, engine)
    progress(f"Validating {len(closure.triples)} inferred statements …")
    entailed = validate_entailed(dataset).findings
    _stop_if_blocked(entailed)
    return KnowledgeGraph(dataset, rules, closure, asserted + entailed)


def check(dataset: Dataset) -> tuple[Finding, ...]:
    """Return all findings about the asserted graphs, in the order of files and lines."""
    return tuple(sorted(dataset.findings + validate_asserted(dataset).findings, key=sort_key))


def reason(dataset: Dataset, engine: str = DEFAULT_ENGINE) -> tuple[tuple[Rule, ...], Closure]:
    """Compute what follows from a dataset, and add it as the graph ``inferred``.

    Raises:
        FindingsError: The dataset contradicts the ontology.
        UsageError: There is no such engine, or the compiler does not cover the ontology.
    """
    rules = compile_rules(dataset.graph(GRAPH_ONTOLOGY))
    closure = infer(dataset.store, rules, engine)
    dataset.store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_INFERRED) for t in closure.triples
    )
    _stop_if_blocked(_contradictions(dataset, rules))
    return rules, closure


def _contradictions(dataset: Dataset, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    found = []
    for rule in rules:
        if rule.head is not None:
            continue
        body = " . ".join(" ".join(map(str, pattern)) for pattern in rule.body)
        # The thing that the first premise is about.
        focus = rule.body[0][0]
        rows = dataset.store.query(
            f"SELECT DISTINCT (({focus}) AS ?focus) WHERE {{ {body} }}",
            use_default_graph_as_union=True,
        )
        if not isinstance(rows, ox.QuerySolutions):
            continue
        for row in rows:
            iri = row["focus"].value
            origin = dataset.origins.get((iri, None, None))
            found.append(
                Finding(
                    f"{compress(iri)} contradicts the ontology: {rule.axiom}.",
                    "Take one of the two statements back.",
                    origin.location if origin else None,
                    focus=iri,
                )
            )
    return tuple(found)


def _stop_if_blocked(findings: tuple[Finding, ...]) -> None:
    if blocks(findings):
        raise FindingsError(findings)
