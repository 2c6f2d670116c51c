"""The counts of a review in the formats in which people take them along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from atlas_kg.prisma.boxes import steps_of
from atlas_kg.prisma.counts import Flow
from atlas_kg.prisma.drawing import flow_svg

__all__ = ["FLOW_FORMATS"]


def _text(flow: Flow) -> str:
    lines = []
    phase = ""
    for step in steps_of(flow):
        if step.phase != phase:
            lines += ["", step.phase] if phase else [step.phase]
            phase = step.phase
        begin = "    " if step.aside else "  "
        lines.append(f"{begin + step.title:44}{step.count:>7}")
        lines += [f"{begin}    {words[:34]:34}  {count:>7}" for words, count in step.details]
    if flow.differences:
        lines += ["", "Screeners differ on"]
        lines += [
            f"  {row['workLabel']}: included by {row['includedBy']}, excluded by "
            f"{row['excludedBy']} ({row.get('reason', 'without a reason')})"
            for row in flow.differences
        ]
    return "\n".join(lines) + "\n"


def _json(flow: Flow) -> str:
    told = {
        "stages": [
            {"name": s.key, "phase": s.phase, "title": s.title, "count": s.count}
            for s in steps_of(flow)
        ],
        "lists": flow.lists,
        "reasons": flow.reasons,
        "differences": flow.differences,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _csv(flow: Flow) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("phase", "stage", "detail", "count"))
    for step in steps_of(flow):
        writer.writerow((step.phase, step.title, "", step.count))
        writer.writerows((step.phase, step.title, *detail) for detail in step.details)
    return out.getvalue()


FLOW_FORMATS: dict[str, Callable[[Flow], str]] = {
    "text": _text,
    "svg": lambda flow: flow_svg(steps_of(flow)),
    "json": _json,
    "csv": _csv,
}
"""By name, what writes the counts."""
