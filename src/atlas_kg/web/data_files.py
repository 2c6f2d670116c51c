"""The graphs as files: what each holds, how large it is, and the file itself."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_INFERRED,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    PREFIXES,
)
from atlas_kg.web.negotiation import GRAPHS, Form

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["WHOLE", "DataFiles", "GraphFile", "Size"]

WHOLE = "atlas"
"""The name of the files that hold all graphs."""

_NAMED = frozenset(("trig", "nq"))
"""The forms that keep graphs apart."""

_ABOUT = {
    GRAPH_ONTOLOGY: "What theory says, the phases, and the terms in which all else is said.",
    GRAPH_LITERATURE: "Publications, solutions, coders, and what was coded.",
    GRAPH_CORPUS: "Identified works, the lists that name them, and their screening.",
    GRAPH_LINKS: "Identifiers, citations, and links to what others say.",
    GRAPH_INFERRED: "What follows from the others; nobody entered it.",
}
_SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
_CHUNK = 1 << 16
_PATIENCE = 2.0
"""Seconds for which a page waits until the files are measured; small ones are by then."""


@dataclass(frozen=True)
class GraphFile:
    """A graph, or all of them, as files.

    Attributes:
        name: The name of the files; those of a release have other ones.
        iri: The graph; None for all.
        about: What it holds.
        forms: The forms in which it can be had.
    """

    name: str
    iri: str | None
    about: str
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Size:
    """How large a file is: in bytes, and in lines, which are statements where each has its own."""

    bytes: int
    lines: int


class DataFiles:
    """The files of a store.

    Args:
        store: The store, which nobody changes.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._sizes: dict[tuple[str, str], Size] = {}
        self._begun, self._measured = Lock(), Event()
        named = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
        single = tuple(form for form in GRAPHS if form.name not in _NAMED)
        self.files = (
            GraphFile(
                WHOLE,
                None,
                "All graphs, each under its name.",
                tuple(form for form in GRAPHS if form.name in _NAMED),
            ),
            *(
                GraphFile(f"{WHOLE}-{_word(graph)}", graph.value, about, single)
                for graph, about in _ABOUT.items()
                if graph.value in named
            ),
        )

    def file(self, name: str) -> GraphFile | None:
        """Return the file with a name, or None if there is none."""
        return next((file for file in self.files if file.name == name), None)

    def content(self, file: GraphFile, form: Form) -> Iterator[bytes]:
        """Yield a file in parts.

        Args:
            file: The file.
            form: One of its forms.
        """
        # On disk, since it may be larger than what a process should hold.
        with tempfile.TemporaryFile() as written:
            self._dump(written, file, form)
            written.seek(0)
            while part := written.read(_CHUNK):
                yield part

    def sizes(self) -> dict[tuple[str, str], Size]:
        """Return the sizes by name and form, as far as they are measured.

        Who asks first begins it, and waits a moment; nobody else does.
        """
        if self._begun.acquire(blocking=False):
            Thread(target=self._measure, daemon=True).start()
            self._measured.wait(_PATIENCE)
        return dict(self._sizes)

    @property
    def is_measured(self) -> bool:
        """Whether all sizes are known."""
        return self._measured.is_set()

    def _measure(self) -> None:
        for file in self.files:
            for form in file.forms:
                scale = _Scale()
                self._dump(scale, file, form)
                self._sizes[file.name, form.name] = Size(scale.bytes, scale.lines)
        self._measured.set()

    def _dump(self, out: IO[bytes], file: GraphFile, form: Form) -> None:
        graph = ox.NamedNode(file.iri) if file.iri else None
        self._store.dump(out, _SYNTAXES[form.name], from_graph=graph, prefixes=PREFIXES)


def _word(graph: ox.NamedNode) -> str:
    """Return the word in which the IRI of a graph ends."""
    return graph.value.rpartition("/")[2]


class _Scale(io.BytesIO):
    """Counts what is written to it, and keeps nothing."""

    bytes = 0
    lines = 0

    def write(self, data: Buffer) -> int:
        part = memoryview(data).tobytes()
        self.bytes += len(part)
        self.lines += part.count(b"\n")
        return len(part)
