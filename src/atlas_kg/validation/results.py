"""SHACL results, told as findings with a place in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import rdflib
import yaml
from rdflib import OWL, RDF, RDFS, SH, XSD
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding, Result, Rule, Severity, advice, sort_key
from atlas_kg.lifting import Origin
from atlas_kg.namespaces import ATLAS, ONTOLOGY, SHAPE, SKOS, THING, compress
from atlas_kg.record_shapes import RecordShape, classes_of
from atlas_kg.suggestions import Suggestion, Vocabulary, normalised

__all__ = ["tell"]


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
    told = (teller.finding(report, result) for result in results)
    findings = sorted((f for f in told if not _is_echo(f, dataset.findings)), key=_order)
    # A wrong value often breaks several constraints of one field: the reader needs one repair.
    # So does the name of a file for all the statements in it.
    repairs = {(f.location or f.focus, f.field, f.advice): f for f in reversed(findings)}
    return tuple(sorted(repairs.values(), key=_order))


def _is_echo(finding: Finding, read: Iterable[Finding]) -> bool:
    """Tell whether a field is missing only since what stands there could not be read."""
    return (
        finding.result is not None
        and finding.result.component == str(SH.MinCountConstraintComponent)
        and any(
            other.focus == finding.focus and finding.field in {other.field, other.suggestion}
            for other in read
        )
    )


def _order(finding: Finding) -> tuple[tuple[str, int, str, str], str]:
    return sort_key(finding), finding.problem


@dataclass(frozen=True)
class _Teller:
    """Tells SHACL results as findings."""

    dataset: Dataset
    data: rdflib.Graph
    shapes: rdflib.Graph
    words: dict[Node | None, Vocabulary] = field(default_factory=dict)
    facts: dict[tuple[Node | None, URIRef], Node | None] = field(default_factory=dict)
    parents: dict[Node, Node | None] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)

    def finding(self, report: rdflib.Graph, result: Node) -> Finding:
        focus = self._focus(report, result)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        component = report.value(result, SH.sourceConstraintComponent)
        source = report.value(result, SH.sourceShape)
        severity = str(report.value(result, SH.resultSeverity)).removeprefix(str(SH))
        message = str(report.value(result, SH.resultMessage))
        property_iri = str(path) if isinstance(path, URIRef) else None
        origin, is_exact = self._origin(focus, property_iri, value)
        record = self._record_shape(focus)
        key = _field_name(record, property_iri) or self._place_name(record, property_iri)
        if key is None and record is None and origin:
            # Rows of tables are no records of a shape, but their columns have names, too.
            key = origin.field
        subject = self._subject(focus, key, property_iri, source)
        text = origin.text if origin and is_exact else None
        written = text or (_word(str(value)) if value is not None else "")
        known = self._vocabulary(source)
        names = tuple(known.names)
        # What is said of a thing as a whole is no word that somebody misspelt.
        guess = self._guess(source, written, known) if written and path is not None else None
        names = names if path is not None else ()
        if unread := self._unread(source, written):
            # Another name would be wrong: the thing is there, and will be known.
            guess, names, message = None, (), f"Mend {unread} first: it could not be read."
        asked = advice(message, guess.word if guess else None, names)
        if origin and origin.why:
            asked = f"{asked} Nobody wrote what stands now; it follows: {origin.why}"
        return Finding(
            problem=self._problem(report, result, subject, written, focus),
            advice=asked,
            location=origin.location if origin else None,
            field=key or _compressed(property_iri),
            focus=focus,
            shape=self._named_shape(source),
            severity=Severity(severity),
            kind=record.kind if record else None,
            entry=origin.entry if origin and is_exact else None,
            label=self._name(focus),
            value=written or None,
            allowed=names if known.closed else (),
            suggestion=guess.word if guess else None,
            determined=bool(guess and guess.determined and text),
            rule=self._checked(
                report, result, _field_name(record, property_iri) or _compressed(property_iri)
            ),
            result=Result(str(component), property_iri, value.n3() if value is not None else None),
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
        focus = report.value(result, SH.focusNode)
        if isinstance(focus, BNode):
            # The annotation of an axiom has no name; what it annotates has.
            focus = self.data.value(focus, OWL.annotatedSource)
        return str(focus) if isinstance(focus, URIRef) else ONTOLOGY

    def _origin(
        self, focus: str, path: str | None, value: Node | None
    ) -> tuple[Origin | None, bool]:
        """Return where a value stands, else its field, else its thing; and whether it is exact."""
        origins = self.dataset.origins
        exact = origins.get((focus, path, str(value))) if value is not None else None
        near = exact or origins.get((focus, path, None)) or origins.get((focus, None, None))
        return near, exact is not None

    def _record_shape(self, focus: str) -> RecordShape | None:
        kind = focus.removeprefix(THING).split("/")[0] if focus.startswith(THING) else ""
        return self.dataset.record_shapes.by_kind.get(kind)

    def _place_name(self, record: RecordShape | None, path: str | None) -> str | None:
        """Return what a contributor writes for a property that is no field, such as a file name."""
        if record is None or path is None:
            return None
        for prop in self.shapes.objects(URIRef(record.iri), SH.property):
            if (prop, SH.path, URIRef(path)) in self.shapes:
                name = self._fact(prop, SHAPE.recordPlace)
                return None if name is None else str(name)
        return None

    def _subject(self, focus: str, key: str | None, path: str | None, source: Node | None) -> str:
        """Say what is wrong: a field, a property, or else what the shape says it is about."""
        if key or path:
            return f"'{key or compress(path or '')}'"
        return f"Of {self._label(URIRef(focus))}, {self._about(source)}"

    def _about(self, source: Node | None) -> str:
        about = self._fact(source, SH.description)
        return str(about).rstrip(".").lower() if about else "what the check asks for"

    def _missing(self, name: str, source: Node | None, focus: str) -> str:
        if name.startswith("'"):
            record = self._record_shape(focus)
            field = record.fields.get(name.strip("'")) if record else None
            return (
                f"{name} has too few values."
                if field and field.least > 1
                else f"{name} is missing."
            )
        return f"{self._label(URIRef(focus))} lacks {self._about(source)}."

    def _problem(
        self, report: rdflib.Graph, result: Node, name: str, written: str, focus: str
    ) -> str:
        component = report.value(result, SH.sourceConstraintComponent)
        source = report.value(result, SH.sourceShape)
        if component == SH.MinCountConstraintComponent:
            return self._missing(name, source, focus)
        if component == SH.ClassConstraintComponent or (
            component == SH.OrConstraintComponent and self._classes(source)
        ):
            return self._of_no_class(written, source, focus)
        if component in {SH.SPARQLConstraintComponent, SH.OrConstraintComponent}:
            return f"{self._called(focus)} breaks the rule {self._rule(report, result)}"
        known: dict[Node | None, str] = {
            SH.MaxCountConstraintComponent: f"{name} has too many values.",
            SH.UniqueLangConstraintComponent: f"{name} has several texts in one language.",
            SH.HasValueConstraintComponent: f"{name} lacks the one value that it must have.",
            SH.DatatypeConstraintComponent: f"{name} is of the wrong type: '{written}'.",
        }
        return known.get(component) or f"{name} has a wrong value: '{written}'."

    def _of_no_class(self, written: str, source: Node | None, focus: str) -> str:
        labels = [self._label(target) for target in self._classes(source)]
        if not labels:
            return ""
        listed = " or ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
        if (source, SH.path, None) in self.shapes:
            return f"'{written}' is not a known {listed}."
        return f"{self._called(focus)} is no {listed}."

    def _checked(self, report: rdflib.Graph, result: Node, about: str | None) -> Rule:
        """Return the rule that was broken, named after the shape and what the shape is about."""
        source = report.value(result, SH.sourceShape)
        constraint = report.value(result, SH.sourceConstraint)
        shape = self._named_shape(source) or ""
        name = compress(shape).removeprefix("shape:")
        if isinstance(constraint, URIRef):
            name = str(constraint).removeprefix(str(SHAPE))
        elif about:
            name = f"{name}/{about}"
        described = (
            self._fact(constraint, SH.description)
            or self._fact(constraint, RDFS.label)
            or self._fact(source, SH.description)
            or self._fact(URIRef(shape), RDFS.label)
        )
        asked = self._fact(constraint, SH.message) or self._fact(source, SH.message)
        message = str(asked or report.value(result, SH.resultMessage))
        return Rule(name, str(described or name), message)

    def _guess(self, source: Node | None, written: str, known: Vocabulary) -> Suggestion | None:
        if known.names:
            return known.suggest(written)
        pattern = self._fact(source, SH.pattern)
        if pattern is not None:
            return normalised(written, str(pattern))
        if self._fact(source, SH.datatype) == XSD.boolean:
            meant = yaml.SafeLoader.bool_values.get(written.lower())
            return None if meant is None else Suggestion(str(meant).lower(), determined=True)
        return None

    def _unread(self, source: Node | None, word: str) -> str | None:
        """Return the file of the record that a word names, if it could not be read."""
        targets = self._classes(source)
        kind = self.dataset.record_shapes.kind_of_class(str(targets[0])) if targets else None
        if kind is None:
            return None
        directory = self.dataset.record_shapes.by_kind[kind].directory
        files = (f.location.file for f in self.dataset.findings if f.location and not f.focus)
        names = (f"{file.parent.name}/{file.name}" for file in files if file.stem == word)
        return next((name for name in names if name.startswith(f"{directory}/")), None)

    def _vocabulary(self, source: Node | None) -> Vocabulary:
        """Return the words that the field takes, as one writes them in a file."""
        if source not in self.words:
            targets = self._classes(source)
            kinds = map(self.dataset.record_shapes.kind_of_class, map(str, targets))
            is_open = any(kinds)
            names = dict(sorted(self._words(source, targets))) if source else {}
            self.words[source] = Vocabulary(names, closed=not is_open)
        return self.words[source]

    def _classes(self, source: Node | None) -> tuple[URIRef, ...]:
        """Return the classes of which a value must have one."""
        return tuple(map(URIRef, classes_of(self.shapes, source))) if source else ()

    def _words(
        self, source: Node, targets: tuple[URIRef, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        listed = self._fact(source, SH["in"])
        items = {item for target in targets for item in self.data.subjects(RDF.type, target)}
        items = set(self.shapes.objects(source, SHAPE.recordChoice)) or items
        if listed is not None:
            # Records have the class of their kind without anybody's writing it.
            own = set(self.shapes.objects(self._parent(source), SH.targetClass))
            items |= set(Collection(self.shapes, listed)) - own
        for item in items:
            others = (*self.data.objects(item, RDFS.label), *self.data.objects(item, SKOS.altLabel))
            yield _word(str(item), with_kind=len(targets) > 1), tuple(map(str, others))

    def _label(self, node: Node) -> str:
        label = self._name(str(node))
        if label is None:
            return compress(str(node))
        # Classes are spoken of within a sentence, things by their name.
        is_class = (node, RDF.type, OWL.Class) in self.data
        return label.lower() if is_class else f"'{label}'"

    def _name(self, focus: str) -> str | None:
        if focus not in self.names:
            label = self.data.value(URIRef(focus), RDFS.label)
            self.names[focus] = None if label is None else str(label)
        return self.names[focus]

    def _called(self, focus: str) -> str:
        """Call a thing by its label, and a term by its name, which alone cannot be missing."""
        is_thing = focus.startswith(THING)
        return self._label(URIRef(focus)) if is_thing else f"'{compress(focus)}'"

    def _rule(self, report: rdflib.Graph, result: Node) -> str:
        """Return the name of the rule that was broken, and what it says."""
        shape = self._named_shape(report.value(result, SH.sourceShape))
        rule = report.value(result, SH.sourceConstraint)
        if rule is None or (rule, RDFS.label, None) not in self.shapes:
            rule = URIRef(shape or "")
        label, about = (self._fact(rule, p) for p in (RDFS.label, SH.description))
        return f"'{label or compress(str(rule))}'." + (f" {about}" if about else "")

    def _named_shape(self, source: Node | None) -> str | None:
        if source is None or isinstance(source, URIRef):
            return str(source) if source else None
        parent = self._parent(source)
        return str(parent) if parent else None

    def _parent(self, source: Node) -> Node | None:
        if source not in self.parents:
            self.parents[source] = self.shapes.value(None, SH.property, source)
        return self.parents[source]

    def _fact(self, node: Node | None, predicate: URIRef) -> Node | None:
        """Return what the shapes say of one of them, which many findings ask again."""
        key = node, predicate
        if key not in self.facts:
            self.facts[key] = self.shapes.value(node, predicate)
        return self.facts[key]


def _field_name(record: RecordShape | None, path: str | None) -> str | None:
    if record is None:
        return None
    return next((field.name for field in record.fields.values() if field.path == path), None)


def _compressed(iri: str | None) -> str | None:
    return None if iri is None else compress(iri)


def _word(value: str, *, with_kind: bool = False) -> str:
    """Return a value as one writes it in a file: a term or a thing without its namespace.

    Args:
        value: The IRI.
        with_kind: Whether the field names things of several kinds: all but codings say theirs.
    """
    if value.startswith(THING):
        named = value.removeprefix(THING).removeprefix("coding/")
        return named if with_kind else value.rsplit("/", 1)[-1]
    return value.removeprefix(str(ATLAS)) if value.startswith(str(ATLAS)) else compress(value)
