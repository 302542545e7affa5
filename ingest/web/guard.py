"""Say which IP addresses may be connected to: public ones, and the private ones that were allowed.

A name is resolved once for each connection, all its addresses are checked, and the connection goes to the checked
ones: a name that changes its answer between the check and the connection gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from ingest.errors import FailedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from ipaddress import IPv4Network

    Network = IPv4Network | IPv6Network
    Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_WEB_PORTS = (80, 443)
_FIRST_USER_PORT = 1024
# https://www.iana.org/assignments/ipv6-address-space: all that is unicast and global lies here.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# An IPv6-only network reaches the IPv4 internet through these, so they stand for the IPv4 address within.
_NAT64 = IPv6Network("64:ff9b::/96")
# What `is_global` lets pass, in some release of Python or in all.
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's metadata, a public address by its number alone
        "192.0.0.0/24",  # protocols' own; Oracle's metadata lie in it
        "192.88.99.0/24",  # relays for 6to4
        "2001::/23",  # protocols' own, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps any IPv4 address
        "3fff::/20",  # documentation
    )
)


class Guard:
    """Decides which addresses may be connected to."""

    def __init__(self, allow: Sequence[Network] = (), resolve: Resolve | None = None) -> None:
        """Name the networks allowed beside the public ones, and what turns a name and a port into IP addresses."""
        self._allow = tuple(allow)
        self._resolve = resolve or _resolve

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the IP addresses of a host, which may all be connected to.

        Raises:
            RefusedError: one of them is neither public nor allowed, or the port is a service's other than the web's.
            FailedError: the name has no address.
        """
        try:
            found = [ip_address(host)]
        except ValueError:
            found = [ip_address(address) for address in await self._resolve(host, port)]
        if not found:
            raise FailedError("The name {host} has no address: check how it is spelt.", host=host)
        if all(self._allowed(address) for address in found):
            return [str(address) for address in found]
        if not all(is_public(address) or self._allowed(address) for address in found):
            raise RefusedError(
                "{host} lies in a private network, which isn't fetched from: if you trust it, add its network to"
                " FOOTNOTE_ALLOW_PRIVATE_ADDRESSES.",
                host=host,
            )
        if port < _FIRST_USER_PORT and port not in _WEB_PORTS:
            raise RefusedError(
                "Port {port} of {host} is no port of the web, so it isn't fetched from: use 80 or 443.",
                port=str(port),
                host=host,
            )
        return [str(address) for address in found]

    def _allowed(self, address: IPv4Address | IPv6Address) -> bool:
        return any(plain(address) in network for network in self._allow)


def plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, mapped (::ffff:0:0/96) or by NAT64, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one machine's on the public internet."""
    address = plain(address)
    if isinstance(address, IPv6Address) and (address not in _GLOBAL_UNICAST or address.scope_id is not None):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FailedError(
            "The name {host} can't be found: check how it is spelt, and the network.", host=host
        ) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
