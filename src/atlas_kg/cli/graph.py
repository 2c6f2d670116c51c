"""The graph that a verb works on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from atlas_kg.cli.output import counted, progress
from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, Progress, build
from atlas_kg.reasoning import DEFAULT_ENGINE

__all__ = ["build_graph", "data_option"]

F = TypeVar("F", bound=Callable[..., object])


def data_option(verb: F) -> F:
    """Let a verb work on another folder of contributed literature."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        help="A folder of contributed literature to use instead of the one that comes along.",
    )(verb)


def build_graph(
    data: Path | None, engine: str = DEFAULT_ENGINE, tell: Progress = progress
) -> KnowledgeGraph:
    """Build the graph of the sources; tell on standard error what is done and how much was found.

    What would block was raised; what is left, ``atlas-kg validate`` tells one by one.
    """
    graph = build(Sources.carried(data), engine=engine, progress=tell)
    if graph.findings:
        where = f" {data}" if data else ""
        progress(f"{counted(graph.findings)} To see them: atlas-kg validate{where}")
    return graph
