"""Tokens: who may change the graph over HTTP. A file holds their hashes, never themselves.

A token has 256 random bits, so that nobody can find it from its hash by trying; a salt and a slow
hash, which passwords need, would add nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from atlas_kg.errors import UsageError

__all__ = ["Right", "Tokens", "add_token", "new_token", "read_tokens", "token_line"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
_LINE = re.compile(
    rf"(?P<name>{_NAME.pattern})[ \t]+sha256:(?P<hash>[0-9a-f]{{64}})"
    r"(?:[ \t]+may:(?P<may>contribute|publish|change))?"
)
_BYTES = 32
_FORM = (
    "Write it as NAME sha256:HASH, with may:contribute or may:publish behind it if it may no more "
    "than that, as 'atlas-kg token NAME' prints it."
)


class Right(StrEnum):
    """What a token lets its owner do."""

    CONTRIBUTE = "contribute"
    """Sign in at the desk and hand in what others review."""
    PUBLISH = "publish"
    """Publish what waits at the desk, and contribute."""
    CHANGE = "change"
    """Change the graph itself, and all else."""


class Tokens:
    """The tokens that a server knows.

    Args:
        hashes: By the name of its owner, the SHA-256 of each token.
        contributors: The owners who may contribute only.
        publishers: The owners who may publish and contribute only.
    """

    def __init__(
        self,
        hashes: Mapping[str, bytes],
        contributors: Iterable[str] = (),
        publishers: Iterable[str] = (),
    ) -> None:
        self._hashes = dict(hashes)
        self._contributors = frozenset(contributors)
        self._publishers = frozenset(publishers)

    def __contains__(self, name: object) -> bool:
        """Tell whether somebody of this name has a token."""
        return name in self._hashes

    def __len__(self) -> int:
        """Return how many tokens there are."""
        return len(self._hashes)

    def owner(self, presented: str) -> str | None:
        """Return whose token this is; None if it is nobody's.

        It takes as long for every token, right or wrong.

        Args:
            presented: What a request presents as a token.
        """
        digest = _hash(presented)
        found = None
        for name, known in self._hashes.items():
            if hmac.compare_digest(digest, known):
                found = name
        return found

    def may_change(self, owner: str) -> bool:
        """Tell whether somebody who has a token may change the graph, not contribute only."""
        return owner in self._hashes and owner not in self._contributors | self._publishers

    def may_publish(self, owner: str) -> bool:
        """Tell whether somebody who has a token may publish what waits at the desk."""
        return owner in self._publishers or self.may_change(owner)


def new_token() -> str:
    """Return a token that nobody has."""
    return secrets.token_urlsafe(_BYTES)


def token_line(name: str, token: str, right: Right = Right.CHANGE) -> str:
    r"""Return the line of the file for a token, without its end.

    >>> token_line("ann", "secret")
    'ann sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'

    Args:
        name: Who gets the token.
        token: The token.
        right: What it lets its owner do.

    Raises:
        UsageError: The name cannot stand in the file.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be the name of a token. Write up to 100 letters, digits and . _ @ "
            "+ -, with a letter or a digit first."
        )
    may = "" if right is Right.CHANGE else f" may:{right}"
    return f"{name} sha256:{_hash(token).hex()}{may}"


def read_tokens(path: Path) -> Tokens:
    """Read a file of tokens: a name and a hash a line; blank lines and those with # say nothing.

    Args:
        path: The file.

    Raises:
        UsageError: It cannot be read, everybody may write to it, or a line of it is wrong.
    """
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            lines = file.read().split("\n")
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"{path} cannot be read as a file of tokens: {reason}. 'atlas-kg token NAME --tokens "
            f"{path}' makes one."
        ) from error
    if stat.S_ISREG(mode) and mode & stat.S_IWOTH:
        raise UsageError(
            f"{path}: everybody on this machine may add a token to it. Take that right away: "
            f"chmod o-w {path}"
        )
    hashes: dict[str, bytes] = {}
    contributors: set[str] = set()
    publishers: set[str] = set()
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.fullmatch(text)
        # What stands there may be a token that was pasted by mistake, so it is not repeated.
        if not found:
            raise UsageError(f"{path}:{number}: this is no token. {_FORM}")
        if found["name"] in hashes:
            raise UsageError(
                f"{path}:{number}: '{found['name']}' has a token in a line above. Delete one of "
                "the two lines."
            )
        hashes[found["name"]] = bytes.fromhex(found["hash"])
        if found["may"] == Right.CONTRIBUTE:
            contributors.add(found["name"])
        if found["may"] == Right.PUBLISH:
            publishers.add(found["name"])
    return Tokens(hashes, contributors, publishers)


def add_token(path: Path, name: str, right: Right = Right.CHANGE) -> str:
    """Make a token and add its hash to a file, which is made when it is missing.

    Args:
        path: The file; only its owner may read it when it is made.
        name: Who gets the token.
        right: What it lets its owner do.

    Returns:
        The token, which is kept nowhere.

    Raises:
        UsageError: The name has a token already or cannot stand in the file, or the file cannot be
            read or written.
    """
    token = new_token()
    line = token_line(name, token, right)
    if path.exists() and name in read_tokens(path):
        raise UsageError(
            f"'{name}' has a token in {path} already. Choose another name, or delete that line "
            "first; the old token then ends with the next start of the server."
        )
    try:
        # In one write, so that a server that starts meanwhile reads whole lines.
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
            before = file.read()
            gap = "\n" if before and not before.endswith(b"\n") else ""
            file.write(f"{gap}{line}\n".encode())
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that you may "
            "write to."
        ) from error
    return token


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
