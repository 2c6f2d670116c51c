"""Which addresses of the site become files, under which names, and which need a server."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["Files", "needs_server", "normalised", "notice_of"]

_FORMS = frozenset(("bib", "csv", "json", "md", "png", "rq", "svg", "ttl"))
"""The forms of data that are written; of the whole graph there are all, in the downloads."""

_LEFT_OUT = frozenset(("jsonld", "nt", "nq", "rdf", "trig", "tsv", "xml", "yaml"))

_BARE = ("/id/work/", "/explain")
"""What is written as pages alone: there are many, and a list or a download holds their data."""

_THINGS = ("/id/", "/terms/")
_OF_THINGS = frozenset(("bib", "json", "ttl"))

_TOPICS = {
    "/sparql": "queries",
    "/rdf-graph-store": "queries",
    "/update": "queries",
    "/.well-known": "queries",
    "/openapi": "programs",
    "/-/": "programs",
    "/contribute/": "contributions",
    "/desk": "contributions",
    "/sign": "contributions",
    "/explain": "explanations",
}
"""What the notice of a static site tells of addresses that begin so."""

_ALWAYS = ("/sparql", "/rdf-graph-store", "/update", "/openapi", "/-/", "/desk", "/sign")
_ALWAYS_BELOW = ("/contribute/", "/.well-known/")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 100
_SUFFIXES = {
    "text/html": "html",
    "text/css": "css",
    "text/csv": "csv",
    "text/turtle": "ttl",
    "application/json": "json",
    "image/svg+xml": "svg",
}


def normalised(address: str) -> str:
    """Return an address without its fragment, in the one spelling by which it is known.

    >>> normalised("/screening.csv?list=x&page=2#works")
    '/screening.csv?list=x'
    """
    parts = urlsplit(address)
    path, query = parts.path or "/", parts.query
    if query and path.endswith(".csv"):
        # The table of a page holds the rows of all pages.
        pairs = (pair for pair in query.split("&") if not pair.startswith("page="))
        query = "&".join(pairs)
    return f"{path}?{query}" if query else path


def needs_server(address: str, page: str) -> str | None:
    """Return what a notice tells instead of an address, or None if it becomes a file.

    Args:
        address: An address of the site, without fragment.
        page: The address of the page that leads there. One that shows a part of something leads to
            ever more parts, of which none but itself is written: its next page and its data.

    Returns:
        The part of the notice; ``data`` where the address is that of a form that is left out.
    """
    path, names = urlsplit(address).path, [name for name, _ in _pairs(address)]
    if path.startswith(_ALWAYS) or path.startswith(_ALWAYS_BELOW):
        return _topic(path)
    if "format" in names or not _has_written_form(path):
        return "data"
    if path == "/explain":
        return None if set(names) == {"s", "p", "o"} else _topic(path)
    if not _parts(page) or _parts(address) in ([], _parts(page)):
        return None
    return "filters"


def notice_of(address: str) -> str:
    """Return what a notice tells instead of an address that has no file; see `needs_server`."""
    path = urlsplit(address).path
    if _form(path):
        return "data"
    if path.startswith(_ALWAYS) or path.startswith((*_ALWAYS_BELOW, "/explain")):
        return _topic(path)
    return "filters" if _pairs(address) else "missing"


def _pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def _parts(address: str) -> list[tuple[str, str]]:
    """Return by what an address chooses a part of what there is; its pages are all of it."""
    return [pair for pair in _pairs(address) if pair[0] != "page"]


def _topic(path: str) -> str:
    return next((topic for start, topic in _TOPICS.items() if path.startswith(start)), "filters")


def _form(path: str) -> str:
    """Return the form of data that a path names by its suffix, if it names one.

    >>> _form("/map.ttl"), _form("/id/publication/Doe2025.1")
    ('ttl', '')
    """
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    return suffix if stem and suffix in _FORMS | _LEFT_OUT else ""


def _has_written_form(path: str) -> bool:
    form = _form(path)
    if not form:
        return True
    if path.startswith(_BARE):
        return False
    return form in (_OF_THINGS if path.startswith(_THINGS) else _FORMS)


class Files:
    """The names of the files of a site, each given once.

    No two differ in their case alone, since some file systems take such names for one.
    """

    def __init__(self) -> None:
        self._by_address: dict[str, str] = {}
        self._taken: set[str] = set()

    def __getitem__(self, address: str) -> str:
        return self._by_address[address]

    def __contains__(self, address: str) -> bool:
        return address in self._by_address

    def add(self, address: str, media_type: str) -> str:
        """Name the file of an address.

        Args:
            address: The address.
            media_type: Of what was answered there.

        Returns:
            Its path below the folder of the site.
        """
        stem = _stem(address)
        if suffix := _SUFFIXES.get(media_type):
            ending = f".{suffix}"
            stem = stem.removesuffix(ending)
        else:
            # A name that is cut short must keep its ending.
            stem, ending = posixpath.splitext(stem)
            ending = ending or ".txt"
        name = f"{stem}{ending}"
        if name.lower() in self._taken or len(posixpath.basename(stem)) > _LONGEST:
            mark = hashlib.sha256(address.encode()).hexdigest()[:8]
            name = f"{posixpath.dirname(stem)}/{posixpath.basename(stem)[:_LONGEST]}-{mark}{ending}"
            name = name.removeprefix("/")
        self._taken.add(name.lower())
        self._by_address[address] = name
        return name

    def lead(self, address: str, name: str) -> None:
        """Let an address lead to a file that has its name already."""
        self._taken.add(name.lower())
        self._by_address[address] = name


def _stem(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path.strip("/") or "index"
    stem = "/".join(_safe(unquote(part)) for part in path.split("/"))
    if not parts.query:
        return stem
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    form = posixpath.splitext(stem)[1]
    if form[1:] in _FORMS:
        stem = stem.removesuffix(form)
    else:
        form = ""
    if path == "explain":
        values = (_safe(value.rpartition(":")[2].rpartition("/")[2]) for _, value in pairs)
        return f"{stem}/{'.'.join(values)}"
    return f"{stem}/{'.'.join(_safe(f'{name}-{value}') for name, value in pairs)}{form}"


def _safe(part: str) -> str:
    """Return a part of a path with signs that every file system and every host takes.

    >>> _safe("rdfs:label")
    'rdfs-label'
    """
    return _UNSAFE.sub("-", part).strip("-.") or "-"
