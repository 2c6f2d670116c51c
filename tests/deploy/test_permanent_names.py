"""Every name that a release holds is a promised one, and leads to a page that exists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL
from starlette.testclient import TestClient

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import BASE, DATASET, ONTOLOGY
from atlas_kg.nanopublications import nanopublications
from atlas_kg.web import Settings, create_app
from tests.conftest import ROOT
from tests.deploy.rewriting import Redirect, Rules

FOLDER = ROOT / "deploy" / "w3id"
SITE = "https://llm-atlas.example.org"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROMISED = {
    "ontology": r"ontology(#[A-Za-z][A-Za-z0-9]*|/[a-z]+|/\d+\.\d+\.\d+)?",
    "thing": r"id/[a-z-]+/[^/?#\s]+(#(Head|assertion|provenance|pubinfo))?",
    "graph": r"graph/(ontology|literature|corpus|inferred|links|proposed)",
}
AT_MOST = 40
"""How many things of a kind are followed; there are thousands of some."""


def iris(quads: Iterator[ox.Quad]) -> Iterator[str]:
    for quad in quads:
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(node, ox.NamedNode) and node.value.startswith(BASE):
                yield node.value


@pytest.fixture(scope="module")
def minted(graph: KnowledgeGraph) -> list[str]:
    """All our names in what a release holds: the graph, and the nanopublications."""
    names = set(iris(iter(graph.store)))
    for one in nanopublications(graph.store):
        names.update(iris(one.quads(one.iri.value, f"{one.iri.value}#")))
    return sorted(names)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(FOLDER / ".htaccess")


@pytest.fixture(scope="module")
def site(graph: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(graph, Settings()), base_url=SITE) as client:
        yield client


@pytest.fixture
def follow(rules: Rules, site: TestClient) -> Callable[[str, str], int]:
    """Follows a name as a client does, and gives the status with which it ends."""

    def followed(iri: str, accept: str) -> int:
        redirect = rules.redirect(iri.removeprefix(BASE).partition("#")[0], accept)
        assert redirect, iri
        assert redirect.status == 303
        assert redirect.address.startswith(f"{SITE}/")
        return site.get(redirect.address, headers={"Accept": accept}).status_code

    return followed


def by_kind(names: list[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri in names:
        if iri.startswith(f"{BASE}id/") and "#" not in iri:
            found[iri.removeprefix(f"{BASE}id/").partition("/")[0]].append(iri)
    return found


def test_every_name_is_a_promised_one(minted: list[str]) -> None:
    promised = re.compile("|".join(f"(?P<{name}>{form})" for name, form in PROMISED.items()))
    found: dict[str | None, int] = defaultdict(int)
    for iri in minted:
        match = promised.fullmatch(iri.removeprefix(BASE))
        assert match, f"{iri} is in none of the promised namespaces"
        found[match.lastgroup] += 1
    assert all(found[name] for name in PROMISED)


@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"])
def test_things_have_pages(
    minted: list[str], follow: Callable[[str, str], int], accept: str
) -> None:
    kinds = by_kind(minted)
    assert {"coding", "publication", "solution", "work", "nanopublication"} <= set(kinds)
    for kind, names in kinds.items():
        every = max(1, len(names) // AT_MOST)
        for iri in names[::every]:
            wanted = accept if kind not in ("software", "query") else "*/*"
            assert follow(iri, wanted) == 200, iri


def test_other_names_lead_somewhere(minted: list[str], follow: Callable[[str, str], int]) -> None:
    others = {iri.partition("#")[0] for iri in minted if not iri.startswith(f"{BASE}id/")}
    assert ONTOLOGY in others
    for iri in (*others, BASE, DATASET):
        for accept in ("*/*", "text/turtle"):
            assert follow(iri, accept) == 200, (iri, accept)


def test_version_is_the_one_that_is_served(graph: KnowledgeGraph, rules: Rules) -> None:
    node, version = ox.NamedNode(ONTOLOGY), ox.NamedNode(str(OWL.versionIRI))
    (said,) = graph.store.quads_for_pattern(node, version, None, None)
    assert isinstance(said.object, ox.NamedNode)
    path = said.object.value.removeprefix(BASE)
    assert rules.redirect(path) == Redirect(303, f"{SITE}/ontology")
    assert rules.redirect("ontology/9.9.9") is None
    assert said.object.value in (FOLDER / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "accept", "leads"),
    [
        ("ontology", BROWSER, "/ontology"),
        ("ontology", "*/*", "/ontology"),
        ("ontology", "text/turtle", "/ontology.ttl"),
        ("ontology", "application/rdf+xml, application/xml;q=0.5", "/ontology.rdf"),
        ("ontology", "application/ld+json", "/ontology.jsonld"),
        ("ontology", "application/n-triples", "/ontology.nt"),
        ("ontology/core", "text/turtle", "/ontology.ttl"),
        ("ontology/core/0.1.0", BROWSER, "/ontology"),
        ("ontology.owl", "*/*", "/ontology.rdf"),
        ("ontology.ttl", BROWSER, "/ontology.ttl"),
        ("id/solution/data-cards", BROWSER, "/id/solution/data-cards"),
        ("id/solution/data-cards.ttl", "*/*", "/id/solution/data-cards.ttl"),
        ("id/solution/ä b", "*/*", "/id/solution/%c3%a4%20b"),
        ("graph/inferred", "*/*", f"/rdf-graph-store?graph={BASE}graph/inferred"),
        (".well-known/void", "*/*", "/.well-known/void"),
        ("", BROWSER, "/"),
    ],
)
def test_rules(rules: Rules, path: str, accept: str, leads: str) -> None:
    assert rules.redirect(path, accept) == Redirect(303, f"{SITE}{leads}")


@pytest.mark.parametrize(
    "path", ["id/solution", "id/", "ontologyX", "xontology", "graph/", "graph/a/b", "sparql", "x"]
)
def test_what_is_no_name_leads_nowhere(rules: Rules, path: str) -> None:
    assert rules.redirect(path) is None


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld", "nt", "json", "csv", "owl"])
def test_suffixes_are_served(rules: Rules, site: TestClient, suffix: str) -> None:
    redirect = rules.redirect(f"ontology.{suffix}")
    assert redirect
    assert site.get(redirect.address).status_code == 200


def test_rules_use_what_is_understood(tmp_path: Path) -> None:
    file = tmp_path / ".htaccess"
    file.write_text("RewriteCond %{HTTP_HOST} ^x$\nRewriteRule ^a$ https://b.example/ [R=303,L]\n")
    with pytest.raises(AssertionError, match="not understood"):
        Rules(file)


def test_document_names_the_address_to_replace() -> None:
    text = (ROOT / "docs" / "permanent-names.md").read_text("utf-8")
    targets = re.findall(
        r"^RewriteRule \S+ (\S+)", (FOLDER / ".htaccess").read_text(), re.MULTILINE
    )
    assert targets
    assert {target[: len(SITE) + 1] for target in targets} == {f"{SITE}/"}
    assert f"s#{SITE}#" in text


def test_names_without_a_thing(site: TestClient) -> None:
    for name in ("coding.none", "coding.", "none", "a b.c", "coding"):
        assert site.get(f"/id/nanopublication/{name}").status_code == 404


def test_software_leads_to_versions(site: TestClient) -> None:
    answer = site.get("/id/software/atlas-kg-0.1.0", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/-/versions")
