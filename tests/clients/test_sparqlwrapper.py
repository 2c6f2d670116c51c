"""SPARQLWrapper asks the competency queries in each way that it knows."""

from __future__ import annotations

import csv
import io
from xml.dom.minidom import Document, Element, Text

import pytest
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, URLENCODED, XML, SPARQLWrapper

from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, Table, expected, name_of

WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


def asked(server: str, way: tuple[str, str], query: PublishedQuery, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server}/sparql")
    method, request_method = way
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setQuery(query.text)
    client.setReturnFormat(form)
    return client


@pytest.mark.parametrize("way", WAYS, ids="-".join)
@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows_as_json(server: str, query: PublishedQuery, way: tuple[str, str]) -> None:
    answer = asked(server, way, query, JSON).queryAndConvert()
    assert isinstance(answer, dict)
    columns = answer["head"]["vars"]
    rows = [
        [row[name]["value"] if name in row else None for name in columns]
        for row in answer["results"]["bindings"]
    ]
    assert Table.of(columns, rows) == expected(query)


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows_as_csv(server: str, query: PublishedQuery) -> None:
    answer = asked(server, WAYS[1], query, CSV).queryAndConvert()
    assert isinstance(answer, bytes)
    columns, *rows = csv.reader(io.StringIO(answer.decode()))
    assert Table.of(columns, rows) == expected(query)


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows_as_xml(server: str, query: PublishedQuery) -> None:
    answer = asked(server, WAYS[0], query, XML).queryAndConvert()
    assert isinstance(answer, Document)
    columns = [found.getAttribute("name") for found in answer.getElementsByTagName("variable")]
    rows = []
    for result in answer.getElementsByTagName("result"):
        values = {}
        for binding in result.getElementsByTagName("binding"):
            (term,) = (node for node in binding.childNodes if isinstance(node, Element))
            texts = (node.data for node in term.childNodes if isinstance(node, Text))
            values[binding.getAttribute("name")] = "".join(texts)
        rows.append([values.get(name) for name in columns])
    assert Table.of(columns, rows) == expected(query)
