"""Pages in Markdown as HTML."""

from __future__ import annotations

from atlas_kg.documentation.markdown import render_markdown


def same(target: str) -> str:
    return target


def test_first_heading_is_the_title() -> None:
    page = render_markdown("# Changing *terms*\n\nA term stays.\n", same)
    assert page.title == "Changing terms"
    assert page.html == "<p>A term stays.</p>\n"


def test_headings_have_the_anchors_of_github() -> None:
    page = render_markdown("# T\n\n## What is left out, and why\n", same)
    assert page.html == '<h2 id="what-is-left-out-and-why">What is left out, and why</h2>\n'


def test_tables_are_tables() -> None:
    page = render_markdown("# T\n\n| a |\n|---|\n| `b` |\n", same)
    assert "<td><code>b</code></td>" in page.html


def test_links_lead_where_they_are_told() -> None:
    page = render_markdown("See [there](other.md#a).", lambda _: "other.html#a")
    assert page.html == '<p>See <a href="other.html#a">there</a>.</p>\n'


def test_words_of_a_link_that_leads_nowhere_stay() -> None:
    def known(target: str) -> str | None:
        return None if target == "../x" else target

    page = render_markdown("See [the *code*](../x) and [that](y).", known)
    assert page.html == '<p>See the <em>code</em> and <a href="y">that</a>.</p>\n'


def test_html_is_shown_as_text() -> None:
    page = render_markdown("<script>alert(1)</script>", same)
    assert "<script>" not in page.html
