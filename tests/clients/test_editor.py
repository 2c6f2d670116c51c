"""The editor of the site asks the competency queries: by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from atlas_kg.namespaces import compress
from atlas_kg.queries import PublishedQuery
from tests.clients.competency import COMPETENCY, expected, name_of

# A tag of language that follows a text is no part of it.
READ_TABLE = """
() => [...document.querySelectorAll("#sparql-results table tr")].map((row) =>
  [...row.cells].map((cell) => {
    const copy = cell.cloneNode(true);
    for (const tag of copy.querySelectorAll("small")) tag.remove();
    return copy.textContent.trim();
  }))
"""


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "plain"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether pages run scripts."""
    return bool(request.param)


@pytest.fixture(scope="module")
def page(scripts: bool, browser: Browser) -> Iterator[Page]:
    """A page that complains of nothing."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


@pytest.mark.parametrize("query", COMPETENCY, ids=name_of)
def test_rows(page: Page, scripts: bool, server: str, query: PublishedQuery) -> None:
    page.goto(f"{server}/sparql?example={query.name}")
    if scripts:
        page.locator(".cm-content").press("Control+Enter")
    else:
        page.get_by_role("button", name="Run").press("Enter")
    table = expected(query)
    expect(page.locator("#sparql-results tbody tr")).to_have_count(len(table.rows))
    head, *rows = page.evaluate(READ_TABLE)
    assert tuple(head) == table.columns
    # Names of things are shown short.
    shown = [tuple(_shown(value) for value in row) for row in table.rows]
    assert [tuple(row) for row in rows] == shown


def _shown(value: str) -> str:
    return compress(value).strip()
