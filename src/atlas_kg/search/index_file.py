"""The index of the search as a file, by which a site without a server searches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.search.entries import KINDS, Page, entries_of
from atlas_kg.search.words import SKIPPED

__all__ = ["search_index"]


def search_index(
    graph: KnowledgeGraph,
    address: Callable[[str], str],
    pages: Iterable[Page] = (),
    *,
    as_script: bool = False,
) -> bytes:
    """Return the file by which ``/static/page.js`` searches without a server.

    A page names the file in the form of its search, relative to itself; the addresses in the file
    are relative to the file. Results as one types need nothing else. A page of results has an empty
    element with ``data-search-results``, in which the script shows what ``?q=`` asks for::

        <form class="search" action="search.html" data-index="search-index.js" role="search">
        <label for="q">Search</label>
        <span class="field-with-list"><input id="q" name="q" type="search"></span>
        <button>Search</button></form>
        <section data-search-results aria-label="Results"></section>
        <script defer src="static/page.js"></script>

    Browsers let a page that was opened from a folder load scripts, but fetch no JSON; so a site
    that is to work there takes the script, and names it ``….js``.

    Args:
        graph: The knowledge graph.
        address: Gives the address, relative to the file, of a thing or a term by its IRI, of a
            published query by ``/queries/<name>``, and of a page by its own address. Where it gives
            nothing, the entry is left out.
        pages: The pages of the site.
        as_script: Whether to write a script and not JSON.
    """
    index = {
        "schema": 1,
        "kinds": [[kind.name, kind.title, kind.rank, kind.label] for kind in KINDS.values()],
        "skipped": SKIPPED,
        "entries": [
            [entry.kind, entry.label, where, entry.names, entry.text, entry.identifiers]
            for entry in entries_of(graph, pages)
            if (where := address(entry.target))
        ],
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return (f"globalThis.atlasSearchIndex = {text};\n" if as_script else f"{text}\n").encode()
