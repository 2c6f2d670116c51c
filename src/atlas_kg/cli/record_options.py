"""Options of verbs that write records: their names, help and words come from the shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import click

from atlas_kg.cli.output import counted, from_here, progress, shown
from atlas_kg.dataset import Dataset, Sources, load_theory
from atlas_kg.field_words import words_of
from atlas_kg.findings import Finding, Severity
from atlas_kg.literature import DATA
from atlas_kg.record_shapes import Field

__all__ = ["RecordCommand", "given", "option_name", "options_of", "shapes_and_terms", "tell"]

_IN_DATA = re.compile(rf"(?<![\w/]){DATA}/(?=[a-z]+\b)")
"""How messages speak of the folder of literature."""

_ONE = {"sources": "source", "alternatives": "alternative", "criteria": "criterion"}
"""How a list is called where an option gives one entry of it."""


class RecordCommand(click.Command):
    """A verb some of whose options are read from the shapes, once it is called for.

    Args:
        described: Returns these options.
        name: The name of the verb.
        attributes: What else click wants to know.
    """

    def __init__(
        self,
        name: str | None,
        *,
        described: Callable[[], list[click.Option]],
        **attributes: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(name, **attributes)
        self._described = described

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options of the verb, those of the shapes before those of all verbs."""
        *own, last = super().get_params(ctx)
        return [*own, *self._described(), last]


@cache
def shapes_and_terms() -> Dataset:
    """Return ontology and shapes, which each of these verbs needs more than once."""
    return load_theory(Sources.carried())


def options_of(
    fields: Iterable[Field], also: Mapping[str, tuple[str, ...]] | None = None
) -> list[click.Option]:
    """Return an option for each field of a record.

    Whether it has to be there, and whether its value is right, the shapes say afterwards.

    Args:
        fields: The fields.
        also: Further names of options, by field.
    """
    return [_option(field, (also or {}).get(field.name, ())) for field in fields]


def given(values: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return what the options say, by field, without those that were left out."""
    found = {}
    for name, value in values.items():
        texts = tuple(value) if isinstance(value, (tuple, list)) else (value,)
        words = tuple(str(text) for text in texts if text is not None)
        if words:
            found[name] = words
    return found


def option_name(field: str) -> str:
    """Return the option that gives a field."""
    return f"--{_ONE.get(field, field).replace('_', '-')}"


def tell(findings: Iterable[Finding], spelling: Mapping[str, str], data: Path) -> None:
    """Print findings about what was given, each with the option that gave it.

    Args:
        findings: The findings; those with a place are about a file that is there.
        spelling: How an argument or an option is called, by field, where that is no ``--field``.
        data: The folder of contributed literature, of which advice speaks by its place.
    """
    folder = from_here(data)
    found = [
        replace(shown(finding), advice=_IN_DATA.sub(lambda _: f"{folder}/", finding.advice))
        for finding in findings
    ]
    for finding in found:
        if finding.location:
            progress(f"{finding.as_text()}\n")
            continue
        name = finding.field or ""
        option = spelling.get(name) or (option_name(name) if name else "")
        level = "" if finding.severity is Severity.VIOLATION else f"{finding.severity.lower()}: "
        lines = (option, f"  {level}{finding.problem}", f"  {finding.advice}")
        progress("\n".join(line for line in lines if line) + "\n")
    if any(finding.severity is not Severity.INFO for finding in found):
        progress(counted(found))


def _option(field: Field, also: tuple[str, ...]) -> click.Option:
    words = words_of(shapes_and_terms(), field)
    listed = f" One of {', '.join(word.name for word in words)}." if words else ""
    several = " May be given several times." if field.many else ""
    is_name = bool(field.target_class) and not words
    return click.Option(
        [option_name(field.name), *also, field.name],
        help=f"{field.help}{listed}{several}",
        multiple=field.many,
        metavar="KEY" if is_name else "WORD" if words else "TEXT",
    )
