"""The links in a page: found, and written anew so that they lead to files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from atlas_kg.static_site.addresses import normalised

__all__ = ["Target", "links_of", "rewritten"]

# The templates escape angle brackets in values, so that a tag ends at the first one.
_TAG = re.compile(r"<(?:a|area|form|iframe|image|img|link|script|source|use)\b[^>]*>")
_LINK = re.compile(r'\s(?P<name>href|src|action|xlink:href)="(?P<value>[^"]*)"')
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_SEARCH = re.compile(r'<form\b[^>]*\bclass="search"')
_DATA = re.compile(r'<a\b[^>]*\shref="(?P<value>[^"]*)"[^>]*>[^<]*</a>(?:\s*·\s*)?')
_NO_DATA = re.compile(r'<p class="formats">[^<]*</p>\n?')
_TRAILING = re.compile(r"\s*·\s*(?=</p>)")
# What is of the request alone: a description that names the address of the server, a nonce.
_MOMENTARY = re.compile(
    r'<script type="application/ld\+json">.*?</script>\n?|<meta name="csp-nonce"[^>]*>\n?',
    re.DOTALL,
)

Target = Callable[[str, str], str | None]
"""Tells where an address with a fragment leads in the files; None where nothing is to lead there.

It is given the address and the fragment, and returns a path from the page on, with a fragment."""


def links_of(page: str, address: str) -> Iterator[str]:
    """Yield the addresses of the site to which a page links, without fragments.

    Args:
        page: The page.
        address: Its address.
    """
    for tag in _TAG.finditer(page):
        if tag.group().startswith("<form"):
            continue
        for link in _LINK.finditer(tag.group()):
            target = urljoin(address, html.unescape(link["value"]))
            if target.startswith("/") and not target.startswith("//"):
                yield normalised(target)


def rewritten(page: str, address: str, target: Target, notice: str, search: str) -> str:
    """Return a page whose links lead to files.

    Args:
        page: The page, as the server gives it.
        address: Its address.
        target: Tells where addresses lead.
        notice: What stands in the place of each form that only a server can answer.
        search: The attributes by which a form searches without a server.
    """

    def new_link(link: re.Match[str]) -> str:
        told = urljoin(address, html.unescape(link["value"]))
        if not told.startswith("/") or told.startswith("//"):
            return link.group()
        parts = urlsplit(told)
        found = target(normalised(told), parts.fragment)
        return f' {link["name"]}="{html.escape(found or "")}"'

    def new_tag(tag: re.Match[str]) -> str:
        written = _LINK.sub(new_link, tag.group())
        # What a page would load, or names as its other forms, and is left out.
        return "" if tag.group().startswith("<link") and ' href=""' in written else written

    def new_form(form: re.Match[str]) -> str:
        if not _SEARCH.match(form.group()):
            return notice
        return re.sub(r'\saction="[^"]*"', f" {search}", form.group(), count=1)

    def kept(link: re.Match[str]) -> str:
        told = urljoin(address, html.unescape(link["value"]))
        is_own = told.startswith("/") and not told.startswith("//")
        return link.group() if not is_own or target(normalised(told), "") else ""

    page = _FORM.sub(new_form, _MOMENTARY.sub("", page))
    page = _DATA.sub(kept, page)
    page = _NO_DATA.sub("", _TRAILING.sub("", page))
    # A form that searches leads to a file already.
    return "".join(
        piece if _SEARCH.match(piece) else _TAG.sub(new_tag, piece) for piece in _pieces(page)
    )


def _pieces(page: str) -> Iterator[str]:
    end = 0
    for form in _FORM.finditer(page):
        yield page[end : form.start()]
        yield form.group()
        end = form.end()
    yield page[end:]
