"""A knowledge graph with further records: to review against, or with all that follows."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from atlas_kg.corpus import Corpus, Publications, n_triples
from atlas_kg.dataset import Dataset, copy_of
from atlas_kg.findings import Finding
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.lifting import lift
from atlas_kg.mappings import identity_links
from atlas_kg.model import Record
from atlas_kg.namespaces import GRAPH_CORPUS, GRAPH_INFERRED, GRAPH_LINKS, GRAPH_LITERATURE
from atlas_kg.standings import RELIABLE, Revision, compared, reliability, revised

__all__ = ["Growth", "grown", "with_records"]


@dataclass(frozen=True)
class Growth:
    """What a graph becomes when records come to it, and what follows from them.

    Attributes:
        graph: The graph with them.
        added: What it holds that the one before did not.
        removed: What it holds no more.
    """

    graph: KnowledgeGraph
    added: tuple[ox.Quad, ...]
    removed: tuple[ox.Quad, ...]

    def as_update(self) -> str:
        """Return the change as a SPARQL update, for stores that hold the graph before."""
        removed = "\n".join(map(_data, self.removed))
        added = "\n".join(map(_data, self.added))
        parts = [f"DELETE DATA {{\n{removed}\n}}"] if removed else []
        return " ;\n".join([*parts, f"INSERT DATA {{\n{added}\n}}"])


@dataclass(frozen=True)
class _Asserted:
    """A dataset with further records, and what that changes in the graph ``literature``."""

    dataset: Dataset
    triples: tuple[ox.Triple, ...]
    revision: Revision


def with_records(graph: KnowledgeGraph, records: Iterable[Record]) -> KnowledgeGraph:
    """Return a graph that knows further records too; nothing is inferred from them.

    Args:
        graph: The graph, which stays as it is.
        records: The records.
    """
    records = tuple(records)
    return replace(graph, dataset=_asserted(graph.dataset, records).dataset) if records else graph


def grown(
    graph: KnowledgeGraph, records: Iterable[Record], findings: Iterable[Finding] = ()
) -> Growth:
    """Return a graph with further records and what follows, as if it were built from all anew.

    The closure is maintained, not computed again: what it takes grows with the records.

    Args:
        graph: The graph, which stays as it is.
        records: The records, which have been reviewed.
        findings: The remarks on them.
    """
    records = tuple(records)
    dataset = graph.dataset
    known = _asserted(dataset, records)
    then = graph.changed(known.triples, known.revision.retracted)
    links = identity_links(records)
    added = [
        *_quads(known.triples, GRAPH_LITERATURE),
        *_quads(then.inferred, GRAPH_INFERRED),
        *ox.parse(links.text, format=ox.RdfFormat.N_TRIPLES),
    ]
    added = [_placed(quad, GRAPH_LINKS) for quad in added]
    added += _recorded(dataset.corpus, records)
    removed = [
        *_quads(known.revision.retracted, GRAPH_LITERATURE),
        *_quads(then.withdrawn, GRAPH_INFERRED),
    ]
    store = known.dataset.store
    new = tuple(quad for quad in added if quad not in graph.store)
    gone = tuple(quad for quad in removed if quad in graph.store)
    store.extend(new)
    for quad in gone:
        store.remove(quad)
    origins = ChainMap(dict(links.origins), *ChainMap(known.dataset.origins).maps)  # type: ignore[arg-type]
    kept = [finding for finding in graph.findings if finding.rule != RELIABLE]
    comparison = known.dataset.comparison
    whole = replace(
        graph,
        dataset=replace(known.dataset, origins=origins),
        findings=(*kept, *findings, *reliability(comparison)),
    )
    return Growth(whole, new, gone)


def _asserted(dataset: Dataset, records: tuple[Record, ...]) -> _Asserted:
    lifted = lift(records, dataset.record_shapes)
    origins = ChainMap(dict(lifted.origins), dict(dataset.origins))
    revision = revised(dataset.comparison, records, dataset.store, origins)
    triples = (*lifted.triples, *revision.derived.triples)
    store = copy_of(dataset.store)
    for quad in _quads(revision.retracted, GRAPH_LITERATURE):
        store.remove(quad)
    store.extend(_quads(triples, GRAPH_LITERATURE))
    known = replace(
        dataset,
        store=store,
        origins=ChainMap(dict(revision.derived.origins), *origins.maps),
        comparison=compared(records, dataset.store, dataset.comparison),
    )
    return _Asserted(known, triples, revision)


def _recorded(corpus: Corpus, records: tuple[Record, ...]) -> Iterator[ox.Quad]:
    """Yield what is said of identified works that have become publications."""
    if not corpus.works or not any(record.kind == "publication" for record in records):
        return
    # Each work is a few lines that a store reads in one go; those that differ are the links.
    before = set(n_triples(corpus, Publications(())).splitlines())
    for line in n_triples(corpus, Publications(records)).splitlines():
        if line not in before:
            yield from (
                _placed(quad, GRAPH_CORPUS)
                for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
            )


def _quads(triples: Iterable[ox.Triple], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _placed(quad: ox.Quad, graph: ox.NamedNode) -> ox.Quad:
    """Return a quad of the default graph in another one."""
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return ox.Quad(quad.subject, quad.predicate, quad.object, graph)
    return quad


def _data(quad: ox.Quad) -> str:
    triple = ox.Triple(quad.subject, quad.predicate, quad.object)
    return f"GRAPH {quad.graph_name} {{ {triple} }}"
