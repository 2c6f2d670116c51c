"""Apache itself follows the rules as the tests read them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.deploy.apache import Apache, apache
from tests.deploy.rewriting import Redirect, Rules

RULES = ROOT / "deploy" / "w3id" / ".htaccess"
ACCEPTED = (
    "*/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/turtle",
    "text/turtle, text/html;q=0.5",
    "application/rdf+xml, application/xml;q=0.5",
    "application/ld+json",
    "application/n-triples",
    "application/sparql-results+json",
    "",
)
PATHS = (
    "",
    "ontology",
    "ontology/",
    "ontology/0.1.0",
    "ontology/9.9.9",
    "ontology/core",
    "ontology/core/0.1.0",
    "ontology/core/0.1.0/",
    "ontologyX",
    *(f"ontology.{suffix}" for suffix in ("ttl", "rdf", "jsonld", "nt", "json", "csv", "owl", "x")),
    "id",
    "id/",
    "id/solution",
    "id/solution/data-cards",
    "id/solution/data-cards.ttl",
    "id/solution/ä b",
    "id/solution/a%2Fb",
    "id/solution/a#b",
    "id/nanopublication/coding.Doe2025/deeper",
    "graph/inferred",
    "graph/a/b",
    ".well-known/void",
    ".well-known/other",
    "x",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Apache]:
    with apache(RULES) as running:
        yield running


@pytest.mark.parametrize("path", PATHS)
def test_apache_redirects_as_the_rules_are_read(server: Apache, path: str) -> None:
    rules = Rules(RULES)
    for accept in ACCEPTED:
        status, address, allowed = server.ask(path, accept)
        expected = rules.redirect(path, accept)
        if expected is None:
            # Nothing lies in the folder, so it cannot be listed and has no files.
            assert status in {403, 404}
            assert address is None
        else:
            assert Redirect(status, address or "") == expected
        assert allowed == "*"
