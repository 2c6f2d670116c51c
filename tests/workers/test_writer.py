"""The writer: what it makes of changes, and what ends it."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox
import pytest

from atlas_kg.workers.folder import State, StoreFolder
from atlas_kg.workers.frames import Change, Failure, Operation
from atlas_kg.workers.writer_process import DeadWriterError, WriterProcess
from tests.workers.disk_stores import dump, insert, nquads, subjects, turtle

T = TypeVar("T")
MIB = 1 << 20
GRAPH = "http://example.org/g"
OTHER = "http://example.org/h"
STEPS = " ".join(f"BIND(CONCAT(?s{step}, ?s{step}) AS ?s{step + 1})" for step in range(40))
DOUBLING = f"INSERT {{ <x:s> <x:p> ?s40 }} WHERE {{ BIND('aaaaaaaaaaaaaaaa' AS ?s0) {STEPS} }}"
DEEP = f"INSERT {{ <x:s> <x:p> 1 }} WHERE {{{'{' * 8000}{'}' * 8000}}}"

TWICE = "CREATE GRAPH <x:g>; CREATE GRAPH <x:g>"
BROKEN = b"<x:a> <x:b> <x:c> .\n<x:a>"
LARGE = "".join(f'<x:{n}> <x:p> "{"text" * 20}{n}" .\n' for n in range(20_000)).encode()


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "store")


def with_writer(
    folder: StoreFolder, work: Callable[[WriterProcess], Awaitable[T]], memory: int = 512 * MIB
) -> T:
    async def run() -> T:
        lock = folder.claim()
        writer = await WriterProcess.start(folder, lock, folder.state(), memory, None)
        try:
            return await work(writer)
        finally:
            await writer.end()
            os.close(lock)

    return asyncio.run(run())


def ask(
    folder: StoreFolder, *changes: Change, memory: int = 512
) -> list[tuple[bool, dict[str, Any]]]:
    async def work(writer: WriterProcess) -> list[tuple[bool, dict[str, Any]]]:
        return [await writer.ask(change, None) for change in changes]

    return with_writer(folder, work, memory * MIB)


def current(folder: StoreFolder) -> Path:
    state = folder.state()
    assert state
    return folder.checkpoint(state.generation)


def test_a_new_store_is_empty(folder: StoreFolder) -> None:
    ask(folder)
    assert folder.state() == State(0)
    assert dump(current(folder)) == []


def test_each_change_makes_a_generation(folder: StoreFolder) -> None:
    told = ask(folder, insert("a"), insert("b"))
    assert told == [
        (True, {"created": False, "checkpoint": 1}),
        (True, {"created": False, "checkpoint": 2}),
    ]
    assert folder.state() == State(2)
    assert subjects(folder.checkpoint(1)) == ["a"]
    assert subjects(folder.checkpoint(2)) == ["a", "b"]


def test_the_sources_change_together_with_the_data(folder: StoreFolder) -> None:
    async def work(writer: WriterProcess) -> list[State | None]:
        seen = []
        for change, sources in [
            (insert("a"), "first"),
            (insert("b"), None),
            (Change(Operation.UPDATE, "nonsense"), "second"),
        ]:
            await writer.ask(change, sources)
            seen.append(folder.state())
        return seen

    assert with_writer(folder, work) == [State(1, "first"), State(2, "first"), State(2, "first")]


def test_graphs_are_put_merged_and_dropped(folder: StoreFolder) -> None:
    body = b"<http://example.org/a> <http://example.org/p> 1 ."
    told = ask(
        folder,
        Change(Operation.PUT, graph=GRAPH, parts=turtle(body)),
        Change(Operation.POST, graph=GRAPH, parts=turtle(body.replace(b"/a>", b"/b>"))),
        Change(Operation.DELETE, graph=GRAPH),
    )
    assert [answer["created"] for made, answer in told if made] == [True, False, False]
    assert subjects(folder.checkpoint(1)) == ["a"]
    assert subjects(folder.checkpoint(2)) == ["a", "b"]
    assert subjects(folder.checkpoint(3)) == []


def test_whole_graphs_are_replaced_and_others_left(folder: StoreFolder) -> None:
    def quads(names: str, graph: str) -> tuple[tuple[str, bytes], ...]:
        lines = (f"<x:{name}> <x:p> _:b <{graph}> .\n" for name in names.split())
        return nquads("".join(lines).encode())

    ask(
        folder,
        Change(Operation.REPLACE, graphs=(GRAPH, OTHER), parts=quads("a b", GRAPH)),
        insert("c"),
        Change(Operation.REPLACE, graphs=(GRAPH, OTHER), parts=quads("d", OTHER)),
    )
    store = ox.Store.read_only(str(current(folder)))
    assert {(quad.subject, str(quad.graph_name)) for quad in store} == {
        (ox.NamedNode("http://example.org/c"), "DEFAULT"),
        (ox.NamedNode("x:d"), f"<{OTHER}>"),
    }


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (Change(Operation.UPDATE, "INSERT DATA {"), Failure.MALFORMED),
        (Change(Operation.UPDATE, "SELECT * {}"), Failure.MALFORMED),
        (Change(Operation.UPDATE, f"INSERT DATA {{<x:a> <x:b> 2}}; {TWICE}"), Failure.REFUSED),
        (Change(Operation.DELETE, graph=GRAPH), Failure.MISSING),
        (Change(Operation.PUT, graph=GRAPH, parts=turtle(BROKEN)), Failure.MALFORMED),
        (Change(Operation.PUT, graph=GRAPH, parts=(("text/none", b""),)), Failure.REFUSED),
        (Change(Operation.REPLACE, graphs=("x:k",), parts=nquads(BROKEN)), Failure.MALFORMED),
    ],
    ids=lambda value: value if isinstance(value, str) else value.operation,
)
def test_a_change_that_fails_leaves_nothing_behind(
    folder: StoreFolder, change: Change, failure: Failure
) -> None:
    filled = Change(Operation.REPLACE, graphs=("x:k",), parts=nquads(b"<x:k> <x:k> <x:k> <x:k> ."))
    _, (made, told), (_, later) = ask(folder, filled, change, insert("later"))
    assert (made, told["failure"], told["retires"]) == (False, failure, False)
    assert told["what"]
    assert later["checkpoint"] == 2
    kept = dump(current(folder))
    assert len(kept) == 2
    assert kept[0].startswith("<http://example.org/later> ")
    assert kept[1] == "<x:k> <x:k> <x:k> <x:k>"


def test_a_disk_that_is_full_is_told_and_ends_the_writer_unharmed(folder: StoreFolder) -> None:
    async def work(writer: WriterProcess) -> tuple[bool, dict[str, Any]]:
        await writer.ask(insert("a"), None)
        # A file that cannot grow is what a full disk looks like to the engine.
        resource.prlimit(writer.process.pid, resource.RLIMIT_FSIZE, (100_000, 100_000))
        large = Change(Operation.REPLACE, graphs=(GRAPH,), parts=nquads(LARGE))
        return await writer.ask(large, None)

    try:
        made, told = with_writer(folder, work)
        assert (made, told["failure"], told["retires"]) == (False, Failure.FAILED, True)
    except DeadWriterError:
        # The engine may also die of it.
        pass
    assert subjects(current(folder)) == ["a"]
    ask(folder, insert("b"))
    assert subjects(current(folder)) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:%d/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    ],
    ids=["load", "service"],
)
def test_a_change_reaches_no_server(folder: StoreFolder, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ((made, told),) = ask(folder, Change(Operation.UPDATE, text % server.getsockname()[1]))
        with pytest.raises(TimeoutError):
            server.accept()
    assert (made, told["failure"]) == (False, Failure.FAILED)
    ask(folder, insert("a"))
    assert subjects(current(folder)) == ["a"]


@pytest.mark.parametrize("text", [DOUBLING, DEEP], ids=["memory", "stack"])
def test_an_update_may_end_the_writer_and_not_the_data(folder: StoreFolder, text: str) -> None:
    async def work(writer: WriterProcess) -> int:
        await writer.ask(insert("a"), None)
        with pytest.raises(DeadWriterError):
            await writer.ask(Change(Operation.UPDATE, text), None)
        return writer.process.wait(5)

    assert with_writer(folder, work, memory=128 * MIB) in (-signal.SIGABRT, -signal.SIGSEGV)
    assert subjects(current(folder)) == ["a"]


def test_memory_is_limited_for_each_change_anew(folder: StoreFolder) -> None:
    # What each leaves in memory adds up to more than one may take.
    text = f"INSERT DATA {{ <x:s> <x:p> '{'text' * (2 * MIB)}%d' }}"
    changes = [Change(Operation.UPDATE, text % number) for number in range(8)]
    told = ask(folder, *changes, memory=80)
    assert [answer.get("checkpoint") for _, answer in told] == list(range(1, 9))


def test_it_ends_with_its_server(folder: StoreFolder) -> None:
    program = f"""
import asyncio, os, pathlib, time
from atlas_kg.workers.folder import StoreFolder
from atlas_kg.workers.writer_process import WriterProcess
folder = StoreFolder(pathlib.Path({str(folder.path)!r}))
lock = folder.claim()
async def run():
    writer = await WriterProcess.start(folder, lock, None, 1 << 29, None)
    print(writer.process.pid, flush=True)
    time.sleep(60)
asyncio.run(run())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        pid = int(server.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        server.kill()
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()
    os.close(folder.claim())


def test_it_leaves_no_core_and_goes_first_when_memory_runs_out(folder: StoreFolder) -> None:
    async def work(writer: WriterProcess) -> tuple[str, str]:
        place = Path(f"/proc/{writer.process.pid}")
        return (
            (place / "oom_score_adj").read_text().strip(),
            next(line for line in (place / "limits").read_text().splitlines() if "core" in line),
        )

    score, core = with_writer(folder, work)
    assert score == "500"
    assert core.split()[4:6] == ["0", "0"]
    assert json.loads((folder.path / "current").read_text())["generation"] == 0
