"""A practitioner finds in a real browser what to do about what is hidden, and who says so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

PROBLEM = "Hidden characteristics of candidate models"
AUTHORS = "Kaltenpoth & Müller (2024)"
TITLE = "Getting in Contract with Large Language Models"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_practitioner_finds_what_to_do_and_who_says_so(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    main = page.locator("main")
    # The map: what is hidden in the phase, and which mechanisms somebody uses against it.
    row = page.get_by_role("row", name=re.compile("Model selection"))
    expect(row.get_by_role("link", name=PROBLEM)).to_be_visible()
    expect(row).to_contain_text("cannot determine the pre-training data")
    row.get_by_role("link", name=re.compile("supported .Signaling, Model selection")).click()
    # The cell: why it helps, and what exactly to do, each with its place in a publication.
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaling in model selection")
    expect(main).to_contain_text("Theory predicts that signaling helps here")
    told = page.get_by_role("listitem").filter(has_text="Data cards, already mentioned")
    expect(told).to_contain_text(f"{AUTHORS}, section 4.2, citing Pushkarna et al. (2022)")
    expect(told).to_contain_text("Coded by Authors of the seed paper")
    page.get_by_role("heading", name="Data cards").get_by_role("link").click()
    # The solution: what it is, against what it helps, and the proof that it does.
    expect(page.get_by_role("heading", level=1)).to_have_text("Data cards")
    expect(main).to_contain_text("Structured documents that state what a dataset holds")
    addressed = page.get_by_role("definition").filter(has_text=PROBLEM)
    addressed.get_by_role("link", name="why?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Why: Data cards addresses {PROBLEM}?"
    )
    expect(page.locator(".proof")).to_contain_text("Data cards, already mentioned for datasets")
    # Who says so: the publication, and the way to its text.
    page.locator(".proof").get_by_role("link", name=AUTHORS).first.click()
    expect(main).to_contain_text(TITLE)
    doi = main.get_by_role("link", name="10.48550/arxiv.2509.07642").first
    expect(doi).to_have_attribute("href", "https://doi.org/10.48550/arxiv.2509.07642")
    context.close()
