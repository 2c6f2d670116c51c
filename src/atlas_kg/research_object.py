"""A release as a research object: one file that tells what the others are (RO-Crate 1.2).

RO-Crate (https://w3id.org/ro/crate/1.2) describes a folder in JSON-LD, in the words of schema.org:
the folder as a dataset, each file, and how the files were made. Repositories and readers of data
know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

import pyoxigraph as ox
from rdflib import OWL

from atlas_kg import __version__
from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.namespaces import BASE, BIBO, DCTERMS, ONTOLOGY, RDFS

__all__ = ["METADATA", "ReleasedFile", "describe_release", "time_of_release"]

METADATA = "ro-crate-metadata.json"
"""The name that RO-Crate gives to the file."""

Entity = dict[str, object]

_SPECIFICATION = "https://w3id.org/ro/crate/1.2"
_ROOT = {"@id": "./"}
_SOFTWARE = {"@id": "#atlas-kg"}
_PROJECT = {"@id": "#project"}
_EXPORT = {"@id": "#export"}
_APACHE = "https://spdx.org/licenses/Apache-2.0"
_MEDIA_TYPES = {
    **{f".{name}": form.media_type for name, form in GRAPH_FORMATS.items()},
    **{f".{name}": form.media_type for name, form in RESULT_FORMATS.items()},
    ".owl": GRAPH_FORMATS["rdf"].media_type,
}


@dataclass(frozen=True)
class ReleasedFile:
    """A file of a release.

    Attributes:
        name: Its name in the folder.
        size: How many bytes it has.
        description: What it holds, in a sentence.
    """

    name: str
    size: int
    description: str


def time_of_release(environment: Mapping[str, str]) -> datetime | None:
    """Return when a release is said to be made; the clock is not asked.

    Args:
        environment: The variables of the process. ``SOURCE_DATE_EPOCH`` holds the seconds since
            1970 (https://reproducible-builds.org/specs/source-date-epoch/).

    Raises:
        UsageError: The variable holds no time.
    """
    given = environment.get("SOURCE_DATE_EPOCH")
    if given is None:
        return None
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is '{given}'. Set it to whole seconds since 1970, such as "
            "1767225600, or leave it out."
        ) from error


def describe_release(
    store: ox.Store, files: Iterable[ReleasedFile], made: datetime | None = None
) -> bytes:
    """Return the content of the file that describes a release.

    Args:
        store: The graph that is released.
        files: The other files of the release.
        made: When the release was made, if that is to be told. Without it, the day on which the
            ontology was last changed stands for the day of publication, which must be told.
    """
    header = _Header(store)
    listed = sorted(files, key=lambda file: file.name)
    entities = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": _ROOT,
        },
        _root(header, listed, made),
        *(_file(header, file) for file in listed),
        *_how_it_was_made(listed, made),
        *header.works(),
        *_people_and_licences(header),
    ]
    content = {"@context": f"{_SPECIFICATION}/context", "@graph": entities}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


class _Header:
    """What the ontology says of itself, which holds for the whole graph."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.license = self.said(str(DCTERMS.license))
        self.creator = self.said(str(DCTERMS.creator))
        self.version = self.said(str(OWL.versionInfo))
        self.modified = self.said(str(DCTERMS.modified))
        self.abstract = self.said(str(DCTERMS.abstract))
        self.citation = self.said(str(DCTERMS.bibliographicCitation))

    def said(self, predicate: str) -> str:
        return next(self._values(ONTOLOGY, predicate), "")

    @property
    def sources(self) -> list[str]:
        """The addresses of the works on which the graph rests, by DOI where they have one."""
        return [str(work["@id"]) for work in self.works()]

    def works(self) -> Iterator[Entity]:
        for iri in self._values(ONTOLOGY, str(DCTERMS.source)):
            doi = next(self._values(iri, str(BIBO.doi)), None)
            names = (*self._values(iri, str(DCTERMS.title)), *self._values(iri, str(RDFS.label)))
            identifier = f"https://doi.org/{doi}" if doi else iri
            yield {"@id": identifier, "@type": "ScholarlyArticle", "name": next(iter(names), iri)}

    def _values(self, subject: str, predicate: str) -> Iterator[str]:
        found = self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
        nodes = (quad.object for quad in found)
        return iter(sorted({n.value for n in nodes if isinstance(n, ox.NamedNode | ox.Literal)}))


def _root(header: _Header, files: Iterable[ReleasedFile], made: datetime | None) -> Entity:
    return {
        **_ROOT,
        "@type": "Dataset",
        "name": f"LLM ATLAS as a knowledge graph, version {header.version}",
        "description": header.abstract,
        "datePublished": made.isoformat() if made else header.modified[: len("2026-01-31")],
        "license": {"@id": header.license},
        "version": header.version,
        "url": ONTOLOGY,
        "creator": _PROJECT,
        "creditText": header.citation,
        "citation": [{"@id": iri} for iri in header.sources],
        "hasPart": [{"@id": file.name} for file in files],
        "mentions": _EXPORT,
    }


def _file(header: _Header, file: ReleasedFile) -> Entity:
    return {
        "@id": file.name,
        "@type": "File",
        "name": file.name,
        "description": file.description,
        "contentSize": str(file.size),
        "encodingFormat": _MEDIA_TYPES[PurePath(file.name).suffix],
        "license": {"@id": header.license},
    }


def _how_it_was_made(files: Iterable[ReleasedFile], made: datetime | None) -> Iterator[Entity]:
    yield {
        **_EXPORT,
        "@type": "CreateAction",
        "name": "atlas-kg export",
        "description": "Ontology and contributed literature were read, validated and reasoned "
        "over, and the graph was written to files.",
        "instrument": _SOFTWARE,
        "result": [{"@id": file.name} for file in files],
        **({"endTime": made.isoformat()} if made else {}),
    }
    yield {
        **_SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "atlas-kg",
        "version": __version__,
        "url": BASE,
        "license": {"@id": _APACHE},
    }


def _people_and_licences(header: _Header) -> Iterator[Entity]:
    yield {
        **_PROJECT,
        "@type": "Organization",
        "name": header.creator,
        "url": BASE,
    }
    yield {
        "@id": header.license,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
        "description": "You may copy, share and adapt it for any purpose, if you give credit, "
        "link to the licence and say whether you changed anything.",
        "identifier": header.license,
    }
    yield {
        "@id": _APACHE,
        "@type": "CreativeWork",
        "name": "Apache License 2.0",
        "identifier": _APACHE,
    }
