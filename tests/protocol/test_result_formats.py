"""Rows and truths in JSON, XML, CSV and TSV, as their specifications have them."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from tests.protocol.wire import Answer, Endpoint

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
NS = "{http://www.w3.org/2005/sparql-results#}"
XSD = "http://www.w3.org/2001/XMLSchema#"

TERMS = """SELECT ?iri ?plain ?tagged ?number ?none ?awkward {
  VALUES (?iri ?plain ?tagged ?number ?none ?awkward) {
    (<http://e.org/a> 'plain' 'chat'@fr 1 UNDEF 'say "x", a\\\\b\\tc\\nd')
  }
}"""
AWKWARD = 'say "x", a\\b\tc\nd'
COLUMNS = ["iri", "plain", "tagged", "number", "none", "awkward"]


def test_rows_in_json(reader: Endpoint) -> None:
    answer = reader.get(TERMS, JSON)
    assert answer.media_type == JSON
    told = answer.json()
    assert told["head"]["vars"] == COLUMNS
    assert told["results"]["bindings"] == [
        {
            "iri": {"type": "uri", "value": "http://e.org/a"},
            "plain": {"type": "literal", "value": "plain"},
            "tagged": {"type": "literal", "value": "chat", "xml:lang": "fr"},
            "number": {"type": "literal", "value": "1", "datatype": f"{XSD}integer"},
            "awkward": {"type": "literal", "value": AWKWARD},
        }
    ]


def test_rows_in_xml(reader: Endpoint) -> None:
    answer = reader.get(TERMS, XML)
    assert answer.media_type == XML
    root = ET.fromstring(answer.body)  # noqa: S314 - our own server
    assert root.tag == f"{NS}sparql"
    assert [node.get("name") for node in root.iter(f"{NS}variable")] == COLUMNS
    (result,) = root.iter(f"{NS}result")
    bound = {node.get("name"): node[0] for node in result}
    assert bound["iri"].tag == f"{NS}uri"
    assert bound["iri"].text == "http://e.org/a"
    assert bound["tagged"].get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert bound["number"].get("datatype") == f"{XSD}integer"
    assert bound["awkward"].text == AWKWARD
    assert "none" not in bound


def test_rows_in_csv(reader: Endpoint) -> None:
    answer = reader.get(TERMS, CSV)
    assert answer.media_type == CSV
    assert b"\r\n" in answer.body
    text = answer.body.decode("utf-8")
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head == COLUMNS
    assert row == ["http://e.org/a", "plain", "chat", "1", "", AWKWARD]


def test_rows_in_tsv(reader: Endpoint) -> None:
    answer = reader.get(TERMS, TSV)
    assert answer.media_type == TSV
    head, row = answer.body.decode("utf-8").rstrip("\n").split("\n")
    assert head.split("\t") == [f"?{name}" for name in COLUMNS]
    iri, plain, tagged, number, none, awkward = row.split("\t")
    assert (iri, tagged, none) == ("<http://e.org/a>", '"chat"@fr', "")
    assert plain in ('"plain"', "'plain'")
    assert number in ("1", f'"1"^^<{XSD}integer>')
    assert awkward == '"say \\"x\\", a\\\\b\\tc\\nd"'


def test_blank_nodes_keep_their_identity_within_an_answer(endpoint: Endpoint) -> None:
    graph = "http://example.org/blank-rows"
    endpoint.change(
        f"DROP SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ "
        "_:a <http://e.org/p> 1, 2 . _:b <http://e.org/p> 3 } }"
    )
    query = f"SELECT ?s ?o {{ GRAPH <{graph}> {{ ?s <http://e.org/p> ?o }} }} ORDER BY ?o"
    one, two, three = (row["s"] for row in endpoint.get(query, JSON).rows())
    assert {node["type"] for node in (one, two, three)} == {"bnode"}
    assert one == two
    assert one != three
    lines = endpoint.get(query, CSV).body.decode().splitlines()
    assert all(line.startswith("_:") for line in lines[1:])


@pytest.mark.parametrize("truth", [True, False])
def test_truth(reader: Endpoint, truth: bool) -> None:
    query = f"ASK {{ FILTER({str(truth).lower()}) }}"
    json = reader.get(query, JSON)
    assert json.media_type == JSON
    assert json.json()["boolean"] is truth
    assert "head" in json.json()
    xml = reader.get(query, XML)
    assert xml.media_type == XML
    (node,) = ET.fromstring(xml.body).iter(f"{NS}boolean")  # noqa: S314 - our own server
    assert node.text == str(truth).lower()


@pytest.mark.own
@pytest.mark.parametrize("accept", [CSV, TSV])
@pytest.mark.parametrize("truth", [True, False])
def test_truth_in_formats_of_rows(reader: Endpoint, accept: str, truth: bool) -> None:
    answer = reader.get(f"ASK {{ FILTER({str(truth).lower()}) }}", accept)
    assert (answer.status, answer.media_type) == (200, accept)
    assert answer.body.decode().strip() == str(truth).lower()


@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV])
def test_no_rows(reader: Endpoint, accept: str) -> None:
    answer = reader.get("SELECT ?b ?a { FILTER(false) }", accept)
    assert answer.status == 200
    assert _columns(answer) == ["b", "a"]


@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV])
def test_no_columns(reader: Endpoint, accept: str) -> None:
    answer = reader.get("SELECT * {}", accept)
    assert answer.status == 200
    assert _columns(answer) == []


@pytest.mark.own
@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { VALUES (?z ?a ?m) { (1 2 3) } }", ["z", "a", "m"]),
        ("SELECT * { ?s ?p ?o } LIMIT 1", ["s", "p", "o"]),
        ("SELECT * { ?z ?y ?x OPTIONAL { ?z ?b ?a } } LIMIT 1", ["z", "y", "x", "b", "a"]),
        ("SELECT * { BIND(1 AS ?second) BIND(2 AS ?first) }", ["second", "first"]),
        ("SELECT * { { SELECT ?q (1 AS ?c) { VALUES ?q { 1 } } } }", ["q", "c"]),
        ("SELECT ?b ?a { VALUES (?a ?b) { (1 2) } }", ["b", "a"]),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1", ["g", "s", "p", "o"]),
        ("select * where { ?b ?a 'x ?nothing' } # ?c", ["b", "a"]),
    ],
)
def test_columns_come_in_the_order_of_the_query(
    reader: Endpoint, query: str, columns: list[str], accept: str
) -> None:
    assert _columns(reader.get(query, accept)) == columns


def _columns(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    match answer.media_type:
        case "application/sparql-results+json":
            return list(answer.json()["head"]["vars"])
        case "application/sparql-results+xml":
            root = ET.fromstring(answer.body)  # noqa: S314 - our own server
            return [str(node.get("name")) for node in root.iter(f"{NS}variable")]
        case "text/csv":
            head = answer.body.decode().split("\r\n")[0]
            return head.split(",") if head else []
        case _:
            head = answer.body.decode().split("\n")[0]
            return [name.removeprefix("?") for name in head.split("\t")] if head else []
