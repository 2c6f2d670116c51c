"""A contribution: one record as somebody fills it in, and the file that it makes."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import yaml
from rdflib import XSD

from atlas_kg.findings import Finding
from atlas_kg.literature import CODINGS, SCHEMAS, SLUG, place_of
from atlas_kg.record_shapes import Field, RecordShape, RecordShapes
from atlas_kg.source_rules import IDENTIFIERS, NAMES, VALUES

__all__ = ["Contribution", "contributable", "file_text", "form_fields", "statement_id"]

_LONGEST_NAME = 250
"""File systems take 255 bytes, of which ``.yaml`` needs five."""

_LONGEST_VALUE = 5_000
"""The longest text in a record has a few hundred signs."""

_KINDS = ("coding", "report", "absence", "condition", "publication", "solution", "coder")
"""The kinds of record in the order in which they are offered: what people read for first."""

_NO_PROBLEM = "no-agency-problem"
_DECISION = "decision"
_WORDS = 4
"""How many words of a statement make a name, where nothing else does."""

_WIDTH = 100
_TAGS = "tag:yaml.org,2002:"
_MAPPING, _SEQUENCE = f"{_TAGS}map", f"{_TAGS}seq"
_PLAIN = {
    str(XSD.integer): (f"{_TAGS}int", re.compile("-?(0|[1-9][0-9]*)")),
    str(XSD.boolean): (f"{_TAGS}bool", re.compile("true|false")),
}
"""What YAML reads as a number or a truth value, by datatype; all else is text."""


@dataclass(frozen=True)
class Contribution:
    """One record as somebody fills it in.

    Attributes:
        shape: The kind of record.
        values: What was filled in, by the names of `form_fields`.
    """

    shape: RecordShape
    values: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> Mapping[str, str]:
        """What names the record, its folder and its file; empty where nothing was filled in."""
        return {name: self._first(name) for name in _naming(self.shape)}

    @property
    def slug(self) -> str:
        """What tells the record from others of its kind."""
        if self.shape.section is None:
            return self.names["key"]
        parts = [self.names[name] for name in ("publication", "coder", "id") if name in self.names]
        return ".".join(parts)

    @property
    def path(self) -> Path:
        """Where the file lies, from the folder of contributed literature on."""
        return place_of(self.shape, self.names)

    def unusable(self) -> tuple[Finding, ...]:
        """Return findings about names that no file can have, and values that nobody reads."""
        found = []
        fields = form_fields(self.shape)
        for name, text in self.names.items():
            rule = IDENTIFIERS if name == "id" else NAMES
            if not text:
                found.append(Finding(f"'{name}' is missing.", fields[name].advice, field=name))
            elif len(text) > _LONGEST_NAME:
                problem = f"'{name}' is longer than {_LONGEST_NAME} letters."
                found.append(Finding(problem, "Choose a short name.", field=name, rule=rule))
            elif not SLUG.fullmatch(text):
                problem = f"The name '{text}' cannot be used."
                advice = (
                    "A name has letters from a to z or A to Z, digits, '-' and '_', and no spaces."
                )
                found.append(Finding(problem, advice, field=name, value=text, rule=rule))
        for name, values in self.values.items():
            # A word is compared with all that it may have meant.
            is_word = name in fields and (fields[name].target_class or fields[name].choices)
            longest = _LONGEST_NAME if is_word else _LONGEST_VALUE
            if name not in self.names and any(len(value) > longest for value in values):
                problem = f"'{name[:_LONGEST_NAME]}' is longer than {longest:,} signs."
                found.append(Finding(problem, "Say it in fewer words.", field=name, rule=VALUES))
        return tuple(found)

    def without(self, wrong: Collection[str]) -> Contribution:
        """Return it without some values, and with other names in the place of some names."""
        kept = {name: values for name, values in self.values.items() if name not in wrong}
        return replace(self, values=kept | {n: ("unnamed",) for n in self.names if n in wrong})

    def text(self, shapes: RecordShapes) -> str:
        """Return the file that holds this record alone.

        Args:
            shapes: All kinds of record, of which several may share a file.
        """
        return file_text((self,), shapes)

    def _first(self, name: str) -> str:
        return next((value.strip() for value in self.values.get(name, ()) if value.strip()), "")

    def entries(self) -> list[tuple[yaml.Node, yaml.Node]]:
        """Return what its record says in a file, without its name."""
        filled = {
            name: [clean for value in self.values[name] if (clean := _clean(value))]
            for name in dict.fromkeys((*self.shape.fields, *self.values))
            if name in self.values and name not in self.names
        }
        return [
            (_text(name), _value(values, self.shape.fields.get(name)))
            for name, values in filled.items()
            if values
        ]


def file_text(contributions: Sequence[Contribution], shapes: RecordShapes) -> str:
    """Return the file that holds some records and no other.

    Args:
        contributions: One record, or statements of one coder about one publication.
        shapes: All kinds of record, of which several may share a file.
    """
    first = contributions[0]
    lists: dict[str, list[yaml.Node]] = {}
    whole: list[tuple[yaml.Node, yaml.Node]] = []
    for contribution in contributions:
        entries = contribution.entries()
        if contribution.shape.section is None:
            whole += entries
            continue
        named = [(_text("id"), _text(contribution.names["id"])), *entries]
        statements = lists.setdefault(contribution.shape.section, [])
        statements.append(yaml.MappingNode(_MAPPING, named))
    whole += [(_text(name), yaml.SequenceNode(_SEQUENCE, nodes)) for name, nodes in lists.items()]
    version = (_text("schema"), yaml.ScalarNode(f"{_TAGS}int", "1"))
    out = io.StringIO()
    yaml.serialize(
        yaml.MappingNode(_MAPPING, [version, *whole], flow_style=False),
        out,
        Dumper=_Dumper,
        width=_WIDTH,
        allow_unicode=True,
    )
    up = "../" * (len(first.path.parts) - 1)
    schema = PurePosixPath(f"{up}{SCHEMAS}/{_schema(first.shape, shapes)}.json")
    return f"# yaml-language-server: $schema={schema}\n{out.getvalue()}"


def contributable(shapes: RecordShapes) -> tuple[RecordShape, ...]:
    """Return the kinds of record that have a place in the contributed literature."""
    found = [shape for shape in shapes.by_kind.values() if shape.directory]
    order = {kind: place for place, kind in enumerate(_KINDS)}
    return tuple(sorted(found, key=lambda shape: order.get(shape.kind, len(order))))


def statement_id(contribution: Contribution, taken: Collection[str]) -> str:
    """Return a name for a statement that has none.

    Args:
        contribution: The statement.
        taken: The names of others in its file.
    """
    said = {name: values[0] for name, values in contribution.values.items() if values}
    phase = said.get("phase", "")
    if "decision" in said:
        name = _kebab(said["decision"].rpartition(".")[2]) or _DECISION
    else:
        name = _kebab(said.get("solution", said.get("problem", "")))
        name = name or _first_words(contribution)
        name = f"{name}-in-{_kebab(phase)}" if phase else name
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)


def _first_words(contribution: Contribution) -> str:
    if contribution.shape.kind == "absence":
        return _NO_PROBLEM
    words = _kebab(" ".join(contribution.values.get("statement", ()))).split("-")
    return "-".join(words[:_WORDS]) or "statement"


def _kebab(word: str) -> str:
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", word).lower()
    return re.sub(r"[^a-z0-9]+", "-", parts).strip("-")


def form_fields(shape: RecordShape) -> Mapping[str, Field]:
    """Return what has to be filled in for a record of a kind, by name, in the order of a form."""
    names = {
        name: shape.place.get(name) or _name_field(name, shape.label.lower())
        for name in _naming(shape)
    }
    return names | dict(shape.fields)


def _naming(shape: RecordShape) -> tuple[str, ...]:
    if shape.section is None:
        return ("key",)
    places = ("publication", "coder") if shape.directory == CODINGS else ("publication",)
    return (*places, "id")


def _name_field(name: str, what: str) -> Field:
    about = "The name of the file" if name == "key" else "The name within the file"
    made = " Leave it empty, and it is made from what you fill in below." if name == "id" else ""
    return Field(
        name=name,
        path="",
        datatype=str(XSD.string),
        target_class=None,
        choices=(),
        is_term=False,
        pattern=SLUG.pattern,
        bounds=(None, None),
        least=1,
        many=False,
        help=f"{about}, which becomes part of the address of the {what}.",
        advice="Choose a name of letters from a to z, digits, '-' and '_', such as data-cards.",
        form_help=f"A short name for the {what}, of letters, digits, - and _ without spaces, such "
        f"as data-cards.{made}",
    )


def _schema(shape: RecordShape, shapes: RecordShapes) -> str:
    sections = shapes.sections_of_directory(str(shape.directory))
    return next(iter(sections.values())) if shape.section else shape.kind


def _clean(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _value(values: Sequence[str], field: Field | None) -> yaml.Node:
    datatype = field.datatype if field else None
    nodes = [_text(value, datatype) for value in values]
    if len(nodes) == 1 and not (field and field.many):
        return nodes[0]
    return yaml.SequenceNode(_SEQUENCE, nodes, flow_style=False)


def _text(value: str, datatype: str | None = None) -> yaml.Node:
    tag, form = _PLAIN.get(datatype or "", (f"{_TAGS}str", None))
    return yaml.ScalarNode(tag if form and form.fullmatch(value) else f"{_TAGS}str", value)


class _Dumper(yaml.SafeDumper):
    """Writes lists as people do, indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)
