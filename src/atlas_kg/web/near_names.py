"""What was probably meant by a name that nothing has."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from rapidfuzz import fuzz, process, utils

from atlas_kg.namespaces import THING
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["not_found"]

_MOST = 5
_LIKE = 60.0
"""Of 100, which is the same. With less, names come that share a few letters."""


def not_found(site: Site, kind: str, name: str) -> ProblemError:
    """Return the problem of a name that nothing has, with the names that are like it.

    Args:
        site: The site.
        kind: The kind of thing that was asked for.
        name: The name.
    """
    near = tuple(_near(site, kind, name))
    kinds = {
        iri.removeprefix(THING).partition("/")[0] for iri in site.labels if iri.startswith(THING)
    }
    detail = f"The graph says nothing of a {kind} with the name '{name}'."
    if kind not in kinds:
        detail += f" The kinds of things are {', '.join(sorted(kinds))}."
    elif near:
        detail += f" Like it are {', '.join(slug for slug, _ in near)}."
    links = [{"address": f"/id/{kind}/{slug}", "label": label} for slug, label in near]
    return ProblemError(HTTPStatus.NOT_FOUND, detail, near=links or None)


def _near(site: Site, kind: str, name: str) -> Iterator[tuple[str, str]]:
    begin = f"{THING}{kind}/"
    slugs = {iri: iri.removeprefix(begin) for iri in site.labels if iri.startswith(begin)}
    found = process.extract(
        name,
        slugs,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=_MOST,
        score_cutoff=_LIKE,
    )
    for slug, _, iri in found:
        yield slug, site.labels[iri]
