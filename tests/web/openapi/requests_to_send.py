"""What schemathesis sends: it loads this module as its hooks.

Its own texts are no SPARQL and no RDF, and would only ever meet the parsers' first complaint.
"""

from __future__ import annotations

import zlib
from http import HTTPStatus
from typing import Any

import schemathesis
from hypothesis import strategies as st

from atlas_kg.queries import published_queries

ACCEPTED = [
    None,
    "*/*",
    "text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/json",
    "application/problem+json",
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/yaml",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml;q=0.5, text/turtle;q=0.6",
    "text/csv",
    "text/tab-separated-values",
    "text/turtle;q=0, */*;q=0.1",
    "text/*;q=0.3, image/png",
    "application/xml;q=nan",
    ", ;q=, */*;;q=7",
    "",
]
# Each query of these takes few patterns of the graph, so that none is slow.
PARTS = [
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "{", "}", "(", ")", "*", ".", ";", ","),
    *("?s", "<urn:x>", "_:b", "'text'", "1e400", "true", "a", "^", "|", "<<", ">>", "FILTER"),
    *("OPTIONAL", "UNION", "GRAPH", "SERVICE", "BIND", "VALUES", "LIMIT", "3", "OFFSET", "ORDER"),
    *("BY", "GROUP", "HAVING", "COUNT(*)", "AS", "FROM", "PREFIX", ":", "BASE", "#", "\\u0000"),
    *("\\ud83d", "ü", "🙂"),
]
WHOLE = [
    "SELECT * { ?s ?p ?o } LIMIT 9",
    "ASK {}",
    "CONSTRUCT WHERE { ?s ?p 1 }",
    "SELECT (GROUP_CONCAT(?o) AS ?all) { SELECT * { ?s a ?o } LIMIT 99 }",
    "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
]
QUERIES = (
    st.sampled_from([*WHOLE, *(query.text for query in published_queries())])
    | st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)
    | st.text(max_size=40)
)
UPDATES = st.sampled_from(["INSERT DATA { <urn:a> <urn:b> 1 }", "DROP ALL", "CLEAR"]) | QUERIES
IRIS = st.sampled_from(["urn:a", "https://example.org/ä", "relative", "", "<>"])
DOCUMENTS = {
    "text/turtle": ["<urn:a> <urn:b> 1 .", "<urn:a> <urn:b>"],
    "application/n-triples": ["<urn:a> <urn:b> <urn:c> .\n", "<a> <b> <c> ."],
    "application/rdf+xml": ["<rdf/>", "<?xml"],
    "application/trig": ["GRAPH <urn:g> { <urn:a> <urn:b> 1 }", "<urn:g> {"],
    "application/n-quads": ["<urn:a> <urn:b> <urn:c> <urn:g> .\n", "<a> <b> <c> <d> ."],
    "text/n3": ["<urn:a> => <urn:b> .", "@forAll"],
    "application/ld+json": ['{"@id": "urn:a", "urn:b": 1}', "[", '{"@context": "http://[/"}'],
}

schemathesis.openapi.format("sparql-query", QUERIES)
schemathesis.openapi.format("sparql-update", UPDATES)
schemathesis.openapi.format("iri", IRIS)
for name, texts in (("query", QUERIES), ("update", UPDATES)):
    encoded = texts.map(lambda text: text.encode("utf-8", "replace"))
    schemathesis.openapi.media_type(f"application/sparql-{name}", encoded)
for name, documents in DOCUMENTS.items():
    sent = st.sampled_from([text.encode() for text in documents])
    schemathesis.openapi.media_type(name, sent)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, object]
) -> None:
    """Let the header Accept, which no description tells, depend on the rest of the request."""
    del context, kwargs
    told = repr((case.path_parameters, case.query, case.body))
    accepted = ACCEPTED[zlib.crc32(told.encode()) % len(ACCEPTED)]
    if accepted is not None and "Accept" not in case.headers:
        case.headers["Accept"] = accepted


@schemathesis.check
def failed_answers_say_when_to_come_back(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Let no answer be an error of the server but a call for patience."""
    del ctx, case
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "retry-after" in response.headers
