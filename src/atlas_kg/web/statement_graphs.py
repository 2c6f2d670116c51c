"""What the graph says of statements, as triples in every syntax, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

import pyoxigraph as ox

from atlas_kg.formats import GRAPH_FORMATS
from atlas_kg.namespaces import PREFIXES
from atlas_kg.web.data_page import graph_forms
from atlas_kg.web.negotiation import GRAPHS, Form

__all__ = ["forms_about"]

_MANY = 200
"""From how many things on triples are written as they come; sorting more takes seconds."""


def forms_about(
    store: ox.Store, iris: Iterable[str], links: Iterable[tuple[str, str]] = ()
) -> dict[Form, Callable[[], str | bytes]]:
    """Return the forms of a page whose data is all that the graph says of some things.

    Args:
        store: The graph.
        iris: The things. They are gone through when a form is made, and not before: a page has
            to name its forms, and is mostly asked for none of them.
        links: Pairs of other things; what the graph says from the first to the second comes first.
    """

    @cache
    def named() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        return tuple(dict.fromkeys(iris)), tuple(links)

    def written(form: Form) -> str | bytes:
        things, pairs = named()
        if len(things) <= _MANY:
            return graph_forms(lambda: _triples(store, things, pairs))[form]()
        syntax = ox.RdfFormat.from_media_type(GRAPH_FORMATS[form.name].media_type)
        found = _triples(store, things, pairs)
        return ox.serialize(found, format=syntax, prefixes=PREFIXES) or b""

    return {form: partial(written, form) for form in GRAPHS}


def _triples(
    store: ox.Store, things: Sequence[str], links: Sequence[tuple[str, str]]
) -> Iterator[ox.Triple]:
    patterns = [
        *((ox.NamedNode(first), ox.NamedNode(second)) for first, second in links),
        *((ox.NamedNode(iri), None) for iri in things),
    ]
    for subject, value in patterns:
        # Two graphs may say the same.
        found = store.quads_for_pattern(subject, None, value, None)
        yield from {quad.triple for quad in found}
