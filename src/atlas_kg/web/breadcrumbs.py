"""Where a thing stands on the site: the pages above its own."""

from __future__ import annotations

from atlas_kg.namespaces import THING, thing
from atlas_kg.web.site import Site

__all__ = ["crumbs"]

Crumb = tuple[str, str]

_LISTS: dict[str, Crumb] = {
    "coder": ("/coders", "Coders"),
    "list": ("/screening", "Screening"),
    "publication": ("/publications", "Publications"),
    "screening": ("/screening", "Screening"),
    "solution": ("/solutions", "Solutions"),
    "work": ("/screening#works", "Identified works"),
}
"""The list in which the things of a kind stand."""


_ONTOLOGY = ("/ontology", "Ontology")


def crumbs(site: Site, iri: str) -> tuple[Crumb, ...]:
    """Return the pages above the page of a thing or a term, as address and name.

    Args:
        site: The site.
        iri: The thing.
    """
    if iri.startswith(THING):
        return _above_thing(site, iri)
    if iri in site.gallery.problems:
        phase = site.gallery.problems[iri].phase
        return ("/problems", "Problems"), (site.links.thing(phase.iri), phase.label)
    if iri in site.gallery.phases:
        return (("/phases", "Phases"),)
    if iri in site.gallery.mechanisms:
        return (("/mechanisms", "Mechanisms"),)
    return (_ONTOLOGY,)


def _above_thing(site: Site, iri: str) -> tuple[Crumb, ...]:
    kind, _, slug = iri.removeprefix(THING).partition("/")
    if kind in _LISTS:
        return (_LISTS[kind],)
    placed = site.gallery.index.by_iri.get(iri)
    if placed:
        said = placed[0].said
        return _LISTS["solution"], (site.links.thing(said.solution), said.solution_label)
    # The names of codings, reports and citations begin with the key of a publication.
    publication = thing("publication", slug.partition(".")[0]).value
    if publication in site.labels:
        return _LISTS["publication"], (site.links.thing(publication), site.label(publication))
    return (_ONTOLOGY,)
