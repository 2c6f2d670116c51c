"""Wrong use: exit code 2, one message that says what to do, and nothing left behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

WORDS = {
    "verb": (["mapp"], "Did you mean 'map'?"),
    "option": (["map", "--formt", "csv"], "Did you mean '--format'?"),
    "option of no verb": (["--frob"], "No such option '--frob'"),
    "too many words": (["map", "csv"], "unexpected extra argument"),
    "format of the map": (["map", "--format", "xlsx"], "text, csv, json, md, html"),
    "suffix of the map": (["map", "-o", "map.xlsx"], "text, csv, json, md, html"),
    "format of the closure": (["reason", "--format", "csv"], "ttl, jsonld, nt, rdf"),
    "format of a proof": (["explain", "a", "b", "c", "--format", "xml"], "text, json, ttl"),
    "format of findings": (["validate", "--format", "xml"], "text, json, ttl, sarif"),
    "format of an answer": (["query", "cq04", "--format", "xlsx"], "json, xml, csv, tsv"),
    "triples from rows": (["query", "cq04", "--format", "ttl"], "json, xml, csv, tsv"),
    "rows from triples": (
        ["query", "-q", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "--format", "csv"],
        "ttl, jsonld, nt, rdf",
    ),
    "engine": (["reason", "--engine", "prolog"], "sparql, owlrl"),
    "prefix": (
        ["explain", "foo:A", "atlas:counters", "atlas:B"],
        "the prefixes are airo, atlas, atlas-id,",
    ),
    "no CURIE": (
        ["explain", "Screening", "atlas:counters", "atlas:B"],
        "Did you mean atlas:Screening",
    ),
    "not a name": (["explain", "atlas:A B", "atlas:counters", "atlas:C"], "atlas:A B"),
    "not an IRI": (["explain", "http://a b", "atlas:counters", "atlas:C"], "http://a b"),
    "unknown subject": (
        ["explain", "atlas:Screning", "atlas:counters", "atlas:HiddenAction"],
        "says nothing about atlas:Screning",
    ),
    "not so": (
        ["explain", "atlas:Bonding", "atlas:mitigates", "atlas:HiddenCharacteristics"],
        "'atlas:Bonding atlas:mitigates atlas:HiddenCharacteristics' does not hold",
    ),
    "not so by type": (
        ["explain", "atlas:Screening", "rdf:type", "atlas:Solution"],
        "'atlas:Screening rdf:type atlas:Solution' does not hold",
    ),
    "query name": (["query", "cq04-gap"], "Did you mean 'cq04-gaps'?"),
    "missing file": (["query", "missing.rq"], "missing.rq cannot be read: No such file"),
    "no query": (["query"], "Give one query"),
    "two queries": (["query", "cq04", "-q", "ASK {}"], "Give one query"),
    "malformed query": (["query", "-q", "SELECT *\nWHERE { ?s ?p }"], "(line 2, column 15)"),
    "prefix of a query": (["query", "-q", "ASK { x:a ?p ?o }"], "PREFIX x: <…>"),
    "update": (["query", "-q", "DELETE WHERE { ?s ?p ?o }"], "it is an update"),
    "service": (
        ["query", "-q", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
        "SERVICE is not allowed",
    ),
    "deep query": (["query", "-q", "ASK " + "{" * 10_000], "nested deeper than 200 levels"),
    "missing path": (["validate", "missing.yaml"], "There is no file or folder"),
    "missing Turtle": (["format", "missing.ttl"], "missing.ttl"),
    "no folder to fill": (["export"], "Name the folder to fill: -o DIR"),
    "port": (["serve", "--port", "70000"], "0<=x<=65535"),
    "port as text": (["serve", "--port", "http"], "'http' is not a valid integer"),
    "address": (["serve", "--host", "no.such.host.invalid"], "is not an address of this machine"),
    "no address": (["serve", "--host", "a..b"], "'a..b' is not an address of this machine"),
    "other's address": (["serve", "--host", "192.0.2.1"], "192.0.2.1 is not to be had"),
    "no endpoint": (["query", "-q", "ASK {}", "--endpoint", "foo"], "foo"),
    "no address of an endpoint": (["query", "-q", "ASK {}", "--endpoint", "http://a b/"], "a b"),
    "silent endpoint": (
        ["query", "-q", "ASK {}", "--endpoint", "http://127.0.0.1:9/"],
        "http://127.0.0.1:9/ did not answer it",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_message_says_what_to_do(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, message = WORDS[name]
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Error: " in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [["map"], ["reason"], ["query", "cq04", "--format", "csv"]],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("parent", ["a file", "missing"])
def test_output_that_cannot_be_written(
    parent: str, words: list[str], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("kept", "utf-8")
    target = tmp_path / parent / "out"
    done = run(*words, "-o", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{target} cannot be written" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["a file"]
    assert (tmp_path / "a file").read_text("utf-8") == "kept"


def test_folder_in_place_of_an_output_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.mkdir()
    done = run("map", "-o", target)
    assert done.returncode == 2
    assert f"{target} cannot be written" in done.stderr
    assert list(tmp_path.rglob("*")) == [target]


def test_folder_of_release_files_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for target in (file, file / "below"):
        done = run("export", "-o", target)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{target} cannot be written" in done.stderr
    assert list(tmp_path.rglob("*")) == [file]


def test_port_in_use(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Port {port} of 127.0.0.1 is not to be had" in done.stderr
    assert "--port" in done.stderr


def test_query_that_is_not_text(shell: Run, tmp_path: Path) -> None:
    (tmp_path / "query.rq").write_bytes(b"ASK {} # \xff")
    done = shell("query", "query.rq")
    assert (done.returncode, done.stdout) == (2, "")
    assert "query.rq cannot be read: it is not UTF-8 text" in done.stderr


def test_standard_input_that_is_not_text(shell: Run) -> None:
    done = shell("query", "-", stdin=b"ASK {} # \xff")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_reader_that_has_seen_enough() -> None:
    program = Path(sys.executable).with_name("atlas-kg")
    with subprocess.Popen(
        [program, "reason"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 0
    assert "Error" not in told
    assert "Traceback" not in told
