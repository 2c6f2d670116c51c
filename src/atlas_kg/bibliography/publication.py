"""References as contributed publications, and publications of a dataset as references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, RDFS

from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.namespaces import GRAPH_LITERATURE, thing
from atlas_kg.record_shapes import RecordShape
from atlas_kg.reference import Person, Reference
from atlas_kg.reference.names import person

__all__ = ["KIND", "contribution", "missing", "publications", "reference_of", "unprintable"]

KIND = "publication"
"""The kind of record."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction in which what follows is shown (UAX 9)."""

_TYPE = ox.NamedNode(str(RDF.type))


def contribution(shape: RecordShape, reference: Reference, key: str, label: str) -> Contribution:
    """Return the record of a work as it would be contributed.

    Args:
        shape: The shape of publications.
        reference: The work.
        key: The name of its file.
        label: The name by which it is cited.
    """
    values: dict[str, tuple[str, ...]] = {
        "key": (key,),
        "label": (label,),
        "title": (reference.title,),
        "authors": tuple(str(author) for author in reference.authors),
        "et_al": ("true",) if reference.has_further_authors else (),
        "year": (reference.year,),
        "type": (reference.kind,),
        "venue": (reference.venue,),
        "volume": (reference.volume,),
        "issue": (reference.issue,),
        "pages": (reference.pages,),
        "doi": reference.dois,
        "arxiv": (reference.arxiv,),
        "isbn": (reference.isbn,),
        "url": reference.urls,
        "identifiers": reference.identifiers,
        "no_identifier": () if reference.is_identified else (_unidentified(reference),),
        "retrieved_from": (reference.source,),
    }
    return Contribution(shape, {n: v for n, v in values.items() if any(v)})


def missing(reference: Reference) -> str:
    """Return what has to be added before a record can be made of a reference; empty if nothing."""
    needed = {"title": reference.title, "author": reference.authors, "year": reference.year}
    absent = [name for name, value in needed.items() if not value]
    return f"It has no {' and no '.join(absent)}. Add what is missing." if absent else ""


def unprintable(reference: Reference) -> str:
    """Return which sign has to be removed before a record can be made; empty if there is none."""
    texts = {
        "title": reference.title,
        "author": "".join(map(str, reference.authors)),
        "venue": reference.venue,
    }
    for name, text in texts.items():
        if found := _UNPRINTABLE.search(text):
            return (
                f"Its {name} holds the sign U+{ord(found[0]):04X}, which is not seen and changes "
                "how other signs are shown. Remove it; to take the work in from a registry, save "
                "its entry to a file without the sign."
            )
    return ""


def publications(dataset: Dataset, shape: RecordShape) -> Iterator[tuple[str, str, Reference]]:
    """Yield the key, the label and the reference of each publication of a dataset.

    Args:
        dataset: The dataset.
        shape: The shape of publications.
    """
    begin = thing(KIND, "").value
    kind = ox.NamedNode(shape.target_class)
    for quad in dataset.store.quads_for_pattern(None, _TYPE, kind, GRAPH_LITERATURE):
        iri = getattr(quad.subject, "value", "")
        label, reference = reference_of(dataset, shape, iri)
        yield iri.removeprefix(begin), label, reference


def reference_of(dataset: Dataset, shape: RecordShape, iri: str) -> tuple[str, Reference]:
    """Return the label and the reference of a publication of a dataset.

    Args:
        dataset: The dataset.
        shape: The shape of publications.
        iri: The publication.
    """
    values: dict[str, list[str]] = {}
    for told in dataset.store.quads_for_pattern(ox.NamedNode(iri), None, None, GRAPH_LITERATURE):
        values.setdefault(told.predicate.value, []).append(getattr(told.object, "value", ""))
    found = {name: values.get(field.path, []) for name, field in shape.fields.items()}
    label = next(iter(values.get(str(RDFS.label), [])), "")
    line = next(iter(values.get(str(DCTERMS.bibliographicCitation), [])), "")
    return label, _reference(found, _in_order(dataset, iri, found, line))


def _in_order(dataset: Dataset, iri: str, found: Mapping[str, list[str]], line: str) -> list[str]:
    """Return the authors in the order of the file, or of the citation where no file is known."""

    def place(name: str) -> tuple[int, int]:
        origin = dataset.origins.get((iri, str(DCTERMS.creator), name))
        return (origin.entry or 0) if origin else 0, line.find(name)

    return sorted(found["authors"], key=place)


def _reference(found: Mapping[str, list[str]], authors: list[str]) -> Reference:
    first = {name: values[0] if values else "" for name, values in found.items()}
    return Reference(
        title=first["title"],
        authors=tuple(person(name) if "," in name else Person(name) for name in authors),
        has_further_authors=first["et_al"] == "true",
        year=first["year"],
        kind=first["type"] or "Other",
        venue=first["venue"],
        volume=first["volume"],
        issue=first["issue"],
        pages=first["pages"],
        dois=tuple(found["doi"]),
        arxiv=first["arxiv"],
        isbn=first["isbn"],
        urls=tuple(found["url"]),
        identifiers=tuple(found["identifiers"]),
    )


def _unidentified(reference: Reference) -> str:
    return f"Its description gives none: {reference.source}."
