"""Names of which the graph says nothing, and what may have been meant."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import RDFS, compress
from atlas_kg.suggestions import nearest

__all__ = ["check_names"]


def check_names(store: ox.Store, *names: str) -> None:
    """Check that a graph knows all of some names.

    Args:
        store: The graph.
        names: IRIs.

    Raises:
        UsageError: It says nothing about one of them; the message has the nearest known name.
    """
    for name in names:
        if not _is_known(store, ox.NamedNode(name)):
            guess = nearest(compress(name), sorted(set(_labelled(store))))
            hint = f"Did you mean {guess}?" if guess else "Check the name."
            raise UsageError(f"The graph says nothing about {compress(name)}. {hint}")


def _is_known(store: ox.Store, node: ox.NamedNode) -> bool:
    return any(
        any(store.quads_for_pattern(*pattern))
        for pattern in ((node, None, None), (None, node, None), (None, None, node))
    )


def _labelled(store: ox.Store) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(RDFS.label)), None, None):
        if isinstance(quad.subject, ox.NamedNode):
            yield compress(quad.subject.value)
