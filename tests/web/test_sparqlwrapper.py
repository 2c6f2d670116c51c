"""A client of the Semantic Web asks the running server."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from SPARQLWrapper import CSV, JSON, JSONLD, N3, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from atlas_kg.queries import render
from atlas_kg.store import EmbeddedStore, RemoteStore

MECHANISM = "<https://w3id.org/llm-atlas/ontology#Mechanism>"
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s a {MECHANISM} ; ?p ?o }}"
SELECT = f"SELECT ?s WHERE {{ ?s a {MECHANISM} }} ORDER BY ?s"
METHODS = ["GET", "POST"]


def ask(address: str, method: str, query: str, form: str = JSON) -> SPARQLWrapper:
    """Return a client that is ready to ask."""
    client = SPARQLWrapper(f"{address}/sparql")
    client.setMethod(method)
    client.setQuery(query)
    client.setReturnFormat(form)
    return client


@pytest.mark.parametrize("method", METHODS)
def test_rows(address: str, store: EmbeddedStore, method: str) -> None:
    query = f"SELECT ?s ?o WHERE {{ ?s a {MECHANISM} ; ?p ?o }} ORDER BY ?s ?p ?o"
    answer = ask(address, method, query).queryAndConvert()
    assert isinstance(answer, dict)
    found = [(row["s"]["value"], row["o"]["value"]) for row in answer["results"]["bindings"]]
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert found == [(row["s"].value, row["o"].value) for row in solutions]
    assert found


@pytest.mark.parametrize("method", METHODS)
def test_yes_and_no(address: str, method: str) -> None:
    for query, truth in ((f"ASK {{ ?s a {MECHANISM} }}", True), ("ASK { ?s a 'x' }", False)):
        answer = ask(address, method, query).queryAndConvert()
        assert isinstance(answer, dict)
        assert answer["boolean"] is truth


@pytest.mark.parametrize("method", METHODS)
def test_graph(address: str, store: EmbeddedStore, method: str) -> None:
    query = CONSTRUCT
    answer = ask(address, method, query, TURTLE).query().response
    assert answer.headers.get_content_type() == "text/turtle"
    found = {quad.triple for quad in ox.parse(answer.read(), format=ox.RdfFormat.TURTLE)}
    triples = store.query(query)
    assert isinstance(triples, ox.QueryTriples)
    assert found == set(triples)


@pytest.mark.parametrize(
    ("query", "form", "media_type"),
    [
        (SELECT, XML, "application/sparql-results+xml"),
        (SELECT, CSV, "text/csv"),
        (SELECT, TSV, "text/tab-separated-values"),
        (CONSTRUCT, XML, "application/rdf+xml"),
        (CONSTRUCT, RDFXML, "application/rdf+xml"),
        (CONSTRUCT, JSONLD, "application/ld+json"),
        (CONSTRUCT, N3, "text/turtle"),
    ],
)
def test_every_form_that_it_knows(address: str, query: str, form: str, media_type: str) -> None:
    answer = ask(address, "GET", query, form).query().response
    assert answer.headers.get_content_type() == media_type


def test_own_client_asks_own_server(address: str, store: EmbeddedStore) -> None:
    remote = RemoteStore(f"{address}/sparql")
    assert render(remote.query(SELECT), "csv") == render(store.query(SELECT), "csv")
    triples = store.query(CONSTRUCT)
    assert isinstance(triples, ox.QueryTriples)
    assert render(remote.query(CONSTRUCT), "nt") == render(triples, "nt")
