"""The folder of documents needs nothing else, and everything in it leads somewhere."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from atlas_kg.documentation import GENERATED, OntologyDocumentation
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_ONTOLOGY
from tests.documentation.html_pages import Element, read

ROOT = Path(__file__).parents[2]
LOADS = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("use", "href")}
ADDRESS = re.compile(r"https?://")


@pytest.fixture(scope="module")
def pages(folder: dict[str, bytes]) -> dict[str, Element]:
    return {name: read(data) for name, data in folder.items() if name.endswith(".html")}


def test_every_document_is_a_page(pages: dict[str, Element]) -> None:
    written = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert {f"{name}.html" for name in written} | {"index.html", "ontology.html"} <= set(pages)
    for name, page in pages.items():
        (heading,) = page.all("h1")
        assert heading.text, name
        (title,) = [title for title in page.all("title") if "id" not in title.attributes]
        assert title.text, name


def test_index_leads_to_every_page(pages: dict[str, Element]) -> None:
    found = {a.attributes["href"] for a in pages["index.html"].all("main")[0].all("a")}
    assert set(pages) - {"index.html"} <= found


def test_nothing_is_loaded_from_elsewhere(
    pages: dict[str, Element], folder: dict[str, bytes]
) -> None:
    for name, page in pages.items():
        for tag, attribute in LOADS:
            for element in page.all(tag):
                target = element.attributes.get(attribute, "")
                assert target in folder, f"{name}: {tag} {target}"
        assert page.all("script") == page.all("style") == []
        assert page.with_attribute("style") == []
    assert not ADDRESS.search(folder["style.css"].decode())
    assert "@import" not in folder["style.css"].decode()


def test_every_link_leads_somewhere(pages: dict[str, Element], folder: dict[str, bytes]) -> None:
    anchors = {
        name: {element.attributes["id"] for element in page.with_attribute("id")}
        for name, page in pages.items()
    }
    for name, page in pages.items():
        for link in page.all("a"):
            parts = urlsplit(link.attributes["href"])
            if parts.scheme:
                assert parts.scheme in {"http", "https"}, name
                continue
            target = parts.path or name
            assert target in folder, f"{name}: {link.attributes['href']}"
            if parts.fragment:
                assert unquote(parts.fragment) in anchors[target], link.attributes["href"]


def test_anchors_are_unique(pages: dict[str, Element]) -> None:
    for name, page in pages.items():
        ids = [element.attributes["id"] for element in page.with_attribute("id")]
        assert len(ids) == len(set(ids)), name


def test_headings_stand_in_order(pages: dict[str, Element]) -> None:
    for name, page in pages.items():
        html = page.all("main")[0]
        levels = flat_headings(html)
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels))


def flat_headings(element: Element) -> list[int]:
    levels = []
    for child in element.children:
        if isinstance(child, Element):
            levels += [int(child.tag[1])] if re.fullmatch(r"h[1-6]", child.tag) else []
            levels += flat_headings(child)
    return levels


def test_every_term_is_told_with_all_its_fields(
    pages: dict[str, Element], documented: OntologyDocumentation
) -> None:
    sections = {
        element.attributes["id"]: element
        for element in pages["ontology.html"].all("section")
        if element.attributes.get("class") == "term"
    }
    assert len(sections) == len(documented.entries)
    for entry in documented.entries:
        term, section = entry.term, sections[entry.term.anchor]
        text = section.text
        assert section.all("code")[0].text == term.iri
        assert section.all("h4")[0].text == term.label
        links = {a.attributes["href"] for a in section.all("a")}
        fields = (term.definition, *term.alt_labels, *term.examples, *term.notes, *term.changes)
        axioms = [axiom.text for axiom in term.axioms]
        notes = [axiom.note or "" for axiom in term.axioms]
        matches = [part for match in term.matches for part in (match.curie, match.note or "")]
        concepts = [f"{concept.name} ({concept.section})" for concept in entry.concepts]
        questions = [question.id for question in entry.questions]
        for told in (*fields, *axioms, *notes, *matches, *concepts, *questions):
            assert " ".join(told.split()) in text, (term.curie, told)
        for source in term.sources:
            anchor = documented.anchors.get(source.iri)
            expected = f"#{anchor}" if anchor else source.iri
            assert source.text in text
            assert expected in links
        assert ("What follows, inferred" in text) is term.follows


def test_every_concept_of_the_paper_is_listed(
    pages: dict[str, Element], documented: OntologyDocumentation
) -> None:
    (section,) = [
        s for s in pages["ontology.html"].all("section") if s.attributes.get("id") == "concepts"
    ]
    rows = [[cell.text for cell in row.all("td")] for row in section.all("tr")][1:]
    assert rows == [
        [c.section, " ".join(c.name.split()), documented.labels[c.term], c.kind]
        for c in documented.concepts
    ]


def test_what_is_not_represented_is_listed(pages: dict[str, Element]) -> None:
    (section,) = [
        s
        for s in pages["ontology.html"].all("section")
        if s.attributes.get("id") == "not-represented"
    ]
    text = (ROOT / "docs" / "not-represented.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert len(section.all("tr")) == len(rows) + 1
    assert rows


def test_diagrams_are_text_with_names(
    pages: dict[str, Element], documented: OntologyDocumentation
) -> None:
    drawings = {tier.name: tier.drawing for tier in documented.tiers if tier.drawing}
    figures = pages["ontology.html"].all("svg")
    assert len(figures) == len(drawings)
    for figure, drawing in zip(figures, drawings.values(), strict=True):
        assert figure.all("title")[0].text
        assert figure.all("desc")[0].text
        texts = {text.text for text in figure.all("text")}
        names = [text.text for edge in drawing.edges for text in edge.names]
        lines = [line.text for box in drawing.boxes for line in (*box.lines, *box.loops)]
        assert texts == {*names, *lines}
        colours = {element.attributes[n] for n in ("fill", "stroke") for element in
                   figure.with_attribute(n)}  # fmt: skip
        assert colours == set()


def test_downloads_are_the_ontology(folder: dict[str, bytes], graph: KnowledgeGraph) -> None:
    own = sum(1 for _ in graph.store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY))
    forms = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    for suffix, syntax in forms.items():
        read_back = {quad.triple for quad in ox.parse(folder[f"ontology.{suffix}"], format=syntax)}
        assert len(read_back) == own


def test_style_has_rules_for_print(folder: dict[str, bytes]) -> None:
    css = folder["style.css"].decode()
    printed = css[css.index("@media print") :]
    assert "details::details-content" in printed
    assert "landscape" in printed


def test_generated_pages_in_the_repository_are_fresh(graph: KnowledgeGraph) -> None:
    for name, generate in GENERATED.items():
        assert (ROOT / "docs" / name).read_text("utf-8") == generate(graph), name
