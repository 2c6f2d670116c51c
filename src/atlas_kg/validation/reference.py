"""The reference validator: pySHACL."""

from __future__ import annotations

import rdflib

from atlas_kg.errors import UsageError

__all__ = ["validation_report"]


def validation_report(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """Validate a graph against shapes.

    Args:
        data: The graph to validate.
        shapes: The shapes.

    Returns:
        The SHACL validation report.

    Raises:
        UsageError: A shape is malformed.
    """
    # Imported when it is needed: most commands never validate.
    import pyshacl  # noqa: PLC0415

    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    except Exception as error:
        # A malformed shape surfaces as an error of whichever library meets it first.
        what = " ".join(str(error).split())
        raise UsageError(f"A shape in the folder of shapes is malformed: {what}") from error
    if not isinstance(report, rdflib.Graph):
        raise UsageError(f"A shape in the folder of shapes is malformed: {report!r}")
    return report
