"""Links of publications: what their identifiers say of them, as IRIs that others use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from rdflib import RDF

from atlas_kg.identifier_schemes import IS_PART_OF, SEE_ALSO, Scheme, by_name, scheme_of_address
from atlas_kg.lifting import Origin
from atlas_kg.mappings.triples import Links, english, line, literal, node
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import DATACITE, LITERAL, RDFS, THING, thing

__all__ = ["identity_links"]

_FIELDS = ("doi", "arxiv", "isbn")
_REPORT = "Report"
"""The one type of work that has an ISBN of its own; others stand in a book that has it."""

_IDENTIFIER = f"{THING}identifier/"
_HAS_IDENTIFIER, _SCHEME, _A_IDENTIFIER = (
    str(DATACITE[name]) for name in ("hasIdentifier", "usesIdentifierScheme", "Identifier")
)
_VALUE, _TYPE, _LABEL = map(str, (LITERAL.hasLiteralValue, RDF.type, RDFS.label))
_IRI = re.compile(r"https?://[^\s<>\"{}|^`\\]+")


def identity_links(records: Iterable[Record]) -> Links:
    """Return the links of publications that follow from their identifiers and addresses.

    Args:
        records: The contributed records; those of other kinds have none.

    Returns:
        For each identifier the IRI under which others know the work, and the identifier with its
        scheme as the SPAR DataCite ontology writes it, which OpenCitations understands.
    """
    lines: list[str] = []
    origins: dict[tuple[str, str | None, str | None], Origin] = {}
    for record in records:
        if record.kind != "publication":
            continue
        subject = thing(record.kind, record.slug).value
        for relation, iri, origin in _links(record):
            if (subject, relation, iri) not in origins:
                origins[subject, relation, iri] = origin
                lines.append(line(subject, relation, node(iri)))
        for scheme, identifier in _identifiers(record):
            lines.append(_described(subject, record.slug, scheme, identifier))
    return Links("".join(lines), origins)


def _links(record: Record) -> Iterator[tuple[str, str, Origin]]:
    for key, scalar, scheme, identifier in _schemed(record):
        is_address = scheme.relation != IS_PART_OF or not _is_its_own(scheme, record)
        if is_address and (iri := scheme.iri(identifier)):
            yield scheme.relation, iri, Origin(scalar.location, key, scalar.text)
    for scalar in record.fields.get("url", ()):
        origin = Origin(scalar.location, "url", scalar.text)
        if found := scheme_of_address(scalar.text):
            scheme, identifier = found
            if iri := scheme.iri(identifier):
                yield scheme.relation, iri, origin
        elif _IRI.fullmatch(scalar.text):
            yield SEE_ALSO, scalar.text, origin


def _schemed(record: Record) -> Iterator[tuple[str, Scalar, Scheme, str]]:
    for key in _FIELDS:
        scheme = by_name(key)
        for scalar in record.fields.get(key, ()):
            if scheme and scalar.text:
                yield key, scalar, scheme, scalar.text
    for scalar in record.fields.get("identifiers", ()):
        name, _, identifier = scalar.text.partition(":")
        if identifier and (scheme := by_name(name)):
            yield "identifiers", scalar, scheme, identifier


def _identifiers(record: Record) -> Iterator[tuple[Scheme, str]]:
    """Yield each identifier of the work itself, as often as it may be written once."""
    found = (
        (scheme, scheme.normal(text))
        for _, _, scheme, text in _schemed(record)
        if scheme.datacite and _is_its_own(scheme, record)
    )
    return iter(dict.fromkeys(found))


def _is_its_own(scheme: Scheme, record: Record) -> bool:
    """Tell whether an identifier is that of the work, and not of what holds it."""
    if scheme.relation != IS_PART_OF:
        return True
    kinds = {scalar.text for scalar in record.fields.get("type", ())}
    return scheme.name == "isbn" and kinds == {_REPORT}


def _described(subject: str, slug: str, scheme: Scheme, identifier: str) -> str:
    # One node for each work and identifier: datacite:hasIdentifier is inverse functional, so that a
    # node which two works share would make them one. A '%' would not stay one in an address.
    name = f"{slug}.{scheme.name}.{quote(identifier, safe='')}".replace("%", "~")
    one = f"<{_IDENTIFIER}{name}>"
    return (
        f"<{subject}> <{_HAS_IDENTIFIER}> {one} .\n"
        f"{one} <{_TYPE}> <{_A_IDENTIFIER}> .\n"
        f"{one} <{_LABEL}> {english(f'{scheme.name}:{identifier}')} .\n"
        f"{one} <{_SCHEME}> <{scheme.datacite}> .\n"
        f"{one} <{_VALUE}> {literal(identifier)} .\n"
    )
