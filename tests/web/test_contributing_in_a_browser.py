"""The whole way in a real browser: two coders contribute and adjudicate a work; the map changes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from atlas_kg.dataset import Sources
from atlas_kg.tokens import Right, add_token
from tests.conftest import Serve
from tests.web.contributors import CODING
from tests.web.test_browser import LEAST_CONTRAST

WORK = """@inproceedings{doe, title = {A Test of Tests, with a Title that Goes On for a Good While
  so that it Breaks the Line: Incomprehensibilities of Hyperparametrisation and Watching},
  author = {Doe, Jane and Roe, John}, year = {2031}, booktitle = {Proceedings of Nothing},
  doi = {10.5555/example.2031}}"""
KEY = "Doe2031"
SEEN: set[str] = set()
"""The pages that were looked at already; they look the same to everybody."""

SHOTS = os.environ.get("ATLAS_KG_SCREENSHOTS")


@pytest.fixture
def desk(serve: Serve, tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server with a desk, and tokens by owner."""
    file, data = tmp_path / "tokens", tmp_path / "data"
    coders = ("jane-doe", "john-roe", "ann-other")
    tokens = {name: add_token(file, name, Right.CONTRIBUTE) for name in coders}
    tokens["mary-major"] = add_token(file, "mary-major", Right.PUBLISH)
    shutil.copytree(Sources.carried().data, data)
    words = ("--tokens", str(file), "--desk", str(tmp_path / "desk"))
    with serve(*words, "--publish", "--data", str(data)) as (_, address):
        yield address, tokens


def looked_at(page: Page, name: str, heading: str) -> None:
    """Check a page in light and dark, wide and narrow; take its picture where one is wanted."""
    # The page before is gone only then.
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    if name in SEEN:
        return
    SEEN.add(name)
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


def told(page: Page) -> Locator:
    """Return what a page says has been done; the search has a place of its own to say so."""
    return page.locator("main [role=status]:not(.unseen)")


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


def added(page: Page) -> None:
    """Add a work by its reference, by keyboard."""
    page.goto("/contribute")
    page.get_by_role("link", name="A work, by its DOI or reference").press("Enter")
    looked_at(page, "work", "Add a work")
    page.get_by_role("button", name="Look it up").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write an identifier, or paste a reference")
    page.get_by_label("Or a reference").fill(WORK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text("This is what was found")
    expect(page.get_by_label("title", exact=True)).to_have_value(re.compile("A Test of Tests"))
    looked_at(page, "work-found", "Contribute a publication")
    page.get_by_role("button", name="Hand in").press("Enter")
    expect(told(page)).to_contain_text("is handed in")
    page.goto("/contribute/work")
    page.get_by_label("Or a reference").fill(WORK)
    page.get_by_role("button", name="Look it up").press("Enter")
    expect(told(page)).to_contain_text("there already, as Doe & Roe (2031)")
    looked_at(page, "work-there", "Add a work")


def coded(page: Page, mechanism: str, statement: str) -> None:
    page.goto("/contribute")
    page.get_by_role("link", name="Coding", exact=True).click()
    for name, value in (("publication", KEY), ("solution", CODING["solution"]), ("section", "4")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("statement", exact=True).fill(statement)
    for name in ("phase", "target"):
        page.get_by_label(name, exact=True).select_option(CODING[name])
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("mechanism")
    looked_at(page, "form", "Contribute a coding")
    page.get_by_label("mechanism", exact=True).select_option(mechanism)
    page.get_by_role("button", name="Save draft").click()
    expect(told(page)).to_contain_text("Your draft is saved")
    page.get_by_role("link", name="What you have begun").click()
    expect(page.get_by_role("link", name="Look at it as a whole and hand it in")).to_be_visible()
    looked_at(page, "overview", "Contribute")
    page.get_by_role("link", name="Look at it as a whole and hand it in").click()
    looked_at(page, "hand-in", "Hand in your coding")
    page.get_by_role("button", name="Hand in").click()


def published(page: Page) -> None:
    """Look at what would change, then publish it, by keyboard."""
    page.goto("/contribute")
    page.get_by_role("link", name="Publish them").press("Enter")
    looked_at(page, "publish", "Publish what waits")
    page.get_by_role("link", name="What would change on the map").press("Enter")
    expect(page.locator("main")).to_contain_text("would change from gap to supported")
    looked_at(page, "preview", "What would change on the map")
    page.get_by_role("button", name="Publish this work").press("Enter")
    expect(told(page)).to_contain_text("It is published")
    looked_at(page, "published", "Contribute")


def test_two_coders_and_a_decision_change_the_map(
    browser: Browser, desk: tuple[str, dict[str, str]]
) -> None:
    jane = entered(browser, desk, "jane-doe")
    jane.goto("/cells/ModelDevelopment/Monitoring")
    expect(jane.locator("main")).to_contain_text("gap")
    added(jane)
    coded(jane, "Monitoring", "Training is watched.")
    expect(told(jane)).to_contain_text("sealed")
    looked_at(jane, "sealed", "Your coding of")
    john = entered(browser, desk, "john-roe")
    expect(john.locator("main")).to_contain_text("A Test of Tests")
    expect(john.locator("main")).not_to_contain_text("watched")
    coded(john, "Screening", "Gradients are looked at before use.")
    expect(told(john)).to_contain_text("everybody may see both")
    john.get_by_role("link", name="Both side by side").click()
    expect(john.get_by_role("row", name="mechanism differs")).to_contain_text("Screening")
    looked_at(john, "compared", "side by side")
    ann = entered(browser, desk, "ann-other")
    ann.locator(f"a[href='/contribute/compare/{KEY}']").click()
    ann.get_by_label("That of Jane Doe").press("Space")
    ann.keyboard.press("Tab")
    ann.keyboard.type("Section 4 says that training is watched.")
    looked_at(ann, "decide", "side by side")
    ann.keyboard.press("Tab")
    ann.keyboard.press("Enter")
    expect(ann.get_by_role("heading", name="Coders differ; decided")).to_be_visible()
    looked_at(ann, "decided", "side by side")
    ann.goto("/contribute")
    looked_at(ann, "waiting", "Contribute")
    with ann.expect_download() as download:
        ann.get_by_role("link", name="Download them all as a zip file").click()
    assert download.value.suggested_filename == "waiting.zip"
    published(entered(browser, desk, "mary-major"))
    # Nobody has started anything anew.
    jane.goto("/")
    row = jane.get_by_role("row", name=re.compile("Model development"))
    expect(row).to_contain_text("Monitoring: ● supported")
    looked_at(jane, "map-after", "You adopt a large language model")
    jane.goto("/cells/ModelDevelopment/Monitoring")
    expect(jane.locator("main")).to_contain_text("Training is watched.")
    expect(jane.locator("main")).to_contain_text("Doe & Roe (2031)")


def test_going_back_brings_back_what_was_typed(
    browser: Browser, desk: tuple[str, dict[str, str]]
) -> None:
    jane = entered(browser, desk, "jane-doe")
    jane.goto("/contribute/coding")
    jane.get_by_label("statement", exact=True).fill("Typed, and not saved.")
    jane.get_by_role("link", name="What you have begun").click()
    expect(jane.get_by_role("heading", level=1)).to_have_text("Contribute")
    jane.go_back()
    expect(jane.get_by_label("statement", exact=True)).to_have_value("Typed, and not saved.")
    # The form that was left is one that the server still takes.
    jane.get_by_role("button", name="Save draft").click()
    expect(told(jane)).to_contain_text("Your draft is saved")


def test_server_is_started_anew_while_somebody_types(
    browser: Browser, serve: Serve, tmp_path: Path
) -> None:
    file = tmp_path / "tokens"
    token = add_token(file, "jane-doe", Right.CONTRIBUTE)
    words = ("--tokens", str(file), "--desk", str(tmp_path / "desk"))
    with serve(*words) as (_, address):
        jane = entered(browser, (address, {"jane-doe": token}), "jane-doe")
        jane.goto("/contribute/coding")
        jane.get_by_label("statement", exact=True).fill("Typed before the end.")
    jane.get_by_role("button", name="Save draft").click()
    jane.wait_for_url("chrome-error://**")
    with serve("--port", address.rpartition(":")[2], *words):
        # The browser sends the form again when the page is loaded anew.
        jane.reload()
        expect(jane.get_by_role("heading", level=1)).to_have_text("Sign in")
        jane.get_by_label("Token").fill(token)
        jane.keyboard.press("Enter")
        expect(jane.get_by_label("statement", exact=True)).to_have_value("Typed before the end.")
        jane.get_by_role("button", name="Save draft").click()
        expect(told(jane)).to_contain_text("Your draft is saved")
