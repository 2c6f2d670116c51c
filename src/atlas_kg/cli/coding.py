"""The verb by which a coder hands in what a publication states: ``propose``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import from_here, write
from atlas_kg.cli.questions import ask, ask_kind, need_terminal
from atlas_kg.cli.record_options import (
    RecordCommand,
    given,
    option_name,
    options_of,
    shapes_and_terms,
    tell,
)
from atlas_kg.coding_template import coding_template
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Sources, with_records
from atlas_kg.errors import UsageError
from atlas_kg.field_words import label_of
from atlas_kg.literature import CODINGS
from atlas_kg.neighbourhood import codings_of, neighbourhood, states_something
from atlas_kg.record_files import create, writable
from atlas_kg.record_shapes import Field, RecordShape
from atlas_kg.submission import Submission, misplaced, new_id, prepare

__all__ = ["propose_command"]

_SPELLING = {"publication": "PUBLICATION"}

_MANY = 3
"""Of so many others the number is told."""


_OF_CONDITIONS = frozenset({"requires", "suits", "evidence"})
"""The options that make a statement a condition."""


def _kinds() -> dict[str, RecordShape]:
    shapes = shapes_and_terms().record_shapes
    return {s: shapes.by_kind[kind] for s, kind in shapes.sections_of_directory(CODINGS).items()}


def _options() -> list[click.Option]:
    fields: dict[str, Field] = {}
    for shape in _kinds().values():
        fields |= {name: field for name, field in shape.fields.items() if name not in fields}
    return options_of(fields.values())


@click.command("propose", cls=RecordCommand, described=_options)
@click.argument("publication")
@click.option("--coder", metavar="ID", required=True, help="Who codes; see 'atlas-kg coder'.")
@click.option(
    "--no-problem",
    is_flag=True,
    help="Say that it holds no agency problem, in the --phase or in none.",
)
@click.option("--id", metavar="NAME", help="The name of the statement within the file.")
@click.option("--ask", "asks", is_flag=True, help="Ask question by question, at a terminal.")
@data_option
def propose_command(
    publication: str, coder: str, no_problem: bool, asks: bool, data: Path | None, **values: object
) -> int:
    """Code a publication: write what it states, as one coder reads it.

    PUBLICATION is the key of its file. Without further options, a file to fill in is written, with
    the words to choose from. With them, one statement is added to the file of the coder: about a
    solution to an agency problem; with --problem about an agency problem; with --requires or
    --suits about when a solution can be applied, in the words of --evidence; with --no-problem
    that there is none. All else in the file stays as it is.

    atlas-kg propose Doe2025 --coder jane --phase ModelDevelopment --target Model --mechanism
    Monitoring --solution training-logs --section 3.2 --statement "Training logs show what a model
    does while it is trained."

    What others coded from the publication is never shown here.
    """
    theory = shapes_and_terms()
    folder = writable(Sources.carried(data).data)
    said = given(values)
    place = {"publication": (publication,), "coder": (coder,)}
    shape = _kind(said, no_problem=no_problem)
    begun = Contribution(shape, place)
    if found := misplaced(folder, begun, theory.record_shapes):
        tell(found, _SPELLING, folder)
        return 1
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def submit(contribution: Contribution) -> Submission:
        name = said.get("id") or (new_id(folder, contribution, theory.record_shapes),)
        named = Contribution(contribution.shape, {**contribution.values, "id": name})
        return prepare(theory, folder, named, now)

    if asks:
        need_terminal()
        shape = shape if said or no_problem else ask_kind(_kinds())
        made = Contribution(shape, {**place, **said})
        where = f" --data {data}" if data else ""
        submission = ask(theory, folder, made, submit, _SPELLING, where)
    elif said or no_problem:
        submission = submit(Contribution(shape, {**place, **said}))
        tell(submission.findings, _SPELLING, folder)
    else:
        return _begin(folder, begun, now, data)
    if not submission.is_ready:
        return 1
    submission.write()
    name = submission.contribution.names["id"]
    write(
        f"Wrote {name} to {from_here(submission.file)}. {_follows(folder, submission, data)}", None
    )
    return 0


def _kind(said: dict[str, tuple[str, ...]], *, no_problem: bool) -> RecordShape:
    """Return the kind of statement that the options make."""
    kinds = _kinds()
    if no_problem and "problem" in said:
        raise UsageError("Give --problem or --no-problem, since a statement says one of the two.")
    section = "absences" if no_problem else "problems" if "problem" in said else "codings"
    if section == "codings" and said.keys() & _OF_CONDITIONS:
        section = "conditions"
    shape = kinds[section]
    foreign = [name for name in said if name not in (*shape.fields, "id")]
    if foreign:
        raise UsageError(
            f"{option_name(foreign[0])} does not belong to a statement of the kind "
            f"'{shape.label.lower()}'. Its options are "
            f"{', '.join(option_name(name) for name in shape.fields)}."
        )
    return shape


def _begin(folder: Path, begun: Contribution, now: str, data: Path | None) -> int:
    """Write the file to fill in."""
    publication, coder = begun.names["publication"], begun.names["coder"]
    file = folder / begun.path
    if file.exists():
        raise UsageError(
            f"{from_here(file)} is there already. Edit it, or add a statement by options: "
            "--phase, --target, --mechanism, --solution, --section, --statement."
        )
    # What others coded is left out: it must not be seen, not even by its words.
    theory = shapes_and_terms()
    about = [Path("publications", f"{publication}.yaml")]
    known = with_records(theory, neighbourhood(folder, about, theory.record_shapes))
    title, name = (
        label_of(known, kind, key) for kind, key in (("publication", publication), ("coder", coder))
    )
    create(file, coding_template(known, f"What {title} states,", name, now))
    where = f" --data {data}" if data else ""
    write(
        f"Wrote {from_here(file)}. It says nothing yet: fill it in with an editor, then see what "
        f"is left to mend by: atlas-kg validate {from_here(file)}{where}",
        None,
    )
    return 0


def _follows(folder: Path, submission: Submission, data: Path | None) -> str:
    """Say what becomes of the statement, and nothing about what others state."""
    names, standing = submission.contribution.names, submission.standing
    why = standing.why if standing else None
    if standing and why is None:
        return f"Its status is {standing.status}, as you say."
    shapes = shapes_and_terms().record_shapes
    others = [
        name
        for name, file in codings_of(folder, names["publication"]).items()
        if name != names["coder"] and states_something(folder / file, shapes)
    ]
    if standing and why and not others:
        return f"It is {standing.status.lower()}: {why[:1].lower()}{why[1:]}"
    who = " and ".join(others) if len(others) < _MANY else f"{len(others)} others"
    has, all_of_you = ("has", "both of you have") if len(others) == 1 else ("have", "all have")
    where = f" --data {data}" if data else ""
    return (
        f"{who} {has} coded this publication, too. When {all_of_you} handed in everything, see "
        f"where you agree by: atlas-kg agree{where}"
    )
