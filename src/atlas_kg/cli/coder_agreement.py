"""The verb on the coders: ``agree``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.agreement_formats import AGREEMENT_FORMATS
from atlas_kg.agreement_formats.mappings import MAPPING_FORMATS
from atlas_kg.cli.graph import data_option
from atlas_kg.cli.output import format_of, print_findings, write
from atlas_kg.coder_agreement import Selection, coder_agreement
from atlas_kg.dataset import Sources, load
from atlas_kg.errors import UsageError
from atlas_kg.mapping_agreement import mapping_agreement
from atlas_kg.mappings import read_mapping_sets
from atlas_kg.store import EmbeddedStore

__all__ = ["agree_command"]


@click.command("agree")
@click.option(
    "--coder",
    "coders",
    multiple=True,
    metavar="ID",
    help="A coder to compare, named as the file in data/coders is; may be given several times.",
)
@click.option(
    "--publication",
    "publications",
    multiple=True,
    metavar="KEY",
    help="A publication to look at; may be given several times.",
)
@click.option("--no-software", is_flag=True, help="Leave programs among the coders out.")
@click.option(
    "--all", "with_settled", is_flag=True, help="List all differences, settled ones, too."
)
@click.option(
    "--mappings",
    "of_mappings",
    is_flag=True,
    help="Compare those who judge mappings, the sets of data/mappings, in place of coders.",
)
@click.option(
    "--format", "form", help=f"{', '.join(AGREEMENT_FORMATS)}; else by suffix, else text."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@data_option
def agree_command(
    coders: tuple[str, ...],
    publications: tuple[str, ...],
    no_software: bool,
    with_settled: bool,
    of_mappings: bool,
    form: str | None,
    output: Path | None,
    data: Path | None,
) -> None:
    """Measure how far coders agree, and list where they differ.

    For each variable of a coding there are percent agreement, Cohen's kappa and Krippendorff's
    alpha, with 95 % confidence intervals. Below them stand the differences that are open and what
    only some of the coders state, 50 of each at most; all of them, and the differences that an
    adjudication has settled, are listed with --all. Drafts (Proposed) and retracted statements are
    not compared.
    """
    if of_mappings:
        if coders or publications or no_software or with_settled:
            raise UsageError(
                "--mappings compares all who judge mappings: leave out --coder, --publication, "
                "--no-software and --all."
            )
        chosen = format_of(form, output, MAPPING_FORMATS, "text")
        sets = read_mapping_sets(Sources.carried(data).data)
        if sets.findings:
            print_findings(sets.findings, err=True)
        write(MAPPING_FORMATS[chosen](mapping_agreement(sets.sets)), output)
        return
    name = format_of(form, output, AGREEMENT_FORMATS, "text")
    dataset = load(Sources.carried(data))
    if dataset.findings:
        print_findings(dataset.findings, err=True)
    selection = Selection(coders, publications, with_software=not no_software)
    found = coder_agreement(EmbeddedStore(dataset.store), selection)
    write(AGREEMENT_FORMATS[name](found, with_settled), output)
