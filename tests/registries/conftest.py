"""What the tests of registries share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.registries.servers import Registry, serving


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """One server in the place of all registries."""
    with serving() as running:
        for name in ("DOI", "ARXIV", "CROSSREF", "DATACITE"):
            monkeypatch.setenv(f"ATLAS_KG_{name}_URL", running.url)
        yield running
