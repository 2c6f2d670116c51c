"""Release files: the graph in every format that its users open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS, LARGE, serialize, to_rdflib
from atlas_kg.knowledge_graph import KnowledgeGraph, Progress
from atlas_kg.layout import laid_out
from atlas_kg.namespaces import (
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    ONTOLOGY,
    PREFIXES,
)
from atlas_kg.nanopublications import SigningKey, nanopublications, signed, written
from atlas_kg.queries import published_queries, render
from atlas_kg.store import EmbeddedStore

__all__ = ["GRAPHS", "NANOPUBLICATIONS", "export"]

_GRAPH_FILES = {
    "atlas-kg.ttl": "ttl",
    "atlas-kg.owl": "rdf",
    "atlas-kg.nt": "nt",
    "atlas-kg.jsonld": "jsonld",
}
_FULL = {
    "atlas-kg-full": (GRAPH_ONTOLOGY, GRAPH_LITERATURE),
    "atlas-kg-full-inferred": (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_INFERRED),
}
"""The ontologies in one document, with all instances, that editors and reasoners of OWL open."""

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_IMPORTS = ox.NamedNode(f"{PREFIXES['owl']}imports")

_TABLES = "map"
"""The folder of queries whose rows are exported."""


GRAPHS = "atlas-kg.trig"
"""The file of all named graphs, from which a release can be read again."""

NANOPUBLICATIONS = "nanopublications.trig"
"""The file of the accepted statements as nanopublications."""

_TOLD = 1_000
"""After how many signatures it is told how far the signing is."""


def export(
    graph: KnowledgeGraph,
    directory: Path,
    key: SigningKey | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Path, ...]:
    """Write the release files.

    Args:
        graph: What to release, with its inferred statements.
        directory: The folder to put them in; it is made if it is not there. Other files stay.
        key: With what to sign the nanopublications; None to leave them unsigned.
        progress: Called with one line now and then while signing takes long.

    Returns:
        The files that were written: the merged graph in Turtle, RDF/XML, N-Triples and JSON-LD, the
        inferred statements alone in Turtle, all named graphs in TriG, the accepted statements as
        nanopublications in TriG, and the tables of the map in CSV. Besides, for editors and
        reasoners of OWL: the ontology without imports, with all instances, in Turtle and RDF/XML,
        both as asserted and with the inferred statements.

    Raises:
        UsageError: The folder cannot be written. Then none of the files is there in part.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory, prefix=".export-") as folder:
            staged = _write_all(graph, Path(folder), _nanopublications(graph, key, progress))
            return tuple(path.replace(directory / path.name) for path in sorted(staged))
    except OSError as error:
        raise UsageError(
            f"{directory} cannot be written: {error.strerror}. Name a folder that you may write to."
        ) from error


def _nanopublications(
    graph: KnowledgeGraph, key: SigningKey | None, progress: Progress
) -> Iterator[ox.Quad]:
    for number, one in enumerate(nanopublications(graph.store), 1):
        if key is None:
            yield from one.quads(one.iri.value, f"{one.iri.value}#")
        else:
            yield from signed(one, key)
            if number % _TOLD == 0:
                progress(f"Signed {number} nanopublications …")


def _write_all(graph: KnowledgeGraph, folder: Path, pieces: Iterable[ox.Quad]) -> list[Path]:
    triples = {quad.triple for quad in graph.store}
    contents = {
        name: serialize(triples, GRAPH_FORMATS[form]) for name, form in _GRAPH_FILES.items()
    }
    inferred = graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    contents["inferred.ttl"] = serialize(inferred, GRAPH_FORMATS["ttl"])
    contents[GRAPHS] = (
        ox.serialize(sorted(graph.store, key=str), format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        or b""
    )
    contents[NANOPUBLICATIONS] = written(pieces)
    for name, graphs in _FULL.items():
        merged = _merged(graph.store, graphs)
        contents[f"{name}.ttl"] = (
            serialize(merged, GRAPH_FORMATS["ttl"])
            if len(merged) > LARGE
            else laid_out(to_rdflib(merged)).encode()
        )
        # In the order given, which the serialiser of rdflib does not keep.
        contents[f"{name}.owl"] = (
            ox.serialize(merged, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
        )
    store = EmbeddedStore(graph.store)
    for query in published_queries():
        if query.group == _TABLES:
            contents[f"{query.group}-{query.name}.csv"] = render(store.query(query.text), "csv")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _merged(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> list[ox.Triple]:
    """Return graphs as one ontology: with one header, which imports nothing."""
    whole = ox.Dataset(
        ox.Quad(*quad.triple)
        for name in graphs
        for quad in store.quads_for_pattern(None, None, None, name)
    )
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = {quad.triple for quad in whole}
    modules = _subjects_of_type(triples, "Ontology") - {ox.NamedNode(ONTOLOGY)}
    annotations = _subjects_of_type(triples, "AnnotationProperty")

    def order(triple: ox.Triple) -> tuple[bool, str, bool, str]:
        # The OWL API drops an annotation by a property whose declaration it has not yet met.
        about = triple.subject not in annotations
        return about, str(triple.subject), triple.predicate != _TYPE, str(triple)

    kept = (t for t in triples if t.subject not in modules and t.predicate != _IMPORTS)
    return sorted(kept, key=order)


def _subjects_of_type(triples: Iterable[ox.Triple], name: str) -> set[ox.NamedNode | ox.BlankNode]:
    kind = ox.NamedNode(f"{PREFIXES['owl']}{name}")
    found = (t.subject for t in triples if t.predicate == _TYPE and t.object == kind)
    return {subject for subject in found if not isinstance(subject, ox.Triple)}
