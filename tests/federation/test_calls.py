"""Calls of other endpoints are found in a text, and led to the gateway or refused."""

from __future__ import annotations

import pytest

from atlas_kg.federation.calls import rewritten_for_gateway, services_called
from atlas_kg.sparql_text import QueryError

ONE, TWO = "https://one.example/sparql", "https://my.service.example/a/service#x"
GATEWAY = "http://127.0.0.1:9/secret"
PATTERN = "{ ?s ?p ?o }"


@pytest.mark.parametrize(
    ("query", "addresses"),
    [
        ("ASK { ?s ?p ?o }", []),
        ("ASK { ?service ?p 'SERVICE <http://x/>' } # SERVICE <http://x/>", []),
        (f"ASK {{ SERVICE <{ONE}> {PATTERN} }}", [ONE]),
        (f"ASK {{ service<{ONE}>{PATTERN} }}", [ONE]),
        (f"ASK {{ Service Silent <{ONE}> {PATTERN} }}", [ONE]),
        (f"ASK {{ ?s ?p ?o.SERVICE SILENT<{ONE}>{PATTERN} }}", [ONE]),
        (f"ASK {{ SERVICE # <http://x/>\n <{ONE}> {PATTERN} }}", [ONE]),
        (f"ASK {{ SERVICE#'\n<{ONE}> {PATTERN} # '\n }}", [ONE]),
        (f"ASK {{ SERVICE <{TWO}> {PATTERN} SERVICE <{ONE}> {PATTERN} }}", [TWO, ONE]),
        (f"PREFIX e: <{ONE}> ASK {{ SERVICE e: {PATTERN} }}", [ONE]),
        (f"prefix e: <https://one.example/> ASK {{ SERVICE e:sparql{PATTERN} }}", [ONE]),
        (f"PREFIX : <{ONE}> ASK {{ SERVICE SILENT : {PATTERN} }}", [ONE]),
        (f"BASE <https://one.example/a/> ASK {{ SERVICE <../sparql> {PATTERN} }}", [ONE]),
        (
            f"BASE <https://one.example/> PREFIX e: <spar> ASK {{ SERVICE e:ql {PATTERN} }}",
            [ONE],
        ),
        (f"INSERT {PATTERN} WHERE {{ SERVICE <{ONE}> {PATTERN} }}", [ONE]),
        (f"ASK {{ FILTER(?a < ?b) SERVICE <{ONE}> {PATTERN} FILTER(?a > 1) }}", [ONE]),
        (f"ASK {{ FILTER(?a<?b) SERVICE <{ONE}> {PATTERN} }}", [ONE]),
    ],
)
def test_calls_are_found(query: str, addresses: list[str]) -> None:
    calls = services_called(query)
    assert [call.address for call in calls] == addresses


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ SERVICE ?x {PATTERN} }}",
        f"ASK {{ SERVICE $x {PATTERN} }}",
        f"ASK {{ SERVICE SILENT ?x {PATTERN} VALUES ?x {{ <{ONE}> }} }}",
        f"ASK {{ SERVICE <sparql> {PATTERN} }}",
        f"ASK {{ SERVICE e:x {PATTERN} }}",
        f"PREFIX e: <{ONE}> ASK {{ SERVICEe: {PATTERN} }}",
        f"PREFIX e: <{ONE}> ASK {{ SERVICESILENTe: {PATTERN} }}",
        f"PREFIX : <{ONE}> ASK {{ SERVICE: {PATTERN} }}",
        f"PREFIX : <{ONE}> ASK {{ SERVICE SILENT: {PATTERN} }}",
        f"ASK {{ SERVICESILENT<{ONE}> {PATTERN} }}",
        f"ASK {{ ?s ?p trueSERVICE<{ONE}> {PATTERN} }}",
        f"ASK {{ ?s ?p 1SERVICE<{ONE}> {PATTERN} }}",
        f"PREFIX e: <{ONE}> PREFIX e: <{TWO}> ASK {{ SERVICE e: {PATTERN} }}",
        f"BASE <{ONE}> BASE <{TWO}> ASK {{ SERVICE <> {PATTERN} }}",
        f"PREFIX e: <https://one.example/> ASK {{ SERVICE e:sparql\\- {PATTERN} }}",
        f"PREFIX e: <https://one.example/> ASK {{ SERVICE e:sparql:x {PATTERN} }}",
        f"PREFIX e: <https://one.example/> ASK {{ SERVICE e:a.b {PATTERN} }}",
        f"ASK {{ SERVICE <https://one.ex\\u0061mple/sparql> {PATTERN} }}",
        "ASK { SERVICE",
        "ASK { SERVICE SILENT",
        "PREFIX : <http://e/> ASK { FILTER(1<2)SERVICE#>\n:x { ?s ?p ?o } }",
        f"ASK {{ FILTER(1<2#>'''\n)SERVICE<{ONE}> {PATTERN} #'''\n }}",
        f"PREFIX a: <urn:a> ASK {{ FILTER(?s<a:#>'''\n)SERVICE <{ONE}> {PATTERN} #'''\n }}",
        "ASK {" + f"SERVICE <{ONE}> {PATTERN}" * 21 + "}",
    ],
)
def test_what_is_no_plain_call_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        services_called(query)


def test_calls_go_to_the_gateway() -> None:
    query = f"""PREFIX e: <{ONE}>
ASK {{ # SERVICE <{ONE}>
  SERVICE e: {PATTERN} SERVICE SILENT<{TWO}>{PATTERN}
  FILTER(?s = "SERVICE <{TWO}>" && ?o != <{ONE}>) }}"""
    expected = f"""PREFIX e: <{ONE}>
ASK {{ # SERVICE <{ONE}>
  SERVICE  <{GATEWAY}/0>  {PATTERN} SERVICE SILENT <{GATEWAY}/1> {PATTERN}
  FILTER(?s = "SERVICE <{TWO}>" && ?o != <{ONE}>) }}"""
    assert rewritten_for_gateway(query, [ONE, TWO], GATEWAY) == expected


@pytest.mark.parametrize(
    "address",
    [
        "http://one.example/sparql",
        "https://one.example/sparql/",
        "https://one.example/sparql?x",
        "https://one.example/sparql#x",
        "https://one.example:443/sparql",
        "https://ONE.example/sparql",
        "https://one.example@evil.example/sparql",
        "https://one.example/x/../sparql",
        "https://one.example.evil.example/sparql",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "sparql:one",
    ],
)
def test_only_addresses_to_the_letter(address: str) -> None:
    query = f"ASK {{\n  SERVICE <{address}> {PATTERN} }}"
    with pytest.raises(QueryError, match="SERVICE may not call") as caught:
        rewritten_for_gateway(query, [ONE], GATEWAY)
    assert f"It may call <{ONE}>" in str(caught.value)
    assert (caught.value.line, caught.value.column) == (2, 11)


def test_nothing_is_allowed_by_default() -> None:
    with pytest.raises(QueryError, match="This endpoint sends no requests to others"):
        rewritten_for_gateway(f"ASK {{ SERVICE <{ONE}> {PATTERN} }}", [], GATEWAY)
