"""The one layout of Turtle files, by which a change of the text is a change of the meaning."""

from __future__ import annotations

from pathlib import Path

import rdflib
from rdflib.compare import to_canonical_graph

from atlas_kg.errors import UsageError

__all__ = ["canonical_turtle", "lay_out"]


def canonical_turtle(text: str) -> str:
    """Return a Turtle document in the one layout.

    Terms stand in the order of their IRIs, each at the start of a line; blank nodes in an order
    that their content alone decides. Comments are lost: what has to be said belongs into
    annotations.

    Args:
        text: A Turtle document.

    Raises:
        UsageError: It is not valid Turtle.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except Exception as error:
        what = " ".join(str(error).split())
        raise UsageError(f"This is not valid Turtle: {what}") from error
    used = [str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)]
    used += [
        str(term.datatype)
        for triple in graph
        for term in triple
        if isinstance(term, rdflib.Literal) and term.datatype
    ]
    canonical = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in graph.namespaces():
        if any(iri.startswith(str(namespace)) for iri in used):
            canonical.bind(prefix, namespace)
    for triple in to_canonical_graph(graph):
        canonical.add(triple)
    return canonical.serialize(format="longturtle").rstrip() + "\n"


def lay_out(paths: list[Path], *, check: bool) -> tuple[Path, ...]:
    """Write Turtle files in the one layout.

    Args:
        paths: The files.
        check: Leave the files as they are, and only tell.

    Returns:
        The files that were, or are, in another layout.

    Raises:
        UsageError: A file is not valid Turtle or cannot be read or written.
    """
    changed = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
            laid_out = canonical_turtle(text)
            if laid_out != text:
                changed.append(path)
                if not check:
                    path.write_text(laid_out, "utf-8")
        except (OSError, UnicodeDecodeError, UsageError) as error:
            raise UsageError(f"{path}: {error}") from error
    return tuple(changed)
