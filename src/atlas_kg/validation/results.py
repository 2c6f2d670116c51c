"""SHACL results, told as findings with a place in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import rdflib
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import Node, URIRef

from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding, Location, Severity, sort_key
from atlas_kg.literature import nearest
from atlas_kg.namespaces import ATLAS, THING, compress

__all__ = ["tell"]

_LISTED = 12


def tell(
    dataset: Dataset, data: rdflib.Graph, shapes: rdflib.Graph, report: rdflib.Graph
) -> tuple[Finding, ...]:
    """Tell the results of a SHACL report as findings, in the order of files and lines.

    Args:
        dataset: Where things stand in files, and what its record shapes call them.
        data: The graph that was validated.
        shapes: The shapes that it was validated against.
        report: The SHACL validation report, from whichever validator.
    """
    teller = _Teller(dataset, data, shapes)
    results = report.subjects(RDF.type, SH.ValidationResult)
    findings = sorted((teller.finding(report, result) for result in results), key=_order)
    # A wrong value often breaks several constraints of one field: the reader needs one repair.
    # So does the name of a file for all the statements in it.
    repairs = {(f.location or f.focus, f.field, f.advice): f for f in reversed(findings)}
    return tuple(sorted(repairs.values(), key=_order))


def _order(finding: Finding) -> tuple[tuple[str, int, str, str], str]:
    return sort_key(finding), finding.problem


@dataclass(frozen=True)
class _Teller:
    """Tells SHACL results as findings."""

    dataset: Dataset
    data: rdflib.Graph
    shapes: rdflib.Graph

    def finding(self, report: rdflib.Graph, result: Node) -> Finding:
        focus = self._focus(report, result)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        component = report.value(result, SH.sourceConstraintComponent)
        source = report.value(result, SH.sourceShape)
        severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))
        property_iri = str(path) if isinstance(path, URIRef) else None
        location, field, text = self._place(focus, property_iri, value)
        name = self._subject(focus, field, property_iri, source)
        written = text or (_word(str(value)) if value is not None else "")
        return Finding(
            problem=self._problem(name, written, component, source, focus),
            advice=self._advice(str(report.value(result, SH.resultMessage)), written, source),
            location=location,
            field=field or (compress(property_iri) if property_iri else None),
            focus=focus,
            shape=self._named_shape(source),
            severity=Severity(severity),
        )

    def _focus(self, report: rdflib.Graph, result: Node) -> str:
        """Return the IRI of the thing to mend.

        A rule about several statements is asked once of the whole graph, and gives the statement
        as the value.
        """
        # Not by its class: an IRI that an aggregate of rdflib chose comes as a literal.
        value = str(report.value(result, SH.value))
        is_rule = (result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent) in report
        if is_rule and value.startswith(("http://", "https://")):
            return value
        return str(report.value(result, SH.focusNode))

    def _place(
        self, focus: str, path: str | None, value: Node | None
    ) -> tuple[Location | None, str | None, str | None]:
        origins = self.dataset.origins
        exact = origins.get((focus, path, str(value))) if value is not None else None
        found = exact or origins.get((focus, path, None)) or origins.get((focus, None, None))
        field = self._field_name(focus, path) if path else None
        if found is None:
            return None, field, None
        return found.location, field, exact.text if exact else None

    def _field_name(self, focus: str, path: str) -> str | None:
        kind = focus.removeprefix(THING).split("/")[0] if focus.startswith(THING) else ""
        shape = self.dataset.record_shapes.by_kind.get(kind)
        fields: Mapping[str, str] = (
            {field.path: field.name for field in shape.fields.values()} if shape else {}
        )
        return fields.get(path)

    def _subject(self, focus: str, field: str | None, path: str | None, source: Node | None) -> str:
        """Say what is wrong: a field, a property, or else what the shape says it is about."""
        if field or path:
            return f"'{field or compress(path or '')}'"
        about = self.shapes.value(source, SH.description)
        what = f" {str(about).rstrip('.').lower()}" if about else ""
        return f"Of {self._label(URIRef(focus))},{what}"

    def _problem(
        self, name: str, written: str, component: Node | None, source: Node | None, focus: str
    ) -> str:
        target = self.shapes.value(source, SH["class"]) if source else None
        known: dict[Node | None, str] = {
            SH.MinCountConstraintComponent: f"{name} is missing.",
            SH.MaxCountConstraintComponent: f"{name} has too many values.",
            SH.ClassConstraintComponent: (
                f"'{written}' is not a known {self._label(target)}." if target else ""
            ),
            SH.DatatypeConstraintComponent: f"{name} is of the wrong type: '{written}'.",
            SH.SPARQLConstraintComponent: (
                f"{self._called(focus)} breaks the rule '{self._rule(source)}'."
            ),
            SH.OrConstraintComponent: (
                f"{self._called(focus)} breaks the rule '{self._rule(source)}'."
            ),
        }
        return known.get(component) or f"{name} has a wrong value: '{written}'."

    def _advice(self, message: str, written: str, source: Node | None) -> str:
        terms = self._allowed(source)
        guess = nearest(written, terms) if written and terms else None
        parts = [f"Did you mean '{guess}'?"] if guess else []
        parts.append(message)
        if terms and len(terms) <= _LISTED:
            parts.append(f"Known are: {', '.join(terms)}.")
        return " ".join(parts)

    def _allowed(self, source: Node | None) -> list[str]:
        """Return the words that the field takes, as one writes them in a file."""
        target = self.shapes.value(source, SH["class"]) if source else None
        if target is None:
            return []
        instances = set(self.data.subjects(RDF.type, target))
        return sorted(_word(str(item)) for item in instances)

    def _label(self, node: Node) -> str:
        label = self.data.value(node, RDFS.label)
        if label is None:
            return compress(str(node))
        # Classes are spoken of within a sentence, things by their name.
        is_class = (node, RDF.type, OWL.Class) in self.data
        return str(label).lower() if is_class else f"'{label}'"

    def _called(self, focus: str) -> str:
        """Call a thing by its label, and a term by its name, which alone cannot be missing."""
        is_thing = focus.startswith(THING)
        return self._label(URIRef(focus)) if is_thing else f"'{compress(focus)}'"

    def _rule(self, source: Node | None) -> str:
        shape = self._named_shape(source)
        return str(self.shapes.value(URIRef(shape), RDFS.label)) if shape else ""

    def _named_shape(self, source: Node | None) -> str | None:
        if source is None or isinstance(source, URIRef):
            return str(source) if source else None
        parent = self.shapes.value(None, SH.property, source)
        return str(parent) if parent else None


def _word(value: str) -> str:
    """Return a value as one writes it in a file: a term or a thing without its namespace."""
    if value.startswith(THING):
        return value.rsplit("/", 1)[-1]
    return value.removeprefix(str(ATLAS)) if value.startswith(str(ATLAS)) else compress(value)
