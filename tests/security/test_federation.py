"""Queries over two endpoints, as far as whoever runs the server allows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest

from atlas_kg.federation.allow_list import AllowList
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.web import Settings
from atlas_kg.workers.limits import Limits
from tests.conftest import Serve
from tests.federation.endpoints import Endpoint
from tests.reasoning.remote import oxigraph_server
from tests.security.servers import TOKENS, Server, served

ATLAS = "https://w3id.org/llm-atlas/ontology#"
NOTES = f"""
<{ATLAS}Screening> <urn:note> "seen elsewhere" .
<{ATLAS}Signaling> <urn:note> "heard elsewhere" .
<urn:unknown> <urn:note> "known nowhere else" .
"""
JOIN = f"""
PREFIX atlas: <{ATLAS}>
SELECT ?label ?note WHERE {{
  ?mechanism a atlas:Mechanism ; <http://www.w3.org/2000/01/rdf-schema#label> ?label .
  SERVICE <URL> {{ ?mechanism <urn:note> ?note FILTER(?note != "") }}
}} ORDER BY ?label
"""
JOINED = "label,note\r\nScreening,seen elsewhere\r\nSignaling,heard elsewhere\r\n"


@pytest.fixture(scope="module")
def notes() -> Iterator[str]:
    """The address of an endpoint that is not ours, with notes on mechanisms."""
    with oxigraph_server() as url:
        headers = {"Content-Type": "text/turtle"}
        with urlopen(Request(f"{url}/store?default", NOTES.encode(), headers)):  # noqa: S310
            pass
        yield f"{url}/query"


@pytest.fixture(scope="module")
def federated(graph: KnowledgeGraph, notes: str, listening: Endpoint) -> Iterator[Server]:
    """A server that may call the notes, and endpoints that behave badly."""
    bad = [f"{listening.url}/{path}" for path in ("moved", "silent", "endless", "refusing")]
    # Here a public endpoint is wanted, but its name leads to this machine.
    allowed = AllowList((f"http://localhost:{listening.port}/good",), (notes, *bad))
    limits = Limits(seconds=2, change_seconds=10)
    with served(graph, Settings(tokens=TOKENS, allowed=allowed, limits=limits)) as server:
        yield server


def test_two_endpoints_are_joined(federated: Server, notes: str) -> None:
    for _ in range(2):
        answer = federated.query(JOIN.replace("URL", notes), "text/csv")
        assert (answer.status, answer.text) == (200, JOINED)


def test_command_line_allows_endpoints(serve: Serve, notes: str) -> None:
    with serve("--allow-private-service", notes) as (_, url):
        server = Server(url.removeprefix("http://"))
        assert server.query(JOIN.replace("URL", notes), "text/csv").text == JOINED
        refused = server.query(JOIN.replace("URL", f"{notes}/other"))
        assert refused.status == 400
        assert f"It may call <{notes}>" in json.loads(refused.body)["detail"]


def test_answer_is_not_remembered(federated: Server, notes: str) -> None:
    """What another endpoint says may change while our data stay the same."""
    query = f"SELECT ?o {{ SERVICE <{notes}> {{ <urn:changing> <urn:p> ?o }} }}"
    assert federated.query(query, "text/csv").text == "o\r\n"
    headers = {"Content-Type": "application/sparql-update"}
    insert = b"INSERT DATA { <urn:changing> <urn:p> 1 }"
    with urlopen(Request(notes.replace("/query", "/update"), insert, headers)):  # noqa: S310
        pass
    assert federated.query(query, "text/csv").text == "o\r\n1\r\n"


def test_update_takes_over_what_another_endpoint_says(federated: Server, notes: str) -> None:
    pattern = "{ ?s <urn:note> ?o }"
    copy = f"INSERT {{ GRAPH <urn:copy> {pattern} }} WHERE {{ SERVICE <{notes}> {pattern} }}"
    assert federated.update(copy).status == 204
    count = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:copy> { ?s ?p ?o } }"
    assert federated.query(count, "text/csv").text == "n\r\n3\r\n"
    refused = federated.update(copy.replace(notes, "http://127.0.0.1:1/"))
    assert refused.status == 400
    assert "SERVICE may not call <http://127.0.0.1:1/>" in json.loads(refused.body)["detail"]


@pytest.mark.parametrize("path", ["moved", "silent", "endless", "refusing"])
def test_bad_endpoint_hurts_its_query_alone(federated: Server, trap: Endpoint, path: str) -> None:
    answer = federated.query(f"ASK {{ SERVICE <{trap.url}/{path}> {{ ?s ?p ?o }} }}")
    assert answer.status == (503 if path == "silent" else 502)
    assert b"payload" not in answer.body
    detail = json.loads(answer.body)["detail"]
    assert "127.0.0.1" not in detail.replace(trap.url, "")
    assert [path for _, path, _, _ in trap.asked] == [f"/{path}"]
    assert federated.is_well


def test_allowed_name_may_not_lead_to_this_machine(federated: Server, trap: Endpoint) -> None:
    address = f"http://localhost:{trap.port}/good"
    answer = federated.query(f"ASK {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    assert answer.status == 502
    assert "not public" in json.loads(answer.body)["detail"]
    assert trap.asked == []


@pytest.mark.parametrize("name", ["?x", "<TRAP/good>", "<TRAP/moved/>", "e:good"])
def test_others_are_not_called(federated: Server, trap: Endpoint, name: str) -> None:
    target = name.replace("TRAP", trap.url)
    query = f"PREFIX e: <{trap.url}/> ASK {{ SERVICE {target} {{ ?s ?p ?o }} }}"
    assert federated.query(query).status == 400
    assert trap.asked == []


def test_caller_is_not_passed_on(federated: Server, trap: Endpoint) -> None:
    """Neither the token of a client nor its cookies, nor who it is."""
    headers = {
        "Authorization": "Bearer secret",
        "Cookie": "secret",
        "X-Forwarded-For": "192.0.2.1",
        "Content-Type": "application/sparql-query",
    }
    query = f"ASK {{ SERVICE <{trap.url}/refusing> {{ ?s ?p ?o }} }}"
    federated.send("POST", "/sparql", query, headers)
    sent = str(trap.asked[0][2])
    assert "secret" not in sent
    assert "192.0.2.1" not in sent
