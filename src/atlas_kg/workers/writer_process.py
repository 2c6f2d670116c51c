"""The writer as the server sees it: a process that is started, asked and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas_kg.errors import UsageError
from atlas_kg.workers.checkpoints import drop
from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.frames import HEADER, Change, Kind, frame

__all__ = ["DeadWriterError", "WriterProcess"]

_GOODBYE = 2.0
"""How many seconds a writer may take to end when it is told to."""


class DeadWriterError(Exception):
    """The writer ended before it answered."""


@dataclass
class WriterProcess:
    """A process that alone writes the store.

    Attributes:
        process: The process.
        reader: What it sends.
        stream: What is sent to it.
        working: The folder in which it works.
    """

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    stream: asyncio.StreamWriter
    working: Path

    @staticmethod
    async def start(
        folder: StoreFolder, lock: int, state: State | None, memory: int, gateway: int | None
    ) -> WriterProcess:
        """Start a writer.

        Args:
            folder: The folder of the store.
            lock: The descriptor that holds its lock, which the writer holds too while it lives.
            state: What to start from; None to make an empty store.
            memory: How many bytes a change may take.
            gateway: The port of this machine through which it may call other servers; None where
                it may call none.

        Raises:
            UsageError: It cannot open the store.
        """
        ours, theirs = socket.socketpair()
        # Starting it takes a millisecond; its own loading is awaited below.
        process = subprocess.Popen(  # noqa: ASYNC220, S603
            [
                sys.executable,
                "-m",
                "atlas_kg.workers.writer",
                str(theirs.fileno()),
                str(lock),
                str(os.getpid()),
            ],
            pass_fds=(theirs.fileno(), lock),
            stdin=subprocess.DEVNULL,
            # An interrupt from the keyboard is for the server, which then stops it.
            start_new_session=True,
        )
        theirs.close()
        reader, stream = await asyncio.open_connection(sock=ours)
        working = folder.working_folder()
        writer = WriterProcess(process, reader, stream, working)
        setup = {
            "folder": str(folder.path),
            "working": str(working),
            "generation": state and state.generation,
            "sources": state.sources if state else "",
            "memory": memory,
            "gateway": gateway,
        }
        try:
            kind, payload = await writer._ask(Kind.READY, json.dumps(setup).encode())
        except DeadWriterError as error:
            await writer.end()
            raise UsageError(
                f"The store in {folder.path} cannot be opened: the process that does so ended "
                f"(status {process.returncode}). Try again, and if it stays so, restore a backup "
                "into another folder."
            ) from error
        except BaseException:
            await writer.kill()
            raise
        if kind == Kind.PROBLEM:
            await writer.end()
            raise UsageError(
                f"The store in {folder.path} cannot be opened: {json.loads(payload)['what']}."
            )
        return writer

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return self.process.poll() is None

    async def ask(self, change: Change, sources: str | None) -> tuple[bool, dict[str, Any]]:
        """Have a change made.

        Args:
            change: What to change.
            sources: The fingerprint of its sources; None to keep the one there is.

        Returns:
            Whether it was made, and what the writer tells of it.

        Raises:
            DeadWriterError: The writer ended first.
        """
        head = json.dumps({"sources": sources}).encode() + b"\n"
        kind, payload = await self._ask(Kind.CHANGE, head + change.as_bytes())
        return kind == Kind.END, json.loads(payload)

    async def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        await self.end()

    async def end(self) -> None:
        """Tell it to end, see to it, and clear away what it worked on."""
        self.stream.transport.abort()
        await asyncio.to_thread(self._see_off)

    def _see_off(self) -> None:
        try:
            self.process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        drop(self.working)

    async def _ask(self, kind: bytes, payload: bytes) -> tuple[bytes, bytes]:
        with contextlib.suppress(ConnectionError):
            self.stream.write(frame(kind, payload))
        try:
            kind, length = HEADER.unpack(await self.reader.readexactly(HEADER.size))
            return kind, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise DeadWriterError from error
