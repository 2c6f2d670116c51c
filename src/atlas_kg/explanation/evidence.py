"""Evidence: who says an asserted statement or an axiom, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.explanation.statements import Node
from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, PROV, RDFS, SKOS, compress
from atlas_kg.reasoning import Axiom

__all__ = ["Evidence", "Named", "Provenance", "value_of"]

_SCHEME = re.compile(r"^https?://(www\.)?")
_RECORD = frozenset(
    map(
        str,
        (
            ATLAS.codedBy,
            ATLAS.explainsStatus,
            ATLAS.hasStatus,
            PROV.generatedAtTime,
            PROV.wasDerivedFrom,
            PROV.wasGeneratedBy,
            RDF.type,
            RDFS.label,
            SKOS.editorialNote,
        ),
    )
)
"""Of a coded statement, what the coder says of the record; all else is what the text says."""

_TYPE = ox.NamedNode(str(RDF.type))


@dataclass(frozen=True)
class Named:
    """A thing by IRI and label."""

    iri: str
    label: str


@dataclass(frozen=True)
class Evidence:
    """Who says an asserted statement or an axiom.

    Attributes:
        sources: The publications from which it was taken; none where a coder says something of the
            record, such as its status.
        described: The term or thing with whose description it stands, where the sources are those
            of the whole description and not of the statement.
        section: The place in the publication, for coded statements.
        coder: The coder, for coded statements and what is said of their records.
        transcriber: Who put the printed statement into data, if there is one.
        support: The publications that the text cites.
        statement: What the text says, for coded statements.
        derived: Why it is so, where no coder wrote it: it follows from what all coders say.
        decided: By whom and why it was decided so, in a sentence for each adjudication.
    """

    sources: tuple[Named, ...] = ()
    described: Named | None = None
    section: str | None = None
    coder: Named | None = None
    transcriber: Named | None = None
    support: tuple[Named, ...] = ()
    statement: str | None = None
    derived: str | None = None
    decided: tuple[str, ...] = ()

    def as_lines(self) -> Iterator[str]:
        """Yield the lines that tell a person who says it."""
        sources = "; ".join(source.label for source in self.sources)
        if self.derived:
            yield f"follows from what all coders say: {self.derived}"
        yield from self.decided
        if self.described:
            rests = f", which rests on {sources}" if sources else ""
            yield f"stands with the description of ‘{self.described.label}’{rests}"
        elif sources:
            place = f", section {self.section}" if self.section else ""
            yield f"stated in {sources}{place}{f': {self.statement}' if self.statement else ''}"
        if self.support:
            yield f"citing {'; '.join(work.label for work in self.support)}"
        if self.coder:
            by = f", transcribed by {self.transcriber.label}" if self.transcriber else ""
            yield f"{'coded' if self.sources else 'given'} by {self.coder.label}{by}"


@dataclass(frozen=True)
class Provenance:
    """Reads from a store who says what, and what things are called."""

    store: ox.Store

    def of_statement(self, triple: ox.Triple) -> Evidence:
        """Return who says an asserted statement."""
        subject = triple.subject
        publications = self.objects(subject, PROV.wasDerivedFrom)
        why = self.objects(subject, ATLAS.explainsStatus)
        if why and triple.predicate.value == str(ATLAS.hasStatus):
            return Evidence(derived=value_of(why[0]), decided=tuple(self._decisions(subject)))
        if triple.predicate.value == str(ATLAS.disagreesWith):
            return Evidence(derived="The one says something else about the same than the other.")
        if publications and triple.predicate.value in _RECORD:
            given = self._named(self.objects(subject, ATLAS.codedBy))
            return Evidence(coder=next(iter(given), None), transcriber=self._transcriber(subject))
        if publications:
            sections = self.objects(subject, ATLAS.locator)
            coders = self.objects(subject, ATLAS.codedBy)
            texts = self.objects(subject, DCTERMS.description)
            return Evidence(
                sources=self._named(publications),
                section=value_of(sections[0]) if sections else None,
                coder=next(iter(self._named(coders)), None),
                transcriber=self._transcriber(subject),
                support=self._named(self.objects(subject, CITO.citesAsEvidence)),
                statement=value_of(texts[0]) if texts else None,
            )
        sources = self._annotation_sources(triple)
        if sources:
            return Evidence(sources=self._named(sources))
        described = next(iter(self._named([subject])), None)
        return Evidence(self._named(self.objects(subject, DCTERMS.source)), described)

    def of_axiom(self, axiom: Axiom) -> Evidence:
        """Return who says an axiom."""
        described = (
            Named(axiom.described, self._iri_label(axiom.described)) if axiom.described else None
        )
        return Evidence(tuple(Named(iri, self._iri_label(iri)) for iri in axiom.sources), described)

    def _decisions(self, coding: Node) -> Iterator[str]:
        """Yield by whom and why something was decided about a coding."""
        found = self.store.quads_for_pattern(
            None, ox.NamedNode(str(ATLAS.adjudicates)), coding, None
        )
        for adjudication in sorted({quad.subject for quad in found}, key=str):
            by = " and ".join(
                who.label for who in self._named(self.objects(adjudication, PROV.wasAttributedTo))
            )
            for reason in self.objects(adjudication, DCTERMS.description):
                yield f"{by} decided: {value_of(reason)}"

    def labels(self, triple: ox.Triple) -> tuple[str, str, str]:
        """Return what people call the subject, the property and the object of a statement."""
        value = self.label(triple.object)
        if triple.predicate == _TYPE:
            relation = "is an" if value[:1].lower() in "aeiou" else "is a"
        else:
            relation = self.label(triple.predicate)
        return self.label(triple.subject), relation, value

    def label(self, node: Node) -> str:
        """Return what people call a thing, or the text of a literal."""
        if not isinstance(node, ox.NamedNode):
            return value_of(node)
        labels = self.objects(node, RDFS.label)
        if labels:
            return value_of(labels[0])
        # Read aloud, an address is its host and path.
        return _SCHEME.sub("", compress(node.value)).rstrip("/")

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """Return the values of a property of a thing."""
        if isinstance(subject, ox.Literal):
            return []
        quads = self.store.quads_for_pattern(subject, ox.NamedNode(str(predicate)), None, None)
        return sorted({quad.object for quad in quads}, key=str)

    def _iri_label(self, iri: str) -> str:
        return self.label(ox.NamedNode(iri))

    def _annotation_sources(self, triple: ox.Triple) -> list[Node]:
        subject = ox.NamedNode(str(OWL.annotatedSource))
        return [
            source
            for note in self.store.quads_for_pattern(None, subject, triple.subject, None)
            if triple.predicate in self.objects(note.subject, OWL.annotatedProperty)
            and triple.object in self.objects(note.subject, OWL.annotatedTarget)
            for source in self.objects(note.subject, DCTERMS.source)
        ]

    def _transcriber(self, subject: Node) -> Named | None:
        activities = self.objects(subject, PROV.wasGeneratedBy)
        agents = [a for node in activities for a in self.objects(node, PROV.wasAssociatedWith)]
        return next(iter(self._named(agents)), None)

    def _named(self, nodes: Iterable[Node]) -> tuple[Named, ...]:
        return tuple(Named(value_of(node), self.label(node)) for node in nodes)


def value_of(term: Node) -> str:
    """Return the text of a term without its marks."""
    return str(term) if isinstance(term, ox.Triple) else term.value
