"""Questions at a terminal, one for each field of a record; no answer has to be given twice."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from atlas_kg.cli.output import progress
from atlas_kg.cli.record_options import option_name, tell
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError
from atlas_kg.field_words import words_of
from atlas_kg.findings import Finding, advice, blocks
from atlas_kg.record_shapes import Field, RecordShape
from atlas_kg.submission import Submission, unknown_names
from atlas_kg.suggestions import Vocabulary

__all__ = ["ask", "ask_kind", "need_terminal"]

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
    for name, shape in kinds.items():
        progress(f"  {name}: {shape.label}")
    answer = click.prompt("What is it about", type=click.Choice(list(kinds)), err=True)
    return kinds[answer]


def ask(
    theory: Dataset,
    data: Path,
    contribution: Contribution,
    submit: Callable[[Contribution], Submission],
    spelling: dict[str, str],
) -> Submission:
    """Ask for each field that was not given, and again for each that is wrong.

    Args:
        theory: Ontology and shapes.
        data: The folder of contributed literature.
        contribution: What was given by options.
        submit: Checks the record.
        spelling: How options are called, by field.

    Raises:
        Abort: Whoever answers has had enough; what was said is printed as a command.
    """
    values = dict(contribution.values)
    shape = contribution.shape
    open_fields = [
        field
        for name, field in shape.fields.items()
        if name not in values and name not in _LEFT_TO_OTHERS
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
                    _keep(values)
                return submission
    except click.Abort:
        progress("")
        _keep(values)
        raise


def _keep(values: dict[str, tuple[str, ...]]) -> None:
    """Print what was said as options, so that nobody has to type it again."""
    words = [
        word
        for name, texts in values.items()
        for text in texts
        if name != "publication"
        for word in (option_name(name), text)
    ]
    progress(f"Nothing was written. What you said, as options:\n  {shlex.join(words)}")


def _answer(theory: Dataset, data: Path, shape: RecordShape, field: Field) -> tuple[str, ...]:
    words = words_of(theory, field)
    progress(f"\n{field.help}")
    for word in words:
        progress(f"  {word.name}: {word.definition or word.label}")
    names = [word.name for word in words]
    several = ", several with commas between them" if field.many else ""
    leave = "" if field.required else ", or nothing"
    while True:
        text = str(
            click.prompt(f"{field.name}{several}{leave}", default="", show_default=False, err=True)
        )
        answers = tuple(part.strip() for part in (text.split(",") if field.many else [text]))
        answers = tuple(answer for answer in answers if answer)
        found = tuple(
            _wrong(theory, data, Contribution(shape, {field.name: answers}), field, names)
        )
        if not found:
            return answers
        for finding in found:
            progress(f"{finding.problem} {finding.advice}")


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
