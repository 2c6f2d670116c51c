"""What ``/.well-known/void`` says of the dataset, held against the dataset itself."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import DCTERMS, RDF, VOID

from tests.protocol.conftest import Running
from tests.protocol.wire import Endpoint, send

pytestmark = pytest.mark.own

JSON = "application/sparql-results+json"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
Counts = dict[str, str]


@pytest.fixture(scope="module")
def void(readable: Running) -> rdflib.Graph:
    url = f"{readable.site}/.well-known/void"
    return send(url, headers=[("Accept", "text/turtle")]).graph()


@pytest.fixture(scope="module")
def dataset(void: rdflib.Graph) -> rdflib.term.Node:
    (found,) = set(void.subjects(RDF.type, VOID.Dataset)) - set(void.objects(None, SD.graph))
    return found


def counted(reader: Endpoint, query: str) -> Counts:
    """Return numbers by what they are of."""
    rows = reader.post(query, JSON).rows()
    return {row["x"]["value"]: row["n"]["value"] for row in rows}


def number(reader: Endpoint, what: str, pattern: str) -> str:
    (row,) = reader.post(f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}", JSON).rows()
    return str(row["n"]["value"])


def test_the_numbers(void: rdflib.Graph, dataset: rdflib.term.Node, reader: Endpoint) -> None:
    told = {
        VOID.triples: number(reader, "*", "?s ?p ?o"),
        VOID.distinctSubjects: number(reader, "DISTINCT ?s", "?s ?p ?o"),
        VOID.distinctObjects: number(reader, "DISTINCT ?o", "?s ?p ?o"),
        VOID.properties: number(reader, "DISTINCT ?p", "?s ?p ?o"),
        VOID.classes: number(reader, "DISTINCT ?c", "?s a ?c FILTER(ISIRI(?c))"),
        VOID.entities: number(reader, "DISTINCT ?s", "?s a ?c FILTER(ISIRI(?s))"),
    }
    assert {term: str(void.value(dataset, term)) for term in told} == told


def test_properties(void: rdflib.Graph, dataset: rdflib.term.Node, reader: Endpoint) -> None:
    for term, what in (
        (VOID.triples, "*"),
        (VOID.distinctSubjects, "DISTINCT ?s"),
        (VOID.distinctObjects, "DISTINCT ?o"),
    ):
        query = f"SELECT ?x (COUNT({what}) AS ?n) {{ ?s ?x ?o }} GROUP BY ?x"
        told = {
            str(void.value(part, VOID.property)): str(void.value(part, term))
            for part in void.objects(dataset, VOID.propertyPartition)
        }
        assert told == counted(reader, query)


def test_classes(void: rdflib.Graph, dataset: rdflib.term.Node, reader: Endpoint) -> None:
    for term, pattern in ((VOID.entities, "?s a ?x"), (VOID.triples, "?s a ?x ; ?p ?o")):
        what = "DISTINCT ?s" if term == VOID.entities else "*"
        query = f"SELECT ?x (COUNT({what}) AS ?n) {{ {pattern} FILTER(ISIRI(?x)) }} GROUP BY ?x"
        told = {
            str(void.value(part, VOID["class"])): str(void.value(part, term))
            for part in void.objects(dataset, VOID.classPartition)
        }
        assert told == counted(reader, query)


def test_properties_of_classes(
    void: rdflib.Graph, dataset: rdflib.term.Node, reader: Endpoint
) -> None:
    query = (
        "SELECT (CONCAT(STR(?c), ' ', STR(?p)) AS ?x) (COUNT(*) AS ?n) "
        "{ ?s a ?c ; ?p ?o FILTER(ISIRI(?c)) } GROUP BY ?c ?p"
    )
    told = {
        f"{void.value(part, VOID['class'])} {void.value(inner, VOID.property)}": str(
            void.value(inner, VOID.triples)
        )
        for part in void.objects(dataset, VOID.classPartition)
        for inner in void.objects(part, VOID.propertyPartition)
    }
    assert told == counted(reader, query)


def test_parts_are_datasets_of_their_own(void: rdflib.Graph, dataset: rdflib.term.Node) -> None:
    parts = [*void.objects(None, VOID.classPartition), *void.objects(None, VOID.propertyPartition)]
    assert len(set(parts)) == len(parts)
    assert dataset not in parts


def test_where_the_dataset_can_be_had(
    void: rdflib.Graph, dataset: rdflib.term.Node, readable: Running
) -> None:
    assert set(void.objects(dataset, VOID.sparqlEndpoint)) == {
        rdflib.URIRef(readable.endpoint.query_url)
    }
    dumps = [str(url) for url in void.objects(dataset, VOID.dataDump)]
    assert dumps
    for url in dumps:
        assert url.startswith(f"{readable.site}/")
        answer = send(url)
        assert answer.status == 200
        assert len(answer.graph()) > 0


def test_what_the_dataset_is(void: rdflib.Graph, dataset: rdflib.term.Node) -> None:
    for term in (DCTERMS.title, DCTERMS.license, DCTERMS.creator, VOID.uriSpace):
        assert set(void.objects(dataset, term)), term
    assert set(void.objects(dataset, VOID.vocabulary))
    assert set(void.objects(dataset, VOID.exampleResource))


def test_the_document_describes_itself(void: rdflib.Graph, dataset: rdflib.term.Node) -> None:
    (document,) = void.subjects(RDF.type, VOID.DatasetDescription)
    assert rdflib.URIRef(str(void.value(document, rdflib.FOAF.primaryTopic))) == dataset


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
        None,
    ],
)
def test_forms(site: str, void: rdflib.Graph, accept: str | None) -> None:
    answer = send(f"{site}/.well-known/void", headers=[("Accept", accept)] if accept else [])
    assert (answer.status, answer.media_type) == (200, accept or "text/turtle")
    assert len(answer.graph()) == len(void)
    assert "accept" in answer.listed("Vary")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_there_is_not(site: str) -> None:
    url = f"{site}/.well-known/void"
    assert send(url, headers=[("Accept", "image/png")]).status == 406
    assert send(url, "POST").status == 405
    head = send(url, "HEAD", [("Accept", "text/turtle")])
    assert (head.status, head.body, head.rest) == (200, b"", b"")


def test_browsers_are_led_to_a_page(site: str) -> None:
    answer = send(f"{site}/.well-known/void", headers=[("Accept", "text/html")])
    assert answer.status in (302, 303, 307)
    assert answer.headers["Location"]


def test_numbers_follow_changes(writable: Running) -> None:
    name = "http://example.org/counted"
    writable.endpoint.change(
        f"INSERT DATA {{ GRAPH <{name}> {{ <{name}/s> a <{name}/Kind> ; <{name}/p> 1, 2, 3 }} }}"
    )
    url = f"{writable.site}/.well-known/void"
    graph = send(url, headers=[("Accept", "text/turtle")]).graph()
    parts = set(graph.subjects(VOID.property, rdflib.URIRef(f"{name}/p")))
    assert {str(graph.value(part, VOID.triples)) for part in parts} == {"3"}
    # One of the dataset, and one of the class.
    assert len(parts) == 2
    (kind,) = graph.subjects(VOID["class"], rdflib.URIRef(f"{name}/Kind"))
    assert str(graph.value(kind, VOID.entities)) == "1"


def test_links_to_other_datasets(void: rdflib.Graph, dataset: rdflib.term.Node) -> None:
    linksets = set(void.subjects(RDF.type, VOID.Linkset))
    assert linksets == set(void.objects(dataset, VOID.subset))
    told = {
        (
            str(void.value(void.value(one, VOID.objectsTarget), VOID.uriSpace)),
            str(void.value(one, VOID.linkPredicate)).rpartition("/")[2].rpartition("#")[2],
            str(void.value(one, VOID.subjectsTarget)) == str(dataset),
        )
        for one in linksets
    }
    assert {
        ("https://doi.org/", "sameAs", True),
        ("https://w3id.org/vair#", "closeMatch", True),
        ("urn:isbn:", "isPartOf", True),
    } <= told
    # A DOI of each publication that has one; some have two.
    (dois,) = (
        one
        for one in linksets
        if str(void.value(void.value(one, VOID.objectsTarget), VOID.uriSpace)) == "https://doi.org/"
    )
    assert int(str(void.value(dois, VOID.triples))) == 81
