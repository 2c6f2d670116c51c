"""The verbs of ``atlas-kg``."""

from __future__ import annotations

import gc
import os
import sys
import warnings

import click

from atlas_kg import __version__
from atlas_kg.cli.output import print_findings
from atlas_kg.cli.verbs import VERBS, Verbs
from atlas_kg.errors import AtlasError, FindingsError

__all__ = ["run"]

_COLLECTED_AFTER = 100_000
"""Reading many files makes objects that stay: looking at all of them for rubbish after every 700
new ones, as Python does, takes a third of the time, and there is next to none."""


def run(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Its words; by default those of the process.

    Returns:
        The exit code: 0 well, 1 findings, 2 wrong use.

    Raises:
        KeyboardInterrupt: The command was interrupted.
    """
    gc.set_threshold(_COLLECTED_AFTER, 50, 100)
    # What rdflib remarks on in data, the findings tell with their place.
    warnings.filterwarnings("ignore", module="rdflib")
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


@click.group(
    commands=Verbs(VERBS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__)
def commands() -> None:
    """LLM ATLAS as a knowledge graph.

    It tells what is hidden when an organisation adopts a large language model, what the literature
    offers against it, and where it offers nothing.

    Results go to standard output, all else to standard error. Exit codes: 0 well, 1 findings,
    2 wrong use.
    """
