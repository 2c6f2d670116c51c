"""No document that is posted makes the server call another, read a file, or take all memory."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.federation.endpoints import Endpoint
from tests.security.servers import Server

RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"
TURTLE = "text/turtle"
SPACE = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='urn:e:'"
BODY = (
    f"<rdf:RDF {SPACE}><rdf:Description rdf:about='urn:a'><e:p>CONTENT</e:p></rdf:Description>"
    "</rdf:RDF>"
)
COUNT = "SELECT ?o { GRAPH <urn:posted> { ?s ?p ?o } }"


def laughs(levels: int, width: int = 10) -> str:
    """Return a document of some entities, each of which names the one before many times."""
    entities = ['<!ENTITY e0 "ha">']
    entities += [f'<!ENTITY e{n} "{f"&e{n - 1};" * width}">' for n in range(1, levels + 1)]
    return f"<!DOCTYPE rdf:RDF [{''.join(entities)}]>" + BODY.replace("CONTENT", f"&e{levels};")


def test_harmless_documents_are_taken(writable: Server) -> None:
    text = '<!DOCTYPE rdf:RDF [<!ENTITY e "kept">]>' + BODY.replace("CONTENT", "&e;")
    assert writable.post(RDF_XML, text.encode(), "urn:xml").status == 201
    assert "kept" in writable.query("SELECT ?o { GRAPH <urn:xml> { ?s ?p ?o } }").text
    inline = b'{"@context": {"x": "urn:x"}, "@id": "urn:a", "x": "known"}'
    assert writable.post(JSON_LD, inline, "urn:json").status == 201
    assert "known" in writable.query("SELECT ?o { GRAPH <urn:json> { ?s ?p ?o } }").text


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "FILE">',
        '<!ENTITY x SYSTEM "URL">',
        '<!ENTITY x PUBLIC "-//x//" "URL">',
        '<!ENTITY % y SYSTEM "URL"> %y; <!ENTITY x "y">',
        '<!ENTITY % y SYSTEM "FILE"> <!ENTITY x "%y;">',
    ],
)
def test_external_entity_is_not_read(
    writable: Server, trap: Endpoint, tmp_path: Path, declaration: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the-secret", "utf-8")
    told = declaration.replace("FILE", secret.as_uri()).replace("URL", f"{trap.url}/good")
    text = f"<!DOCTYPE rdf:RDF [{told}]>" + BODY.replace("CONTENT", "&x;")
    writable.post(RDF_XML, text.encode())
    assert trap.asked == []
    assert "the-secret" not in writable.query(COUNT).text
    assert writable.is_well


def test_external_document_type_is_not_read(writable: Server, trap: Endpoint) -> None:
    text = f"<!DOCTYPE rdf:RDF SYSTEM '{trap.url}/good'>" + BODY
    writable.post(RDF_XML, text.encode())
    assert trap.asked == []


@pytest.mark.parametrize(
    "text",
    [
        laughs(9),
        laughs(30, 2),
        laughs(2, 20_000),
        f'<!DOCTYPE rdf:RDF [<!ENTITY a "{"x" * 100_000}">]>'
        + BODY.replace("CONTENT", "&a;" * 9_000),
    ],
    ids=["ten to the ninth", "two to the thirtieth", "flat", "one large"],
)
def test_entity_bomb_ends_within_limits(writable: Server, text: str) -> None:
    begun = time.monotonic()
    answer = writable.post(RDF_XML, text.encode(), "urn:bomb")
    assert answer.status in (400, 413, 503)
    assert time.monotonic() - begun < 15
    assert writable.is_well
    assert writable.query("ASK { GRAPH <urn:bomb> { ?s ?p ?o } }").text.endswith("false}")


@pytest.mark.parametrize(
    "context",
    [
        '"URL"',
        '["URL"]',
        '{"@import": "URL", "@version": 1.1}',
        '{"x": {"@id": "urn:x", "@context": "URL"}}',
        '"FILE"',
    ],
)
def test_remote_context_is_not_read(
    writable: Server, trap: Endpoint, tmp_path: Path, context: str
) -> None:
    file = tmp_path / "context.jsonld"
    file.write_text('{"@context": {"x": "urn:the-secret"}}', "utf-8")
    told = context.replace("URL", f"{trap.url}/good").replace("FILE", file.as_uri())
    text = f'{{"@context": {told}, "@id": "urn:a", "x": {{"x": "1"}}}}'
    answer = writable.post(JSON_LD, text.encode(), "urn:context")
    assert answer.status == 400
    assert trap.asked == []
    assert "the-secret" not in writable.query("SELECT * { GRAPH <urn:context> { ?s ?p ?o } }").text
    assert writable.is_well


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (TURTLE, "<urn:a> <urn:b> " + "[ <urn:b> " * 200_000),
        (TURTLE, "<urn:a> <urn:b> " + "( " * 200_000),
        (JSON_LD, '{"urn:b": ' * 100_000),
        (JSON_LD, "[" * 200_000),
        (RDF_XML, f"<rdf:RDF {SPACE}>" + "<e:a><e:b>" * 100_000),
        ("application/n-triples", "<urn:a> <urn:b> " + "<<( " * 100_000),
        ("application/trig", "{" * 100_000),
    ],
    ids=["brackets", "lists", "objects", "arrays", "elements", "triples", "graphs"],
)
def test_deep_document_ends_within_limits(writable: Server, media_type: str, text: str) -> None:
    assert writable.post(media_type, text.encode(), "urn:deep").status in (400, 413, 503)
    assert writable.is_well
