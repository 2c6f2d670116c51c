"""A form for one kind of record, generated from its shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from rdflib import RDF, XSD

from atlas_kg.contribution import Contribution, form_fields, statement_id
from atlas_kg.contribution_review import Review
from atlas_kg.field_words import words_of
from atlas_kg.findings import Finding
from atlas_kg.namespaces import PROV, thing
from atlas_kg.record_shapes import Field, RecordShape
from atlas_kg.web.form_wording import unquoted
from atlas_kg.web.site import Site

__all__ = ["Control", "Option", "controls", "gathered", "with_id"]

_SPARE = 2
"""How many empty entries of a list wait to be filled in."""

_MOST_PROPOSED = 300
"""How many names of records a list proposes at most; of more, the search finds them."""

_LANG_STRING = str(RDF.langString)
_TYPE = ox.NamedNode(str(RDF.type))
_SOURCE = ox.NamedNode(str(PROV.wasDerivedFrom))


@dataclass(frozen=True)
class Option:
    """A word that a field takes, its label, and what it means where somebody says so."""

    word: str
    label: str
    definition: str = ""


@dataclass(frozen=True)
class Control:
    """A field as the form shows it.

    Attributes:
        field: What the shape says of it.
        widget: ``select``, ``checkboxes``, ``textarea`` or ``input``.
        type: The type of an input.
        options: The words to choose from, or that are proposed.
        values: What was typed, with empty entries that wait to be filled in.
        findings: What is wrong with it.
        searched: The kind of record that it names, where there are too many to propose them all.
    """

    field: Field
    widget: str
    type: str
    options: tuple[Option, ...]
    values: tuple[str, ...]
    findings: tuple[Finding, ...]
    searched: str = ""

    @property
    def name(self) -> str:
        """Its name in the form, and its key in the file."""
        return self.field.name

    def about(self, entry: int) -> tuple[Finding, ...]:
        """Return the findings about an entry, counted from 1."""
        return tuple(finding for finding in self.findings if finding.entry == entry)

    @property
    def whole(self) -> tuple[Finding, ...]:
        """The findings about no single entry that is shown."""
        shown = range(1, len(self.values) + 1) if self.is_list else ()
        return tuple(finding for finding in self.findings if finding.entry not in shown)

    @property
    def help(self) -> str:
        """What to fill in."""
        field = self.field
        # What to write is told where the form of a value matters; a finding tells it besides.
        has_form = field.pattern or any(bound is not None for bound in field.bounds)
        advice = f" {unquoted(field.advice)}" if has_form else ""
        return field.form_help or f"{field.help}{advice}"

    @property
    def required(self) -> bool:
        """Whether it has to be filled in; the name of a statement is made where none is given."""
        return self.field.required and self.name != "id"

    @property
    def is_explained(self) -> bool:
        """Whether each word to choose from has a meaning to tell."""
        return self.widget != "input" and any(option.definition for option in self.options)

    @property
    def is_list(self) -> bool:
        """Whether each of its entries has an input of its own."""
        return self.field.many and self.widget == "input"

    @property
    def is_number(self) -> bool:
        """Whether it takes a whole number."""
        return self.field.datatype == str(XSD.integer)

    @property
    def anchor(self) -> str:
        """The name of the first thing in it that can be focussed."""
        return f"field-{self.name}-1" if self.widget == "checkboxes" or self.is_list else self.id

    @property
    def id(self) -> str:
        """Its name in the page."""
        return f"field-{self.name}"


def controls(site: Site, contribution: Contribution, review: Review | None) -> tuple[Control, ...]:
    """Return the fields of the form for a kind of record.

    Args:
        site: The site, whose graph has the words to choose from.
        contribution: What was typed.
        review: What is wrong with it, if it has been looked at.
    """
    return tuple(
        _control(
            site, field, contribution.values.get(name, ()), review.about(name) if review else ()
        )
        for name, field in form_fields(contribution.shape).items()
    )


def _control(
    site: Site, field: Field, typed: tuple[str, ...], findings: tuple[Finding, ...]
) -> Control:
    searched = _searched(site, field)
    options = () if searched else tuple(_options(site, field))
    widget = _widget(site, field, options)
    filled = tuple(value for value in typed if value.strip())
    # A word that nobody knows stays, so that it can be mended.
    known = {option.word for option in options}
    if widget in ("select", "checkboxes"):
        unknown = dict.fromkeys(value for value in filled if value.strip() not in known)
        options += tuple(Option(value, f"{value} (not known)") for value in unknown)
    if widget == "input" and field.many:
        filled += ("",) * _SPARE
    return Control(field, widget, _type(field), options, filled, findings, searched)


def _widget(site: Site, field: Field, options: tuple[Option, ...]) -> str:
    kinds = site.graph.dataset.record_shapes
    if options and not (field.target_class and kinds.kind_of_class(field.target_class)):
        return "checkboxes" if field.many else "select"
    is_label = field.name == "label"
    if field.datatype == _LANG_STRING and not field.many and not is_label:
        return "textarea"
    return "input"


def _searched(site: Site, field: Field) -> str:
    """Return the kind of record that a field names, where there are many of it."""
    graph = site.graph
    kind = graph.dataset.record_shapes.kind_of_class(field.target_class or "")
    if field.target_class is None or kind is None or field.choices:
        return ""
    members = graph.store.quads_for_pattern(None, _TYPE, ox.NamedNode(field.target_class), None)
    return kind if sum(1 for _ in islice(members, _MOST_PROPOSED + 1)) > _MOST_PROPOSED else ""


def _type(field: Field) -> str:
    return "url" if (field.pattern or "").startswith("^https?:") else "text"


def _options(site: Site, field: Field) -> Iterator[Option]:
    if field.datatype == str(XSD.boolean):
        yield Option("true", "yes")
        yield Option("false", "no")
    yield from (
        Option(word.name, word.label, word.definition)
        for word in words_of(site.graph.dataset, field)
    )


def with_id(
    site: Site,
    shape: RecordShape,
    values: Mapping[str, tuple[str, ...]],
    taken: Collection[str] = (),
) -> Mapping[str, tuple[str, ...]]:
    """Return what was filled in, with a name for a statement that has none.

    Args:
        site: The site.
        shape: The kind of record.
        values: What was filled in.
        taken: Names that are not free, besides those in the data.
    """
    contribution = Contribution(shape, values)
    if shape.section is None or contribution.names["id"]:
        return values
    publication = thing("publication", contribution.names["publication"])
    found = site.graph.store.quads_for_pattern(None, _SOURCE, publication, None)
    there = {str(quad.subject).rstrip(">").rpartition(".")[2] for quad in found}
    return {**values, "id": (statement_id(contribution, there | set(taken)),)}


def gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the values of each name, in their order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        found[name].append(value)
    return {name: tuple(values) for name, values in found.items()}
