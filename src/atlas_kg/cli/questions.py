"""Questions at a terminal, one for each field of a record; no answer has to be given twice."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import fill

import click

from atlas_kg.cli.output import progress
from atlas_kg.cli.record_options import option_name, tell
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError
from atlas_kg.field_words import words_of
from atlas_kg.findings import Finding, advice, blocks
from atlas_kg.neighbourhood import keys
from atlas_kg.record_shapes import Field, RecordShape
from atlas_kg.submission import Submission, unknown_names
from atlas_kg.suggestions import Vocabulary

__all__ = ["ask", "ask_kind", "need_terminal"]

_KINDS = {
    "codings": "A solution, and what it does.",
    "absences": "That there is no agency problem, in a phase or at all.",
    "conditions": "When a solution, or what implements a mechanism, can be applied.",
    "problems": "An agency problem.",
}
"""What a statement can say, in the words of somebody who codes."""

_WIDTH = 98

_LEFT_TO_OTHERS = ("status",)
"""What follows from what others code; a file may say otherwise."""


def need_terminal() -> None:
    """Make sure that there is somebody to answer.

    Raises:
        UsageError: Standard input is no terminal.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "Standard input is no terminal, so that nobody can answer. Leave --ask out, and say "
            "all by options."
        )


def ask_kind(kinds: dict[str, RecordShape]) -> RecordShape:
    """Ask which kind of statement somebody wants to make.

    Args:
        kinds: The kinds, by the name of the list in which their statements stand.
    """
    names = list(kinds)
    for number, name in enumerate(names, 1):
        progress(f"  {number}  {_KINDS[name]}")
    last = len(names)
    while True:
        try:
            text = click.prompt(f"What do you state, 1 to {last}", "", show_default=False, err=True)
        except click.Abort:
            progress("\nNothing was written.")
            raise
        answer = str(text).strip()
        if answer in names:
            return kinds[answer]
        if answer.isdecimal() and 0 < int(answer) <= last:
            return kinds[names[int(answer) - 1]]
        progress(f"Give one of the numbers, 1 to {last}.")


def ask(
    theory: Dataset,
    data: Path,
    contribution: Contribution,
    submit: Callable[[Contribution], Submission],
    spelling: dict[str, str],
    where: str,
) -> Submission:
    """Ask for each field that was not given, and again for each that is wrong.

    Args:
        theory: Ontology and shapes.
        data: The folder of contributed literature.
        contribution: What was given by options.
        submit: Checks the record.
        spelling: How options are called, by field.
        where: The option that says where the literature lies; empty where none was given.

    Raises:
        Abort: Whoever answers has had enough; what was said is printed as a command.
    """
    values = dict(contribution.values)
    shape = contribution.shape
    open_fields = [
        field
        for name, field in shape.fields.items()
        if not any(values.get(name, ())) and name not in _LEFT_TO_OTHERS
    ]
    try:
        while True:
            for field in open_fields:
                values[field.name] = _answer(theory, data, shape, field)
            submission = submit(Contribution(shape, {k: v for k, v in values.items() if v}))
            wrong = {f.field for f in submission.findings if blocks((f,))}
            tell(submission.findings, spelling, data)
            open_fields = [field for name, field in shape.fields.items() if name in wrong]
            if submission.is_ready or not open_fields:
                if not submission.is_ready:
                    _keep(shape, values, where)
                return submission
    except click.Abort:
        progress("")
        _keep(shape, values, where)
        raise


def _keep(shape: RecordShape, values: dict[str, tuple[str, ...]], where: str) -> None:
    """Print the command that goes on with what was said, so that nobody has to type it again."""
    words = [
        word
        for name, texts in values.items()
        for text in texts
        if name != "publication"
        for word in (option_name(name), text)
    ]
    # Without it the statement would be of another kind.
    if shape.section == "absences":
        words.append("--no-problem")
    elif shape.section == "problems" and "problem" not in values:
        words += ["--problem", ""]
    elif shape.section == "conditions" and "evidence" not in values:
        words += ["--evidence", ""]
    command = ["atlas-kg", "propose", *values.get("publication", ()), *words]
    progress(
        f"Nothing was written. To go on with what you said:\n  {shlex.join(command)}{where} --ask"
    )


def _answer(theory: Dataset, data: Path, shape: RecordShape, field: Field) -> tuple[str, ...]:
    words = words_of(theory, field)
    progress(f"\n{field.help}")
    for word in words:
        progress(f"  {word.name}: {word.definition or word.label}")
    names = [word.name for word in words]
    known = _known(theory, data, field)
    if known:
        progress("  ? lists the names that are known.")
    several = ", several with commas between them" if field.many else ""
    leave = "" if field.required else ", or nothing"
    while True:
        text = str(
            click.prompt(f"{field.name}{several}{leave}", default="", show_default=False, err=True)
        )
        answers = tuple(part.strip() for part in (text.split(",") if field.many else [text]))
        answers = tuple(answer for answer in answers if answer)
        if known and answers == ("?",):
            progress(fill(", ".join(known), _WIDTH, initial_indent="  ", subsequent_indent="  "))
            continue
        found = tuple(
            _wrong(theory, data, Contribution(shape, {field.name: answers}), field, names)
        )
        if not found:
            return answers
        for finding in found:
            progress(f"{finding.problem} {finding.advice}")


def _known(theory: Dataset, data: Path, field: Field) -> tuple[str, ...]:
    """Return the names of the records that a field may name, where each has a file of its own."""
    shapes = theory.record_shapes
    kind = shapes.kind_of_class(field.target_class) if field.target_class else None
    directory = shapes.by_kind[kind].directory if kind else None
    return keys(data, directory) if directory else ()


def _wrong(
    theory: Dataset,
    data: Path,
    made: Contribution,
    field: Field,
    words: list[str],
) -> Iterator[Finding]:
    answers = made.values[field.name]
    if field.required and not answers:
        yield Finding("This must be said.", field.advice, field=field.name)
    for answer in answers:
        if words and answer not in words:
            guess = Vocabulary(dict.fromkeys(words, ())).suggest(answer)
            yield Finding(
                f"'{answer}' is none of these.", advice(field.advice, guess.word if guess else None)
            )
    yield from unknown_names(data, made, theory.record_shapes)
