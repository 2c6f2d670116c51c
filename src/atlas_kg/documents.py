"""YAML documents in which every word keeps its place.

Nothing is interpreted: a number stays the text that stands in the file, so that an identifier such
as ``2310.10340`` keeps its last zero. Anchors and aliases are refused, since a file of a few lines
can unfold to any size with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from atlas_kg.findings import Finding, Location, Rule
from atlas_kg.source_rules import ALIASES, FORM, READABLE, SCHEMA_MISSING, SCHEMA_NUMBER, SYNTAX

__all__ = ["Document", "UnreadableError", "read_document"]

SCHEMA = "1"
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_MAX_DEPTH = 20
"""More would overflow the stack of the parser in the end; records need three."""


class UnreadableError(Exception):
    """A file, or a part of one, that cannot be read.

    Attributes:
        finding: Where, why, and what to write instead.
    """

    def __init__(
        self,
        location: Location,
        problem: str,
        advice: str,
        field: str | None = None,
        *,
        rule: Rule | None = None,
    ) -> None:
        super().__init__(problem)
        self.finding = Finding(problem, advice, location, field, rule=rule)


@dataclass(frozen=True)
class Document:
    """A YAML mapping: a whole file, or a part of one.

    Attributes:
        path: The file.
        location: Where the mapping begins.
        entries: The nodes of key and value, by key.
    """

    path: Path
    location: Location
    entries: Mapping[str, tuple[yaml.Node, yaml.Node]]

    def place(self, node: yaml.Node) -> Location:
        """Return where a node of this document begins."""
        return _place(self.path, node)

    def part(self, node: yaml.Node, what: str) -> Document:
        """Return a mapping inside this document.

        Args:
            node: The node of the mapping.
            what: What it is, as the subject of a message.

        Raises:
            UnreadableError: The node is no mapping, or a key stands in it twice.
        """
        return _mapping(self.path, node, what)


def read_document(path: Path) -> Document:
    """Read a contributed file.

    Args:
        path: The file.

    Raises:
        UnreadableError: It is not UTF-8, not YAML, uses anchors, is no mapping, or does not say
            which schema it follows.
    """
    text = _text(path)
    try:
        depth = 0
        for token in yaml.scan(text, Loader=_Loader):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > _MAX_DEPTH:
                raise UnreadableError(
                    Location(path, token.start_mark.line + 1, token.start_mark.column + 1),
                    f"The file is nested deeper than {_MAX_DEPTH} levels.",
                    "Write each value below its field.",
                    rule=FORM,
                )
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                raise UnreadableError(
                    Location(path, token.start_mark.line + 1, token.start_mark.column + 1),
                    "The file uses a YAML anchor or alias.",
                    "Write the value out in each place.",
                    rule=ALIASES,
                )
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UnreadableError(
            Location(path, line, column),
            f"The file is not valid YAML: {what}.",
            "Mend the line; put texts that hold ': ' or begin with a sign into quotes.",
            rule=SYNTAX,
        ) from error
    document = _mapping(path, node, "The file")
    _, schema = document.entries.get("schema", (None, None))
    if not isinstance(schema, yaml.ScalarNode) or schema.value != SCHEMA:
        raise UnreadableError(
            document.place(schema) if schema else document.location,
            f"The file does not say 'schema: {SCHEMA}'.",
            f"Write 'schema: {SCHEMA}' as its first entry.",
            "schema",
            rule=SCHEMA_NUMBER if schema else SCHEMA_MISSING,
        )
    return document


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(
            Location(path, line),
            "The file is not UTF-8 text.",
            "Save the file as UTF-8.",
            rule=READABLE,
        ) from error
    except OSError as error:
        raise UnreadableError(
            Location(path),
            f"The file cannot be read: {error.strerror}.",
            "Check its permissions.",
            rule=READABLE,
        ) from error


def _mapping(path: Path, node: yaml.Node | None, what: str) -> Document:
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableError(
            _place(path, node) if node else Location(path),
            f"{what} does not hold fields.",
            "Write it as lines of the form 'field: value'.",
            rule=FORM,
        )
    entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableError(
                _place(path, key), "A field name is not a text.", "Write 'field: value'.", rule=FORM
            )
        if key.value in entries:
            raise UnreadableError(
                _place(path, key),
                f"The field '{key.value}' stands here a second time.",
                "Keep one of the two; a field with several values takes a list.",
                key.value,
                rule=FORM,
            )
        entries[key.value] = (key, value)
    return Document(path, _place(path, node), entries)


def _place(path: Path, node: yaml.Node) -> Location:
    return Location(path, node.start_mark.line + 1, node.start_mark.column + 1)
