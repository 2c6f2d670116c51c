"""The verbs of ``atlas-kg``."""

from __future__ import annotations

import os
import sys

import click

from atlas_kg import __version__
from atlas_kg.cli.answers import map_command, query_command
from atlas_kg.cli.inference import explain_command, reason_command, why_not_command
from atlas_kg.cli.output import print_findings
from atlas_kg.cli.publishing import export_command, serve_command
from atlas_kg.cli.sources import format_command, schemas_command, validate_command
from atlas_kg.errors import AtlasError, FindingsError

__all__ = ["run"]


def run(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Its words; by default those of the process.

    Returns:
        The exit code: 0 well, 1 findings, 2 wrong use.

    Raises:
        KeyboardInterrupt: The command was interrupted.
    """
    try:
        result = commands.main(args=arguments, prog_name="atlas-kg", standalone_mode=False)
    except FindingsError as error:
        print_findings(error.findings, err=True)
        return error.exit_code
    except AtlasError as error:
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except BrokenPipeError:
        # Whoever read the results has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def commands() -> None:
    """LLM ATLAS as a knowledge graph.

    It tells what is hidden when an organisation adopts a large language model, what the literature
    offers against it, and where it offers nothing.

    Results go to standard output, all else to standard error. Exit codes: 0 well, 1 findings,
    2 wrong use.
    """


for verb in (
    validate_command,
    reason_command,
    explain_command,
    why_not_command,
    map_command,
    query_command,
    export_command,
    format_command,
    schemas_command,
    serve_command,
):
    commands.add_command(verb)
