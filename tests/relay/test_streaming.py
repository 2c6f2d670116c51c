"""A long answer passes in bounded memory, to its last row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas_kg.relay import Endpoints, Relay
from atlas_kg.relay.forms import JSON, Forms
from atlas_kg.workers.frames import Change, Operation, Task
from atlas_kg.workers.limits import Limits
from tests.reasoning.remote import oxigraph_server
from tests.relay.stores import RunningStore, within

GRAPH = "http://example.org/many"
SIDE = 200
MIB = 1 << 20


@pytest.fixture(scope="module")
def relay() -> Iterator[Relay]:
    """A relay to a store in which two patterns give many rows."""
    with oxigraph_server() as url:
        endpoints = Endpoints.of(f"{url}/query", f"{url}/update", f"{url}/store")
        running = RunningStore("oxigraph", endpoints, None).relay(Limits(seconds=300))
        long = "x" * 1000
        lines = "".join(f"<http://example.org/{n}> <{GRAPH}> '{long}{n}' .\n" for n in range(SIDE))
        parts = (("text/turtle", lines.encode()),)
        within(running.start())
        within(running.change(Change(Operation.PUT, graph=GRAPH, parts=parts), "a"))
        yield running
        within(running.stop())


def resident() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.parametrize("is_direct", [True, False])
@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("SELECT * { ?a ?p ?b . ?c ?p ?d }", b'"a":'),
        ("CONSTRUCT { ?a ?c ?d } { ?a ?p ?b . ?c ?p ?d }", b" .\n"),
    ],
)
def test_memory_is_bounded(query: str, mark: bytes, is_direct: bool, relay: Relay) -> None:
    if not is_direct:
        relay._forms = Forms(frozenset())

    async def read(query: str) -> tuple[int, int, int]:
        size = count = 0
        grown = 0
        before = resident()
        async with relay.ask(Task(query, JSON, "application/n-triples"), "a") as answer:
            async for part in answer.chunks():
                size += len(part)
                count += part.count(mark)
                grown = max(grown, resident() - before)
        return size, count, grown

    within(read(f"{query} LIMIT 2000"))
    size, count, grown = within(read(query))
    within(relay.start())
    # A mark may be cut in two where a part ends.
    assert SIDE * SIDE * 0.99 < count <= SIDE * SIDE
    assert size > 30 * MIB
    assert grown < 16 * MIB
