"""Virtuoso 7 in a process of its own, with an empty database in a folder of the test."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PASSWORD = "of-the-tests"  # noqa: S105 - of a server that the test starts
_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
; Without this the answer to ASK comes as a row.
CaseMode = 2
ServerThreads = 60
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
; Each connection holds one, even while it rests.
ServerThreads = 40
"""


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[str]:
    """Run Virtuoso; give its address. Its user ``dba`` has `PASSWORD`."""
    sql, http = _free_ports(2)
    (folder / "virtuoso.ini").write_text(_INI.format(sql=sql, http=http), "ascii")
    with subprocess.Popen(
        ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D", process)
            _isql(sql, "dba", f'SET PASSWORD dba "{PASSWORD}"')
            yield f"http://127.0.0.1:{http}"
        finally:
            process.kill()


def _isql(port: int, password: str, statement: str) -> None:
    subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", password, f"exec={statement};"],
        check=True,
        capture_output=True,
        timeout=60,
    )


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return [free.getsockname()[1] for free in sockets]
    finally:
        for free in sockets:
            free.close()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "virtuoso ended before it was ready"
        try:
            with urlopen(url, timeout=30):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("virtuoso was not ready within a minute")
