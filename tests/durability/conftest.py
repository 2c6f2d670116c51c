"""Tests that fail leave no process behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.durability.killing import STARTED


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            process.kill()
            process.communicate()
