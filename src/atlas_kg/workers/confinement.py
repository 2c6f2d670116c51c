"""What a process that runs queries may take and reach: the second line behind the guard.

The engine has an HTTP client of its own. Should a text get past the guard that calls another
server, the process that runs it can open neither a connection nor a file. What the system does not
offer (macOS, an old kernel) is left out; `Confinement` says what holds.
"""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.workers.landlock import restrict
from atlas_kg.workers.seccomp import deny_calls

__all__ = ["Confinement", "confine", "isolate"]

_PDEATHSIG = 1
_LINUX = sys.platform == "linux"
_isolated: list[Confinement] = []
"""How this process, or the one it was forked from, has been isolated: rules add up for ever."""


@dataclass(frozen=True)
class Confinement:
    """What keeps a process in.

    Attributes:
        files: Whether the system keeps it from files other than those it may have.
        network: Whether the system keeps it from servers other than the one it may call.
    """

    files: bool
    network: bool


def confine(
    memory: int, *, gateway: int | None = None, folders: Iterable[Path] = ()
) -> Confinement:
    """Set what this process may take and reach, once and for all.

    Args:
        memory: How many bytes it may take beyond those it has.
        gateway: The port of this machine to which it may connect; None where it may connect to
            none.
        folders: The folders with the files of a store on disk.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _LINUX:
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        page = resource.getpagesize()
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * page
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
        # If memory runs out all the same, a worker is to go and not the server. One that was forked
        # from an isolated process may not write here.
        with contextlib.suppress(PermissionError):
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    folders = tuple(folders)
    confinement = isolate(gateway=gateway, folders=folders)
    if gateway is not None or folders:
        return confinement
    # What is open stays open, and nothing can be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return Confinement(files=True, network=True)


def isolate(*, gateway: int | None = None, folders: Iterable[Path] = ()) -> Confinement:
    """Keep this process and those forked from it from files and servers, as far as possible.

    Unlike `confine` it bounds no memory and lets a process receive descriptors: it is meant for one
    that makes changes. A process is isolated once; later calls change nothing.

    Args:
        gateway: The port of this machine to which it may connect; None where it may connect to
            none.
        folders: The folders with the files of a store on disk.
    """
    if not _isolated:
        is_closed = restrict(gateway, folders)
        is_mute = deny_calls(may_connect=gateway is not None)
        _isolated.append(
            Confinement(
                files=is_closed.files,
                network=is_mute and (gateway is None or is_closed.network),
            )
        )
    return _isolated[0]
