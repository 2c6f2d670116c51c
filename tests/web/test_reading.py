"""Long texts are read aside."""

from __future__ import annotations

import asyncio
import threading

import pytest

from atlas_kg.web.reading import reading


@pytest.mark.parametrize(("size", "is_aside"), [(20_000, False), (20_001, True)])
def test_long_texts_are_read_in_a_thread(size: int, *, is_aside: bool) -> None:
    def read(text: str) -> tuple[int, bool]:
        return len(text), threading.current_thread() is not threading.main_thread()

    assert asyncio.run(reading(read, "x" * size)) == (size, is_aside)


def test_errors_come_through() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(reading(int, "x" * 30_000))
