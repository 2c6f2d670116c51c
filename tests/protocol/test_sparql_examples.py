"""The published queries at ``/.well-known/sparql-examples``, in the convention of SIB.

The convention: https://github.com/sib-swiss/sparql-examples.
"""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF, RDFS, SDO, SH

from tests.protocol.conftest import Running
from tests.protocol.wire import Endpoint, send

pytestmark = pytest.mark.own

SPEX = rdflib.Namespace("https://purl.expasy.org/sparql-examples/ontology#")
FORMS = {
    SH.SPARQLSelectExecutable: SH.select,
    SH.SPARQLAskExecutable: SH.ask,
    SH.SPARQLConstructExecutable: SH.construct,
}
# How editors find the examples of an endpoint.
EDITORS_QUERY = """
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ;
    <http://www.w3.org/2000/01/rdf-schema#comment> ?comment ;
    sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq
"""
PREFIXES_QUERY = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE {
  [] sh:namespace ?namespace ; sh:prefix ?prefix .
} ORDER BY ?prefix
"""


@pytest.fixture(scope="module")
def examples(readable: Running) -> rdflib.Graph:
    url = f"{readable.site}/.well-known/sparql-examples"
    answer = send(url, headers=[("Accept", "text/turtle")])
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    return answer.graph()


def queries(graph: rdflib.Graph) -> list[rdflib.term.Node]:
    found = sorted(graph.subjects(RDF.type, SH.SPARQLExecutable), key=str)
    assert len(found) > 50
    return found


def test_each_example_is_one_executable(examples: rdflib.Graph, reader: Endpoint) -> None:
    for example in queries(examples):
        assert isinstance(example, rdflib.URIRef)
        (form,) = set(examples.objects(example, RDF.type)) & set(FORMS)
        (text,) = examples.objects(example, FORMS[rdflib.URIRef(str(form))])
        others = [term for kind, term in FORMS.items() if kind != form]
        assert not any(set(examples.objects(example, term)) for term in others)
        # A server that may call nobody says so, and the example says whom it would call.
        asks_others = set(examples.objects(example, SPEX.federatesWith))
        answer = reader.post(str(text))
        assert answer.status == (400 if asks_others else 200), text
        assert all(f"SERVICE <{service}>" in str(text) for service in asks_others)
        assert bool(asks_others) == ("SERVICE" in str(text))


def test_each_example_says_what_it_asks(examples: rdflib.Graph) -> None:
    for example in queries(examples):
        comments = list(examples.objects(example, RDFS.comment))
        assert any(isinstance(text, rdflib.Literal) and text.language == "en" for text in comments)
        keywords = list(examples.objects(example, SDO.keywords))
        assert keywords
        assert all(isinstance(word, rdflib.Literal) for word in keywords)


def test_each_example_has_its_endpoint(examples: rdflib.Graph, readable: Running) -> None:
    target = rdflib.URIRef(readable.endpoint.query_url)
    for example in queries(examples):
        assert list(examples.objects(example, SDO.target)) == [target]


def test_prefixes(examples: rdflib.Graph) -> None:
    used = {
        prefixes
        for example in queries(examples)
        for prefixes in examples.objects(example, SH.prefixes)
    }
    (prefixes,) = used
    declared = {}
    for declaration in examples.objects(prefixes, SH.declare):
        (prefix,) = examples.objects(declaration, SH.prefix)
        (namespace,) = examples.objects(declaration, SH.namespace)
        assert isinstance(namespace, rdflib.Literal)
        assert namespace.datatype == rdflib.XSD.anyURI
        declared[str(prefix)] = str(namespace)
    assert declared["atlas"] == "https://w3id.org/llm-atlas/ontology#"
    assert len(declared) == len(set(declared.values()))


def test_what_editors_ask_finds_them(examples: rdflib.Graph) -> None:
    assert len(examples.query(EDITORS_QUERY)) == len(queries(examples))
    assert len(examples.query(PREFIXES_QUERY)) > 5


@pytest.mark.parametrize(
    "accept",
    ["application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"],
)
def test_forms(site: str, examples: rdflib.Graph, accept: str) -> None:
    answer = send(f"{site}/.well-known/sparql-examples", headers=[("Accept", accept)])
    assert (answer.status, answer.media_type) == (200, accept)
    assert len(answer.graph()) == len(examples)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
