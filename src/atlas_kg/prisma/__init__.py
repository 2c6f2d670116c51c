"""The flow of works through a review, after PRISMA 2020: counted, told and drawn."""

from __future__ import annotations

from atlas_kg.prisma.boxes import Step, steps_of
from atlas_kg.prisma.counts import Flow, flow_of
from atlas_kg.prisma.drawing import FLOW_STYLE_HASH, flow_svg
from atlas_kg.prisma.formats import FLOW_FORMATS

__all__ = ["FLOW_FORMATS", "FLOW_STYLE_HASH", "Flow", "Step", "flow_of", "flow_svg", "steps_of"]
