"""Each of the W3C's tests is one of ours: 34 of the protocol, 13 and 18 of the graph store, 3."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.protocol.w3c_lists import (
    GRAPH_STORE,
    GRAPH_STORE_2013,
    PROTOCOL,
    SERVICE_DESCRIPTION,
)

NAMED = re.compile(r"^def test_w3c_(\w+)\(", re.MULTILINE)
FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    ("names", "count", "modules"),
    [
        (PROTOCOL, 34, ["test_w3c_query.py", "test_w3c_update.py"]),
        (GRAPH_STORE, 13, ["test_w3c_graph_store_direct.py", "test_w3c_graph_store_indirect.py"]),
        (
            GRAPH_STORE_2013 | {"get_of_post__after_noop"},
            19,
            ["test_w3c_graph_store_2013.py"],
        ),
        (SERVICE_DESCRIPTION, 3, ["test_w3c_service_description.py"]),
    ],
    ids=["protocol", "graph store", "graph store of 2013", "service description"],
)
def test_every_name_has_a_test(names: frozenset[str], count: int, modules: list[str]) -> None:
    found = [name for module in modules for name in NAMED.findall((FOLDER / module).read_text())]
    assert sorted(found) == sorted(name.replace("-", "_") for name in names)
    assert len(found) == count


def test_the_list_of_2013_has_18_names() -> None:
    assert len(GRAPH_STORE_2013) == 18
