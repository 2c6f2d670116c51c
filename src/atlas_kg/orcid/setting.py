"""How people sign in by ORCID: what whoever runs the server has registered there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from atlas_kg.errors import UsageError
from atlas_kg.tokens import Right

__all__ = ["CALLBACK", "ISSUER", "Orcid", "read_admitted"]

ISSUER = "https://orcid.org"
CALLBACK = "/contribute/orcid/callback"
"""The path to which ORCID sends people back."""

_ID = r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"
_LINE = re.compile(rf"(?P<id>{_ID})(?:[ \t]+may:(?P<may>contribute|publish))?")


@dataclass(frozen=True)
class Orcid:
    """A client that is registered at ORCID.

    Attributes:
        client: Its identifier there.
        secret: Its secret.
        callback: The address of this server to which ORCID sends people back.
        issuer: Who signs what it says of people; another than ORCID where one tries things out.
        admitted: What people may do, by ORCID iD; None where everybody may contribute.
    """

    client: str
    secret: str = field(repr=False)
    callback: str
    issuer: str = ISSUER
    admitted: Mapping[str, Right] | None = None

    def __post_init__(self) -> None:
        """See to it that nothing goes over the network in clear.

        Raises:
            UsageError: An address is none, or is not https.
        """
        _check(self.issuer, "--orcid-issuer")
        _check(self.callback, "--orcid-callback")
        if urlsplit(self.callback).path != CALLBACK:
            raise UsageError(
                f"--orcid-callback is '{self.callback}'. Write the address of this server as "
                f"others see it, with {CALLBACK} behind it, as you registered it at ORCID."
            )

    def right(self, identifier: str) -> Right | None:
        """Return what somebody may do; None if nothing.

        Args:
            identifier: The ORCID iD.
        """
        if self.admitted is None:
            return Right.CONTRIBUTE
        return self.admitted.get(identifier)


def read_admitted(file: Path) -> Mapping[str, Right]:
    """Read who may contribute: an ORCID iD a line, with what it may behind it.

    Args:
        file: The file; blank lines and those with # say nothing.

    Raises:
        UsageError: It cannot be read, or a line of it is wrong.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read: {reason}. Name a file of ORCID iDs.") from error
    admitted: dict[str, Right] = {}
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            raise UsageError(
                f"{file}:{number}: '{text[:60]}' is no ORCID iD. Write it as 0000-0000-0000-0000, "
                "with may:publish behind it if its owner may publish, too."
            )
        admitted[found["id"]] = Right(found["may"] or Right.CONTRIBUTE)
    return admitted


def _check(address: str, option: str) -> None:
    parts = urlsplit(address)
    is_private = parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    if not parts.hostname or parts.query or not (parts.scheme == "https" or is_private):
        raise UsageError(f"{option} is '{address}'. Write an address that begins with https://.")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
