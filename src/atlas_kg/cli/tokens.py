"""The verb that lets somebody change the graph over HTTP: ``token``."""

from __future__ import annotations

from pathlib import Path

import click

from atlas_kg.cli.output import progress, write
from atlas_kg.tokens import Right, add_token, new_token, token_line

__all__ = ["token_command"]


@click.command("token")
@click.argument("name")
@click.option(
    "--tokens",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to which to add its hash.",
)
@click.option(
    "--may",
    type=click.Choice([right.value for right in Right]),
    default=Right.CHANGE.value,
    show_default=True,
    help="What it is for: to contribute at the desk, to publish there too, or to change the graph.",
)
def token_command(name: str, tokens: Path | None, may: str) -> None:
    """Make a token, with which NAME may change the graph over HTTP, or contribute to it.

    The token is printed once and kept nowhere: the file holds its hash.
    """
    right = Right(may)
    if tokens is None:
        token = new_token()
        progress(token_line(name, token, right))
        progress("Add this line to the file that you give to 'atlas-kg serve --tokens'.")
    else:
        token = add_token(tokens, name, right)
        progress(f"Wrote its hash to {tokens}; a server that runs reads it when it starts anew.")
    use = (
        "Sign in with it at /contribute."
        if right is not Right.CHANGE
        else "Send it with each request that changes the graph, as 'Authorization: Bearer TOKEN' "
        "or as the password of HTTP Basic."
    )
    progress(f"This is the only time that the token is shown. {use}")
    write(token, None)
