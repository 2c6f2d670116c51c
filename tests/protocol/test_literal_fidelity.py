"""Terms come back as they were sent, as far as the embedded store keeps them.

The store keeps numbers, dates and truths as values and language tags in lower case; docs say so. So
texts and names must come back to the letter, and those others as the same value.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.protocol.wire import Endpoint

JSON = "application/sparql-results+json"
GRAPH = "http://example.org/fidelity"
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = {
    "plain": "a text",
    "quotes": "say \"x\" and 'y'",
    "backslash": "a\\b\\n",
    "lines": "one\ntwo\r\nthree\ttabbed",
    "empty": "",
    "spaces": "  around  ",
    "markup": "<b>&amp;</b> ]]>",
    "accents": "é e\u0301",
    "scripts": "知識 Ελληνικά عربى",
    "beyond the first plane": "🧭 𐍈",
    "long": "x" * 100_000,
    "percent": "100 %20 + %",
    "line separator": "a\u2028b",
}


def escaped(text: str) -> str:
    return "".join(f"\\U{ord(c):08X}" if not (c.isascii() and c.isalnum()) else c for c in text)


def sent_and_read(endpoint: Endpoint, term: str, way: str) -> dict[str, str]:
    """Store a term, in a way, and return it as a query gives it."""
    statement = f"<http://e.org/s> <http://e.org/p> {term}"
    if way == "update":
        endpoint.change(
            f"DROP SILENT GRAPH <{GRAPH}> ; INSERT DATA {{ GRAPH <{GRAPH}> {{ {statement} }} }}"
        )
    else:
        answer = endpoint.write("PUT", endpoint.named(GRAPH), f"{statement} .")
        assert answer.status in (200, 201, 204), answer.body
    query = f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"
    (row,) = endpoint.post(query, JSON).rows()
    return dict(row["o"])


@pytest.mark.parametrize("way", ["update", "graph store"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_come_back_to_the_letter(endpoint: Endpoint, text: str, way: str) -> None:
    told = sent_and_read(endpoint, f'"{escaped(text)}"', way)
    assert told == {"type": "literal", "value": text}


@pytest.mark.parametrize("form", ["text/turtle", "application/rdf+xml", "application/ld+json"])
@pytest.mark.parametrize("text", [text for name, text in TEXTS.items() if name != "long"])
def test_texts_come_back_in_each_format(endpoint: Endpoint, text: str, form: str) -> None:
    sent_and_read(endpoint, f'"{escaped(text)}"', "graph store")
    ((_, _, found),) = endpoint.read(endpoint.named(GRAPH), form).graph()
    # A parser of XML reads any end of a line as a line feed (XML 1.0, 2.11), unless it is escaped.
    assert str(found) == text


@pytest.mark.parametrize(
    "iri",
    [
        "http://e.org/a%20b",
        "http://e.org/a%2Fb",
        "http://e.org/é/知",
        "http://e.org/a?b=c&d=e#f",
        "http://E.org/UPPER/../lower/./",
        "http://e.org:80/",
        "urn:isbn:0451450523",
        "tag:e.org,2026:x",
        "mailto:a@e.org",
    ],
)
@pytest.mark.parametrize("way", ["update", "graph store"])
def test_names_come_back_to_the_letter(endpoint: Endpoint, iri: str, way: str) -> None:
    told = sent_and_read(endpoint, f"<{iri}>", way)
    assert told == {"type": "uri", "value": iri}


@pytest.mark.parametrize("tag", ["en", "de", "en-GB", "zh-Hant-TW", "x-private"])
def test_languages_come_back(endpoint: Endpoint, tag: str) -> None:
    told = sent_and_read(endpoint, f'"word"@{tag}', "update")
    assert (told["value"], told["xml:lang"].lower()) == ("word", tag.lower())


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("7", "integer"),
        ("-12", "integer"),
        ("true", "boolean"),
        ("2026-11-23", "date"),
        ("2026-11-23T01:02:03Z", "dateTime"),
        ("2026-11-23T01:02:03.5Z", "dateTime"),
        ("1.5", "decimal"),
        ("P1Y2M", "yearMonthDuration"),
        ("2026", "gYear"),
        ("http://e.org/", "anyURI"),
        ("a  b", "token"),
        ("anything", "no-such-type"),
        ("seven", "integer"),
        ("2026-13-45", "date"),
    ],
)
def test_values_in_their_canonical_form_come_back(
    endpoint: Endpoint, text: str, datatype: str
) -> None:
    told = sent_and_read(endpoint, f'"{text}"^^<{XSD}{datatype}>', "update")
    assert told == {"type": "literal", "value": text, "datatype": f"{XSD}{datatype}"}


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("007", "integer"),
        ("+7", "integer"),
        ("1.50", "decimal"),
        ("1.0E6", "double"),
        ("7", "nonNegativeInteger"),
        ("7", "byte"),
        ("123456789012345678901234567890", "integer"),
    ],
)
def test_numbers_come_back_as_the_same_value(endpoint: Endpoint, text: str, datatype: str) -> None:
    told = sent_and_read(endpoint, f'"{text}"^^<{XSD}{datatype}>', "update")
    assert Decimal(told["value"]) == Decimal(text)
    assert told["datatype"].startswith(XSD)


def test_plain_texts_have_no_type_in_json(endpoint: Endpoint) -> None:
    told = sent_and_read(endpoint, f'"typed"^^<{XSD}string>', "update")
    assert told == {"type": "literal", "value": "typed"}
