"""The flow diagram of PRISMA 2020 as SVG: text is text, and it stands alone, light and dark.

All boxes stand in one column that a telephone can show; what leaves the flow is set in.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from xml.sax.saxutils import escape

from atlas_kg.prisma.boxes import Step

__all__ = ["FLOW_STYLE_HASH", "flow_svg"]

_WIDTH, _LEFT, _INSET = 340, 2, 44
_LINE, _PAD, _GAP = 18, 9, 16
# Attributes beside the style: within a page the diagram brings none.
_DRAWN = ' fill="none" stroke="#545a61" stroke-width="1.5"'
_FILLED = ' fill="#fdfcf9" stroke="#545a61"'
_FONT = 'font-family="system-ui, sans-serif" font-size="13"'
_STYLE = """
.flow { font: 13px system-ui, sans-serif; background: #fdfcf9; }
.flow rect { fill: #fdfcf9; stroke: #545a61; }
.flow .aside rect { stroke-dasharray: 4 3; }
.flow text { fill: #1c1f22; }
.flow .phase, .flow .detail { fill: #545a61; }
.flow .phase { font-weight: 650; }
.flow path { fill: none; stroke: #545a61; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  .flow { background: #15181b; }
  .flow rect { fill: #15181b; stroke: #b0b5bb; }
  .flow text { fill: #e8e6e1; }
  .flow .phase, .flow .detail { fill: #b0b5bb; }
  .flow path { stroke: #b0b5bb; }
}
"""

FLOW_STYLE_HASH = f"sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}"
"""What names the style of the diagram in a Content-Security-Policy (CSP Level 3, section 2.3.1)."""


def flow_svg(steps: tuple[Step, ...], *, is_styled: bool = True) -> str:
    """Return the diagram.

    Args:
        steps: The boxes, those of a phase one after the other.
        is_styled: Whether it brings its own style; a page that shows it has one.
    """
    parts: list[str] = []
    y = 4
    phase, middle = "", 0
    for step in steps:
        if step.phase != phase:
            begins_anew = step.phase == "Other methods"
            y += 22 if phase else 14
            parts.append(_text(_LEFT + _INSET, y, step.phase, "phase"))
            y += 8
            phase = step.phase
            middle = 0 if begins_anew else middle
        height = 2 * _PAD + _LINE * (1 + len(step.details)) - 3
        if middle:
            parts.append(_arrow(step, middle, y, height))
        parts.append(_box(step, y, height))
        if not step.aside:
            middle = y + height
        y += height + _GAP
    told = "; ".join(f"{step.title}: {step.count}" for step in steps)
    body = "\n".join(parts)
    style = f"<style>{_STYLE}</style>\n" if is_styled else ""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" class="flow" {_FONT} \
viewBox="0 0 {_WIDTH} {y}" \
width="{_WIDTH}" height="{y}" role="img" aria-labelledby="flow-title" aria-describedby="flow-told">
<title id="flow-title">Flow of works through the review, after PRISMA 2020</title>
<desc id="flow-told">{escape(told)}.</desc>
{style}{body}
</svg>
"""


def _box(step: Step, y: int, height: int) -> str:
    x = _LEFT + (_INSET if step.aside else 0)
    right = _WIDTH - 2
    lines = [
        f'<rect x="{x}" y="{y}" width="{right - x}" height="{height}" rx="4"{_FILLED}/>',
        _text(x + 10, y + _PAD + 12, step.title),
        _number(right - 10, y + _PAD + 12, step.count),
    ]
    for number, (words, count) in enumerate(step.details, 1):
        place = y + _PAD + 12 + number * _LINE
        lines.append(_text(x + 22, place, words, "detail"))
        lines.append(_number(right - 10, place, count, "detail"))
    kind = ' class="aside"' if step.aside else ""
    return f"<g{kind}>{''.join(lines)}</g>"


def _arrow(step: Step, start: int, y: int, height: int) -> str:
    x = _LEFT + 20
    if step.aside:
        end = y + height // 2
        return f'<path d="M{x} {start}V{end}H{_LEFT + _INSET}m-6 -4l6 4l-6 4"{_DRAWN}/>'
    return f'<path d="M{x} {start}V{y}m-4 -6l4 6l4 -6"{_DRAWN}/>'


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{name}>{escape(words)}</text>'


def _number(x: int, y: int, count: int, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}" text-anchor="end"{name}>{count:,}</text>'
