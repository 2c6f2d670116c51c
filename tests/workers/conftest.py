"""Data that queries are asked of."""

from __future__ import annotations

from typing import IO

import pyoxigraph as ox
import pytest

from tests.workers.pools import Dump


@pytest.fixture(scope="session")
def dump() -> Dump:
    def node(name: object) -> ox.NamedNode:
        return ox.NamedNode(f"http://example.org/{name}")

    store = ox.Store()
    store.extend(ox.Quad(node(n), node("p"), node(n % 100), node("g")) for n in range(20_000))

    def write(file: IO[bytes]) -> None:
        store.dump(file, ox.RdfFormat.N_QUADS)

    return write
