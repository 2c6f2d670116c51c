"""What the pages of the desk share: its files, what reviews them, and the graph ``proposed``."""

from __future__ import annotations

import asyncio
import logging
from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.contribution import Contribution
from atlas_kg.contribution_review import Review, Reviewer
from atlas_kg.desk.comparison import Comparison, compare
from atlas_kg.desk.desk import Desk
from atlas_kg.desk.known import with_records
from atlas_kg.desk.parts import Part, parts, records_in
from atlas_kg.desk.refusal import BUSY, RefusedError
from atlas_kg.desk.waiting import Waiting
from atlas_kg.desk.works import Works
from atlas_kg.findings import Finding
from atlas_kg.literature import read_proposal
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, GRAPH_PROPOSED, RDFS, thing
from atlas_kg.outlook import Outlook
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.sessions import Session, Sessions
from atlas_kg.web.site import Site
from atlas_kg.workers.frames import Change, Operation
from atlas_kg.workers.lanes import OverloadError
from atlas_kg.workers.reply import StoppedError, UnansweredError
from atlas_kg.workers.service import Service

__all__ = ["Bench"]

_LOG = logging.getLogger(__name__)
_LABEL = ox.NamedNode(str(RDFS.label))
_TYPE = ox.NamedNode(str(RDF.type))
_PERSON = ox.NamedNode(str(ATLAS.HumanCoder))
_N_QUADS = "application/n-quads"


class Bench:
    """The desk, as the pages use it.

    What coders fill in is reviewed without the statements of others that wait, so that no finding
    tells of them.

    Args:
        site: The site.
        desk: The desk.
        sessions: All sign-ins, which outlive a site that is made anew.

    Attributes:
        reviewer: What reviews against the published data alone.
    """

    def __init__(self, site: Site, desk: Desk, sessions: Sessions) -> None:
        self.desk = desk
        self.sessions = sessions
        self.reviewer = Reviewer(site.graph, site.space)
        self._site = site
        self._works: tuple[Site, Works] | None = None
        self._outlooks: tuple[Waiting, dict[str, Outlook]] | None = None
        self._lock = Lock()
        self._known: tuple[tuple[Record, ...], Site, Reviewer] | None = None
        self._turn = asyncio.Lock()
        self._compared: tuple[Waiting, dict[str, Comparison | None]] | None = None

    def site(self) -> Site:
        """Return the site with what waits besides, but for statements and decisions."""
        return self._view()[0]

    def published(self) -> Site:
        """Return the site as it is served, without what waits."""
        return self._site

    def is_person(self, coder: str) -> bool:
        """Tell whether a coder has a record, published or waiting, that says it is a person.

        Args:
            coder: The name of the coder.
        """
        kind = (thing("coder", coder), _TYPE, _PERSON, None)
        return any(self.site().graph.store.quads_for_pattern(*kind))

    def review(self, contribution: Contribution) -> Review:
        """Say what is wrong with a record; of a statement, nothing that others have said.

        Args:
            contribution: What was filled in.
        """
        site, reviewer = self._view()
        is_sectioned = bool(contribution.shape.section)
        review = reviewer.review(contribution, is_brief=is_sectioned)
        found = from_root(review.findings, site.graph.dataset.record_shapes)
        if is_sectioned:
            return replace(review, findings=self._own(found, [contribution]))
        return replace(review, findings=tuple(_beside(found, review)))

    def propose(self, contribution: Contribution, coder: str) -> Review:
        """Take a record that need not be sealed, if nothing is wrong with it.

        Of those that are handed in at once, the later ones are reviewed beside the earlier ones.

        Args:
            contribution: What was filled in.
            coder: Who hands it in.

        Returns:
            What was found; the record was taken if it is accepted.

        Raises:
            UsageError: The record was not taken for another reason.
        """
        with self.desk.proposing():
            review = self.review(contribution)
            if review.is_accepted:
                if self.desk.graph is not self._site.graph:
                    # What was published meanwhile waits no more, and the review has not seen it.
                    raise RefusedError(BUSY)
                self.desk.propose(contribution, coder)
        return review

    def review_decision(self, decision: Contribution) -> tuple[Finding, ...]:
        """Say what is wrong with a decision between statements that everybody may see.

        Args:
            decision: The decision.
        """
        shapes = self._site.graph.dataset.record_shapes
        if unusable := decision.unusable():
            return unusable
        read = read_proposal(decision.path, decision.text(shapes).encode(), shapes)
        publication = thing("publication", decision.names["publication"])
        beside = (
            record
            for record in self.desk.waiting.records
            if not self._is_sectioned(record)
            or any(thing(link.kind, link.slug) == publication for link in record.links)
        )
        found = (*read.findings, *self.reviewer.findings((*read.records, *beside)))
        return self._own(from_root(found, shapes), [decision])

    def review_together(self, statements: list[Contribution], text: str) -> tuple[Finding, ...]:
        """Say what is wrong with the statements of a coder about a publication, as one file.

        Args:
            statements: The statements.
            text: The file.
        """
        site, reviewer = self._view()
        found = reviewer.review_file(statements[0].path, text)
        return self._own(from_root(found, site.graph.dataset.record_shapes), statements)

    def compare(self, publication: str) -> Comparison | None:
        """Compare what the coders of a publication say; see `compare`.

        Args:
            publication: The key of the publication.
        """
        waiting = self.desk.waiting
        with self._lock:
            if self._compared is None or self._compared[0] is not waiting:
                self._compared = (waiting, {})
            known = self._compared[1]
        if publication not in known:
            known[publication] = compare(self.desk, publication)
        return known[publication]

    def prepare(self) -> None:
        """Do in advance what the first review takes long for."""
        self._view()[1].prepare()

    def may_publish(self, session: Session | None) -> bool:
        """Tell whether somebody may publish what waits, and whether anything is published here.

        Args:
            session: Who has signed in, if anybody has.
        """
        is_enabled = self._site.settings.data is not None
        return bool(is_enabled and session and session.may_publish)

    def part(self, name: str) -> Part | None:
        """Return a part of what waits, if there is one of this name."""
        return next((part for part in parts(self.desk.waiting) if part.name == name), None)

    def outlook(self, part: Part) -> Outlook:
        """Say what would become of the published graph with a part of what waits.

        Args:
            part: The part.
        """
        waiting = self.desk.waiting
        with self._lock:
            if self._outlooks is None or self._outlooks[0] is not waiting:
                self._outlooks = (waiting, {})
            known = self._outlooks[1]
        if part.name not in known:
            known[part.name] = self.reviewer.outlook(records_in(waiting, part.files))
        return known[part.name]

    def works(self) -> Works:
        """Return the works that are there, published and waiting."""
        site = self.site()
        with self._lock:
            if self._works is None or self._works[0] is not site:
                self._works = (site, Works(site.graph.dataset))
            return self._works[1]

    async def expose(self, service: Service) -> None:
        """Put what waits into the graph ``proposed``, in the place of what was there.

        The files are what counts: where the store fails, they go in with the next change or start.
        """
        async with self._turn:
            body = await asyncio.to_thread(_dump, self.desk.waiting)
            change = Change(
                Operation.REPLACE, graphs=(GRAPH_PROPOSED.value,), parts=((_N_QUADS, body),)
            )
            try:
                await service.change(change, "")
            except (OverloadError, StoppedError, UnansweredError) as error:
                _LOG.warning("What waits did not get into the graph 'proposed': %s", error)

    def _view(self) -> tuple[Site, Reviewer]:
        """Return the site with what waits, and what reviews against it."""
        records = tuple(r for r in self.desk.waiting.records if not self._is_sectioned(r))
        with self._lock:
            if self._known is None or self._known[0] != records:
                self._known = (records, *self._with(records))
        return self._known[1:]

    def _with(self, records: tuple[Record, ...]) -> tuple[Site, Reviewer]:
        if not records:
            return self._site, self.reviewer
        graph = with_records(self._site.graph, records)
        labels = ChainMap(_labels(self.desk.waiting), dict(self._site.labels))
        # Such records are in no cell of the map.
        return replace(self._site, graph=graph, labels=labels), Reviewer(graph, self._site.space)

    def _is_sectioned(self, record: Record) -> bool:
        return bool(self._site.graph.dataset.record_shapes.by_kind[record.kind].section)

    @staticmethod
    def _own(
        findings: Iterable[Finding], contributions: Iterable[Contribution]
    ) -> tuple[Finding, ...]:
        """Return the findings about what somebody fills in themselves."""
        own = {None, *(thing(c.shape.kind, c.slug).value for c in contributions)}
        return tuple(finding for finding in findings if finding.focus in own)


def _beside(findings: Iterable[Finding], review: Review) -> Iterator[Finding]:
    """Yield findings; of two things with one label, the one that is filled in has to change."""
    kind = review.contribution.shape
    for finding in findings:
        other = finding.focus
        if other is None or other == review.subject or finding.field != "label":
            yield finding
        else:
            problem = (
                f"The {kind.label.lower()} '{other.rpartition('/')[2]}' has this label already."
            )
            yield replace(finding, focus=review.subject, location=None, problem=problem)


def _dump(waiting: Waiting) -> bytes:
    return waiting.store.dump(format=ox.RdfFormat.N_QUADS) or b""


def _labels(waiting: Waiting) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value
        for quad in waiting.store.quads_for_pattern(None, _LABEL, None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }
