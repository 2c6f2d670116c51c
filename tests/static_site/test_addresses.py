"""Which addresses become files, and under which names."""

from __future__ import annotations

import pytest

from atlas_kg.static_site.addresses import Files, needs_server, notice_of


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("/", "text/html", "index.html"),
        ("/cells/ModelSelection/Screening", "text/html", "cells/ModelSelection/Screening.html"),
        ("/map.csv", "text/csv", "map.csv"),
        ("/screening?page=2", "text/html", "screening/page-2.html"),
        ("/screening.json?page=2", "application/json", "screening/page-2.json"),
        ("/evidence?phase=A&status=B", "text/html", "evidence/phase-A.status-B.html"),
        ("/plan?phase=", "text/html", "plan/phase.html"),
        ("/explain?s=atlas:A&p=atlas:b&o=atlas:C", "text/html", "explain/A.b.C.html"),
        ("/terms/rdfs:label", "text/html", "terms/rdfs-label.html"),
        ("/id/work/a%2Fb", "text/html", "id/work/a-b.html"),
        ("/static/licenses.txt", "text/plain", "static/licenses.txt"),
        ("/id/publication/Doe2025.1", "text/html", "id/publication/Doe2025.1.html"),
    ],
)
def test_names(address: str, media_type: str, name: str) -> None:
    assert Files().add(address, media_type) == name


def test_names_that_differ_in_case_are_told_apart() -> None:
    files = Files()
    first, second = (
        files.add("/terms/Solution", "text/html"),
        files.add("/terms/solution", "text/html"),
    )
    assert first.lower() != second.lower()
    assert second.startswith("terms/solution-")


def test_long_names_are_cut() -> None:
    files = Files()
    names = {files.add(f"/id/work/{'long' * 60}{n}", "text/html") for n in range(2)}
    assert len(names) == 2
    assert all(len(name) < 140 for name in names)


@pytest.mark.parametrize(
    ("form", "media_type"), [("csv", "text/csv"), ("png", "image/png"), ("md", "text/markdown")]
)
def test_long_names_keep_their_ending(form: str, media_type: str) -> None:
    name = Files().add(f"/evidence.{form}?solution={'long-' * 60}", media_type)
    assert name.endswith(f".{form}")
    assert len(name) < 140


def test_no_name_leaves_the_folder() -> None:
    assert Files().add("/id/work/..%2F..%2Fx", "text/html") == "id/work/x.html"


@pytest.mark.parametrize(
    ("address", "topic"),
    [
        ("/", None),
        ("/contribute", None),
        ("/contribute/coding?phase=A", "contributions"),
        ("/sparql?query=x", "queries"),
        ("/openapi.json", "programs"),
        ("/explain?s=a&p=b&o=c", None),
        ("/explain?s=a&p=b&o=c&from=1", "explanations"),
        ("/explain?s=a&p=b&o=c&format=json", "data"),
        ("/map.rdf", "data"),
        ("/map.ttl", None),
        ("/id/work/x.ttl", "data"),
        ("/id/solution/x.ttl", None),
        ("/id/solution/x.csv", "data"),
        ("/evidence?phase=A", None),
    ],
)
def test_what_needs_a_server(address: str, topic: str | None) -> None:
    assert needs_server(address, "/") == topic


def test_parts_lead_to_no_further_parts_but_to_their_own() -> None:
    page = "/evidence?phase=A"
    assert needs_server("/evidence?phase=A&status=B", page) == "filters"
    assert needs_server("/evidence?phase=A&page=2", page) is None
    assert needs_server("/evidence.csv?phase=A", page) is None
    assert needs_server("/evidence", page) is None
    assert needs_server("/screening?page=3", "/screening?page=2") is None


@pytest.mark.parametrize(
    ("address", "topic"),
    [
        ("/evidence?phase=A&status=B", "filters"),
        ("/evidence.csv?phase=A&status=B", "data"),
        ("/sparql?query=x", "queries"),
        ("/explain?s=a&p=b&o=c", "explanations"),
        ("/contribute/coding", "contributions"),
        ("/id/work/none", "missing"),
    ],
)
def test_what_is_told_where_no_file_is(address: str, topic: str) -> None:
    assert notice_of(address) == topic
