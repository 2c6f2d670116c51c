"""``atlas-kg query``, on the embedded graph."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from atlas_kg.formats import GRAPH_FORMATS, to_rdflib
from atlas_kg.queries import named_query

Run = Callable[..., CompletedProcess[str]]

GAPS = [["Model deployment and monitoring", "Bonding"], ["Model development", "Monitoring"]]
CONSTRUCT = """
PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
CONSTRUCT { ?mechanism atlas:counters ?problem } WHERE { ?mechanism atlas:counters ?problem }
"""
SPARQL_RESULTS = "{http://www.w3.org/2005/sparql-results#}"


def gaps(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text)))
    return [[row[0], row[2]] for row in rows[1:]]


@pytest.mark.parametrize("name", ["cq04", "cq04-gaps", "competency/cq04-gaps"])
def test_published_query_by_name(name: str, run: Run) -> None:
    done = run("query", name, "--format", "csv")
    assert done.returncode == 0
    assert gaps(done.stdout) == GAPS


def test_query_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text(named_query("cq04").text, "utf-8")
    assert gaps(run("query", file, "--format", "csv").stdout) == GAPS


def test_query_from_a_file_without_suffix(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own"
    file.write_text(named_query("cq04").text, "utf-8")
    assert gaps(run("query", file, "--format", "csv").stdout) == GAPS


def test_query_from_standard_input(run: Run) -> None:
    done = run("query", "-", "--format", "csv", stdin=named_query("cq04").text)
    assert gaps(done.stdout) == GAPS


def test_query_in_the_words(run: Run) -> None:
    done = run("query", "-q", named_query("cq04").text, "--format", "csv")
    assert gaps(done.stdout) == GAPS


def test_text_is_a_table_with_a_count(run: Run) -> None:
    lines = run("query", "cq04").stdout.splitlines()
    assert lines[0].split() == ["phaseLabel", "problemLabel", "mechanismLabel"]
    assert lines[-1] == "2 rows"
    assert lines[3].startswith("Model development  ")


def test_text_shortens_iris(run: Run) -> None:
    done = run("query", "-q", "SELECT ?p { ?p a <https://w3id.org/llm-atlas/ontology#Mechanism> }")
    assert "atlas:Screening" in done.stdout


def test_json_rows(run: Run) -> None:
    bindings = json.loads(run("query", "cq04", "--format", "json").stdout)["results"]["bindings"]
    assert [
        [row["phaseLabel"]["value"], row["mechanismLabel"]["value"]] for row in bindings
    ] == GAPS


def test_xml_rows(run: Run) -> None:
    root = ET.fromstring(run("query", "cq04", "--format", "xml").stdout)  # noqa: S314
    rows = [
        [literal.text for literal in row.iter(f"{SPARQL_RESULTS}literal")]
        for row in root.iter(f"{SPARQL_RESULTS}result")
    ]
    assert [[row[0], row[2]] for row in rows] == GAPS


def test_tsv_rows(run: Run) -> None:
    head, *lines = run("query", "cq04", "--format", "tsv").stdout.splitlines()
    assert head == "?phaseLabel\t?problemLabel\t?mechanismLabel"
    rows = [line.split("\t") for line in lines]
    assert [[row[0], row[2]] for row in rows] == [[f'"{word}"@en' for word in row] for row in GAPS]


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_triples(form: str, run: Run) -> None:
    done = run("query", "-q", CONSTRUCT, "--format", form)
    syntax = ox.RdfFormat.from_media_type(GRAPH_FORMATS[form].media_type)
    assert len(to_rdflib(ox.parse(done.stdout, format=syntax))) == 8


def test_triples_are_turtle_unless_said_otherwise(run: Run) -> None:
    done = run("query", "-q", CONSTRUCT)
    assert "atlas:Bonding atlas:counters" in done.stdout


@pytest.mark.parametrize(
    ("pattern", "form", "answer"),
    [
        ("?s ?p ?o", "text", "yes\n"),
        ("?s ?p 'no such thing'", "text", "no\n"),
        ("?s ?p ?o", "csv", "true\n"),
        ("?s ?p 'no such thing'", "tsv", "false\n"),
    ],
)
def test_yes_or_no(pattern: str, form: str, answer: str, run: Run) -> None:
    assert run("query", "-q", f"ASK {{ {pattern} }}", "--format", form).stdout == answer


@pytest.mark.parametrize("form", ["json", "xml"])
def test_yes_or_no_as_data(form: str, run: Run) -> None:
    done = run("query", "-q", "ASK {}", "--format", form)
    syntax = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}[form]
    assert ox.parse_query_results(done.stdout, format=syntax)


def test_progress_goes_to_standard_error(run: Run) -> None:
    done = run("query", "cq10", "--format", "csv")
    assert done.stdout == "phaseLabel\r\nBusiness problem definition\r\n"
    assert done.stderr.startswith("Reading ")


@pytest.mark.parametrize("suffix", ["csv", "json", "xml", "tsv"])
def test_suffix_names_the_format(suffix: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"gaps.{suffix}"
    done = run("query", "cq04", "-o", file)
    assert (done.returncode, done.stdout) == (0, "")
    # Some formats end without a line end, which only the screen needs.
    expected = run("query", "cq04", "--format", suffix).stdout
    assert file.read_bytes().decode().rstrip() == expected.rstrip()


@pytest.mark.parametrize("name", ["-", "gaps"])
def test_output_without_suffix_is_text(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("query", "cq04", "-o", name)
    assert done.returncode == 0
    told = done.stdout if name == "-" else (tmp_path / name).read_text("utf-8")
    assert told == run("query", "cq04").stdout


def test_other_data_are_asked(data: Path, run: Run) -> None:
    for file in (data / "codings").rglob("*.yaml"):
        file.unlink()
    assert len(gaps(run("query", "cq04", "--format", "csv", "--data", data).stdout)) == 8
