"""The program curl asks the competency queries, as the documentation shows it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, Table, expected, name_of

WAYS = {
    "get": ["--get", "--data-urlencode", "query@-"],
    "form": ["--data-urlencode", "query@-"],
    "direct": ["--header", "Content-Type: application/sparql-query", "--data-binary", "@-"],
    "compressed": ["--compressed", "--data-urlencode", "query@-"],
}
FAILED = 22
"""The exit code of curl when the server told an error."""


def curl(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = ["curl", "--silent", "--show-error", "--max-time", "30", *words]
    return subprocess.run(command, check=False, input=text, capture_output=True, text=True)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows(server: str, query: PublishedQuery, way: str) -> None:
    accept = ("--header", "Accept: text/csv")
    done = curl("--fail", *accept, *WAYS[way], f"{server}/sparql", text=query.text)
    assert done.returncode == 0, done.stderr
    columns, *rows = csv.reader(io.StringIO(done.stdout))
    assert Table.of(columns, rows) == expected(query)


def test_headers_alone(server: str) -> None:
    done = curl("--head", "--fail", f"{server}/sparql?query=ASK%7B%7D")
    assert done.returncode == 0
    told = done.stdout.lower()
    assert "content-type: application/sparql-results+json" in told
    assert "access-control-allow-origin: *" in told


def test_what_may_be_asked(server: str) -> None:
    done = curl("--request", "OPTIONS", "--include", "--fail", f"{server}/sparql")
    assert done.returncode == 0
    assert "allow: get, head, post, options" in done.stdout.lower()


def test_an_error_fails_and_says_where(server: str) -> None:
    address = f"{server}/sparql"
    wrong = ("--data-urlencode", "query=SELECT *\n{ ?s ?p }")
    assert curl("--fail", *wrong, address).returncode == FAILED
    problem = json.loads(curl(*wrong, address).stdout)
    assert (problem["status"], problem["line"]) == (400, 2)


def test_a_question_twice_is_sent_once(server: str, tmp_path: Path) -> None:
    tags = tmp_path / "tags"
    address = f"{server}/sparql?query=ASK%7B%7D"
    told = ("--write-out", "%{http_code} %{size_download}", "--output", str(tmp_path / "answer"))
    first = curl("--etag-save", str(tags), *told, address)
    again = curl("--etag-compare", str(tags), *told, address)
    assert first.stdout.startswith("200 ")
    assert again.stdout == "304 0"
