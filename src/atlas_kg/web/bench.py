"""What the pages of the desk share: its files, what reviews them, and the graph ``proposed``."""

from __future__ import annotations

import asyncio
import logging
from collections import ChainMap
from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.contribution import Contribution
from atlas_kg.contribution_review import Review, Reviewer
from atlas_kg.desk.comparison import Comparison, compare
from atlas_kg.desk.desk import Desk
from atlas_kg.desk.known import with_records
from atlas_kg.desk.waiting import Waiting
from atlas_kg.findings import Finding
from atlas_kg.literature import CODINGS
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, GRAPH_PROPOSED, RDFS, thing
from atlas_kg.web.finding_places import from_root
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
    """

    def __init__(self, site: Site, desk: Desk) -> None:
        self.desk = desk
        self._site = site
        self._lock = Lock()
        self._known: dict[bool, tuple[object, Site, Reviewer]] = {}
        self._turn = asyncio.Lock()
        self._compared: tuple[Waiting, dict[str, Comparison | None]] | None = None

    def site(self) -> Site:
        """Return the site with what waits besides, but for statements and decisions."""
        return self._view()[0]

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
        is_decision = bool(contribution.shape.section) and not _is_statement(contribution)
        site, reviewer = self._view(contribution.names["publication"] if is_decision else None)
        review = reviewer.review(contribution)
        shapes = site.graph.dataset.record_shapes
        review = replace(review, findings=from_root(review.findings, shapes))
        if contribution.shape.section is None:
            return review
        own = self._own(review.findings, [contribution])
        return replace(review, findings=own, inferred=(), withdrawn=(), statuses=(), cells=())

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

    async def publish(self, service: Service) -> None:
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

    def _view(self, publication: str | None = None) -> tuple[Site, Reviewer]:
        """Return the site with what waits, and what reviews against it.

        Args:
            publication: Whose statements and decisions they know besides; by default none.
        """
        records = tuple(
            record
            for record in self.desk.waiting.records
            if not self._is_sectioned(record)
            or any(link.kind == "publication" and link.slug == publication for link in record.links)
        )
        state = (publication, records)
        with self._lock:
            held = self._known.get(publication is None)
            if held is None or held[0] != state:
                graph = with_records(self._site.graph, records)
                labels = ChainMap(_labels(self.desk.waiting), dict(self._site.labels))
                site = replace(self._site, graph=graph, labels=labels)
                held = self._known[publication is None] = (state, site, Reviewer(graph))
        return held[1], held[2]

    def _is_sectioned(self, record: Record) -> bool:
        return bool(self._site.graph.dataset.record_shapes.by_kind[record.kind].section)

    @staticmethod
    def _own(
        findings: Iterable[Finding], contributions: Iterable[Contribution]
    ) -> tuple[Finding, ...]:
        """Return the findings about what somebody fills in themselves."""
        own = {None, *(thing(c.shape.kind, c.slug).value for c in contributions)}
        return tuple(finding for finding in findings if finding.focus in own)


def _is_statement(contribution: Contribution) -> bool:
    return contribution.shape.directory == CODINGS


def _dump(waiting: Waiting) -> bytes:
    return waiting.store.dump(format=ox.RdfFormat.N_QUADS) or b""


def _labels(waiting: Waiting) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value
        for quad in waiting.store.quads_for_pattern(None, _LABEL, None, None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }
