"""The dataset: ontology and contributions as named graphs of one embedded store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import rdflib

from atlas_kg import resources
from atlas_kg.agreement.standing import Comparison
from atlas_kg.blank_nodes import named_by_content
from atlas_kg.citations import citation_links, read_citations
from atlas_kg.corpus import Corpus, Publications, n_triples, read_corpus
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.findings import Finding, Location, sort_key
from atlas_kg.formats import to_rdflib
from atlas_kg.lifting import Origin, lift
from atlas_kg.literature import Literature, read_literature
from atlas_kg.mappings import (
    Graph,
    MappingSet,
    check,
    identity_links,
    mapping_links,
    read_mapping_sets,
)
from atlas_kg.namespaces import (
    GRAPH_CORPUS,
    GRAPH_LINKS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    PREFIXES,
    RDFS,
)
from atlas_kg.record_shapes import RecordShapes, read_record_shapes
from atlas_kg.source_rules import PLACES, READABLE, SYNTAX
from atlas_kg.standings import compared, lift_standings

__all__ = [
    "Dataset",
    "Sources",
    "copy_of",
    "load",
    "load_theory",
    "with_literature",
    "with_records",
]

_PUBLICATIONS, _PUBLICATION = "publications", "publication"
_SUBJECT = re.compile(r"(<[^<>\s]+>|[a-z-]+:\w+)(?:\s+(\S+)|$)")
_CURIE = re.compile(r"\b[a-z-]+:\w+")


@dataclass(frozen=True)
class Sources:
    """The folders from which a dataset is built."""

    ontology: Path
    shapes: Path
    data: Path

    @classmethod
    def carried(cls, data: Path | None = None) -> Sources:
        """Return the folders that travel with the software, or other data beside them.

        Raises:
            UsageError: The other data are not a folder of literature.
        """
        if data is not None and not (data / _PUBLICATIONS).is_dir():
            what = f"holds no {_PUBLICATIONS}/" if data.is_dir() else "is no folder"
            raise UsageError(
                f"{data} {what}. Name a folder that holds {_PUBLICATIONS}/, codings/, solutions/ "
                "and coders/, such as a copy of the one that comes along."
            )
        return cls(
            resources.directory("ontology"),
            resources.directory("shapes"),
            data or resources.directory("data"),
        )


# Written out, its contents would hide what a report of a failure has to say.
@dataclass(frozen=True, repr=False)
class Dataset:
    """What is asserted, and where it stands.

    Attributes:
        store: The graphs ``ontology``, ``literature``, ``corpus`` and ``links``; later steps add
            ``inferred``.
        shapes: The SHACL shapes: those for asserted data, by file name.
        record_shapes: What the shapes say about contributed records.
        origins: Where triples stand in the sources; see `atlas_kg.lifting.Lifted`.
        findings: What could not be read.
        comparison: What the coders say, compared, from which the statuses follow that nobody wrote.
        corpus: The identified works, of which the graph ``corpus`` tells.
        mapping_sets: What corresponds to what elsewhere, of which the graph ``links`` tells.
    """

    store: ox.Store
    shapes: Mapping[str, rdflib.Graph]
    record_shapes: RecordShapes
    origins: Mapping[tuple[str, str | None, str | None], Origin]
    findings: tuple[Finding, ...]
    comparison: Comparison = field(default_factory=Comparison)
    corpus: Corpus = field(default_factory=Corpus)
    mapping_sets: tuple[MappingSet, ...] = ()

    def graph(self, *names: ox.NamedNode) -> rdflib.Graph:
        """Return the union of named graphs of the store as an rdflib graph."""
        quads = (
            quad for name in names for quad in self.store.quads_for_pattern(None, None, None, name)
        )
        return to_rdflib(quads)


def load(sources: Sources) -> Dataset:
    """Read ontology, shapes and contributed literature into one dataset.

    Args:
        sources: Where they lie.

    Returns:
        The dataset. Records that could not be read are missing from it and stand in its findings.

    Raises:
        FindingsError: Ontology or shapes are not valid Turtle, so that nothing can be read.
    """
    return with_literature(load_theory(sources), sources.data)


def load_theory(sources: Sources) -> Dataset:
    """Read ontology and shapes into a dataset that holds no literature yet.

    Args:
        sources: Where they lie.

    Raises:
        FindingsError: They are not valid Turtle.
    """
    findings: list[Finding] = []
    read: list[ox.Quad] = []
    for path in _turtle_files(sources.ontology, findings):
        read += _parse_turtle(path, findings)
    store = ox.Store()
    # In one order and with names that stay, so that all that is written of them is the same.
    for triple in sorted(named_by_content(read), key=str):
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH_ONTOLOGY))
    shapes = {}
    for path in _turtle_files(sources.shapes, findings):
        shapes[path.stem] = to_rdflib(_parse_turtle(path, findings))
    if findings:
        raise FindingsError(tuple(findings))
    origins = _term_origins(sorted(sources.ontology.glob("*.ttl")))
    return Dataset(store, shapes, read_record_shapes(_union(shapes)), origins, ())


def with_literature(theory: Dataset, data: Path) -> Dataset:
    """Return a dataset with contributed literature; what is given stays as it is.

    Args:
        theory: Ontology and shapes.
        data: The folder of the literature.

    Returns:
        The dataset. Records that could not be read are missing from it and stand in its findings.
    """
    literature = read_literature(data, theory.record_shapes)
    dataset = with_records(theory, literature)
    corpus = read_corpus(data)
    if corpus.works or corpus.lists or corpus.decisions:
        text = n_triples(corpus, Publications(literature.records))
        dataset.store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_CORPUS)
    read = read_mapping_sets(data)
    wrong = check(read.sets, _graph(dataset.store, theory.record_shapes))
    links = [identity_links(literature.records)]
    if not wrong:
        links.append(mapping_links(read.sets, lambda iri: _label(dataset.store, iri)))
    keys = {record.slug for record in literature.records if record.kind == _PUBLICATION}
    citations = read_citations(data, keys)
    links.append(citation_links(citations))
    for part in links:
        triples = part.text.encode()
        dataset.store.load(triples, format=ox.RdfFormat.N_TRIPLES, to_graph=GRAPH_LINKS)
    findings = dataset.findings + corpus.findings + read.findings + wrong + citations.findings
    return replace(
        dataset,
        origins={**dataset.origins, **{k: o for part in links for k, o in part.origins.items()}},
        findings=tuple(sorted(findings, key=sort_key)),
        corpus=corpus,
        mapping_sets=read.sets,
    )


def with_records(theory: Dataset, literature: Literature) -> Dataset:
    """Return a dataset with literature that was read already; what is given stays as it is.

    Args:
        theory: Ontology and shapes.
        literature: The records, and what could not be read.
    """
    lifted = lift(literature.records, theory.record_shapes)
    comparison = compared(literature.records, theory.store)
    derived = lift_standings(comparison.standings(), lifted.origins)
    store = copy_of(theory.store)
    store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE)
        for t in (*lifted.triples, *derived.triples)
    )
    return replace(
        theory,
        store=store,
        origins={**theory.origins, **lifted.origins, **derived.origins},
        findings=tuple(sorted(literature.findings, key=sort_key)),
        comparison=comparison,
    )


def _graph(store: ox.Store, shapes: RecordShapes) -> Graph:
    """Return what the checks of mapping sets ask."""
    publication = shapes.by_kind.get("publication")
    fields = publication.fields if publication else {}

    def things(space: str) -> list[str]:
        subjects = {quad.subject for quad in store.quads_for_pattern(None, None, None, None)}
        named = (node.value for node in subjects if isinstance(node, ox.NamedNode))
        return sorted(iri for iri in named if iri.startswith(space))

    def accepts(scheme: str, identifier: str) -> bool:
        own = fields.get(scheme)
        form, text = own or fields.get("identifiers"), identifier
        if own is None:
            text = f"{scheme}:{identifier}"
        return form is None or form.pattern is None or bool(re.search(form.pattern, text))

    return Graph(lambda iri: _any(store, iri), things, accepts)


def _any(store: ox.Store, iri: str) -> bool:
    found = store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
    return next(iter(found), None) is not None


def _label(store: ox.Store, iri: str) -> str | None:
    label = ox.NamedNode(str(RDFS.label))
    found = store.quads_for_pattern(ox.NamedNode(iri), label, None, None)
    return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), None)


def copy_of(store: ox.Store) -> ox.Store:
    """Return a new store in memory that holds the same quads."""
    copy = ox.Store()
    copy.extend(store)
    return copy


def _term_origins(paths: Iterable[Path]) -> dict[tuple[str, str | None, str | None], Origin]:
    """Return where each term is declared, else where it begins or is mentioned first.

    In the one layout, what is said of a term begins at the start of a line.
    """
    declared: dict[str, Origin] = {}
    begun: dict[str, Origin] = {}
    mentioned: dict[str, Origin] = {}
    for path in paths:
        lines = [*path.read_text("utf-8").splitlines(), ""]
        for number, (line, following) in enumerate(pairwise(lines), 1):
            origin = Origin(Location(path, number))
            for name in _CURIE.findall(line):
                mentioned.setdefault(name, origin)
            if begin := _SUBJECT.match(line):
                begun.setdefault(begin[1], origin)
                if (begin[2] or following.strip().split(" ")[0]) == "a":
                    declared.setdefault(begin[1], origin)
    return {(_iri(name), None, None): o for name, o in (mentioned | begun | declared).items()}


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name.strip("<>")


def _union(graphs: Mapping[str, rdflib.Graph]) -> rdflib.Graph:
    union = rdflib.Graph(bind_namespaces="none")
    for graph in graphs.values():
        for triple in graph:
            union.add(triple)
    return union


def _turtle_files(folder: Path, findings: list[Finding]) -> list[Path]:
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        findings.append(
            Finding(
                "There is no Turtle file.", "Put *.ttl files here.", Location(folder), rule=PLACES
            )
        )
    return paths


def _parse_turtle(path: Path, findings: list[Finding]) -> list[ox.Quad]:
    # Blank nodes of two files must stay apart, which rename_blank_nodes sees to.
    try:
        path.read_text("utf-8")
        return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        place = Location(path, error.lineno or 1, error.offset or 1)
        problem = f"The file is not valid Turtle: {error.msg}."
        findings.append(Finding(problem, "Mend the line.", place, rule=SYNTAX))
    except UnicodeDecodeError as error:
        place = Location(path, error.object[: error.start].count(b"\n") + 1)
        problem = "The file is not UTF-8 text."
        findings.append(Finding(problem, "Save it as UTF-8.", place, rule=READABLE))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        problem = f"The file cannot be read: {why}."
        findings.append(Finding(problem, "Mend it.", Location(path), rule=READABLE))
    return []
