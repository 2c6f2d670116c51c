"""Queries of every kind that is sent to bring a server down, against a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.attack import attack, settled_memory
from benchmarks.contenders import atlas
from benchmarks.hostile_queries import HOSTILE, Hostile
from benchmarks.literature_at_scale import Scale, write_literature
from benchmarks.questions import questions
from benchmarks.served import Served

SMALL = Scale().smaller(50)
LIMITS = {"seconds": 1.0, "memory": 256 << 20, "workers": 2, "slow": 4, "patience": 0.5}
ORDINARY = [each for each in questions(SMALL) if each.name in {"Q1", "Q2", "Q4"}]
SPARE = 64.0


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with short limits, which must live through all that follows."""
    folder = tmp_path_factory.mktemp("attacked")
    write_literature(folder / "literature.nq", SMALL)
    with atlas(folder / "literature.nq", folder, LIMITS) as server:
        before = settled_memory(server)
        yield server
        assert settled_memory(server) <= before + SPARE


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.kind)
def test_a_hostile_query_is_stopped_and_others_are_served(
    attacked: Served, hostile: Hostile
) -> None:
    seen = attack(attacked, hostile, 2, ORDINARY)
    assert seen.faults(LIMITS["seconds"]) == []
