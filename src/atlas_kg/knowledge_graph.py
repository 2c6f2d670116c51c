"""The whole way of the data: read, validate, reason, validate what was inferred."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.errors import FindingsError
from atlas_kg.explanation import Contradiction, Proof, contradictions
from atlas_kg.findings import Finding, Location, blocks, sort_key
from atlas_kg.namespaces import (
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    THING,
    compress,
)
from atlas_kg.reasoning import (
    DEFAULT_ENGINE,
    Closure,
    Consequences,
    Materialisation,
    Rule,
    compile_rules,
    infer,
)
from atlas_kg.source_rules import CONSISTENT
from atlas_kg.standings import reliability
from atlas_kg.validation import (
    DEFAULT_VALIDATOR,
    Report,
    validate_asserted,
    validate_entailed,
)

__all__ = ["KnowledgeGraph", "Progress", "build", "check", "reason", "told"]

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

    def changed(
        self, added: Iterable[ox.Triple] = (), retracted: Iterable[ox.Triple] = ()
    ) -> Consequences:
        """Say what follows when a contribution comes or goes; the graph stays as it is.

        Args:
            added: Triples that would be asserted of the literature, such as those of a coding.
            retracted: Triples of the literature that would be asserted no more.

        Returns:
            What would be newly inferred, what would follow no more, and which contradictions there
            would be.
        """
        return self._materialisation.consequences(_literature(added), _literature(retracted))

    @cached_property
    def _materialisation(self) -> Materialisation:
        return Materialisation(self.store, self.rules)


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
    asserted = check(dataset, progress=progress)
    _stop_if_blocked(asserted)
    progress("Reasoning …")
    rules, closure = reason(dataset, engine)
    progress(f"Validating {len(closure.triples)} inferred statements …")
    entailed = told(validate_entailed(dataset), progress)
    _stop_if_blocked(entailed)
    findings = asserted + entailed + reliability(dataset.comparison)
    return KnowledgeGraph(dataset, rules, closure, findings)


def check(
    dataset: Dataset,
    validator: str = DEFAULT_VALIDATOR,
    *,
    progress: Progress = lambda _: None,
) -> tuple[Finding, ...]:
    """Return all findings about the asserted graphs, in the order of files and lines.

    Args:
        dataset: The dataset.
        validator: The name of the validator.
        progress: Called with one line for each shape that takes longer than others.

    Raises:
        UsageError: A shape is malformed, or there is no such validator.
    """
    found = told(validate_asserted(dataset, validator), progress)
    return tuple(sorted(dataset.findings + found, key=sort_key))


def told(report: Report, progress: Progress) -> tuple[Finding, ...]:
    """Return the findings of a report; say aloud which shapes were left to the reference."""
    for line in report.left:
        progress(line)
    return report.findings


def reason(dataset: Dataset, engine: str = DEFAULT_ENGINE) -> tuple[tuple[Rule, ...], Closure]:
    """Compute what follows from a dataset, and add it as the graph ``inferred``.

    Raises:
        FindingsError: The dataset contradicts the ontology.
        UsageError: There is no such engine, or the compiler does not cover the ontology.
    """
    rules = compile_rules(dataset.graph(GRAPH_ONTOLOGY))
    closure = infer(_reasoned(dataset.store), rules, engine)
    for text in closure.triples.n_triples():
        dataset.store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_INFERRED)
    _stop_if_blocked(_contradictions(_Reasoned(dataset, rules)))
    return rules, closure


def _reasoned(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield what takes part in reasoning.

    That is all but the identified works, which nobody has read, and the links: whatever is the same
    as a thing elsewhere must not bring in what others say of it, nor make two works one.
    """
    for name in (GRAPH_ONTOLOGY, GRAPH_LITERATURE):
        yield from store.quads_for_pattern(None, None, None, name)


@dataclass(frozen=True)
class _Reasoned:
    """A dataset with inferred statements that nobody has checked yet."""

    dataset: Dataset
    rules: tuple[Rule, ...]

    @property
    def store(self) -> ox.Store:
        """The graphs, asserted and inferred."""
        return self.dataset.store


def _contradictions(graph: _Reasoned) -> tuple[Finding, ...]:
    found = (_finding(graph.dataset, contradiction) for contradiction in contradictions(graph))
    return tuple(sorted(found, key=sort_key))


def _finding(dataset: Dataset, contradiction: Contradiction) -> Finding:
    """Tell a contradiction: how its statements follow, and which one may be taken back."""
    about = contradiction.about
    iri = about.value if isinstance(about, ox.NamedNode) else str(about)
    proofs = "\n".join(proof.as_text() for proof in contradiction.proofs)
    shown = "\n".join(f"    {line}" for line in proofs.splitlines())
    placed = [(leaf, _place(dataset, leaf)) for leaf in contradiction.leaves]
    listed = "".join(
        f"\n    {' '.join(leaf.labels)}{f' ({place})' if place else ''}" for leaf, place in placed
    )
    own = dataset.origins.get((iri, None, None))
    contributed = [
        place
        for leaf, place in placed
        if place and str(leaf.triple.subject).startswith(f"<{THING}")
    ]
    return Finding(
        f"{compress(iri)} contradicts the ontology: {contradiction.rule.axiom}.\n{shown}",
        f"Take one of these statements back:{listed}",
        contributed[0] if contributed else own.location if own else None,
        focus=iri,
        rule=CONSISTENT,
    )


def _place(dataset: Dataset, leaf: Proof) -> Location | None:
    """Return where an asserted statement stands, as exactly as is known."""
    triple = leaf.triple
    if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.Triple):
        return None
    subject, predicate, value = triple.subject.value, triple.predicate.value, triple.object.value
    for known in ((predicate, value), (predicate, None), (None, None)):
        origin = dataset.origins.get((subject, *known))
        if origin:
            return origin.location
    return None


def _literature(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    return [ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in triples]


def _stop_if_blocked(findings: tuple[Finding, ...]) -> None:
    if blocks(findings):
        raise FindingsError(findings)
