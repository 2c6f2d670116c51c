"""Other engines ask the competency queries by SERVICE, as a query at Wikidata does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from rdflib import Variable
from SPARQLWrapper import JSON, SPARQLWrapper

from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, Table, expected, name_of
from tests.reasoning.remote import oxigraph_server


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """The address of another endpoint, which holds nothing."""
    with oxigraph_server() as address:
        yield f"{address}/query"


def federated(query: PublishedQuery, server: str) -> str:
    """Return a query that leaves all work to our endpoint."""
    columns = " ".join(f"?{name}" for name in expected(query).columns)
    prologue, form, rest = query.text.partition("SELECT")
    return f"{prologue}SELECT {columns} {{ SERVICE <{server}/sparql> {{ {form}{rest} }} }}"


def in_any_order(table: Table) -> Table:
    return Table(table.columns, tuple(sorted(table.rows)))


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_oxigraph(server: str, other: str, query: PublishedQuery) -> None:
    client = SPARQLWrapper(other)
    client.setMethod("POST")
    client.setQuery(federated(query, server))
    client.setReturnFormat(JSON)
    answer = client.queryAndConvert()
    assert isinstance(answer, dict)
    columns = answer["head"]["vars"]
    rows = [
        [row[name]["value"] if name in row else None for name in columns]
        for row in answer["results"]["bindings"]
    ]
    assert in_any_order(Table.of(columns, rows)) == in_any_order(expected(query))


def test_rdflib_joins_what_it_holds(server: str) -> None:
    """A graph that knows two mechanisms by their IRIs gets their names from us."""
    local = rdflib.Graph().parse(
        data="""PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
        <urn:mine> <urn:uses> atlas:Screening, atlas:Monitoring ."""
    )
    answer = local.query(
        f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?label {{
          <urn:mine> <urn:uses> ?mechanism
          SERVICE <{server}/sparql> {{ ?mechanism rdfs:label ?label }}
        }}"""
    )
    assert {str(binding[Variable("label")]) for binding in answer.bindings} == {
        "Screening",
        "Monitoring",
    }
