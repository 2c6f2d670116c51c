"""The review of a contribution: what is wrong with it, and what would follow if it came in.

The contribution is read, lifted and validated as its file would be; nothing is written anywhere.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import pyoxigraph as ox

from atlas_kg.contribution import Contribution, form_fields
from atlas_kg.dataset import Dataset, copy_of
from atlas_kg.findings import Finding, blocks
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.lifting import lift
from atlas_kg.literature import DATA, Literature, read_proposal
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, compress, thing
from atlas_kg.outlook import CellChange, Outlook, StatusChange
from atlas_kg.problem_solution_space import ProblemSolutionSpace, problem_solution_space
from atlas_kg.reasoning import Consequences
from atlas_kg.record_shapes import RecordShape
from atlas_kg.source_rules import CONSISTENT, IDENTIFIERS, NAMES
from atlas_kg.standings import Revision, revised
from atlas_kg.store import EmbeddedStore
from atlas_kg.validation import Additions, additions_to_asserted, additions_to_entailed

__all__ = ["Review", "Reviewer", "names"]


@dataclass(frozen=True)
class Review:
    """What became of a contribution.

    Attributes:
        contribution: What was filled in.
        subject: The IRI of the record.
        findings: What is wrong; where that is a field of the form, it has the name of the form.
        file: Where the file lies in a repository; None while its name cannot be used.
        text: The file; None likewise.
        is_addition: Whether there is a file of that name, to which the statement has to be added.
        inferred: The links between terms and known things that would follow.
        cells: The cells of the map that would change.
        withdrawn: The links between terms and known things that would follow no more.
        statuses: The statement, and others that would stand otherwise.
    """

    contribution: Contribution
    subject: str
    findings: tuple[Finding, ...]
    file: Path | None = None
    text: str | None = None
    is_addition: bool = False
    inferred: tuple[ox.Triple, ...] = ()
    cells: tuple[CellChange, ...] = ()
    withdrawn: tuple[ox.Triple, ...] = ()
    statuses: tuple[StatusChange, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether nothing that was found forbids the contribution."""
        return not blocks(self.findings)

    def about(self, name: str) -> tuple[Finding, ...]:
        """Return the findings about a field of the form."""
        return tuple(
            finding
            for finding in self.findings
            if finding.field == name and finding.focus in (None, self.subject)
        )

    @property
    def general(self) -> tuple[Finding, ...]:
        """The findings about no field of the form."""
        names = form_fields(self.contribution.shape)
        placed = [finding for name in names for finding in self.about(name)]
        return tuple(finding for finding in self.findings if finding not in placed)

    def as_json(self) -> dict[str, Any]:
        """Return the review as a JSON object."""
        return {
            "accepted": self.is_accepted,
            "findings": [finding.as_json() for finding in self.findings],
            "path": self.file.as_posix() if self.file else None,
            "yaml": self.text,
            "addition": self.is_addition,
            "inferred": [_as_object(triple) for triple in self.inferred],
            "withdrawn": [_as_object(triple) for triple in self.withdrawn],
            "statuses": [
                {
                    "statement": change.statement,
                    "before": change.before,
                    "after": change.after,
                    "why": change.why,
                }
                for change in self.statuses
            ],
            "cells": [
                {
                    "phase": change.cell.phase.iri,
                    "mechanism": change.cell.mechanism.iri,
                    "before": change.before.value,
                    "after": change.cell.state.value,
                    "tentativeBefore": change.tentative_before,
                    "tentativeAfter": len(change.cell.tentative_solutions),
                }
                for change in self.cells
            ],
        }


@dataclass(frozen=True)
class _Checked:
    """What became of records: what is wrong, and if that does not block, what would follow."""

    findings: tuple[Finding, ...]
    revision: Revision
    then: Consequences | None = None
    added: tuple[ox.Quad, ...] = ()
    removed: tuple[ox.Quad, ...] = ()


@dataclass(frozen=True)
class Reviewer:
    """Reviews contributions to a knowledge graph, one at a time, and leaves the graph as it is.

    Attributes:
        graph: The graph.
        space: Its map, where somebody has it already.
    """

    graph: KnowledgeGraph
    space: ProblemSolutionSpace | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def prepare(self) -> None:
        """Do in advance what the first review takes long for."""
        with self._lock:
            self._asserted.prepare()
            self._entailed.prepare()
            self.graph.changed()

    def review(self, contribution: Contribution, *, is_brief: bool = False) -> Review:
        """Say what is wrong with a contribution, and what would follow from it.

        Args:
            contribution: What was filled in.
            is_brief: Say what is wrong alone; where there is much, the rest takes longest.
        """
        subject = thing(contribution.shape.kind, contribution.slug)
        unusable = contribution.unusable() or self._known(contribution, subject)
        wrong = {str(finding.field) for finding in unusable}
        with self._lock:
            review = self._review(contribution.without(wrong), is_brief=is_brief)
        if not unusable:
            return review
        # Whatever is wrong with the rest is told along, so that all can be mended at once.
        others = (
            replace(finding, focus=subject.value) if finding.focus == review.subject else finding
            for finding in review.findings
            if finding.field not in wrong
        )
        return Review(contribution, subject.value, (*unusable, *others))

    def _review(self, contribution: Contribution, *, is_brief: bool) -> Review:
        dataset, shape = self._dataset, contribution.shape
        path, text = contribution.path, contribution.text(dataset.record_shapes)
        subject = thing(shape.kind, contribution.slug)
        read = read_proposal(path, text.encode(), dataset.record_shapes)
        found = read.findings
        review = Review(
            contribution, subject.value, found, Path(DATA) / path, text, path.parts in self._files
        )
        checked = self._checked(read, found, shape)
        then = checked.then
        if then is None or is_brief:
            return replace(review, findings=checked.findings)
        return replace(
            review,
            findings=checked.findings,
            inferred=tuple(sorted(_links(then.inferred, subject), key=str)),
            withdrawn=tuple(sorted(_links(then.withdrawn, subject), key=str)),
            statuses=tuple(_changed_statuses(checked.revision)),
            cells=tuple(self._changed_cells(self._space_with(checked.added, checked.removed))),
        )

    def review_file(self, path: Path, text: str) -> tuple[Finding, ...]:
        """Say what is wrong with a file of new records, as a whole.

        Args:
            path: Where it would lie, from the folder of contributed literature on.
            text: What it would hold.
        """
        with self._lock:
            read = read_proposal(path, text.encode(), self._dataset.record_shapes)
            return self._checked(read, read.findings, None).findings

    def findings(self, records: Iterable[Record]) -> tuple[Finding, ...]:
        """Say what is wrong with some records together.

        Args:
            records: The records, in which every record that they name stands too, if it is new.
        """
        with self._lock:
            return self._checked(Literature(tuple(records), ()), (), None).findings

    def outlook(self, records: Iterable[Record]) -> Outlook:
        """Say what would become of the graph with some records.

        Args:
            records: The records, in which every record that they name stands too, if it is new.
        """
        with self._lock:
            checked = self._checked(Literature(tuple(records), ()), (), None)
            then = checked.then
            if then is None:
                return Outlook(checked.findings)
            space = self._space_with(checked.added, checked.removed)
            return Outlook(
                checked.findings,
                space,
                tuple(self._changed_cells(space)),
                tuple(_changed_statuses(checked.revision)),
                tuple(sorted(_links(then.inferred, None), key=str)),
                tuple(sorted(_links(then.withdrawn, None), key=str)),
            )

    def _checked(
        self, read: Literature, found: tuple[Finding, ...], shape: RecordShape | None
    ) -> _Checked:
        """Check records.

        Args:
            read: The records.
            found: What was found already.
            shape: The kind of record of a form, whose fields are named.
        """
        dataset = self._dataset
        lifted = lift(read.records, dataset.record_shapes)
        origins = ChainMap(dict(lifted.origins), dict(dataset.origins))
        revision = revised(dataset.comparison, read.records, dataset.store, origins)
        origins = ChainMap(dict(revision.derived.origins), *origins.maps)
        described = replace(dataset, origins=origins, findings=read.findings)
        triples = (*lifted.triples, *revision.derived.triples)
        added = [_quad(triple, GRAPH_LITERATURE) for triple in triples]
        removed = [_quad(triple, GRAPH_LITERATURE) for triple in revision.retracted]
        asserted = self._asserted.findings(added, described, removed)
        found += _placed(asserted, shape) if shape else asserted
        if blocks(found):
            return _Checked(found, revision)
        then = self.graph.changed(triples, revision.retracted)
        added += [_quad(triple, GRAPH_INFERRED) for triple in then.inferred]
        removed += [_quad(triple, GRAPH_INFERRED) for triple in then.withdrawn]
        subject = thing(read.records[0].kind, read.records[0].slug).value if read.records else ""
        found += tuple(self._contradictions(then, subject))
        found += self._entailed.findings(added, described, removed)
        if blocks(found):
            return _Checked(found, revision)
        return _Checked(found, revision, then, tuple(added), tuple(removed))

    @cached_property
    def _dataset(self) -> Dataset:
        """A copy, in which additions may stand while they are looked at."""
        return replace(self.graph.dataset, store=copy_of(self.graph.store))

    @cached_property
    def _asserted(self) -> Additions:
        return additions_to_asserted(self._dataset)

    @cached_property
    def _entailed(self) -> Additions:
        return additions_to_entailed(self._dataset)

    @cached_property
    def _files(self) -> frozenset[tuple[str, ...]]:
        """The files of contributed literature, by their last parts."""
        begun = {o.location.file.parts for o in self._dataset.origins.values() if o.field is None}
        return frozenset(parts[-length:] for parts in begun for length in (2, 3))

    def _known(self, contribution: Contribution, subject: ox.NamedNode) -> tuple[Finding, ...]:
        if (subject.value, None, None) not in self._dataset.origins:
            return ()
        label = contribution.shape.label.lower()
        name = "id" if contribution.shape.section else "key"
        finding = Finding(
            f"There is a {label} of this name already.",
            f"Choose another name; to change that {label}, edit {DATA}/"
            f"{contribution.path.as_posix()} itself.",
            field=name,
            focus=subject.value,
            value=contribution.names[name],
            rule=IDENTIFIERS if contribution.shape.section else NAMES,
        )
        return (finding,)

    def _contradictions(self, then: Consequences, subject: str) -> Iterator[Finding]:
        for contradiction in then.contradictions:
            facts = "; ".join(" ".join(map(compress, names(fact))) for fact in contradiction.facts)
            yield Finding(
                f"This contradicts the ontology: {contradiction.rule.axiom}. Then {facts}.",
                CONSISTENT.help,
                focus=subject,
                rule=CONSISTENT,
            )

    def _space_with(
        self, added: Iterable[ox.Quad], removed: Iterable[ox.Quad]
    ) -> ProblemSolutionSpace:
        store = self._dataset.store
        new = [quad for quad in added if quad not in store]
        gone = [quad for quad in removed if quad in store]
        # The map as it is, before anything is added.
        _ = self._space
        try:
            store.extend(new)
            for quad in gone:
                store.remove(quad)
            return problem_solution_space(EmbeddedStore(store))
        finally:
            for quad in new:
                store.remove(quad)
            store.extend(gone)

    def _changed_cells(self, after: ProblemSolutionSpace) -> Iterator[CellChange]:
        for old, cell in zip(self._space.cells, after.cells, strict=True):
            tentative = len(old.tentative_solutions)
            if old.state is not cell.state or tentative != len(cell.tentative_solutions):
                yield CellChange(cell, old.state, tentative)

    @cached_property
    def _space(self) -> ProblemSolutionSpace:
        return self.space or problem_solution_space(EmbeddedStore(self._dataset.store))


def names(triple: ox.Triple) -> tuple[str, str, str]:
    """Return the IRIs of a triple."""
    subject, object_ = (
        str(node) if isinstance(node, ox.Triple) else node.value
        for node in (triple.subject, triple.object)
    )
    return subject, triple.predicate.value, object_


def _quad(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _as_object(triple: ox.Triple) -> dict[str, str]:
    return dict(zip(("subject", "predicate", "object"), names(triple), strict=True))


def _changed_statuses(revision: Revision) -> Iterator[StatusChange]:
    for iri, standing in revision.standings.items():
        before = revision.before[iri].status if iri in revision.before else None
        if before != standing.status:
            yield StatusChange(iri, before, standing.status, standing.why)


def _links(triples: Iterable[ox.Triple], subject: ox.NamedNode | None) -> Iterator[ox.Triple]:
    """Yield what terms and things that are known without the record have to do with each other."""
    for triple in triples:
        ours = triple.predicate.value.startswith(str(ATLAS))
        if ours and subject not in (triple.subject, triple.object):
            yield triple


def _placed(findings: Iterable[Finding], shape: RecordShape) -> tuple[Finding, ...]:
    """Name the fields of the form that say where the file lies."""
    places = {field.path: name for name, field in shape.place.items()}
    return tuple(
        replace(finding, field=places[finding.result.path])
        if finding.result and finding.result.path in places
        else finding
        for finding in findings
    )
