"""What may stand in the list of endpoints that may be called."""

from __future__ import annotations

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.federation.allow_list import AllowList

ONE = "https://one.example/sparql"


def test_endpoints_stand_once_and_in_order() -> None:
    allowed = AllowList((ONE, "http://b/"), ("http://127.0.0.1:7878/query", ONE))
    assert allowed.endpoints == (ONE, "http://b/", "http://127.0.0.1:7878/query")
    assert AllowList().endpoints == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "one.example/sparql",
        "//one.example/",
        "ftp://one.example/",
        "file:///etc/passwd",
        "https:///sparql",
        "https://ann:secret@one.example/",
        "https://one.example/#x",
        "https://one.example:x/",
        "https://one.example:0/",
        "https://[/",
        "https://one.example/a b",
        "https://one.example/<>",
        "https://öne.example/",
        "https://one.example/\n",
    ],
)
def test_what_is_no_endpoint(address: str) -> None:
    with pytest.raises(UsageError, match="is not the address of an endpoint"):
        AllowList((address,))
    with pytest.raises(UsageError):
        AllowList((), (address,))
