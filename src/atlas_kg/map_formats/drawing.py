"""The map as SVG: text is text, and the picture stands alone, light, dark and on paper.

Signs are drawn, so that no font has to hold them. Colours stand in attributes, for programs that
know no style sheets; the style changes them where the reader prefers dark.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from xml.sax.saxutils import escape

from atlas_kg.evidence import MapView
from atlas_kg.map_formats.layout import (
    MEANINGS,
    Listed,
    column_groups,
    disputed,
    few,
    listed,
    literature_words,
    tally,
    tentative,
    theory_words,
    unlisted,
)
from atlas_kg.map_formats.signs import ACCENT, INK, LINE_COLOUR, PAPER, SOFT, STYLE, WARNING, sign
from atlas_kg.map_formats.typesetting import wrapped
from atlas_kg.problem_solution_space import Cell, Phase, ProblemSolutionSpace, State

__all__ = ["MAP_STYLE_HASH", "map_svg"]

MAP_STYLE_HASH = f"sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}"
"""What names the style of the picture in a Content-Security-Policy (CSP Level 3, section 2.3.1)."""

_TITLE = "LLM ATLAS: what is hidden when you adopt a large language model, and what can be done"
_SIZE, _LEADING, _PAD, _GAP, _MARGIN = 13, 17, 9, 6, 16
_FIRST, _COLUMN = 250, 244
_HATCH = (
    '<pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><path d="M0 0V10" class="warning-line" stroke="{WARNING}" '
    'stroke-opacity=".2" stroke-width="2.5"/></pattern>'
)


@dataclass(frozen=True)
class _Line:
    """A line of text in a cell: how it is set, and the sign before it."""

    text: str
    kind: str = ""
    sign: str = ""
    indent: int = 0


def map_svg(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return the map as a picture.

    Args:
        space: The map.
        view: What of it is shown.
    """
    width = 2 * _MARGIN + _FIRST + len(space.mechanisms) * (_COLUMN + _GAP)
    parts: list[str] = []
    y = _MARGIN + 18
    parts.append(_text(_MARGIN, y, _TITLE, "title"))
    for line in wrapped(_subtitle(space, view), width - 2 * _MARGIN, _SIZE):
        y += _LEADING
        parts.append(_text(_MARGIN, y, line, "soft"))
    y += _LEADING + 8
    parts += _heads(space, y)
    y += 2 * _LEADING + 10
    for number, phase in enumerate(space.phases, 1):
        row, height = _row(space, view, number, phase, y)
        parts += row
        y += height + _GAP
    y += _LEADING
    for state in State:
        parts.append(sign(state.value, _MARGIN + 5, y - 4))
        words = f"{state.words.capitalize()}: {MEANINGS[state]}."
        parts.append(_text(_MARGIN + 18, y, words, "soft"))
        y += _LEADING
    parts.append(_text(_MARGIN, y + 6, "Data: LLM ATLAS, CC BY 4.0.", "soft"))
    height = y + 6 + _MARGIN
    body = "\n".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" class="atlas-map" \
font-family="system-ui, sans-serif" font-size="{_SIZE}" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-labelledby="map-title" \
aria-describedby="map-told">
<title id="map-title">{_TITLE}</title>
<desc id="map-told">{escape(_told(space, view))}</desc>
<style>{STYLE}</style>
<defs>{_HATCH}</defs>
<rect class="paper" width="{width}" height="{height}" fill="{PAPER}"/>
{body}
</svg>
"""


def _subtitle(space: ProblemSolutionSpace, view: MapView) -> str:
    chosen = ", ".join(f"{name} {value}" for name, value in view.parameters())
    states = "" if view.selection.is_empty else " The states are those of the whole literature."
    return f"Cells: {tally(space)}.{f' Selected: {chosen}.' if chosen else ''}{states}"


def _told(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return the map in words, for those who do not see it."""
    cells = (
        f"{cell.mechanism.label} in {cell.phase.label.lower()}: {cell.state.words}, "
        f"{literature_words(cell)}"
        for cell in space.cells
        if view.shows(cell) and cell.state is not State.NOT_APPLICABLE
    )
    return "; ".join(cells) + "."


def _heads(space: ProblemSolutionSpace, y: int) -> Iterator[str]:
    yield _text(_MARGIN, y + _LEADING + 6, "Phase, and what is hidden in it", "strong")
    x = _MARGIN + _FIRST + _GAP
    for group in column_groups(space):
        width = len(group.mechanisms) * (_COLUMN + _GAP) - _GAP
        yield _text(x, y, f"Against {group.asymmetry.lower()}", "soft")
        yield (
            f'<path class="accent-line" d="M{x} {y + 5}H{x + width}" stroke="{ACCENT}" '
            'stroke-width="2"/>'
        )
        for mechanism in group.mechanisms:
            yield _text(x, y + _LEADING + 6, mechanism.label, "strong")
            x += _COLUMN + _GAP


def _row(
    space: ProblemSolutionSpace, view: MapView, number: int, phase: Phase, y: int
) -> tuple[list[str], int]:
    """Return a row of the table, and how high it is."""
    head = _phase_lines(number, phase)
    cells = [(cell, _cell_lines(cell) if view.shows(cell) else []) for cell in space.row(phase)]
    lines = max(len(head), *(len(found) for _, found in cells)) if cells else len(head)
    height = lines * _LEADING + 2 * _PAD
    parts = [
        f'<path class="line" d="M{_MARGIN} {y - _GAP // 2}h{_FIRST}" stroke="{LINE_COLOUR}"/>',
        *_set(head, _MARGIN, y),
    ]
    x = _MARGIN + _FIRST + _GAP
    for cell, found in cells:
        if found:
            parts.append(_box(cell, x, y, height))
            parts += _set(found, x + _PAD, y)
        x += _COLUMN + _GAP
    return parts, height


def _phase_lines(number: int, phase: Phase) -> list[_Line]:
    found = [_Line(line, "strong") for line in wrapped(f"{number}  {phase.label}", _FIRST, _SIZE)]
    for problem in phase.problems:
        found += [_Line(line) for line in wrapped(problem.label, _FIRST, _SIZE)]
        found += [_Line(line, "soft") for line in wrapped(problem.definition, _FIRST, _SIZE)]
    if not phase.problems:
        note = phase.note or "No agency problem is known to arise in this phase."
        found += [_Line(line, "soft") for line in wrapped(note, _FIRST, _SIZE)]
    return found


def _cell_lines(cell: Cell) -> list[_Line]:
    predicted, applied = cell.state.is_predicted, cell.state.is_applied
    kind = "soft" if cell.state is State.NOT_APPLICABLE else ""
    found = [_Line(cell.state.words, kind or "strong", cell.state.value)]
    if cell.state is State.NOT_APPLICABLE:
        found += _hanging("neither theory nor literature", kind, "")
        return [*found, *_others(cell)]
    marks = (
        ("predicted" if predicted else "unforeseen", f"Theory {theory_words(cell)}"),
        ("applied" if applied else "unused", f"Literature: {literature_words(cell)}"),
    )
    for mark, words in marks:
        found += _hanging(words, kind, mark)
    found += [line for each in listed(cell) for line in _solution(each, 0)]
    if more := unlisted(cell):
        found.append(_Line(f"and {more:,} more"))
    return [*found, *_others(cell)]


def _others(cell: Cell) -> Iterator[_Line]:
    """Yield the lines of the evidence that changes no state."""
    for words, labels in (
        (tentative(cell), cell.tentative_solutions),
        (disputed(cell), cell.disputed_solutions),
    ):
        if words:
            yield from _hanging(f"{words}: {few(labels)}", "soft", "other")


def _hanging(words: str, kind: str, mark: str) -> Iterator[_Line]:
    for place, line in enumerate(wrapped(words, _COLUMN - 2 * _PAD - 16, _SIZE)):
        yield _Line(line, kind, "" if place else mark, 16 if place or not mark else 0)


def _solution(solution: Listed, depth: int) -> Iterator[_Line]:
    indent = 12 + 12 * depth
    lines = wrapped(solution.label, _COLUMN - 2 * _PAD - indent, _SIZE)
    for place, line in enumerate(lines):
        yield _Line(line, "", "" if place else "item", indent if place else indent - 12)
    for kind in solution.kinds:
        yield from _solution(kind, depth + 1)


def _set(lines: Iterable[_Line], x: int, y: int) -> Iterator[str]:
    baseline = y + _PAD + _SIZE - 1
    for line in lines:
        start = x + line.indent
        if line.sign:
            yield sign(line.sign, start + 5, baseline - 4)
            start += 12 if line.sign == "item" else 16
        yield _text(start, baseline, line.text, line.kind)
        baseline += _LEADING


def _box(cell: Cell, x: int, y: int, height: int) -> str:
    place = f'x="{x}" y="{y}" width="{_COLUMN}" height="{height}"'
    if cell.state is State.SUPPORTED:
        strength = 0.05 * min(max(len(cell.works), 1), 9)
        return f'<rect class="accent" {place} fill="{ACCENT}" fill-opacity="{strength:.2f}"/>'
    if cell.state is State.GAP:
        return (
            f'<rect {place} fill="url(#hatch)"/><rect class="warning-line" {place} fill="none" '
            f'stroke="{WARNING}" stroke-width="2" stroke-dasharray="6 4"/>'
        )
    if cell.state is State.UNPREDICTED:
        return (
            f'<rect class="warning-line" {place} fill="none" stroke="{WARNING}" stroke-width="2"/>'
        )
    return f'<rect class="line" {place} fill="none" stroke="{LINE_COLOUR}"/>'


_KINDS = {
    "": f'class="ink" fill="{INK}"',
    "soft": f'class="soft" fill="{SOFT}"',
    "strong": f'class="ink" fill="{INK}" font-weight="700"',
    "title": f'class="ink" fill="{INK}" font-weight="700" font-size="18"',
}


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    return f'<text x="{x}" y="{y}" {_KINDS[kind]}>{escape(words)}</text>'
