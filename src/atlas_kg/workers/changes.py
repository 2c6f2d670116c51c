"""Changes of a store: updates, and the operations on one graph.

Each is one update for the engine, which makes it as a whole or not at all; so a store on disk is
never seen half changed (SPARQL 1.1 Graph Store HTTP Protocol, section 5).
"""

from __future__ import annotations

import pyoxigraph as ox

from atlas_kg.workers.frames import Applied, Change, Operation

__all__ = ["MissingGraphError", "apply"]


class MissingGraphError(Exception):
    """The graph that is to be dropped does not exist."""


def apply(store: ox.Store, change: Change) -> Applied:
    """Make a change.

    Args:
        store: The store to change.
        change: What to change.

    Raises:
        SyntaxError: The updates or the body are malformed.
        MissingGraphError: There is no such graph to drop.
        OSError: The store fails.
        RuntimeError: The engine fails.
        ValueError: The body has a format that the engine does not know, or names a graph wrongly.
    """
    if change.operation is Operation.UPDATE:
        store.update(change.text, base_iri=change.base)
        return Applied()
    if change.operation is Operation.REPLACE:
        drops = [f"DROP SILENT GRAPH {ox.NamedNode(name)}" for name in change.graphs]
        store.update(" ;\n".join([*drops, _insertion(_quads(change, named=True), None)]))
        return Applied()
    existed = change.graph is None or store.contains_named_graph(ox.NamedNode(change.graph))
    if change.operation is Operation.DELETE:
        if not existed:
            raise MissingGraphError(change.graph)
        store.update(f"DROP {_target(change.graph)}" if change.graph else "CLEAR DEFAULT")
        return Applied()
    steps = []
    if change.operation is Operation.PUT:
        steps.append(f"CLEAR SILENT {_target(change.graph)}")
    if change.graph is not None:
        # An empty graph exists all the same.
        steps.append(f"CREATE SILENT {_target(change.graph)}")
    steps.append(_insertion(_quads(change, named=False), change.graph))
    store.update(" ;\n".join(steps))
    return Applied(created=not existed)


def _target(graph: str | None) -> str:
    return "DEFAULT" if graph is None else f"GRAPH {ox.NamedNode(graph)}"


def _quads(change: Change, *, named: bool) -> list[ox.Quad]:
    quads: list[ox.Quad] = []
    for media_type, body in change.parts:
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise ValueError(f"{media_type} is no RDF format")
        quads += ox.parse(
            body,
            form,
            base_iri=change.graph,
            without_named_graphs=not named,
            rename_blank_nodes=True,
        )
    return quads


def _insertion(quads: list[ox.Quad], graph: str | None) -> str:
    """Return the update that inserts quads: into one graph, or each where it belongs."""
    lines: dict[str, list[str]] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        target = str(ox.NamedNode(graph)) if graph else name
        lines.setdefault(target, []).append(f"{quad.subject} {quad.predicate} {quad.object} .\n")
    parts = [
        f"GRAPH {name} {{\n{''.join(text)}}}\n" if name else "".join(text)
        for name, text in lines.items()
    ]
    return f"INSERT DATA {{\n{''.join(parts)}}}"
