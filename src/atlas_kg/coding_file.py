"""Files of statements about one publication: a statement is added, all else stays to the byte."""

from __future__ import annotations

import re

import yaml

from atlas_kg.contribution import Contribution
from atlas_kg.errors import UsageError
from atlas_kg.record_shapes import RecordShapes

__all__ = ["added", "entry", "of_one"]

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BYTE_ORDER_MARK = "\ufeff"
_INDENT = "  "
_BREAK = re.compile(r"\r\n|\r|\n")


def of_one(contribution: Contribution, shapes: RecordShapes, date: str | None = None) -> str:
    """Return the file that holds one statement alone.

    Args:
        contribution: The statement.
        shapes: All kinds of record.
        date: When it is handed in, if the file says so at its head.
    """
    text = contribution.text(shapes)
    head = f"\n{contribution.shape.section}:\n"
    return text.replace(head, f"\ndate: '{date}'{head}", 1) if date else text


def entry(contribution: Contribution, shapes: RecordShapes) -> str:
    """Return the lines of a statement as they stand in the list of a file."""
    _, _, lines = contribution.text(shapes).partition(f"\n{contribution.shape.section}:\n")
    return lines


def added(content: bytes, section: str, lines: str) -> str:
    """Return the text of a file with one more entry at the end of a list.

    Each byte that was there stays, with remarks, quotes, ends of lines and the order of the fields.

    Args:
        content: What the file holds.
        section: The key of the list; where the file has none, it is begun at the end.
        lines: The entry, as `entry` gives it.

    Raises:
        UsageError: The file has no such list that one can add to. The message says why.
    """
    try:
        whole = content.decode("utf-8")
        text = whole.removeprefix(_BYTE_ORDER_MARK)
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise UsageError("it is not UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise UsageError(f"it is not YAML{where}") from error
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise UsageError("it does not hold lines of the form 'field: value'")
    listed = {key.value: value for key, value in root.value}.get(section)
    if listed is None:
        place, indent, addition = len(text), _INDENT, f"{section}:\n{lines}"
    elif isinstance(listed, yaml.SequenceNode) and not listed.flow_style and listed.value:
        place = _end(text, _last(listed))
        # The node of an entry begins behind its hyphen; the list begins at the first one.
        indent, addition = " " * listed.start_mark.column, lines
    else:
        raise UsageError(f"'{section}' is not a list with one entry below the other")
    ends = _BREAK.search(text)
    new = _indented(addition, indent) if listed is not None else addition
    before = text[:place]
    if before and not before.endswith(("\n", "\r")):
        new = f"\n{new}"
    new = new.replace("\n", ends[0] if ends else "\n")
    return whole[: len(whole) - len(text)] + before + new + text[place:]


def _last(node: yaml.Node) -> yaml.Node:
    """Return the leaf with which a list or a mapping ends."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node


def _end(text: str, leaf: yaml.Node) -> int:
    """Return where the line ends on which a leaf ends."""
    place: int = _offset(text, leaf.end_mark)
    if leaf.end_mark.column == 0 and place:
        return place
    ends = _BREAK.search(text, place)
    return ends.end() if ends else len(text)


def _offset(text: str, mark: yaml.Mark) -> int:
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    return starts[mark.line] + mark.column if mark.line < len(starts) else len(text)


def _indented(lines: str, indent: str) -> str:
    """Return lines that are indented by two signs with another indentation."""
    return "".join(
        indent + line.removeprefix(_INDENT) if line.strip() else line
        for line in lines.splitlines(keepends=True)
    )
