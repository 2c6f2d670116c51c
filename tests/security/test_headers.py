"""Every response carries the headers that keep pages to themselves."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.security.servers import MAY_WRITE, Server

ALL = "SELECT * { ?s ?p ?o }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
UPDATE = {**MAY_WRITE, "Content-Type": "application/sparql-update"}


def asked(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


REQUESTS: dict[str, tuple[str, str, dict[str, str], bytes, int]] = {
    "map": ("GET", "/", {"Accept": BROWSER}, b"", 200),
    "head of a page": ("HEAD", "/", {"Accept": BROWSER}, b"", 200),
    "data page": ("GET", "/ontology", {"Accept": "text/turtle"}, b"", 200),
    "editor": ("GET", "/sparql", {"Accept": BROWSER}, b"", 200),
    "rows in a page": ("GET", asked(ALL), {"Accept": BROWSER}, b"", 200),
    "service description": ("GET", "/sparql", {"Accept": "text/turtle"}, b"", 200),
    "answer": ("GET", asked("ASK {}"), {}, b"", 200),
    "compressed answer": ("GET", asked(ALL), {"Accept-Encoding": "gzip"}, b"", 200),
    "head of an answer": ("HEAD", asked(ALL), {}, b"", 200),
    "stream": ("GET", asked(LONG), {"Accept": "text/csv"}, b"", 200),
    "preflight": ("OPTIONS", "/sparql", {"Origin": "https://a.example"}, b"", 204),
    "preflight of graphs": (
        "OPTIONS",
        "/rdf-graph-store",
        {"Origin": "https://a.example"},
        b"",
        204,
    ),
    "graph": ("GET", "/rdf-graph-store?default", {"Accept": "text/turtle"}, b"", 200),
    "malformed query": ("GET", asked("ASK {"), {}, b"", 400),
    "malformed query in a page": ("GET", asked("ASK {"), {"Accept": BROWSER}, b"", 400),
    "refused query": ("GET", asked("ASK { SERVICE <urn:x> {} }"), {}, b"", 400),
    "no token": ("POST", "/update", {"Content-Type": "application/sparql-update"}, b"", 401),
    "update": ("POST", "/update", UPDATE, b"INSERT DATA { <urn:a> <urn:b> 1 }", 204),
    "malformed update": ("POST", "/update", UPDATE, b"INSERT", 400),
    "no method": ("DELETE", "/sparql", {}, b"", 405),
    "no format": ("GET", asked("ASK {}"), {"Accept": "image/png"}, b"", 406),
    "no media type": ("POST", "/sparql", {"Content-Type": "text/plain"}, b"x", 415),
    "nowhere": ("GET", "/none", {"Accept": BROWSER}, b"", 404),
    "nowhere for programs": ("GET", "/none", {}, b"", 404),
    "no graph": ("GET", "/rdf-graph-store?graph=urn:none", {}, b"", 404),
    "metrics": ("GET", "/-/metrics", {}, b"", 200),
    "health": ("GET", "/-/health", {}, b"", 200),
    "well-known": ("GET", "/.well-known/void", {}, b"", 200),
    "style": ("GET", "/styles/map/map.css", {}, b"", 200),
    "search": ("GET", "/contribute", {"Accept": BROWSER}, b"", 200),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_headers_of_every_kind_of_response(writable: Server, name: str) -> None:
    method, path, headers, body, status = REQUESTS[name]
    answer = writable.send(method, path, body, headers)
    assert answer.status == status
    policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert {rules[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert rules["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert "script-src" not in rules
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer.headers.get_all("Content-Security-Policy") == [policy]
    assert "server" not in answer.headers or answer.headers["server"] == "uvicorn"


def test_unchanged_answer_has_them_too(writable: Server) -> None:
    tag = writable.send("GET", asked("ASK {}")).headers["ETag"]
    answer = writable.send("GET", asked("ASK {}"), headers={"If-None-Match": tag})
    assert answer.status == 304
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_answer_may_be_read_with_kept_passwords(writable: Server) -> None:
    """Every origin may read, and none with what a browser keeps."""
    for method in ("GET", "OPTIONS"):
        answer = writable.send(method, asked("ASK {}"), headers={"Origin": "https://a.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>"])
def test_what_a_request_brings_is_no_markup(writable: Server, text: str) -> None:
    for path in (
        asked(text),
        asked(f"SELECT ('{text}' AS ?x) {{}}".replace("'\"", '"')),
        "/" + urlencode({"x": text})[2:],
        "/explain?" + urlencode({"s": text, "p": text, "o": text}),
        "/sparql?" + urlencode({"example": text}),
    ):
        page = writable.send("GET", path, headers={"Accept": BROWSER}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
