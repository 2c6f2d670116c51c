"""Publications of a dataset as what services are asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from atlas_kg.bibliography.publication import KIND, publications
from atlas_kg.dataset import Dataset
from atlas_kg.identifier_schemes import IDENTIFIED_BY, SAME_AS, scheme_of_address
from atlas_kg.linking import Reference as Sought
from atlas_kg.mappings.slots import NEGATION
from atlas_kg.namespaces import GRAPH_LINKS, thing
from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi

__all__ = ["Known", "Work", "works"]


@dataclass(frozen=True)
class Known:
    """A name under which somebody else knows a work.

    Attributes:
        scheme: The scheme of the name.
        identifier: The name in the scheme.
        iri: The IRI of the name.
        relation: The IRI of the property that links the work to it.
        place: Where that stands, as ``file:line``.
    """

    scheme: str
    identifier: str
    iri: str
    relation: str
    place: str


@dataclass(frozen=True)
class Work:
    """A publication.

    Attributes:
        key: Its key.
        label: The name by which it is cited.
        reference: What its record says.
        known: The names under which others know it.
        rejected: The IRIs of records of which somebody said that they are of another work.
    """

    key: str
    label: str
    reference: Reference
    known: tuple[Known, ...] = ()
    rejected: frozenset[str] = field(default_factory=frozenset)

    def names(self, scheme: str) -> tuple[str, ...]:
        """Return the names of the work in a scheme."""
        return tuple(one.identifier for one in self.known if one.scheme == scheme)

    @property
    def sought(self) -> Sought:
        """The work as record linkage seeks it."""
        told, identifiers = self.reference, [f"{o.scheme}:{o.identifier}" for o in self.known]
        identifiers += [f"doi:{arxiv_doi(name)}" for name in self.names("arxiv")]
        return Sought(
            id=self.key,
            title=told.title,
            authors=tuple(str(author) for author in told.authors),
            year=int(told.year) if told.year.isdecimal() else None,
            identifiers=tuple(dict.fromkeys(identifiers)),
        )

    @property
    def fingerprint(self) -> str:
        """What changes when something of its own record changes by which services are asked."""
        told = self.reference
        parts = (told.title, told.year, *map(str, told.authors))
        names = (*told.dois, told.arxiv, *told.identifiers, *told.urls)
        return hashlib.sha256("\n".join((*parts, *sorted(names))).encode()).hexdigest()[:12]


def works(dataset: Dataset) -> tuple[Work, ...]:
    """Return the publications of a dataset, by their keys.

    Args:
        dataset: The dataset, with its graph ``links``.
    """
    rejected: dict[str, set[str]] = {}
    for one in dataset.mapping_sets:
        for mapping in one.mappings:
            if mapping.values.get("predicate_modifier") == NEGATION:
                subject, target = (one.iri(mapping, n) or "" for n in ("subject_id", "object_id"))
                rejected.setdefault(subject, set()).add(target)
    shape = dataset.record_shapes.by_kind[KIND]
    found = (
        Work(
            key,
            label,
            reference,
            tuple(_known(dataset, thing(KIND, key))),
            frozenset(rejected.get(thing(KIND, key).value, ())),
        )
        for key, label, reference in publications(dataset, shape)
    )
    return tuple(sorted(found, key=lambda work: work.key))


def _known(dataset: Dataset, subject: ox.NamedNode) -> Iterator[Known]:
    found = []
    for relation in (SAME_AS, IDENTIFIED_BY):
        property_ = ox.NamedNode(relation)
        for quad in dataset.store.quads_for_pattern(subject, property_, None, GRAPH_LINKS):
            iri = getattr(quad.object, "value", "")
            if named := scheme_of_address(iri):
                origin = dataset.origins.get((subject.value, relation, iri))
                place = f"{origin.location.file}:{origin.location.line}" if origin else ""
                found.append(Known(named[0].name, named[1], iri, relation, place))
    return iter(sorted(found, key=lambda one: (one.scheme, one.iri)))
