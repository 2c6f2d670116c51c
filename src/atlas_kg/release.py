"""Release files: the graph in every format that its users open."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_INFERRED, PREFIXES
from atlas_kg.queries import published_queries, render
from atlas_kg.store import EmbeddedStore

__all__ = ["export"]

_GRAPH_FILES = {
    "atlas-kg.ttl": "ttl",
    "atlas-kg.owl": "rdf",
    "atlas-kg.nt": "nt",
    "atlas-kg.jsonld": "jsonld",
}
_TABLES = "map"
"""The folder of queries whose rows are exported."""


def export(graph: KnowledgeGraph, directory: Path) -> tuple[Path, ...]:
    """Write the release files.

    Args:
        graph: What to release, with its inferred statements.
        directory: The folder to put them in; it is made if it is not there. Other files stay.

    Returns:
        The files that were written: the merged graph in Turtle, RDF/XML, N-Triples and JSON-LD, the
        inferred statements alone in Turtle, all named graphs in TriG, and the tables of the map
        in CSV.

    Raises:
        UsageError: The folder cannot be written. Then none of the files is there in part.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory, prefix=".export-") as folder:
            staged = _write_all(graph, Path(folder))
            return tuple(path.replace(directory / path.name) for path in sorted(staged))
    except OSError as error:
        raise UsageError(
            f"{directory} cannot be written: {error.strerror}. Name a folder that you may write to."
        ) from error


def _write_all(graph: KnowledgeGraph, folder: Path) -> list[Path]:
    triples = {quad.triple for quad in graph.store}
    contents = {
        name: serialize(triples, GRAPH_FORMATS[form]) for name, form in _GRAPH_FILES.items()
    }
    inferred = graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    contents["inferred.ttl"] = serialize(inferred, GRAPH_FORMATS["ttl"])
    contents["atlas-kg.trig"] = (
        ox.serialize(sorted(graph.store, key=str), format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        or b""
    )
    store = EmbeddedStore(graph.store)
    for query in published_queries():
        if query.group == _TABLES:
            contents[f"{query.group}-{query.name}.csv"] = render(store.query(query.text), "csv")
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
