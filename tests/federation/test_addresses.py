"""Only public addresses are connected to, and those that were judged."""

from __future__ import annotations

import asyncio
import socket

import httpcore2
import pytest

from atlas_kg.federation.addresses import (
    ForbiddenAddressError,
    PublicBackend,
    is_public,
    resolved,
)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:a00:1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:a00:1::",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "91.198.174.192", "2606:4700:4700::1111", "64:ff9b::1.1.1.1"]
)
def test_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "LOCALHOST",
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "0:0:0:0:0:0:0:1",
        "10.0.0.1",
        "169.254.169.254",
    ],
)
def test_no_spelling_reaches_this_machine(host: str) -> None:
    """With the resolver of the system."""

    async def connect() -> None:
        await PublicBackend().connect_tcp(host, 80, timeout=2)

    with pytest.raises((ForbiddenAddressError, httpcore2.ConnectError)) as caught:
        asyncio.run(connect())
    if host != "localhost.":
        assert caught.type is ForbiddenAddressError


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::1"], []])
def test_name_that_leads_here(addresses: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    async def connect() -> None:
        await PublicBackend(resolve).connect_tcp("good.example", 80, timeout=2)

    with pytest.raises(ForbiddenAddressError):
        asyncio.run(connect())


def test_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second answer of the resolver, which leads elsewhere, is never asked for."""
    answers = [["192.0.66.2"], ["127.0.0.1"]]
    connected = []

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    async def connect_tcp(_self: object, host: str, *_: object) -> None:
        connected.append(host)

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect_tcp)
    asyncio.run(PublicBackend(resolve).connect_tcp("good.example", 80))
    assert connected == ["192.0.66.2"]
    assert len(answers) == 1


def test_name_without_an_address() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(httpcore2.ConnectError, match=r"no address of none\.example"):
        asyncio.run(PublicBackend(resolve).connect_tcp("none.example", 80))


def test_resolver_of_the_system() -> None:
    assert asyncio.run(resolved("127.0.0.1", 80)) == ["127.0.0.1"]
