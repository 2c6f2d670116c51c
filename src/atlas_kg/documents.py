"""YAML documents in which every word keeps its place.

Nothing is interpreted: a number stays the text that stands in the file, so that an identifier such
as ``2310.10340`` keeps its last zero. Anchors and aliases are refused, since a file of a few lines
can unfold to any size with them; so are tags, by which YAML makes objects of a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from atlas_kg.findings import Finding, Location, Rule
from atlas_kg.source_rules import ALIASES, FORM, READABLE, SCHEMA_MISSING, SCHEMA_NUMBER, SYNTAX

__all__ = ["Document", "UnreadableError", "parse_document", "read_document", "read_text"]

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

_MAX_BYTES = 1_000_000
"""About forty times the longest file that people have written here."""

_REFUSED: dict[type[yaml.Token], tuple[str, str]] = {
    yaml.AliasToken: ("uses a YAML anchor or alias", "Write the value out in each place."),
    yaml.AnchorToken: ("uses a YAML anchor or alias", "Write the value out in each place."),
    yaml.TagToken: ("uses a YAML tag", "Leave out the word that begins with '!', or quote it."),
    yaml.DirectiveToken: ("uses a YAML directive", "Leave out the line that begins with '%'."),
}

# Where none of this stands, no token can be refused and no nesting can be deep: neither the sign of
# an anchor, alias, tag or directive where a node may begin, nor an opening bracket, nor a line
# that could open a block on so many levels. Reading the tokens one by one takes as long as all the
# rest of reading a file.
_SUSPICIOUS = re.compile(
    rf"(?:^|[\s\[{{,:?-])[&*!%]|[\[{{]|^[ \t?:-]{{{_MAX_DEPTH}}}", re.MULTILINE
)

# What YAML 1.1 calls printable, https://yaml.org/spec/1.1/#c-printable; the mark of byte order may
# begin a file.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


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


def read_document(path: Path, content: bytes | None = None) -> Document:
    """Read a contributed file.

    Args:
        path: The file.
        content: What it would hold, if it is not there yet.

    Raises:
        UnreadableError: It is too large, not UTF-8, not YAML, uses anchors or tags, is no mapping,
            or does not say which schema it follows.
    """
    if content is None:
        content = _content(path, _MAX_BYTES)
    document = parse_document(path, _text(path, content, _MAX_BYTES))
    _, schema = document.entries.get("schema", (None, None))
    if not isinstance(schema, yaml.ScalarNode) or schema.value != SCHEMA:
        raise UnreadableError(
            document.place(schema) if schema else document.location,
            f"The file does not say 'schema: {SCHEMA}'.",
            f"Write 'schema: {SCHEMA}' {'instead' if schema else 'as its first entry'}.",
            "schema",
            rule=SCHEMA_NUMBER if schema else SCHEMA_MISSING,
        )
    return document


def read_text(path: Path, most: int) -> str:
    """Read a contributed file of another form.

    Args:
        path: The file.
        most: How many bytes it may hold.

    Raises:
        UnreadableError: It is too large, not UTF-8, or holds what no text can show.
    """
    return _text(path, _content(path, most), most)


def parse_document(path: Path, text: str, what: str = "The file") -> Document:
    """Parse a YAML mapping.

    Args:
        path: The file in which it stands.
        text: The mapping, each word at its place in the file.
        what: What it is, as the subject of a message.

    Raises:
        UnreadableError: It is not YAML, uses anchors or tags, or is no mapping.
    """
    try:
        if _SUSPICIOUS.search(text):
            _check_tokens(path, text)
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        context = getattr(error, "context", None)
        what = f"{context}, {what}" if context else what
        raise UnreadableError(
            Location(path, line, column),
            f"The file is not valid YAML: {what}.",
            "Mend the line; put texts that hold ': ' or begin with a sign into quotes.",
            rule=SYNTAX,
        ) from error
    return _mapping(path, node, what)


def _check_tokens(path: Path, text: str) -> None:
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
        if refused := _REFUSED.get(type(token)):
            raise UnreadableError(
                Location(path, token.start_mark.line + 1, token.start_mark.column + 1),
                f"The file {refused[0]}.",
                refused[1],
                rule=ALIASES,
            )


def _content(path: Path, most: int) -> bytes:
    try:
        # Reading a pipe would wait for ever, and a folder has no text.
        if path.exists() and not path.is_file():
            raise UnreadableError(
                Location(path),
                "This is not a file.",
                "Put a file of text here, or remove it.",
                rule=READABLE,
            )
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnreadableError(
            Location(path),
            f"The file cannot be read: {why}.",
            "Check its permissions.",
            rule=READABLE,
        ) from error


def _text(path: Path, content: bytes, most: int) -> str:
    if len(content) > most:
        raise UnreadableError(
            Location(path),
            f"The file is larger than {most:,} bytes.",
            "Put one record, or the statements about one publication, into a file.",
            rule=READABLE,
        )
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            _spot(path, content[: error.start].decode("utf-8", "replace")),
            "The file is not UTF-8 text.",
            "Save the file as UTF-8.",
            rule=READABLE,
        ) from error
    if unprintable := _UNPRINTABLE.search(text):
        sign = f"U+{ord(unprintable[0]):04X}"
        raise UnreadableError(
            _spot(path, text[: unprintable.start()]),
            f"The file holds the sign {sign}, which no text can show.",
            "Remove it, or save the file as UTF-8 text.",
            rule=READABLE,
        )
    return text


def _spot(path: Path, before: str) -> Location:
    """Return the place that follows a text."""
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", before)
    return Location(path, len(lines), len(lines[-1].removeprefix("\ufeff")) + 1)


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
