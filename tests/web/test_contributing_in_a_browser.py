"""The whole way in a real browser: two coders, one difference, one decision."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Serve
from tests.web.contributors import CODING
from tests.web.test_browser import LEAST_CONTRAST

SHOTS = os.environ.get("ATLAS_KG_SCREENSHOTS")


@pytest.fixture
def desk(serve: Serve, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server with a desk, and tokens by owner."""
    from atlas_kg.tokens import add_token  # noqa: PLC0415 - beside the file that it writes

    file = tmp_path / "tokens"
    tokens = {name: add_token(file, name) for name in ("jane-doe", "john-roe", "ann-other")}
    with serve("--tokens", str(file), "--desk", str(tmp_path / "desk")) as (_, address):
        yield address, tokens


def looked_at(page: Page, name: str, heading: str) -> None:
    """Check a page in light and dark, wide and narrow; take its picture where one is wanted."""
    # The page before is gone only then.
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.evaluate(LEAST_CONTRAST) >= 4.5, name
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], name


def entered(browser: Browser, desk: tuple[str, dict[str, str]], owner: str) -> Page:
    """Sign somebody in, by keyboard."""
    address, tokens = desk
    page = browser.new_context(base_url=address).new_page()
    page.goto("/contribute")
    page.get_by_role("link", name="Sign in", exact=True).click()
    looked_at(page, "sign-in", "Sign in")
    page.get_by_label("Token").fill(tokens[owner])
    page.keyboard.press("Enter")
    looked_at(page, "introduction", "Who you are")
    page.get_by_label("Name").fill(owner.replace("-", " ").title())
    page.get_by_role("button", name="I am a person: go on").click()
    return page


def coded(page: Page, mechanism: str, statement: str) -> None:
    page.get_by_role("link", name="Coding", exact=True).click()
    for name in ("publication", "solution", "section"):
        page.get_by_label(name, exact=True).fill(CODING[name])
    page.get_by_label("statement", exact=True).fill(statement)
    for name in ("phase", "target"):
        page.get_by_label(name, exact=True).select_option(CODING[name])
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("mechanism")
    looked_at(page, "form", "Contribute a coding")
    page.get_by_label("mechanism", exact=True).select_option(mechanism)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status")).to_contain_text("Your draft is saved")
    page.get_by_role("link", name="What you have begun").click()
    expect(page.get_by_role("link", name="Look at it as a whole and hand it in")).to_be_visible()
    looked_at(page, "overview", "Contribute")
    page.get_by_role("link", name="Look at it as a whole and hand it in").click()
    looked_at(page, "hand-in", "Hand in your coding")
    page.get_by_role("button", name="Hand in").click()


def test_two_coders_and_a_decision(browser: Browser, desk: tuple[str, dict[str, str]]) -> None:
    jane = entered(browser, desk, "jane-doe")
    coded(jane, "Monitoring", "Training is watched.")
    expect(jane.get_by_role("status")).to_contain_text("sealed")
    looked_at(jane, "sealed", "Your coding of")
    john = entered(browser, desk, "john-roe")
    expect(john.locator("main")).to_contain_text("Universal and Transferable")
    expect(john.locator("main")).not_to_contain_text("watched")
    coded(john, "Screening", "Gradients are looked at before use.")
    expect(john.get_by_role("status")).to_contain_text("everybody may see both")
    john.get_by_role("link", name="Both side by side").click()
    expect(john.get_by_role("row", name="mechanism differs")).to_contain_text("Screening")
    looked_at(john, "compared", "side by side")
    ann = entered(browser, desk, "ann-other")
    ann.locator("a[href='/contribute/compare/Zou2023']").click()
    ann.get_by_label("That of Jane Doe").check()
    ann.get_by_label("Reason").fill("Section 4.1 says that training is watched.")
    looked_at(ann, "decide", "side by side")
    ann.get_by_role("button", name="Decide").click()
    expect(ann.get_by_role("heading", name="Coders differ; decided")).to_be_visible()
    looked_at(ann, "decided", "side by side")
    ann.goto("/contribute")
    looked_at(ann, "waiting", "Contribute")
    with ann.expect_download() as download:
        ann.get_by_role("link", name="Download them as a zip file").click()
    assert download.value.suggested_filename == "waiting.zip"
    for page in (jane, john, ann):
        page.context.close()
