"""What somebody had typed waits until they come back, and not for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from atlas_kg.desk import typed
from atlas_kg.desk.typed import Leave, Leaves

LEFT = Leave("/contribute/coding", {"statement": ("Ünfinished",)}, {"draft": "a"}, {"nonce": "n"})


def test_only_the_browser_that_left_gets_it_back(tmp_path: Path) -> None:
    leaves = Leaves(tmp_path)
    browser = leaves.begin("state", LEFT)
    assert leaves.get("state", browser) == LEFT
    assert leaves.get("state", "other") is None
    assert leaves.get("../state", browser) is None


def test_one_comes_back_once_and_keeps_what_was_typed(tmp_path: Path) -> None:
    leaves = Leaves(tmp_path)
    browser = leaves.begin("state", LEFT)
    assert leaves.end("state")
    assert not leaves.end("state")
    left = leaves.get("state", browser)
    assert left
    assert left.values == LEFT.values
    assert left.secrets == {}


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    leaves = Leaves(tmp_path)
    browser = leaves.begin("state", LEFT)
    (file,) = tmp_path.glob("*.json")
    long_ago = time.time() - 3700
    os.utime(file, (long_ago, long_ago))
    assert leaves.get("state", browser) is None
    leaves.begin("next", LEFT)
    assert not file.exists()


def test_the_oldest_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "_MOST_FILES", 5)
    leaves = Leaves(tmp_path)
    browsers = [leaves.begin(f"state-{number}", LEFT) for number in range(9)]
    assert len(list(tmp_path.glob("*.json"))) <= 5
    assert leaves.get("state-8", browsers[8]) == LEFT
