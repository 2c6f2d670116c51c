"""No query and no update makes the server call another, or read a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.federation.endpoints import Endpoint
from tests.security.servers import Server

HOSTS = (
    "127.0.0.1",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "127.1",
    "0",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "user:secret@127.0.0.1",
    "one.example@127.0.0.1",
    "%31%32%37.0.0.1",
)
CALLS = (
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "PREFIX e: <URL> ASK { SERVICEe: { ?s ?p ?o } }",
    "PREFIX : <URL> ASK { {}serviceSilent: { ?s ?p ?o } }",
    "ASK { { SELECT * { SERVICE ?g { ?s ?p ?o } VALUES ?g { <URL> } } } }",
    "CONSTRUCT { ?s ?p ?o } { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } ?s ?p ?o }",
)


@pytest.mark.parametrize("host", HOSTS)
def test_service_is_refused_whatever_it_names(writable: Server, trap: Endpoint, host: str) -> None:
    url = f"http://{host}:{trap.port}/good"
    answer = writable.query(f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert answer.status == 400
    assert "SERVICE is not allowed" in json.loads(answer.body)["detail"]
    assert trap.asked == []


@pytest.mark.parametrize("query", CALLS)
def test_service_is_refused_however_it_is_written(
    writable: Server, trap: Endpoint, query: str
) -> None:
    assert writable.query(query.replace("URL", f"{trap.url}/good")).status == 400
    assert trap.asked == []


@pytest.mark.parametrize("url", ["TRAP/good", "file:///etc/passwd", "/etc/passwd", "ftp://x/y"])
@pytest.mark.parametrize(
    "update",
    [
        "LOAD <URL>",
        "load silent <URL> into graph <urn:loaded>",
        "PREFIX e: <URL> LOADe:",
        "PREFIX : <URL> INSERT DATA { } ; LOADSILENT: INTO GRAPH <urn:loaded>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    ],
)
def test_update_loads_and_calls_nothing(
    writable: Server, trap: Endpoint, url: str, update: str
) -> None:
    answer = writable.update(update.replace("URL", url.replace("TRAP", trap.url)))
    assert answer.status == 400
    assert "is not allowed" in json.loads(answer.body)["detail"]
    assert trap.asked == []
    assert json.loads(writable.query("ASK { GRAPH <urn:loaded> { ?s ?p ?o } }").body) == {
        "head": {},
        "boolean": False,
    }


@pytest.mark.parametrize("clause", ["FROM <URL>", "FROM NAMED <URL>"])
def test_dataset_of_a_query_is_not_fetched(
    writable: Server, trap: Endpoint, tmp_path: Path, clause: str
) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    for url in (f"{trap.url}/good", secret.as_uri(), "file:///etc/passwd"):
        pattern = "{ ?s ?p ?o }" if "NAMED" not in clause else "{ GRAPH ?g { ?s ?p ?o } }"
        answer = writable.query(f"ASK {clause.replace('URL', url)} {pattern}")
        assert json.loads(answer.body)["boolean"] is False
    assert trap.asked == []


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_dataset_of_a_request_is_not_fetched(
    writable: Server, trap: Endpoint, parameter: str
) -> None:
    for url in (f"{trap.url}/good", "file:///etc/passwd"):
        path = f"/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&{parameter}={url}"
        assert json.loads(writable.send("GET", path).body)["boolean"] is False
    assert trap.asked == []


@pytest.mark.parametrize("iri", ["TRAP/good", "file:///etc/passwd", "urn:none"])
def test_no_function_and_no_description_fetches(writable: Server, trap: Endpoint, iri: str) -> None:
    url = iri.replace("TRAP", trap.url)
    assert writable.query(f"DESCRIBE <{url}>", "text/turtle").status == 200
    writable.query(f"SELECT (<{url}>('x') AS ?x) {{ }}")
    writable.query(f"ASK {{ ?s <{url}> ?o }}")
    writable.send("GET", f"/rdf-graph-store?graph={url}")
    assert trap.asked == []
