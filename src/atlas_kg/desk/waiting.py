"""What waits and everybody may see, as files and as the graph ``proposed``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, XSD

from atlas_kg.desk.waiting_file import Origin
from atlas_kg.findings import Finding
from atlas_kg.lifting import lift
from atlas_kg.model import Record
from atlas_kg.namespaces import GRAPH_PROPOSED, PROV, RDFS, thing
from atlas_kg.record_shapes import RecordShapes

__all__ = ["Waiting"]


@dataclass(frozen=True)
class Waiting:
    """What waits and everybody may see.

    Attributes:
        shapes: The kinds of record.
        files: The texts of the files, by where they lie in contributed literature.
        records: The records in them that the published data do not hold yet.
        origins: How the files came.
        findings: What could not be read, because somebody changed a file by hand.
    """

    shapes: RecordShapes
    files: Mapping[Path, str]
    records: tuple[Record, ...]
    origins: tuple[Origin, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def store(self) -> ox.Store:
        """The graph ``proposed``: the records, and who handed them in, when, through what."""
        store = ox.Store()
        triples = [*lift(self.records, self.shapes).triples, *self._provenance()]
        store.extend(ox.Quad(t.subject, t.predicate, t.object, GRAPH_PROPOSED) for t in triples)
        return store

    def _provenance(self) -> Iterator[ox.Triple]:
        in_file: dict[Path, list[ox.NamedNode]] = {}
        for record in self.records:
            file = Path(*record.location.file.parts[1:])
            in_file.setdefault(file, []).append(thing(record.kind, record.slug))
        for origin in self.origins:
            yield from _handing_in(origin, in_file.get(origin.file, ()))


def _handing_in(origin: Origin, records: Iterable[ox.NamedNode]) -> Iterator[ox.Triple]:
    """Yield the activity of handing a file in (PROV-O)."""
    activity = ox.BlankNode()
    time = ox.Literal(origin.when, datatype=ox.NamedNode(str(XSD.dateTime)))
    label = ox.Literal(f"Handed in through {origin.version}", language="en")
    coder = thing("coder", origin.coder)
    yield ox.Triple(activity, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(PROV.Activity)))
    yield ox.Triple(activity, ox.NamedNode(str(RDFS.label)), label)
    yield ox.Triple(activity, ox.NamedNode(str(PROV.endedAtTime)), time)
    yield ox.Triple(activity, ox.NamedNode(str(PROV.wasAssociatedWith)), coder)
    for record in records:
        yield ox.Triple(activity, ox.NamedNode(str(PROV.generated)), record)
