"""Addresses that may be connected to: public ones, resolved once and connected to as resolved."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore2

__all__ = ["ForbiddenAddressError", "PublicBackend", "Resolver", "is_public", "resolved"]

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Finds the addresses of a name and a port."""

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses that stand for IPv4 addresses behind a translator (RFC 6052, RFC 8215)."""


class ForbiddenAddressError(Exception):
    """A name leads to an address that may not be connected to."""


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet.

    IPv6 addresses that stand for IPv4 addresses are judged by those; mapped ones (RFC 4291, 2.5.5)
    have no business on the wire.

    >>> is_public("192.0.66.2"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)

    Args:
        address: An IPv4 or IPv6 address.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return _is_global(found)
    if any(found in network for network in _TRANSLATED):
        return _is_global(IPv4Address(int(found) & 0xFFFFFFFF))
    within = (found.sixtofour, *(found.teredo or ()))
    return (
        _is_global(found)
        and not found.is_site_local
        and all(_is_global(address) for address in within if address)
    )


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_private
        or address.is_unspecified
    )


async def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host as the system finds them.

    Raises:
        OSError: There are none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PublicBackend(httpcore2.AsyncNetworkBackend):
    """Connects to names whose addresses are all public, and to the very addresses it has judged.

    Args:
        resolve: Finds the addresses of a name.
    """

    def __init__(self, resolve: Resolver = resolved) -> None:
        self._resolve = resolve
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to a host.

        Raises:
            ForbiddenAddressError: One of its addresses is not public.
            httpcore2.ConnectError: It has none, or does not answer.
        """
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"no address of {host} is known") from error
        if not addresses or not all(map(is_public, addresses)):
            raise ForbiddenAddressError(host)
        return await self._backend.connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
