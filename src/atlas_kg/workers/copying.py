"""Backups written and read beside a running server, in a process of their own.

The engine opens files there that may be damaged, which must not end the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

from atlas_kg.errors import UsageError
from atlas_kg.workers.backups import Backup

__all__ = ["copy_apart"]


async def copy_apart(lock: int, verb: str, source: Path, target: Path, *more: str) -> Backup:
    """Run `backups.write` or `backups.read` in a process of its own.

    Args:
        lock: The descriptor that holds the lock of the store. The process holds it too, so that
            nobody opens the store while one whose server was killed still clears away.
        verb: ``write`` or ``read``.
        source: Where the data are.
        target: The folder to make.
        more: What else the function takes.

    Returns:
        What the backup says of itself.

    Raises:
        UsageError: It could not be done.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "atlas_kg.workers.backups",
        str(os.getpid()),
        verb,
        str(source),
        str(target),
        *more,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        pass_fds=(lock,),
        start_new_session=True,
    )
    try:
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            # It clears away what it has begun.
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
    if process.returncode or not told:
        raise UsageError(
            f"The process that copied {source} to {target} ended before it was done (status "
            f"{process.returncode})."
        )
    fields = json.loads(told)
    if "error" in fields:
        raise UsageError(fields["error"])
    return Backup(**fields)
