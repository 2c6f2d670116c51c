"""The servers that are compared, and how each gets the same file of N-Quads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from atlas_kg.errors import UsageError
from benchmarks.served import HOST, Served, free_port, running

__all__ = ["ATLAS", "CONTENDERS", "atlas", "started"]

ATLAS = "atlas-kg"
_CREATED = (200, 201, 204)
_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {host}:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ServerThreads = 100
[HTTPServer]
ServerPort = {host}:{port}
ServerThreads = 70
[SPARQL]
ResultSetMaxRows = 2000000
"""
"""Buffers for 2 GB of memory, as its manual advises, and no limit of rows below those asked for."""


@dataclass(frozen=True)
class _Contender:
    """How a server is started.

    Attributes:
        path: Where it takes queries.
        command: Makes the command that serves a file at a port, with a folder to itself.
        fill: Gives a server that runs the file, with the same folder.
    """

    path: str
    command: Callable[[Path, int, Path], list[str]]
    fill: Callable[[Served, Path, Path], None] | None = None


@contextmanager
def started(name: str, file: Path, folder: Path) -> Iterator[Served]:
    """Run a server over a file until the end of the block.

    Args:
        name: One of `CONTENDERS`.
        file: N-Quads.
        folder: A folder; it gets one of its own in it.

    Raises:
        UsageError: Its program is missing, or it does not start.
    """
    contender = CONTENDERS[name]
    place = folder / name.replace(" ", "-")
    place.mkdir()
    port = free_port()
    fill = contender.fill
    with running(
        lambda pid: Served(name, f"http://{HOST}:{port}{contender.path}", pid),
        contender.command(file, port, place),
        place,
        (lambda served: fill(served, file, place)) if fill else None,
    ) as served:
        yield served


@contextmanager
def atlas(file: Path, folder: Path, settings: Mapping[str, float]) -> Iterator[Served]:
    """Run our own server with limits, or a ``cache``, other than by default; see `started`."""
    port = free_port()
    with running(
        lambda pid: Served(ATLAS, f"http://{HOST}:{port}/sparql", pid),
        [*_atlas(file, port, folder), json.dumps(settings)],
        folder,
    ) as served:
        yield served


def _atlas(file: Path, port: int, _: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.atlas_server", str(file), str(port)]


def _rdflib(file: Path, port: int, _: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.rdflib_server", str(file), str(port)]


def _oxigraph(_: Path, port: int, __: Path) -> list[str]:
    program = _program("oxigraph")
    return [program, "serve", "--bind", f"{HOST}:{port}", "--union-default-graph"]


def _post(served: Served, file: Path, _: Path) -> None:
    """Load by the Graph Store Protocol as the server extends it to whole datasets."""
    parts = urlsplit(served.address)
    connection = HTTPConnection(HOST, parts.port, timeout=300)
    with file.open("rb") as quads:
        connection.request("POST", "/store", quads, {"Content-Type": "application/n-quads"})
        status = connection.getresponse().status
    connection.close()
    if status not in _CREATED:
        raise UsageError(f"{served.name} does not take the data: status {status}.")


def _oxigraph_on_disk(file: Path, port: int, folder: Path) -> list[str]:
    program, place = _program("oxigraph"), str(folder / "store")
    _done([program, "load", "--location", place, "--file", str(file)])
    return [*_oxigraph(file, port, folder), "--location", place]


def _virtuoso(file: Path, port: int, folder: Path) -> list[str]:
    (folder / "sql-port").write_text(str(free_port()), "ascii")
    settings = _VIRTUOSO.format(
        folder=folder, data=file.parent, host=HOST, port=port, sql=_sql_port(folder)
    )
    (folder / "virtuoso.ini").write_text(settings, "utf-8")
    return [
        _program("virtuoso-t"),
        "+foreground",
        "+configfile",
        str(folder / "virtuoso.ini"),
    ]


def _bulk_load(_: Served, file: Path, folder: Path) -> None:
    statements = f"ld_dir('{file.parent}', '{file.name}', ''); rdf_loader_run(); checkpoint;"
    place = f"{HOST}:{_sql_port(folder)}"
    _done([_program("isql-vt"), place, "dba", "dba", f"exec={statements}"])


def _sql_port(folder: Path) -> str:
    return (folder / "sql-port").read_text("ascii")


def _done(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise UsageError(f"The program {name} is missing. Get it by: make bench-system")
    return found


CONTENDERS = {
    ATLAS: _Contender("/sparql", _atlas),
    "oxigraph memory": _Contender("/query", _oxigraph, _post),
    "oxigraph disk": _Contender("/query", _oxigraph_on_disk),
    "rdflib-endpoint": _Contender("/", _rdflib),
    "virtuoso": _Contender("/sparql", _virtuoso, _bulk_load),
}
"""The servers by name."""
