"""Comparisons as text, Markdown, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import groupby

from atlas_kg.history.comparison import Comparison
from atlas_kg.history.statements import Change, FieldChange, Turn
from atlas_kg.markdown_text import escaped

__all__ = ["COMPARISON_FORMATS", "render_comparison"]

_AT_MOST = 20
"""How many changes of one sort are told to people; JSON and CSV hold all."""

_HEAD = ("part", "change", "kind", "iri", "label", "coder", "field", "before", "after", "reason")


def render_comparison(comparison: Comparison, form: str) -> str:
    """Return a comparison in a format.

    Args:
        comparison: What changed.
        form: One of `COMPARISON_FORMATS`.
    """
    return COMPARISON_FORMATS[form](comparison)


def _text(comparison: Comparison) -> str:
    sections = [f"{title}\n{_indented(lines)}" for title, lines in _sections(comparison)]
    return "\n\n".join([_opening(comparison), *sections])


def _markdown(comparison: Comparison) -> str:
    sections = [
        f"## {title}\n\n" + "\n".join(f"{'  ' * depth}- {escaped(line)}" for depth, line in lines)
        for title, lines in _sections(comparison)
    ]
    return "\n\n".join([f"# {escaped(_opening(comparison))}", *sections])


def _json(comparison: Comparison) -> str:
    content = asdict(comparison) | {"differs": comparison.differs}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _csv(comparison: Comparison) -> str:
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_HEAD)
    for part, changes in (("statement", comparison.statements), ("term", comparison.terms)):
        for change in changes:
            own = (part, change.turn, change.kind, change.iri, change.label, change.coder)
            if not change.fields:
                table.writerow((*own, "", "", "", ""))
            for field in change.fields:
                old, new = "; ".join(field.before), "; ".join(field.after)
                table.writerow((*own, field.field, old, new, field.reason or ""))
    for cell in comparison.cells:
        for reason in cell.reasons or ("",):
            iri = f"{cell.phase} {cell.mechanism}"
            row = ("cell", "changed", "cell", iri, cell.label, "", "state", cell.before, cell.after)
            table.writerow((*row, reason))
    for link in comparison.links:
        iri = f"{link.subject} {link.predicate} {link.object}"
        turn = "appeared" if link.appeared else "vanished"
        table.writerow(("link", turn, "link", iri, " ".join(link.labels), *[""] * 5))
    return stream.getvalue()


COMPARISON_FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": _text,
    "json": _json,
    "md": _markdown,
    "csv": _csv,
}
"""By name, what renders a comparison."""

_Line = tuple[int, str]
"""How deep a line stands, and what it says."""


def _opening(comparison: Comparison) -> str:
    old, new = (version or "of no version" for version in comparison.versions)
    ontology = f"ontology {old} → {new}" if old != new else f"ontology {old} in both"
    what = "what changed" if comparison.differs else "nothing changed"
    return f"From {comparison.names[0]} to {comparison.names[1]} ({ontology}): {what}"


def _sections(comparison: Comparison) -> Iterator[tuple[str, list[_Line]]]:
    if comparison.cells:
        lines = [
            line
            for cell in comparison.cells
            for line in (
                (0, f"{cell.label}: {cell.before} → {cell.after}"),
                *((1, f"since {reason}") for reason in cell.reasons),
            )
        ]
        yield _counted("Cells of the map", {"changed": len(comparison.cells)}), lines
    for kind, changes in groupby(comparison.statements, key=lambda change: change.kind):
        yield _changes(f"{kind.capitalize()}s", list(changes))
    if comparison.links:
        turns = Counter("appeared" if link.appeared else "vanished" for link in comparison.links)
        said = [
            (0, f"{'appeared' if link.appeared else 'vanished'}: {' '.join(link.labels)}")
            for link in comparison.links
        ]
        yield _counted("Inferred links", turns), list(_shortened(said))
    if comparison.terms:
        yield _changes("Terms of the ontology", list(comparison.terms))


def _changes(title: str, changes: list[Change]) -> tuple[str, list[_Line]]:
    lines: list[_Line] = []
    for turn in Turn:
        found = [change for change in changes if change.turn is turn]
        for change in found[:_AT_MOST]:
            by = f", coded by {change.coder}" if change.coder else ""
            lines.append((0, f"{turn}: {change.label}{by}"))
            lines.extend((1, _field(field)) for field in change.fields)
        lines.extend(_more(len(found), str(turn)))
    return _counted(title, Counter(str(change.turn) for change in changes)), lines


def _field(change: FieldChange) -> str:
    old, new = ("; ".join(values) or "nothing" for values in (change.before, change.after))
    why = f" ({change.reason.removesuffix('.')})" if change.reason else ""
    return f"{change.field}: {old} → {new}{why}"


def _shortened(lines: list[_Line]) -> Iterator[_Line]:
    yield from lines[:_AT_MOST]
    yield from _more(len(lines), "changed")


def _more(count: int, what: str) -> Iterable[_Line]:
    if count > _AT_MOST:
        yield 0, f"… and {count - _AT_MOST} more {what}; --format csv or json tells all"


def _counted(title: str, counts: Counter[str] | dict[str, int]) -> str:
    return f"{title}: {', '.join(f'{number} {turn}' for turn, number in counts.items())}"


def _indented(lines: list[_Line]) -> str:
    return "\n".join(f"  {'    ' * depth}{line}" for depth, line in lines)
