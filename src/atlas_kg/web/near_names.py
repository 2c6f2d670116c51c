"""What was probably meant by a name that nothing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus

from rapidfuzz import fuzz, process

from atlas_kg.namespaces import THING
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["NearNames"]

_MOST = 5
_LIKE = 60.0
"""Of 100, which is the same. With less, names come that share a few letters."""


class NearNames:
    """The names of things by their kind.

    Args:
        site: The site that has the things.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[str, str]]:
        """The names of the things of each kind, in small letters, by slug."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for iri in self._site.labels:
            if iri.startswith(THING):
                kind, _, slug = iri.removeprefix(THING).partition("/")
                found[kind][slug] = slug.casefold()
        return found

    def not_found(self, kind: str, name: str) -> ProblemError:
        """Return the problem of a name that nothing has, with the names that are like it.

        Args:
            kind: The kind of thing that was asked for.
            name: The name.
        """
        near = self._near(kind, name)
        detail = f"The graph says nothing of a {kind} with the name '{name}'."
        if kind not in self._by_kind:
            detail += f" The kinds of things are {', '.join(sorted(self._by_kind))}."
        elif near:
            detail += f" Like it are {', '.join(near)}."
        links = [
            {
                "address": f"/id/{kind}/{slug}",
                "label": self._site.label(f"{THING}{kind}/{slug}"),
            }
            for slug in near
        ]
        return ProblemError(HTTPStatus.NOT_FOUND, detail, near=links or None)

    def _near(self, kind: str, name: str) -> list[str]:
        names = self._by_kind.get(kind, {})
        found = process.extract(
            name.casefold(), names, scorer=fuzz.ratio, limit=_MOST, score_cutoff=_LIKE
        )
        return [slug for _, _, slug in found]
