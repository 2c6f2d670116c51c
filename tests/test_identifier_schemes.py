"""The prefix map: IRIs of identifiers, and what each scheme lets one say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from atlas_kg.concordance import works
from atlas_kg.dataset import Dataset, Sources, load_theory
from atlas_kg.identifier_schemes import (
    IDENTIFIED_BY,
    IS_PART_OF,
    SAME_AS,
    SCHEMES,
    by_name,
    converter,
    is_address,
    scheme_of_address,
)

EXAMPLES = [
    ("doi", "10.2307/1879431", "https://doi.org/10.2307/1879431"),
    ("doi", "10.1000/ABC", "https://doi.org/10.1000/abc"),
    ("doi", "10.1002/(SICI)1<1::AID-X>3.0", "https://doi.org/10.1002/(sici)1%3C1::aid-x%3E3.0"),
    ("arxiv", "2305.10403", "https://arxiv.org/abs/2305.10403"),
    ("isbn", "978-3-16-148410-0", "urn:isbn:9783161484100"),
    ("isbn", "3-16-148410-X", "urn:isbn:9783161484100"),
    ("issn", "2835-8856", "https://portal.issn.org/resource/ISSN/2835-8856"),
    ("acl", "2020.acl-main.740", "https://aclanthology.org/2020.acl-main.740"),
    ("acl", "P18-1001", "https://aclanthology.org/P18-1001"),
    ("dblp", "journals/corr/abs-2101-00027", "https://dblp.org/rec/journals/corr/abs-2101-00027"),
    ("hal", "hal-04189278", "https://hal.science/hal-04189278"),
    ("jstor", "1882010", "https://www.jstor.org/stable/1882010"),
    ("omid", "br/06101801781", "https://w3id.org/oc/meta/br/06101801781"),
    ("openalex", "W3118781290", "https://openalex.org/W3118781290"),
    ("openreview", "VSJotgbPHF", "https://openreview.net/forum?id=VSJotgbPHF"),
    ("orkg", "R12345", "http://orkg.org/orkg/resource/R12345"),
    ("pmcid", "PMC1234567", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567"),
    ("pmid", "37938776", "https://pubmed.ncbi.nlm.nih.gov/37938776"),
    ("pmlr", "v235/du24e", "https://proceedings.mlr.press/v235/du24e.html"),
    ("repec", "hal:journl:hal-1", "https://econpapers.repec.org/RePEc:hal:journl:hal-1"),
    ("s2", "218971783", "https://api.semanticscholar.org/CorpusID:218971783"),
    ("ssrn", "2255895", "https://ssrn.com/abstract=2255895"),
    ("wikidata", "Q42", "http://www.wikidata.org/entity/Q42"),
    ("citeseerx", "10.1.1.198.5133", None),
    ("librecat", "25113", None),
]
BIOREGISTRY = {
    "arxiv": (
        "arxiv",
        "https://arxiv.org/abs/",
        r"(\w+(\-\w+)?(\.\w+)?\/?)?\d{4,7}(\.\d+(v\d+)?)?",
    ),
    "dblp": ("dblp.publication", "https://dblp.org/rec/", ".+"),
    "doi": ("doi", "https://doi.org/", r"10.\d{2,9}/.*"),
    "isbn": ("isbn", "https://www.worldcat.org/isbn/", r"\d{9,12}[\dX]"),
    "issn": ("issn", "https://portal.issn.org/resource/ISSN/", r"\d{4}-\d{3}[\dX]"),
    "jstor": ("jstor", "http://www.jstor.org/stable/", r"\d+"),
    "omid": ("omid", "https://w3id.org/oc/meta/", r"[a-z][a-z]/06[1-9]*0[1-9][0-9]*"),
    "openalex": ("openalex", "https://openalex.org/", r"[WAICV]\d{2,}"),
    "pmcid": ("pmc", "http://europepmc.org/articles/", r"PMC\d+(\.\d+)?"),
    "pmid": ("pubmed", "https://pubmed.ncbi.nlm.nih.gov/", r"\d+"),
    "ssrn": ("ssrn.article", "https://ssrn.com/abstract=", r"\d+"),
    "wikidata": ("wikidata", "http://www.wikidata.org/entity/", r"(Q|P|E|L)\d+"),
}
"""What Bioregistry 0.15.6 says: prefix, address and pattern.

An ISBN may have hyphens there as here; the pattern is for one without. It has no prefix for the
other schemes; "acl" and "repec" mean something else there.
"""
OTHERWISE = {"isbn", "jstor", "pmcid"}
"""Whose address is another one here; docs/mappings.md tells why."""
PUBLICATION = load_theory(Sources.carried()).record_shapes.by_kind["publication"]
FIELDS = ("doi", "arxiv", "isbn")


@pytest.mark.parametrize(("name", "identifier", "iri"), EXAMPLES)
def test_iri_of_an_identifier(name: str, identifier: str, iri: str | None) -> None:
    scheme = by_name(name)
    assert scheme
    assert scheme.iri(identifier) == iri


def test_every_scheme_is_exemplified() -> None:
    assert {scheme.name for scheme in SCHEMES} == {name for name, *_ in EXAMPLES}


@pytest.mark.parametrize(("name", "identifier", "iri"), EXAMPLES)
def test_shape_of_publications_accepts_the_identifier(
    name: str, identifier: str, iri: str | None
) -> None:
    field = PUBLICATION.fields[name if name in FIELDS else "identifiers"]
    assert field.pattern
    text = identifier if name in FIELDS else f"{name}:{identifier}"
    assert re.search(field.pattern, text)
    assert not re.search(field.pattern, f"{text} ")
    assert iri is None or not re.search(field.pattern, iri)


def test_shape_and_map_know_the_same_schemes() -> None:
    pattern = PUBLICATION.fields["identifiers"].pattern
    assert pattern
    named = set(re.findall(r"[(|]([a-z0-9]+):", pattern))
    assert named == {scheme.name for scheme in SCHEMES} - set(FIELDS)


@pytest.mark.parametrize(
    "text",
    [
        "openalex:3118781290",
        "pmid:PMC1",
        "omid:br/0612345",
        "wikidata:42",
        "dblp:x",
        "issn:28358856",
        "mag:1",
        "s2:",
    ],
)
def test_shape_refuses_what_no_scheme_writes(text: str) -> None:
    pattern = PUBLICATION.fields["identifiers"].pattern
    assert pattern
    assert not re.search(pattern, text)


def test_prefixes_and_addresses_are_those_of_bioregistry() -> None:
    for name, (prefix, space, _) in BIOREGISTRY.items():
        scheme = by_name(name)
        assert scheme
        assert scheme.prefix == prefix
        assert (scheme.space == space) is (name not in OTHERWISE), name
    others = {scheme.prefix for scheme in SCHEMES if scheme.name not in BIOREGISTRY}
    assert not others & {"acl", "repec"}


@pytest.mark.parametrize(("name", "identifier", "iri"), EXAMPLES)
def test_examples_fit_the_patterns_of_bioregistry(
    name: str, identifier: str, iri: str | None
) -> None:
    scheme = by_name(name)
    assert scheme
    assert (iri is None) is (scheme.space is None)
    pattern = BIOREGISTRY.get(name, ("", "", ".+"))[2]
    assert re.fullmatch(pattern, scheme.normal(identifier))


def test_identifiers_of_the_data_fit_the_patterns_of_bioregistry(asserted: Dataset) -> None:
    found = [one for work in works(asserted) for one in work.known]
    assert len(found) > 150
    for one in found:
        pattern = BIOREGISTRY.get(one.scheme, ("", "", ".+"))[2]
        assert re.fullmatch(pattern, one.identifier), one


def test_only_those_who_describe_works_in_rdf_have_the_same_things() -> None:
    assert {s.name for s in SCHEMES if s.relation == SAME_AS} == {"orkg", "wikidata"}
    assert {s.name for s in SCHEMES if s.relation == IS_PART_OF} == {"isbn", "issn"}
    others = {scheme.relation for scheme in SCHEMES} - {SAME_AS, IS_PART_OF}
    assert others == {IDENTIFIED_BY}


def test_addresses_are_secure_where_they_are_no_names() -> None:
    spaces = {s.name for s in SCHEMES if s.space and s.space.startswith("http:")}
    assert spaces == {s.name for s in SCHEMES if s.relation == SAME_AS}


@pytest.mark.parametrize(("name", "identifier", "iri"), [e for e in EXAMPLES if e[2]])
def test_address_leads_back_to_the_scheme(name: str, identifier: str, iri: str) -> None:
    for address in (iri, iri.replace("https:", "http:"), f"{iri}/"):
        found = scheme_of_address(address)
        assert found
        assert found[0].name == name
        assert found[0].iri(found[1]) == iri
    assert identifier


@pytest.mark.parametrize("address", ["https://example.org/1", "https://doi.example.org/10.1/1", ""])
def test_other_addresses_have_no_scheme(address: str) -> None:
    assert scheme_of_address(address) is None


@pytest.mark.parametrize(("name", "identifier", "iri"), [e for e in EXAMPLES if e[2]])
def test_address_is_one_as_it_is_written(name: str, identifier: str, iri: str) -> None:
    known = scheme_of_address(iri) is not None
    assert is_address(iri) is known, (name, identifier)
    for spoilt in (f"{iri}\n", f"{iri} x", f'{iri}"<x>', f"{iri}\ud800", f"http:{iri}"):
        assert not is_address(spoilt)


@pytest.mark.parametrize("local", ["", "W", "w1", "W1/", "W1#a", "A1", "W\u0661", "works/W1"])
def test_other_addresses_of_openalex_are_no_works(local: str) -> None:
    assert is_address("https://openalex.org/W1")
    assert not is_address(f"https://openalex.org/{local}")
    assert not is_address("http://openalex.org/W1")


@given(st.text(min_size=1), st.sampled_from(SCHEMES))
def test_whatever_is_written_becomes_an_iri(text: str, scheme: object) -> None:
    assert isinstance(scheme, type(SCHEMES[0]))
    if scheme.name == "isbn" or any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    iri = scheme.iri(text)
    assert iri is None or NamedNode(iri).value == iri


def test_curies_are_expanded_under_the_names_of_bioregistry_too() -> None:
    curies = converter()
    for curie in ("pmid:1", "pubmed:1"):
        assert curies.expand(curie) == "https://pubmed.ncbi.nlm.nih.gov/1"
    assert curies.compress("http://dblp.org/rec/conf/x/Y") == "dblp:conf/x/Y"
