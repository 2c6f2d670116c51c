"""Identifiers of publications as links."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Location
from atlas_kg.knowledge_graph import KnowledgeGraph, check
from atlas_kg.mappings import identity_links
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import GRAPH_INFERRED, GRAPH_LINKS, expand, thing

FILE = Path("a.yaml")


def record(kind: str = "publication", **fields: str | list[str]) -> Record:
    listed = {key: [value] if isinstance(value, str) else value for key, value in fields.items()}
    return Record(
        kind,
        "A",
        Location(FILE),
        {
            key: tuple(Scalar(text, Location(FILE, 7, 3)) for text in texts)
            for key, texts in listed.items()
        },
    )


def triples(*records: Record) -> set[ox.Triple]:
    text = identity_links(records).text
    return {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)}


def linked(*records: Record) -> set[tuple[str, str]]:
    own = thing("publication", "A")
    return {
        (triple.predicate.value, triple.object.value)
        for triple in triples(*records)
        if triple.subject == own
        and isinstance(triple.object, ox.NamedNode)
        and not triple.object.value.startswith("https://w3id.org/llm-atlas/")
    }


@pytest.mark.parametrize(
    ("fields", "relation", "iri"),
    [
        ({"doi": "10.1000/A"}, "schema:sameAs", "https://doi.org/10.1000/a"),
        ({"arxiv": "2305.10403"}, "schema:sameAs", "https://arxiv.org/abs/2305.10403"),
        ({"identifiers": "wikidata:Q42"}, "owl:sameAs", "http://www.wikidata.org/entity/Q42"),
        ({"identifiers": "openalex:W42"}, "schema:sameAs", "https://openalex.org/W42"),
        (
            {"isbn": "978-3-16-148410-0", "type": "BookChapter"},
            "schema:isPartOf",
            "urn:isbn:9783161484100",
        ),
        ({"url": "https://example.org/a"}, "rdfs:seeAlso", "https://example.org/a"),
        (
            {"url": "http://ssrn.com/abstract=42"},
            "schema:sameAs",
            "https://ssrn.com/abstract=42",
        ),
    ],
)
def test_field_becomes_a_link(fields: dict[str, str], relation: str, iri: str) -> None:
    assert linked(record(**fields)) == {(expand(relation), iri)}


@pytest.mark.parametrize(
    "fields",
    [
        {"identifiers": "citeseerx:10.1.1.198.5133"},
        {"identifiers": "unknown:42"},
        {"identifiers": "nothing"},
        {"url": "mailto:jane@example.org"},
        {"url": "https://example.org/two words"},
        {"isbn": "978-3-16-148410-0", "type": "Report"},
        {"note": "10.1000/a"},
    ],
)
def test_what_leads_nowhere_is_no_link(fields: dict[str, str]) -> None:
    assert linked(record(**fields)) == set()


def test_only_publications_have_links() -> None:
    assert triples(record("solution", doi="10.1000/a")) == set()


def test_two_ways_to_one_record_are_one_link() -> None:
    fields = {"arxiv": "2305.10403", "url": "https://arxiv.org/abs/2305.10403"}
    assert len(linked(record(**fields))) == 1


def test_identifier_is_described_as_the_datacite_ontology_has_it() -> None:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples(record(doi=["10.1000/A", "10.1000/b"])))
    rows = store.query(
        """PREFIX datacite: <http://purl.org/spar/datacite/>
        PREFIX literal: <http://www.essepuntato.it/2010/06/literalreification/>
        SELECT ?text { ?work datacite:hasIdentifier ?one . ?one a datacite:Identifier ;
          datacite:usesIdentifierScheme datacite:doi ; literal:hasLiteralValue ?text
        } ORDER BY ?text"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["text"].value for row in rows] == ["10.1000/a", "10.1000/b"]


def test_number_of_a_book_identifies_none_of_its_chapters() -> None:
    chapter = record(isbn="978-3-16-148410-0", type="BookChapter")
    report = record(isbn="978-3-16-148410-0", type="Report")
    assert not any("hasIdentifier" in str(triple) for triple in triples(chapter))
    assert any("hasIdentifier" in str(triple) for triple in triples(report))


def test_link_knows_the_field_that_it_follows_from() -> None:
    origins = identity_links([record(doi="10.1000/a")]).origins
    key = thing("publication", "A").value, expand("schema:sameAs"), "https://doi.org/10.1000/a"
    assert (origins[key].location, origins[key].field) == (Location(FILE, 7, 3), "doi")


def test_identifiers_of_two_works_stay_two(asserted: Dataset) -> None:
    """A shared node would make the works one: datacite:hasIdentifier is inverse functional."""
    name = ox.NamedNode(expand("datacite:hasIdentifier"))
    quads = list(asserted.store.quads_for_pattern(None, name, None, GRAPH_LINKS))
    assert len(quads) > 100
    assert len({quad.object for quad in quads}) == len(quads)


def test_reasoning_reads_no_link(graph: KnowledgeGraph) -> None:
    inferred = list(graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED))
    links = graph.store.quads_for_pattern(None, None, None, GRAPH_LINKS)
    elsewhere = {q.object for q in links if "llm-atlas" not in str(q.object)}
    assert elsewhere
    assert not [quad for quad in inferred if {quad.subject, quad.object} & elsewhere]


def test_two_publications_of_one_record_are_found(data: Path) -> None:
    for key in ("Gao2020", "Askell2021"):
        file = data / "publications" / f"{key}.yaml"
        text = file.read_text("utf-8")
        marked = text.replace("identifiers:\n", "identifiers:\n  - 'wikidata:Q0'\n")
        assert marked != text
        file.write_text(marked, "utf-8")
    (finding,) = check(load(Sources.carried(data)))
    assert finding.rule
    assert finding.rule.id.startswith("DistinctLinks")
    assert "another work is linked to the same record" in finding.advice
    assert finding.location
    assert finding.location.file.name == "Gao2020.yaml"
