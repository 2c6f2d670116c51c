"""Verbs that write a record with a file of its own: ``coder`` and ``solution``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import from_here, write
from atlas_kg.cli.record_options import (
    RecordCommand,
    given,
    options_of,
    shapes_and_terms,
    tell,
)
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Sources
from atlas_kg.field_words import words_of
from atlas_kg.record_files import writable
from atlas_kg.submission import prepare

__all__ = ["coder_command", "solution_command"]

_PERSON = {"kind": ("HumanCoder",), "description": ("A person who codes publications.",)}
"""What holds of a coder of whom nothing else is said."""


def _coder_options() -> list[click.Option]:
    fields = shapes_and_terms().record_shapes.by_kind["coder"].fields
    return options_of(fields.values(), {"label": ("--name",)})


def _solution_options() -> list[click.Option]:
    return options_of(shapes_and_terms().record_shapes.by_kind["solution"].fields.values())


@click.command("coder", cls=RecordCommand, described=_coder_options)
@click.argument("identifier", metavar="ID")
@data_option
def coder_command(identifier: str, data: Path | None, **values: object) -> int:
    """Write a coder: somebody or something that says what a publication states.

    ID is the name of the file, and of the folder that will hold what the coder codes. Who is not
    said to be anything else is a person.

    atlas-kg coder jane --name "Jane Doe" --data mydata
    """
    said = given(values)
    kind = shapes_and_terms().record_shapes.by_kind["coder"].fields["kind"]
    known = {word.name for word in words_of(shapes_and_terms(), kind)}
    others = known - {*_PERSON["kind"]}
    # With a word that is none of these, what else is missing follows once that is mended.
    person = {} if others & {*said.get("kind", ())} else _PERSON
    filled = {**person, **said, "key": (identifier,)}
    return _written("coder", "ID", data, filled, {"label": "--name"})


@click.command("solution", cls=RecordCommand, described=_solution_options)
@click.argument("name", metavar="NAME")
@data_option
def solution_command(name: str, data: Path | None, **values: object) -> int:
    """Write a solution: something that answers an agency problem.

    NAME is the name of the file, by which codings speak of the solution.

    atlas-kg solution training-logs --label "Training logs" --source Doe2025 --definition "Records
    of what a model answers while it is trained."
    """
    return _written("solution", "NAME", data, {**given(values), "key": (name,)}, {})


def _written(
    kind: str,
    key: str,
    data: Path | None,
    values: dict[str, tuple[str, ...]],
    spelling: dict[str, str],
) -> int:
    folder = writable(Sources.carried(data).data)
    theory = shapes_and_terms()
    submission = prepare(theory, folder, Contribution(theory.record_shapes.by_kind[kind], values))
    tell(submission.findings, {"key": key, **spelling}, folder)
    if not submission.is_ready:
        return 1
    submission.write()
    where = f" --data {data}" if data else ""
    name = values["key"][0]
    follows = {
        "coder": f"To code a publication as {name}: atlas-kg propose PUBLICATION --coder "
        f"{name}{where}",
        "solution": f"Codings name it: atlas-kg propose PUBLICATION --coder ID --solution "
        f"{name} …{where}",
    }
    write(f"Wrote {from_here(submission.file)}. {follows[kind]}", None)
    return 0
