"""Who asks for compressed answers."""

from __future__ import annotations

import pytest

from atlas_kg.web.compression import takes_gzip


@pytest.mark.parametrize(
    "value",
    ["gzip", "GZIP", "br, gzip", "gzip;q=0.001", "gzip ; q=1", "deflate;q=0, x-gzip", "gzip;x=0"],
)
def test_who_does(value: str) -> None:
    assert takes_gzip([(b"accept", b"*/*"), (b"accept-encoding", value.encode())])


@pytest.mark.parametrize(
    "value",
    ["", "identity", "gzip;q=0", "gzip; Q=0.000", "gzip2", "br", "*", "gzip;q=0, *", "not gzip"],
)
def test_who_does_not(value: str) -> None:
    assert not takes_gzip([(b"accept", b"gzip"), (b"accept-encoding", value.encode())])
