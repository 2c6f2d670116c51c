"""``atlas-kg serve``."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import CompletedProcess
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import rdflib

from tests.workers.disk_stores import fill

Run = Callable[..., CompletedProcess[str]]
Serve = Callable[..., AbstractContextManager[tuple[subprocess.Popen[str], str]]]

PROMPTLY = 5


def test_one_response_without_a_server(run: Run) -> None:
    done = run("serve", "--get", "/")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert done.stdout


def test_accept_chooses_the_form(run: Run) -> None:
    done = run("serve", "--get", "/ontology", "--accept", "text/turtle")
    assert done.returncode == 0
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    assert rdflib.Literal("Screening", lang="en") in set(graph.objects())


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/rdf-graph-store?default"])
def test_one_answer_of_an_endpoint(shell: Run, path: str) -> None:
    done = shell("serve", "--get", path)
    assert (done.returncode, bool(done.stdout)) == (0, True)


def test_missing_page_is_a_finding(run: Run) -> None:
    assert run("serve", "--get", "/no/such/page").returncode == 1


def test_server_tells_where_it_listens(server: str) -> None:
    with urlopen(f"{server}/", timeout=PROMPTLY) as response:  # noqa: S310
        assert response.status == 200
        assert response.read()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_server_promptly(sent: signal.Signals, serve: Serve) -> None:
    with serve() as (process, url):
        with urlopen(f"{url}/", timeout=PROMPTLY) as response:  # noqa: S310
            response.read()
        begun = time.monotonic()
        process.send_signal(sent)
        out, err = process.communicate(timeout=PROMPTLY)
    assert time.monotonic() - begun < PROMPTLY
    assert out == ""
    assert "Traceback" not in err
    assert "Error" not in err
    assert process.returncode in {0, 130, -sent}


def test_interrupt_before_the_server_is_ready(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("atlas-kg")
    with subprocess.Popen(
        [program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stderr
        assert process.stderr.readline().startswith("Reading")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PROMPTLY)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_damaged_store_is_told_before_the_server_is_ready(shell: Run, tmp_path: Path) -> None:
    fill(tmp_path / "store", "a")
    (tmp_path / "store" / "generations" / "1" / "CURRENT").write_text("MANIFEST-999999\n")
    done = shell("serve", "--port", "0", "--store", str(tmp_path / "store"))
    assert done.returncode == 2
    assert "cannot be opened" in done.stderr
    assert "Ready" not in done.stderr
    assert "Traceback" not in done.stderr


def test_host_and_port_are_told(serve: Serve) -> None:
    with serve("--host", "localhost") as (_, url):
        assert url.startswith("http://")
        with urlopen(f"{url}/-/health", timeout=PROMPTLY) as response:  # noqa: S310
            assert response.status == 200


def test_limits_of_queries_can_be_set(serve: Serve) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serve("--query-seconds", "0.5") as (_, url):
        address = f"{url}/sparql?{urlencode({'query': endless})}"
        with pytest.raises(HTTPError) as caught:
            urlopen(address, timeout=60)  # noqa: S310
        with caught.value as answer:
            assert answer.code == 503
            assert "longer than 0.5 seconds" in answer.read().decode()


def test_running_queries_are_finished_when_the_server_is_told_to_end(serve: Serve) -> None:
    some, others = ("SELECT * { ?a ?b ?c } LIMIT 3000", "SELECT * { ?d ?e ?f } LIMIT 3000")
    slow = f"SELECT (COUNT(*) AS ?n) {{ {{ {some} }} {{ {others} }} FILTER(STR(?c) != STR(?f)) }}"
    answers: list[bytes] = []

    def ask(url: str) -> None:
        address = f"{url}/sparql?{urlencode({'query': slow})}"
        with urlopen(address, timeout=60) as response:  # noqa: S310
            answers.append(response.read())

    with serve("--query-seconds", "60") as (process, url):
        asking = threading.Thread(target=ask, args=[url])
        asking.start()
        time.sleep(1)
        assert not answers
        process.send_signal(signal.SIGTERM)
        asking.join(timeout=60)
        process.communicate(timeout=PROMPTLY)
    assert b'"n"' in answers[0]
