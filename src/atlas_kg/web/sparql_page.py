"""The editor: a form that works by itself, and that a script turns into an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from atlas_kg.namespaces import PREFIXES, compress
from atlas_kg.queries import PublishedQuery, rows
from atlas_kg.store import QueryError
from atlas_kg.web.negotiation import Form
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.query_groups import query_groups
from atlas_kg.web.results import Shown
from atlas_kg.web.site import Site
from atlas_kg.web.sparql_request import Asked

__all__ = ["Outcome", "editor_page"]


@dataclass(frozen=True)
class Outcome:
    """What became of a query.

    Attributes:
        shown: The answer, if it was answered.
        forms: The forms in which the answer can be had.
        error: Why it was not answered, if it was not.
    """

    shown: Shown | None = None
    forms: Sequence[Form] = ()
    error: QueryError | None = None


def editor_page(site: Site, request: Request, asked: Asked, outcome: Outcome) -> str:
    """Return the page with the editor.

    Args:
        site: The site.
        request: What asks for the page.
        asked: The query that the editor is to hold, or the example to begin with.
        outcome: What became of the query.

    Raises:
        ProblemError: There is no such example.
    """
    example = _example(site.queries, asked.example)
    return site.page(
        request,
        "sparql.html",
        query=asked.text if asked.text is not None else example.text,
        example=example if asked.text is None else None,
        groups=query_groups(site.queries),
        vocabulary={
            "prefixes": PREFIXES,
            "terms": [
                {
                    "name": compress(row["term"]),
                    "group": row["group"],
                    "label": row["label"],
                    "definition": row["definition"],
                }
                for row in rows(site.store, "pages/terms")
            ],
        },
        shown=outcome.shown,
        downloads={form: _download(site, asked, form) for form in outcome.forms},
        error=outcome.error,
    )


def _example(examples: Sequence[PublishedQuery], name: str | None) -> PublishedQuery:
    for example in examples:
        if name in (None, example.name):
            return example
    raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no example '{name}'.")


def _download(site: Site, asked: Asked, form: Form) -> str:
    # Parameters that name graphs may repeat, so they are a list and not a mapping.
    pairs = [("query", asked.text or "")]
    if asked.dataset:
        pairs += [("default-graph-uri", name) for name in asked.dataset.default]
        pairs += [("named-graph-uri", name) for name in asked.dataset.named]
    return site.links.with_format("/sparql", pairs, form.name)
