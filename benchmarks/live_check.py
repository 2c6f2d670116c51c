"""Ask the real services, and say of each whether it answers as the software expects.

Not part of the tests, which need no network: run it by ``make live-check`` where there is one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from atlas_kg.errors import AtlasError
from atlas_kg.reference import Reference
from atlas_kg.registries import (
    Client,
    arxiv,
    crossref,
    datacite,
    openalex,
    opencitations,
    orkg,
    semantic_scholar,
    wikidata,
)
from atlas_kg.registries import doi as resolver

Ask = Callable[[Client], Reference | None]

PREPRINT = "Universal and Transferable Adversarial Attacks on Aligned Language Models"
META = "OpenCitations Meta"
META_DOI = "10.1162/qss_a_00292"
ORKG_PAPER = "10.1108/ijpcc-06-2016-0030"
ARTICLE = "The Structure of Ordinary Water"
ARTICLE_DOI = "10.1126/science.169.3946.635"


def first(found: tuple[Reference, ...]) -> Reference | None:
    """Return the best of several works."""
    return next(iter(found), None)


CHECKS: dict[str, tuple[str, Ask]] = {
    "doi.org, registered at Crossref": (
        ARTICLE,
        lambda client: resolver.by_doi(client, ARTICLE_DOI),
    ),
    "doi.org, registered at DataCite": (
        PREPRINT,
        lambda client: resolver.by_doi(client, "10.48550/arxiv.2307.15043"),
    ),
    "Crossref by DOI": (ARTICLE, lambda client: crossref.by_doi(client, ARTICLE_DOI)),
    "Crossref by title": (
        ARTICLE,
        lambda client: first(crossref.by_title(client, f"{ARTICLE} Frank 1970")),
    ),
    "DataCite by DOI": (
        PREPRINT,
        lambda client: datacite.by_doi(client, "10.48550/arxiv.2307.15043"),
    ),
    "DataCite by title": (PREPRINT, lambda client: first(datacite.by_title(client, PREPRINT))),
    "arXiv by identifier": (PREPRINT, lambda client: arxiv.by_identifier(client, "2307.15043")),
    "OpenAlex by DOI": (
        META,
        lambda client: openalex.by_identifier(client, "doi", META_DOI),
    ),
    "OpenAlex by title": (PREPRINT, lambda client: first(openalex.by_title(client, PREPRINT))),
    "OpenCitations by DOI": (
        META,
        lambda client: opencitations.by_identifier(client, "doi", META_DOI),
    ),
    "Semantic Scholar by DOI": (
        META,
        lambda client: semantic_scholar.by_identifier(client, "doi", META_DOI),
    ),
    "Semantic Scholar by arXiv identifier": (
        PREPRINT,
        lambda client: semantic_scholar.by_identifier(client, "arxiv", "2307.15043"),
    ),
    "Semantic Scholar by title": (
        PREPRINT,
        lambda client: first(semantic_scholar.by_title(client, PREPRINT)),
    ),
    "Wikidata by DOI": (
        ARTICLE,
        lambda client: wikidata.by_identifier(client, "doi", ARTICLE_DOI),
    ),
    "ORKG by DOI": (
        "A model for contextual data sharing in smartphone applications",
        lambda client: orkg.by_identifier(client, "doi", ORKG_PAPER),
    ),
    "arXiv by title": (PREPRINT, lambda client: first(arxiv.by_title(client, PREPRINT))),
}
"""By name, the title that is expected, and how to ask for it."""


REFERENCES: dict[str, Callable[[Client], int]] = {
    "OpenAlex, references": lambda client: len(openalex.references(client, "doi", META_DOI)),
    "OpenCitations, references": lambda client: len(
        opencitations.references(client, "doi", "10.7717/peerj-cs.421")
    ),
}
"""By name, how to count what a work cites; some is expected."""


def check_references(name: str, client: Client) -> bool:
    """Ask one service what a work cites, print how much it is, and tell whether there is any."""
    try:
        count = REFERENCES[name](client)
    except AtlasError as error:
        print(f"fails  {name}: {error}")
        return False
    print(f"{'well ' if count else 'fails'}  {name}: {count:,} works")
    return bool(count)


def check(name: str, client: Client) -> bool:
    """Ask one service, print what came, and tell whether it was expected."""
    title, ask = CHECKS[name]
    begun = time.monotonic()
    try:
        found = ask(client)
    except AtlasError as error:
        print(f"fails  {name}: {error}")
        return False
    seconds = time.monotonic() - begun
    good = found is not None and found.title.casefold() == title.casefold()
    told = f"{found.title} ({found.year})" if found else "no such work"
    print(f"{'well ' if good else 'fails'}  {name}: {told}; {seconds:.1f} s")
    return good


def main() -> int:
    """Ask all services, or those whose names hold a word; return 1 if one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mailto", help="your mail address, which the services get")
    parser.add_argument("--only", default="", help="ask only services whose names hold this")
    options = parser.parse_args()
    sought = options.only.casefold()
    with Client(options.mailto) as client:
        results = [check(name, client) for name in CHECKS if sought in name.casefold()]
        results += [
            check_references(name, client) for name in REFERENCES if sought in name.casefold()
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
