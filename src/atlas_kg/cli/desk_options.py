"""The options of the desk: where contributions wait, who may hand them in, and who publishes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from atlas_kg.dataset import Sources
from atlas_kg.errors import UsageError
from atlas_kg.orcid.setting import ISSUER, Orcid, read_admitted
from atlas_kg.record_files import writable

__all__ = ["DeskOptions", "desk_options"]

F = TypeVar("F", bound=Callable[..., object])

_SECRET = "ATLAS_KG_ORCID_SECRET"  # noqa: S105 - the name of a setting


@dataclass(frozen=True)
class DeskOptions:
    """What a person says of the desk.

    Attributes:
        desk: The folder in which contributions wait.
        publish: Whether what waits may be published into the folder of the data.
        orcid: The identifier of this server as a client of ORCID.
        orcid_secret: The file with its secret.
        orcid_callback: The address to which ORCID sends people back.
        orcid_issuer: Who signs what it says of people.
        orcid_coders: The file with those who may contribute.
    """

    desk: Path | None
    publish: bool
    orcid: str | None
    orcid_secret: Path | None
    orcid_callback: str | None
    orcid_issuer: str
    orcid_coders: Path | None

    def check(self, *, has_tokens: bool) -> None:
        """See to it that the options fit together.

        Args:
            has_tokens: Whether somebody signs in by token.

        Raises:
            UsageError: They do not.
        """
        if self.desk and not (has_tokens or self.orcid):
            raise UsageError(
                "--desk needs --tokens FILE or --orcid CLIENT, which say who may sign in."
            )
        if not self.desk and (self.publish or self.orcid):
            raise UsageError("--publish and --orcid are about the desk: add --desk DIR.")
        others = (self.orcid_secret, self.orcid_callback, self.orcid_coders)
        if not self.orcid and any(others):
            raise UsageError("--orcid-… say more about --orcid CLIENT: add it.")

    def data(self, data: Path | None) -> Path | None:
        """Return the folder into which what waits is published; None where nobody publishes.

        Args:
            data: The folder that is served, if it is not the one that comes along.

        Raises:
            UsageError: Nobody may write to it.
        """
        return writable(Sources.carried(data).data) if self.publish else None

    def client(self) -> Orcid | None:
        """Return how people sign in by ORCID; None where they cannot.

        Raises:
            UsageError: Something is missing, or wrong.
        """
        if not self.orcid:
            return None
        if not self.orcid_callback:
            raise UsageError(
                "--orcid needs --orcid-callback URL: the address of this server as others see it, "
                "with /contribute/orcid/callback behind it."
            )
        admitted = read_admitted(self.orcid_coders) if self.orcid_coders else None
        return Orcid(self.orcid, self._secret(), self.orcid_callback, self.orcid_issuer, admitted)

    def _secret(self) -> str:
        if self.orcid_secret is None:
            found = os.environ.get(_SECRET, "").strip()
        else:
            try:
                found = self.orcid_secret.read_text("utf-8").strip()
            except (OSError, UnicodeError) as error:
                raise UsageError(
                    f"{self.orcid_secret} cannot be read: it must hold the secret of "
                    "the client, as text."
                ) from error
        if not found:
            raise UsageError(
                f"--orcid needs the secret of the client: in a file that --orcid-secret names, or "
                f"in the environment as {_SECRET}."
            )
        return found


def desk_options(verb: F) -> F:
    """Give a verb the options of the desk."""
    options = (
        click.option(
            "--desk",
            type=click.Path(path_type=Path, file_okay=False),
            help="Let people code publications in a browser; their files wait in this folder.",
        ),
        click.option(
            "--publish",
            is_flag=True,
            help="Let those whose token may publish put what waits into --data, and onto the map.",
        ),
        click.option(
            "--orcid",
            metavar="CLIENT",
            help="Let people sign in by ORCID, where this server is registered as CLIENT.",
        ),
        click.option(
            "--orcid-secret",
            type=click.Path(path_type=Path, dir_okay=False),
            help=f"The file with the secret of the client; by default it stands in {_SECRET}.",
        ),
        click.option(
            "--orcid-callback",
            metavar="URL",
            help="Where ORCID sends people back: https://HOST/contribute/orcid/callback.",
        ),
        click.option(
            "--orcid-issuer",
            metavar="URL",
            default=ISSUER,
            show_default=True,
            help="Who signs what ORCID says, such as https://sandbox.orcid.org.",
        ),
        click.option(
            "--orcid-coders",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Let those alone contribute whose ORCID iDs this file holds, one a line.",
        ),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb
