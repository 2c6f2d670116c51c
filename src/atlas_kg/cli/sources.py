"""Verbs on the sources: ``validate``, ``format`` and ``schemas``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import (
    counted,
    format_of,
    from_here,
    print_findings,
    progress,
    shown,
    write,
)
from atlas_kg.dataset import Sources, load
from atlas_kg.errors import UsageError
from atlas_kg.finding_formats import FINDING_FORMATS
from atlas_kg.findings import blocks
from atlas_kg.layout import lay_out
from atlas_kg.mending import changes, mend
from atlas_kg.record_schemas import record_schemas
from atlas_kg.validation import DEFAULT_VALIDATOR
from atlas_kg.verification import Verification, verify

__all__ = ["format_command", "schemas_command", "validate_command"]


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--style", is_flag=True, help="Check the ontology's house style, too.")
@click.option(
    "--format",
    "form",
    default="text",
    help="text, json, ttl (a SHACL report) or sarif (for code review).",
)
@click.option("--fix", is_flag=True, help="Mend what has one repair only; show what remains.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--engine",
    default=DEFAULT_VALIDATOR,
    help="The validator: sparql, or pyshacl, the slower reference.",
)
@data_option
def validate_command(
    paths: tuple[Path, ...],
    style: bool,
    form: str,
    fix: bool,
    diff: bool,
    engine: str,
    data: Path | None,
) -> int:
    """Check ontology and contributed files against the shapes.

    Without PATH, everything that comes along is checked. A PATH is a folder of contributed
    literature, or a file or folder inside one, for which alone findings are shown. The exit code
    is 1 when something has to be mended; warnings do not count.
    """
    name = format_of(form, None, ("text", *FINDING_FORMATS), "text")
    if diff and (fix or name != "text"):
        raise UsageError("--diff changes nothing and shows a diff: leave --fix and --format out.")

    def check() -> Verification:
        return verify(paths, data, style=style, engine=engine, progress=progress)

    report = mend(check, _mended) if fix else check()
    found = [shown(finding) for finding in report.findings]
    if diff:
        made = changes(report.findings, report.data)
        write("".join(change.diff(str(from_here(change.file))) for change in made), None)
        fixed = sum(finding.patch is not None for finding in found)
        progress(f"{counted(found)[:-1]}, of which --fix mends {fixed}." if found else counted([]))
    elif name == "text":
        print_findings(found, err=False)
    else:
        write(FINDING_FORMATS[name](found), None)
    return 1 if blocks(report.findings) else 0


def _mended(line: str) -> None:
    progress(line.replace(f"{Path.cwd()}/", ""))


@click.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def format_command(files: tuple[Path, ...], check: bool) -> int:
    """Write Turtle files in their one layout: those given, or ontology and shapes."""
    sources = Sources.carried()
    own = [*sources.ontology.glob("*.ttl"), *sources.shapes.glob("*.ttl")]
    changed = lay_out(sorted(files or own), check=check)
    for path in changed:
        progress(f"{'Not in the one layout' if check else 'Laid out'}: {path}")
    return 1 if check and changed else 0


@click.command("schemas")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def schemas_command(output: Path, check: bool) -> int:
    """Write the JSON Schemas by which editors complete contributed files."""
    changed = 0
    for kind, schema in record_schemas(load(Sources.carried())).items():
        path = output / f"{kind}.json"
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            changed += 1
            progress(f"{'Out of date' if check else 'Wrote'}: {path}")
            if not check:
                write(text, path)
    return 1 if check and changed else 0
