"""The editor in a real browser: it completes, runs, shows, marks and shares."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from atlas_kg.web import Settings
from tests.web.watched_page import watched

pytestmark = pytest.mark.skipif(not Settings().has_editor, reason="the editor has not been built")

Open = Callable[..., AbstractContextManager[Page]]

COUNTED = """PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?mechanism (COUNT(DISTINCT ?coding) AS ?codings) WHERE {
  ?m atlas:mechanismCodedIn ?coding ; rdfs:label ?mechanism .
} GROUP BY ?mechanism ORDER BY ?mechanism"""
ANNOUNCED = "#sparql-results [role=status]"


@pytest.fixture
def open_editor(browser: Browser, server: str) -> Open:
    """Opens the editor, with a query in it if one is given."""

    @contextmanager
    def open_(query: str | None = None, **how: object) -> Iterator[Page]:
        path = f"/sparql?{urlencode({'query': query})}" if query else "/sparql"
        with watched(browser, server.rstrip("/") + path, **how) as page:  # type: ignore[arg-type]
            expect(page.locator(".cm-editor")).to_be_visible()
            yield page

    return open_


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def written(page: Page) -> str:
    return page.locator("textarea[name=query]").input_value()


def test_editor_is_small() -> None:
    static = Settings().static
    assert len(gzip.compress((static / "editor.js").read_bytes())) <= 250_000
    assert len(gzip.compress((static / "page.js").read_bytes())) < 10_000


def test_classes_are_completed_by_a_word_of_their_label(open_editor: Open) -> None:
    with open_editor() as page:
        write(page, "SELECT * WHERE { ?x a mech")
        options = page.locator(".cm-tooltip-autocomplete li")
        expect(options.first).to_contain_text("atlas:Mechanism")
        expect(options.first).to_contain_text("Mechanism")
        expect(page.locator(".cm-completionInfo")).to_contain_text("agency theory")
        page.wait_for_timeout(200)
        page.keyboard.press("Enter")
        assert "?x a atlas:Mechanism" in written(page)
        assert written(page).startswith("PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>")
        page.keyboard.press("Control+z")
        assert "PREFIX" not in written(page)


def test_words_of_a_label_are_replaced_together(open_editor: Open) -> None:
    with open_editor() as page:
        write(page, "SELECT * WHERE { ?x ?y hidden characteristics of cand")
        expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text(
            "atlas:HiddenCharacteristicsOfCandidateModels"
        )
        page.wait_for_timeout(200)
        page.keyboard.press("Enter")
        assert "?y atlas:HiddenCharacteristicsOfCandidateModels" in written(page)


def test_things_are_completed_by_label(open_editor: Open) -> None:
    with open_editor() as page:
        write(page, "SELECT * WHERE { ?x ?y data card")
        option = page.locator(".cm-tooltip-autocomplete li", has_text="Data cards")
        expect(option).to_contain_text("Solution")
        page.wait_for_timeout(200)
        option.click()
        assert "?y <https://w3id.org/llm-atlas/id/solution/data-cards>" in written(page)


def test_question_is_found_by_its_words_and_run_by_keyboard(open_editor: Open) -> None:
    with open_editor() as page:
        field = page.get_by_label("Begin with")
        field.fill("gap")
        expect(page.get_by_role("option").first).to_contain_text("no work gives")
        field.press("ArrowDown")
        field.press("Enter")
        expect(page.locator(".cm-content")).to_contain_text("NOT EXISTS")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#sparql-results tbody tr")).to_have_count(2)
        expect(page.locator(ANNOUNCED)).to_contain_text("2 rows in")
        assert "query=" in page.url


def test_rows_are_sorted(open_editor: Open) -> None:
    with open_editor(COUNTED) as page:
        numbers = page.locator("#sparql-results tbody td.number")
        page.get_by_role("button", name="codings").click()
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("codings")
        ascending = [int(text) for text in numbers.all_inner_texts()]
        assert ascending == sorted(ascending)
        page.get_by_role("button", name="codings").click()
        expect(page.locator("th[aria-sort=descending]")).to_contain_text("codings")
        assert [int(text) for text in numbers.all_inner_texts()] == ascending[::-1]


def test_labels_with_numbers_are_drawn(open_editor: Open) -> None:
    with open_editor(COUNTED) as page:
        page.get_by_label("chart").check()
        chart = page.get_by_role("img", name="Bar chart of codings by mechanism: 4 bars")
        expect(chart.locator("rect")).to_have_count(4)
        widths = [float(bar.get_attribute("width") or 0) for bar in chart.locator("rect").all()]
        page.get_by_label("raw").check()
        expect(page.locator("#sparql-results pre")).to_contain_text('"bindings"')
        page.get_by_label("table").check()
        told = page.locator("#sparql-results tbody td.number").all_inner_texts()
        counts = [int(text) for text in told]
        for width, count in zip(widths, counts, strict=True):
            assert width / max(widths) == pytest.approx(count / max(counts))


def test_rows_without_numbers_are_not_drawn(open_editor: Open) -> None:
    with open_editor("SELECT ?s ?p WHERE { ?s ?p ?o } LIMIT 5") as page:
        expect(page.get_by_label("raw")).to_be_visible()
        expect(page.get_by_label("chart")).to_have_count(0)


def test_mistake_is_marked_until_the_text_changes(open_editor: Open) -> None:
    with open_editor(refused=True) as page:
        write(page, "SELECT * WHERE { ?s ?p }")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("line 1, column 24")
        expect(page.locator(".sparql-mistake")).to_have_text("}")
        page.keyboard.type("?o ")
        expect(page.locator(".sparql-mistake")).to_have_count(0)


def test_mistake_of_a_link_is_marked(open_editor: Open) -> None:
    with open_editor("SELECT *\nWHERE { ?s ?p }", refused=True) as page:
        expect(page.locator(".sparql-mistaken-line")).to_contain_text("WHERE")


def test_many_rows_leave_the_page_quick(open_editor: Open) -> None:
    with open_editor() as page:
        write(page, "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c } LIMIT 3000000")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Enter")
        expect(page.locator(ANNOUNCED)).to_contain_text("The first 10,000 rows", timeout=20_000)
        expect(page.locator("#sparql-results tbody tr")).to_have_count(1000)
        page.get_by_role("button", name="Show 1,000 more rows").click()
        expect(page.locator("#sparql-results tbody tr")).to_have_count(2000)


def test_running_query_is_stopped(open_editor: Open) -> None:
    with open_editor() as page:
        write(page, "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+Enter")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(ANNOUNCED)).to_have_text("Stopped.")
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_graph_is_shown_as_text(open_editor: Open) -> None:
    with open_editor(
        "CONSTRUCT WHERE { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> }"
    ) as page:
        expect(page.locator(ANNOUNCED)).to_contain_text("A graph in")
        expect(page.locator("#sparql-results pre")).to_contain_text("Signaling")
        expect(page.get_by_role("link", name="JSON-LD")).to_be_visible()


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "SELECT * WHERE { <x:y> <x:z> ?o }"])
def test_short_answers_are_told(open_editor: Open, query: str) -> None:
    with open_editor(query) as page:
        expect(page.locator(ANNOUNCED)).to_contain_text("Yes" if "ASK" in query else "0 rows")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_editor_with_results_has_no_barrier(open_editor: Open, scheme: str, width: int) -> None:
    with open_editor(COUNTED, scheme=scheme, width=width) as page:
        page.get_by_label("chart").check()
        page.get_by_text("All keys").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page).response["violations"]
        assert [found["id"] for found in violations] == []


def test_form_shows_mistakes_without_scripts(browser: Browser, server: str) -> None:
    query = urlencode({"query": "SELECT * WHERE {"})
    with watched(browser, f"{server}/sparql?{query}", scripts=False, refused=True) as page:
        expect(page.get_by_role("alert")).to_contain_text("line 1")
        expect(page.get_by_label("SPARQL query")).to_have_value("SELECT * WHERE {")
