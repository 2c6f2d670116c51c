"""Content negotiation: which of the forms of a page a request wants."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers

from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS

__all__ = [
    "BIBTEX",
    "CSL",
    "CSV",
    "GRAPHS",
    "HTML",
    "JSON",
    "MARKDOWN",
    "PNG",
    "PROBLEM",
    "QUERY",
    "RESULTS",
    "SVG",
    "YAML",
    "Form",
    "accepted",
    "choose",
    "content_type",
    "named",
    "split_suffix",
]

_TEXT = "text/"
_TITLES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "trig": "TriG",
    "nq": "N-Quads",
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
}
_ALIASES = {
    "nt": ("text/plain",),
    "rdf": ("application/xml", "text/xml"),
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
}


@dataclass(frozen=True)
class Form:
    """One form in which a page can be had.

    Attributes:
        name: Its suffix, and its name in ``format=``.
        title: Its name for people.
        media_type: Its media type.
        aliases: Other media types under which clients ask for it.
    """

    name: str
    title: str
    media_type: str
    aliases: tuple[str, ...] = ()


HTML = Form("html", "HTML", "text/html", ("application/xhtml+xml",))
JSON = Form("json", "JSON", "application/json")
CSV = Form("csv", "CSV", RESULT_FORMATS["csv"].media_type)
MARKDOWN = Form("md", "Markdown", "text/markdown")
SVG = Form("svg", "SVG", "image/svg+xml")
PNG = Form("png", "PNG", "image/png")
QUERY = Form("rq", "SPARQL", "application/sparql-query")
YAML = Form("yaml", "YAML", "application/yaml", ("text/yaml",))
BIBTEX = Form("bib", "BibTeX", "application/x-bibtex", ("text/x-bibtex",))
CSL = Form("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json")
PROBLEM = Form("json", "JSON", "application/problem+json", ("application/json",))

GRAPHS: tuple[Form, ...] = tuple(
    Form(form.name, _TITLES[form.name], form.media_type, _ALIASES.get(form.name, ()))
    for form in GRAPH_FORMATS.values()
)
"""The forms of triples."""

RESULTS: tuple[Form, ...] = tuple(
    Form(form.name, _TITLES[form.name], form.media_type, _ALIASES.get(form.name, ()))
    for form in RESULT_FORMATS.values()
)
"""The forms of the rows of a query."""


_OTHER_NAMES = {
    "turtle": "ttl",
    "n3": "ttl",
    "json-ld": "jsonld",
    "ntriples": "nt",
    "n-triples": "nt",
    "nquads": "nq",
    "n-quads": "nq",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
}
# For triples, clients mean these by the names that rows have.
_GRAPH_NAMES = {"json": "jsonld", "xml": "rdf"}


def named(name: str, offers: Sequence[Form]) -> Form | None:
    """Return the form that a client means by ``format=``, or None if it is none of those there are.

    Clients also write the names that other endpoints know, and media types.
    """
    by_name = {form.name: form for form in offers}
    by_type = {form.media_type: form for form in offers}
    lower = name.lower()
    for known in (lower, _OTHER_NAMES.get(lower, ""), _GRAPH_NAMES.get(lower, "")):
        if known in by_name:
            return by_name[known]
    return by_type.get(lower)


def accepted(headers: Headers) -> str | None:
    """Return the value of the header ``Accept``, whose list may come in several lines.

    Args:
        headers: The headers of a request.
    """
    lines = headers.getlist("accept")
    return ", ".join(lines) if lines else None


def choose(accept: str | None, offers: Sequence[Form]) -> Form | None:
    """Return the form that a request prefers (RFC 9110, section 12.5.1).

    Args:
        accept: The value of the header ``Accept``, if there is one.
        offers: The forms that there are, the one for those who do not care first.

    Returns:
        The form of the highest quality; among equals one that is asked for by name, then the first
        offer. None if the request accepts none.
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()]
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for offer in offers:
        quality, precision = _quality(offer, ranges)
        if quality > 0 and (quality, precision) > best:
            best, chosen = (quality, precision), offer
    return chosen


def _media_range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            quality = _number(value)
    return media.lower(), quality


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return min(max(number, 0.0), 1.0) if math.isfinite(number) else 0.0


def _quality(offer: Form, ranges: Iterable[tuple[str, float]]) -> tuple[float, int]:
    """Return the quality that the most precise matching range gives, and how precise it is."""
    found = (0, 0.0)
    for media, quality in ranges:
        if media == offer.media_type:
            precision = 4
        elif media in offer.aliases:
            precision = 3
        elif media == f"{offer.media_type.split('/')[0]}/*":
            precision = 2
        elif media == "*/*":
            precision = 1
        else:
            continue
        found = max(found, (precision, quality))
    precision, quality = found
    return quality, precision


def content_type(form: Form) -> str:
    """Return the value of ``Content-Type`` for a form; everything is written in UTF-8.

    >>> content_type(HTML), content_type(JSON)
    ('text/html; charset=utf-8', 'application/json')
    """
    return (
        f"{form.media_type}; charset=utf-8"
        if form.media_type.startswith(_TEXT)
        else form.media_type
    )


def split_suffix(name: str, forms: Iterable[Form]) -> tuple[str, Form | None]:
    """Split the last part of a path into a name and the form that its suffix asks for.

    >>> split_suffix("Gao2020.csv", [CSV])[0]
    'Gao2020'
    """
    for form in forms:
        if name.endswith(f".{form.name}"):
            return name.removesuffix(f".{form.name}"), form
    return name, None
