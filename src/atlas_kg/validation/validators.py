"""Validators: compiled shapes on the embedded store, and the reference.

Both give the same results. ``sparql`` asks the store for what breaks the shapes, in a fraction of
the time. ``pyshacl`` is the reference; ``sparql`` leaves to it what it does not cover.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import rdflib
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import Literal, Node

from atlas_kg.errors import UsageError
from atlas_kg.formats import to_rdflib
from atlas_kg.validation import reference
from atlas_kg.validation.compiled import CompiledShapes, compile_shapes, find_results
from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.data import Data
from atlas_kg.validation.report import add_results, new_report

__all__ = ["DEFAULT_VALIDATOR", "VALIDATORS", "validation_report"]

DEFAULT_VALIDATOR = "sparql"

VALIDATORS = ("sparql", "pyshacl")

_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def validation_report(
    data: Data, shapes: rdflib.Graph, engine: str = DEFAULT_VALIDATOR
) -> tuple[rdflib.Graph, Mapping[Node, str]]:
    """Validate a data graph against shapes.

    Args:
        data: The data graph.
        shapes: The shapes graph.
        engine: The name of a validator.

    Returns:
        The SHACL validation report, and the shapes that the compiler left to the reference, with
        what it does not cover in them.

    Raises:
        UsageError: A shape is malformed, or there is no such validator.
    """
    if engine not in VALIDATORS:
        raise UsageError(
            f"There is no validator '{engine}'. The validators are {', '.join(VALIDATORS)}."
        )
    if engine == "pyshacl":
        return reference.validation_report(_copy(data), shapes), {}
    compiled = compile_shapes(shapes)
    try:
        found = find_results(compiled, data)
    except NotCoveredError as error:
        everything = dict.fromkeys(compiled.covered, str(error))
        return reference.validation_report(_copy(data), shapes), everything
    results = chain.from_iterable(found.values())
    if not compiled.left:
        return new_report(results, data, shapes), {}
    report = reference.validation_report(_copy(data), _without_covered(compiled))
    node = next(report.subjects(RDF.type, SH.ValidationReport))
    if add_results(report, node, results, data, shapes):
        report.set((node, SH.conforms, Literal(False)))
    return report, compiled.left


def _copy(data: Data) -> rdflib.Graph:
    return to_rdflib(
        quad
        for name in data.graphs
        for quad in data.store.quads_for_pattern(None, None, None, name)
    )


def _without_covered(compiled: CompiledShapes) -> rdflib.Graph:
    """Return the shapes graph in which covered shapes have no targets of their own."""
    rest = rdflib.Graph()
    classes = {RDFS.Class, OWL.Class, *compiled.graph.subjects(RDFS.subClassOf, RDFS.Class)}
    for subject, predicate, value in compiled.graph:
        is_target = predicate in _TARGETS or (predicate == RDF.type and value in classes)
        if not (is_target and subject in compiled.covered):
            rest.add((subject, predicate, value))
    return rest
