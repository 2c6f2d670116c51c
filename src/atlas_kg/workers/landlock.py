"""Landlock: a process gives up files and ports (linux/landlock.h, landlock(7))."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Closed", "restrict"]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH, _NET_PORT = 1, 2
_NO_NEW_PRIVILEGES = 38
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_CONNECT_TCP = 1 << 1
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""By the version of the interface, how many rights on files there are; later ones add none."""
_PORTS_SINCE = 4
_SCOPES_SINCE = 6
_PORTS = 0b11
_SCOPES = 0b11
_NEWEST = max(_RIGHTS)


@dataclass(frozen=True)
class Closed:
    """What a process has given up.

    Attributes:
        files: Whether it can open only files that it was left.
        network: Whether it can connect, by TCP, only to the port that it was left.
    """

    files: bool
    network: bool


def restrict(port: int | None, folders: Iterable[Path]) -> Closed:
    """Give up all files and ports but for some, in this process and those forked from it.

    What `/proc` tells may still be read, since a process asks there for its own size; of processes
    outside it tells only what everybody may know.

    Args:
        port: The TCP port to which the process may connect.
        folders: The folders in which it may do anything.
    """
    if sys.platform != "linux":
        return Closed(files=False, network=False)
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return Closed(files=False, network=False)
    every = (1 << _RIGHTS[min(version, _NEWEST)]) - 1
    has_ports = version >= _PORTS_SINCE
    attributes = struct.pack(
        "=QQQ"[: _fields(version) + 1],
        *(every, _PORTS, _SCOPES)[: _fields(version)],
    )
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return Closed(files=False, network=False)
    try:
        _let(libc, ruleset, Path("/proc"), _READ_FILE | _READ_DIR)
        _let(libc, ruleset, Path(os.devnull), _READ_FILE | _WRITE_FILE)
        for folder in folders:
            _let(libc, ruleset, folder, every)
        if has_ports and port is not None:
            rule = struct.pack("=QQ", _CONNECT_TCP, port)
            _check(libc.syscall(_ADD_RULE, ruleset, _NET_PORT, rule, 0))
        _check(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _check(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return Closed(files=True, network=has_ports)


def _fields(version: int) -> int:
    return 3 if version >= _SCOPES_SINCE else 2 if version >= _PORTS_SINCE else 1


def _let(libc: ctypes.CDLL, ruleset: int, folder: Path, rights: int) -> None:
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, opened)
        _check(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0))
    finally:
        os.close(opened)


def _check(result: int) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
