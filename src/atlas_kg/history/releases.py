"""Releases as they are read for a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL

from atlas_kg.dataset import Sources
from atlas_kg.errors import UsageError
from atlas_kg.formats import to_rdflib
from atlas_kg.knowledge_graph import Progress, build
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LITERATURE, GRAPH_ONTOLOGY, ONTOLOGY
from atlas_kg.reasoning import DEFAULT_ENGINE, Rule, compile_rules, infer
from atlas_kg.release import GRAPHS

__all__ = ["Release", "read_release"]

_SYNTAX = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
_PUBLICATIONS = "publications"
_WHAT = (
    "Name a folder that 'atlas-kg export' wrote, a .trig or .nq file of all named graphs, or a "
    "folder of contributed literature."
)
_VERSION = ox.NamedNode(str(OWL.versionInfo))


@dataclass(frozen=True)
class Release:
    """The graphs of one release.

    Attributes:
        name: What the user called it.
        store: The graphs, asserted and inferred.
    """

    name: str
    store: ox.Store

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that its ontology compiles to."""
        return _rules(self.store)

    @property
    def version(self) -> str | None:
        """The version of its ontology, if it tells one."""
        found = self.store.quads_for_pattern(ox.NamedNode(ONTOLOGY), _VERSION, None, GRAPH_ONTOLOGY)
        return next((q.object.value for q in found if isinstance(q.object, ox.Literal)), None)


def read_release(path: Path, progress: Progress = lambda _: None) -> Release:
    """Read a release.

    Args:
        path: A folder of release files, a file of all named graphs in TriG or N-Quads, or a folder
            of contributed literature, which is built first.
        progress: Called with one line before each step.

    Raises:
        UsageError: There is nothing of the kind, or it cannot be read.
        FindingsError: The literature breaks a rule.
    """
    file = path / GRAPHS if path.is_dir() else path
    if path.is_dir() and not file.exists():
        if (path / _PUBLICATIONS).is_dir():
            return Release(str(path), build(Sources.carried(path), progress=progress).store)
        raise UsageError(f"{path} holds neither {GRAPHS} nor {_PUBLICATIONS}/. {_WHAT}")
    if not file.exists():
        raise UsageError(f"There is no {path}. {_WHAT}")
    if file.suffix not in _SYNTAX:
        raise UsageError(f"{path} is no file of named graphs. {_WHAT}")
    progress(f"Reading {file} …")
    store = _read(file)
    for graph in (GRAPH_ONTOLOGY, GRAPH_LITERATURE):
        if not store.contains_named_graph(graph):
            raise UsageError(
                f"{file} is no release of atlas-kg: it holds no graph {graph}. {_WHAT}"
            )
    if not store.contains_named_graph(GRAPH_INFERRED):
        progress("Reasoning …")
        # Links and identified works take no part in reasoning.
        parts = (GRAPH_ONTOLOGY, GRAPH_LITERATURE)
        asserted = (q for name in parts for q in store.quads_for_pattern(None, None, None, name))
        for text in infer(asserted, _rules(store), DEFAULT_ENGINE).triples.n_triples():
            store.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_INFERRED)
    return Release(str(path), store)


def _read(file: Path) -> ox.Store:
    store = ox.Store()
    try:
        store.bulk_load(path=file, format=_SYNTAX[file.suffix])
    except SyntaxError as error:
        place = f"{file}:{error.lineno or 1}:{error.offset or 1}"
        raise UsageError(
            f"{place}: the file cannot be read: {error.msg}. Write the release again with "
            "'atlas-kg export'."
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{file} cannot be read: {why}. {_WHAT}") from error
    return store


def _rules(store: ox.Store) -> tuple[Rule, ...]:
    return compile_rules(to_rdflib(store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY)))
