"""The one prefix map of scholarly identifiers: their schemes, their IRIs, and what a link says.

Prefixes and addresses are those of Bioregistry (https://bioregistry.io) where it knows the scheme;
which forms an identifier may have, the shape of publications says. What relation is true depends on
what the other IRI denotes:

- ``owl:sameAs`` only where others describe the work itself in RDF under that very IRI. Then all
  that they say of it is said of ours. That is so in Wikidata and ORKG.
- ``schema:sameAs`` for an address that identifies the work and denotes a page, a record or one
  version of it. A publication of ours stands for preprint and final version alike, so that it may
  have two DOIs; by ``owl:sameAs`` both would be one thing, with two years of appearance. OpenAlex,
  whose works are cut as ours are, publishes no RDF that would say what its IRIs denote.
- ``schema:isPartOf`` for a number of the book or of the journal that holds the work.
- ``rdfs:seeAlso`` for an address that is of no known scheme, and promises nothing.

``skos:exactMatch`` is for concepts; publications are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from atlas_kg.namespaces import DATACITE, OWL, RDFS, SCHEMA

if TYPE_CHECKING:
    from curies import Converter

__all__ = [
    "IDENTIFIED_BY",
    "IS_PART_OF",
    "SAME_AS",
    "SCHEMES",
    "SEE_ALSO",
    "Scheme",
    "by_name",
    "converter",
    "is_address",
    "scheme_of_address",
]

SAME_AS = str(OWL.sameAs)
IDENTIFIED_BY = str(SCHEMA.sameAs)
IS_PART_OF = str(SCHEMA.isPartOf)
SEE_ALSO = str(RDFS.seeAlso)

_KEPT = "/:;,.()@!$&'*+=~-_"
"""What may stand in the path of an IRI as it is; a DOI may hold anything."""


_IN_AN_IRI = r"[^\x00-\x20\x7f-\x9f\ud800-\udfff<>\"{}|\\^`\s]+"
"""See ``IRIREF`` of https://www.w3.org/TR/turtle/#sec-grammar-grammar."""


@dataclass(frozen=True)
class Scheme:
    """A kind of identifier.

    Attributes:
        name: How contributors write it before the colon, or the field that holds it.
        prefix: Its prefix in Bioregistry; where it has none, its name, or one that is free there.
        space: What stands before the identifier in its IRI; None where no address resolves it.
        relation: The IRI of the property that links a work to it.
        datacite: The scheme in the SPAR DataCite ontology, if it has one for resources.
        ending: What stands behind the identifier in its IRI.
        is_caseless: Whether capital letters mean nothing; then they are written small.
        form: The pattern of an identifier as services give it; by default all that an IRI may hold.
    """

    name: str
    prefix: str
    space: str | None
    relation: str
    datacite: str | None = None
    ending: str = ""
    is_caseless: bool = False
    form: str = _IN_AN_IRI

    def normal(self, identifier: str) -> str:
        """Return the one form of an identifier, by which it can be compared.

        >>> by_name("isbn").normal("3-16-148410-X")
        '9783161484100'
        """
        if self.name == "isbn":
            return _isbn(identifier)
        return identifier.lower() if self.is_caseless else identifier

    def iri(self, identifier: str) -> str | None:
        """Return the IRI of an identifier, or None where no address resolves the scheme.

        >>> by_name("doi").iri("10.2307/1879431")
        'https://doi.org/10.2307/1879431'
        """
        if self.space is None:
            return None
        return f"{self.space}{quote(self.normal(identifier), safe=_KEPT)}{self.ending}"


_SHORT = 10
"""The digits of an ISBN that was given before 2007."""


def _isbn(text: str) -> str:
    """Return an ISBN of 13 digits; the last one follows from the others (ISO 2108)."""
    digits = re.sub("[^0-9X]", "", text)
    if len(digits) != _SHORT:
        return digits
    first = f"978{digits[:9]}"
    weighed = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(first))
    return f"{first}{-weighed % 10}"


def _page(
    name: str, space: str, datacite: str | None = None, prefix: str | None = None, ending: str = ""
) -> Scheme:
    scheme = None if datacite is None else str(DATACITE[datacite])
    return Scheme(name, prefix or name, space, IDENTIFIED_BY, scheme, ending)


SCHEMES = (
    # The form in which Crossref, DataCite and OpenCitations write a DOI is in small letters.
    Scheme("doi", "doi", "https://doi.org/", IDENTIFIED_BY, str(DATACITE.doi), is_caseless=True),
    _page("arxiv", "https://arxiv.org/abs/", "arxiv"),
    Scheme("isbn", "isbn", "urn:isbn:", IS_PART_OF, str(DATACITE.isbn)),
    Scheme("issn", "issn", "https://portal.issn.org/resource/ISSN/", IS_PART_OF),
    # The IRI of an entity begins with http; https leads to a page about it.
    Scheme(
        "wikidata", "wikidata", "http://www.wikidata.org/entity/", SAME_AS, str(DATACITE.wikidata)
    ),
    Scheme("orkg", "orkg", "http://orkg.org/orkg/resource/", SAME_AS),
    replace(_page("openalex", "https://openalex.org/", "openalex"), form="W[0-9]+"),
    # In OpenCitations Meta it denotes a version, an expression in the terms of FRBR.
    _page("omid", "https://w3id.org/oc/meta/"),
    _page("dblp", "https://dblp.org/rec/", "dblp-record", prefix="dblp.publication"),
    # Bioregistry gives the prefix to an ontology of access control, and has none for the Anthology.
    _page("acl", "https://aclanthology.org/", prefix="aclanthology"),
    _page("s2", "https://api.semanticscholar.org/CorpusID:"),
    _page("pmid", "https://pubmed.ncbi.nlm.nih.gov/", "pmid", prefix="pubmed"),
    _page("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/", "pmcid", prefix="pmc"),
    _page("jstor", "https://www.jstor.org/stable/"),
    _page("hal", "https://hal.science/"),
    _page("openreview", "https://openreview.net/forum?id="),
    _page("pmlr", "https://proceedings.mlr.press/", ending=".html"),
    _page("ssrn", "https://ssrn.com/abstract=", prefix="ssrn.article"),
    # Bioregistry gives the prefix to the clinical trials of Peru, and has none for RePEc.
    _page("repec", "https://econpapers.repec.org/RePEc:", prefix="repec.handle"),
    # The numbers stand in publications, and no address resolves them: CiteSeerX has given up its
    # own, and of LibreCat there are many.
    Scheme("citeseerx", "citeseerx", None, IDENTIFIED_BY),
    Scheme("librecat", "librecat", None, IDENTIFIED_BY),
)
"""All schemes, the fields doi, arxiv and isbn first."""

_BY_NAME = {scheme.name: scheme for scheme in SCHEMES}


def by_name(name: str) -> Scheme | None:
    """Return the scheme that contributors call so, if there is one."""
    return _BY_NAME.get(name)


def _addresses() -> Iterator[tuple[str, Scheme]]:
    for scheme in SCHEMES:
        if scheme.space:
            for space in (scheme.space, re.sub("^https:", "http:", scheme.space)):
                yield space, scheme


_ADDRESSES = dict(_addresses())
_SPACES = tuple(_ADDRESSES)


def scheme_of_address(address: str) -> tuple[Scheme, str] | None:
    """Return the scheme of a web address with the identifier in it, or None if it has none.

    >>> scheme, identifier = scheme_of_address("http://ssrn.com/abstract=2255895")
    >>> scheme.iri(identifier)
    'https://ssrn.com/abstract=2255895'
    """
    if not address.startswith(_SPACES):
        return None
    space = next(space for space in _SPACES if address.startswith(space))
    scheme = _ADDRESSES[space]
    identifier = address[len(space) :].removesuffix("/").removesuffix(scheme.ending or "/")
    return scheme, unquote(identifier)


def is_address(text: str) -> bool:
    """Tell whether a text is the address of an identifier, sign by sign, as its scheme writes it.

    >>> is_address("https://openalex.org/W10"), is_address("https://openalex.org/W10#top")
    (True, False)
    """
    found = scheme_of_address(text)
    space = found[0].space if found else None
    if found is None or space is None or not text.startswith(space):
        return False
    identifier = text.removeprefix(space)
    return re.fullmatch(found[0].form, identifier) is not None


def converter() -> Converter:
    """Return the map for those who expand and compress CURIEs, under all names of a scheme."""
    # Its import takes as long as reading all publications.
    from curies import Converter, Record  # noqa: PLC0415

    return Converter(
        [
            Record(
                prefix=scheme.name,
                uri_prefix=scheme.space,
                prefix_synonyms=[scheme.prefix] if scheme.prefix != scheme.name else [],
                uri_prefix_synonyms=[s for s, of in _ADDRESSES.items() if of is scheme][1:],
            )
            for scheme in SCHEMES
            if scheme.space and not scheme.ending
        ]
    )
