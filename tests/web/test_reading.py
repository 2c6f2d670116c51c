"""Long texts are read aside."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from atlas_kg.web.reading import reading


@pytest.mark.parametrize(("size", "is_aside"), [(20_000, False), (20_001, True)])
def test_long_texts_are_read_in_a_thread(size: int, *, is_aside: bool) -> None:
    async def ask() -> tuple[int, bool]:
        own = threading.get_ident()
        return await reading(lambda text: (len(text), threading.get_ident() != own), "x" * size)

    # A test elsewhere may have left an event loop in the main thread.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(lambda: asyncio.run(ask())).result(10) == (size, is_aside)
