"""``atlas-kg query --endpoint``, against a real server: our own."""

from __future__ import annotations

import csv
import io
import socketserver
import threading
from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import pytest
import rdflib

Run = Callable[..., CompletedProcess[str]]

CONSTRUCT = """
PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
CONSTRUCT { ?mechanism atlas:counters ?problem } WHERE { ?mechanism atlas:counters ?problem }
"""


@pytest.fixture
def garbler() -> Iterator[str]:
    """The address of a server that does not speak HTTP."""

    class Garble(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(b"\x00\x01garble\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Garble) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_rows_are_those_of_the_embedded_graph(run: Run, server: str) -> None:
    words = ["query", "cq02", "--format", "csv"]
    remote = run(*words, "--endpoint", f"{server}/sparql")
    assert remote.returncode == 0
    here = run(*words)
    assert list(csv.reader(io.StringIO(remote.stdout))) == list(
        csv.reader(io.StringIO(here.stdout))
    )


def test_nothing_is_built_here(run: Run, server: str) -> None:
    done = run("query", "cq04", "--endpoint", f"{server}/sparql")
    assert done.stderr == ""
    assert done.stdout.endswith("\n2 rows\n")


@pytest.mark.parametrize(("pattern", "answer"), [("?s ?p ?o", "yes\n"), ("?s ?p 'none'", "no\n")])
def test_yes_or_no(pattern: str, answer: str, run: Run, server: str) -> None:
    done = run("query", "-q", f"ASK {{ {pattern} }}", "--endpoint", f"{server}/sparql")
    assert done.stdout == answer


@pytest.mark.parametrize("query", [CONSTRUCT, CONSTRUCT.replace("CONSTRUCT", "construct")])
def test_triples(query: str, run: Run, server: str) -> None:
    done = run("query", "-q", query, "--format", "nt", "--endpoint", f"{server}/sparql")
    assert len(rdflib.Graph().parse(data=done.stdout, format="nt")) == 8


def test_description(run: Run, server: str) -> None:
    query = "DESCRIBE <https://w3id.org/llm-atlas/ontology#Screening>"
    done = run("query", "-q", query, "--format", "ttl", "--endpoint", f"{server}/sparql")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    assert rdflib.Literal("Screening", lang="en") in set(graph.objects())


@pytest.mark.parametrize(
    ("path", "query", "says"),
    [
        ("/sparql", "SELECT", "did not answer it"),
        ("/no/such/place", "ASK {}", "did not answer it"),
        ("/", "ASK {}", ""),
    ],
)
def test_endpoint_that_does_not_answer(
    path: str, query: str, says: str, run: Run, server: str
) -> None:
    done = run("query", "-q", query, "--endpoint", f"{server}{path}")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"the endpoint {server}{path}" in done.stderr
    assert says in done.stderr


def test_endpoint_that_does_not_speak_http(run: Run, garbler: str) -> None:
    done = run("query", "-q", "ASK {}", "--endpoint", garbler)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"the endpoint {garbler}" in done.stderr
