"""What the graph says of statements, as triples in every syntax, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

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
        iris: The things, each once.
        links: Pairs of other things; what the graph says from the first to the second comes first.
    """
    things, pairs = tuple(iris), tuple(links)
    if len(things) <= _MANY:
        return graph_forms(lambda: _triples(store, things, pairs))

    def writer(form: Form) -> Callable[[], bytes]:
        syntax = ox.RdfFormat.from_media_type(GRAPH_FORMATS[form.name].media_type)
        return lambda: (
            ox.serialize(_triples(store, things, pairs), format=syntax, prefixes=PREFIXES) or b""
        )

    return {form: writer(form) for form in GRAPHS}


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
