"""The links in a page: found, and written anew so that they lead to files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from atlas_kg.static_site.addresses import normalised
from atlas_kg.web.in_process import ORIGIN

__all__ = ["Replacement", "links_of", "rewritten"]

# The templates escape angle brackets in values, so that a tag ends at the first one.
_TAG = re.compile(r"<(?:a|area|form|iframe|image|img|link|script|source|use)\b[^>]*>(?:</script>)?")
_LEADING = ("<a ", "<a\n", "<area")
"""How tags begin that lead elsewhere; others load what the page shows."""
_LINK = re.compile(r'\s(?P<name>href|src|action|xlink:href)="(?P<value>[^"]*)"')
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_SEARCH = re.compile(r'<form\b[^>]*\bclass="search"')
_DATA = re.compile(r'<a\b[^>]*\shref="(?P<value>[^"]*)"[^>]*>[^<]*</a>(?:\s*·\s*)?')
_NO_DATA = re.compile(r'<p class="formats">[^<]*</p>\n?')
_TRAILING = re.compile(r"\s*·\s*(?=</p>)")
_TOLD = re.compile(re.escape(ORIGIN) + r'(?P<address>/[^\s"<>]*)')
"""Where a page tells an address of the site in full, for people to write down."""

# What is of the request alone: a description that names the address of the server, a nonce, the
# address of a plan that the server makes anew.
_MOMENTARY = re.compile(
    r'<script type="application/ld\+json">.*?</script>\n?|<meta name="csp-nonce"[^>]*>\n?'
    r'|<p class="small lasting">.*?</p>\n?',
    re.DOTALL,
)


@dataclass(frozen=True)
class Replacement:
    """What stands in a page that needs no server in the place of what needs one.

    Attributes:
        target: Tells, for an address and a fragment, where links lead instead, from the page on;
            None where nothing is to lead there, such as to a form of data that is left out.
        file: Tells which file lies at an address, from the page on; None if there is none.
        notice: What stands in the place of each form that only a server can answer.
        search: The attributes by which a form searches without a server.
        told: Gives what is told, for people to write down, as the full address of an address.
    """

    target: Callable[[str, str], str | None]
    file: Callable[[str], str | None]
    notice: str
    search: str
    told: Callable[[str], str]


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


def rewritten(page: str, address: str, instead: Replacement) -> str:
    """Return a page whose links lead to files.

    Args:
        page: The page, as the server gives it.
        address: Its address.
        instead: What stands in the place of what needs a server.
    """

    def own(link: re.Match[str]) -> str | None:
        """Return the address of this site that a link names, if it names one."""
        told = urljoin(address, html.unescape(link["value"]))
        return told if told.startswith("/") and not told.startswith("//") else None

    def new_tag(tag: re.Match[str]) -> str:
        text = tag.group()
        is_lost = False

        def new_link(link: re.Match[str]) -> str:
            nonlocal is_lost
            told = own(link)
            if told is None:
                return link.group()
            known = normalised(told)
            leads = text.startswith(_LEADING)
            found = instead.target(known, urlsplit(told).fragment) if leads else instead.file(known)
            is_lost = is_lost or not (leads or found)
            return f' {link["name"]}="{html.escape(found or "")}"'

        written = _LINK.sub(new_link, text)
        return "" if is_lost else written

    def new_form(form: re.Match[str]) -> str:
        if not _SEARCH.match(form.group()):
            return instead.notice
        return re.sub(r'\saction="[^"]*"', f" {instead.search}", form.group(), count=1)

    def kept(link: re.Match[str]) -> str:
        told = own(link)
        return link.group() if told is None or instead.target(normalised(told), "") else ""

    def told(found: re.Match[str]) -> str:
        return html.escape(instead.told(normalised(html.unescape(found["address"]))))

    page = _TOLD.sub(told, page)
    page = _DATA.sub(kept, _FORM.sub(new_form, _MOMENTARY.sub("", page)))
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
