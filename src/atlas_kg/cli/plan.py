"""The verb ``plan``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

import click

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import format_of, write
from atlas_kg.errors import UsageError
from atlas_kg.plan_formats import PLAN_FORMATS, render_plan
from atlas_kg.planner import Vocabulary, open_planner, read_adoption
from atlas_kg.planner.vocabulary import local_name
from atlas_kg.problem_solution_space import problem_solution_space
from atlas_kg.store import EmbeddedStore

__all__ = ["plan_command"]

_WIDTH = 98


@click.command("plan")
@click.option(
    "--phase",
    "phases",
    metavar="NAME",
    multiple=True,
    help="A phase that lies ahead, such as ModelSelection; again for more. All of them, if none.",
)
@click.option(
    "--setting",
    "features",
    metavar="FEATURE",
    multiple=True,
    help="What is so of the adoption, such as WithoutFurtherTraining; again for more.",
)
@click.option("--list", "is_list", is_flag=True, help="List the phases and the features.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--format", "form", help=f"{', '.join(PLAN_FORMATS)}; else by suffix, else text.")
@data_option
def plan_command(
    phases: tuple[str, ...],
    features: tuple[str, ...],
    is_list: bool,
    output: Path | None,
    form: str | None,
    data: Path | None,
) -> None:
    """Plan an adoption: what is hidden in each phase ahead, and what applies to the setting.

    Which solutions apply follows from conditions that were read in the literature. Where it does
    not say, the plan says so.
    """
    name = format_of(form, output, PLAN_FORMATS, "text")
    store = EmbeddedStore(build_graph(data).store)
    planner = open_planner(store, problem_solution_space(store))
    if is_list:
        if phases or features or form:
            raise UsageError("--list goes alone; leave out --phase, --setting and --format.")
        write("\n".join(_words(planner.vocabulary)), output)
        return
    reading = read_adoption(planner.vocabulary, phases, features)
    if reading.faults:
        raise UsageError(" ".join((*reading.faults, "To see all: atlas-kg plan --list")))
    write(render_plan(planner.plan(reading.adoption), name), output)


def _words(vocabulary: Vocabulary) -> Iterator[str]:
    yield "Phases (--phase)"
    for phase in vocabulary.phases:
        yield from _word(local_name(phase.iri), phase.definition)
    for aspect in vocabulary.aspects:
        yield ""
        choice = "one of" if aspect.is_choice else "one or several of"
        yield f"{aspect.label} (--setting, {choice})"
        for feature in aspect.features:
            yield from _word(feature.name, feature.definition)


def _word(name: str, definition: str) -> list[str]:
    return wrap(f"{name}: {definition}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
