"""What the guard lets pass and what it refuses, without a connection."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import FailedError, RefusedError
from ingest.web.guard import Guard, is_public
from tests.support.fakes import Names

# The special-purpose registries of IANA, and the clouds' metadata. These are put to the guard alone: a test that fails
# mustn't reach them either.
_NOT_PUBLIC = """
10.0.0.1
172.16.0.1
192.168.1.1
100.64.0.1
100.100.100.200
169.254.169.254
169.254.170.2
168.63.129.16
192.0.0.192
192.0.2.1
198.18.0.1
198.51.100.1
203.0.113.1
192.88.99.1
224.0.0.1
239.255.255.250
240.0.0.1
255.255.255.255
fd00:ec2::254
fc00::1
fe80::1
fec0::1
ff02::1
100::1
2001:db8::1
2001:20::1
3fff::1
5f00::1
4000::1
::ffff:10.0.0.1
::ffff:169.254.169.254
::ffff:100.64.0.1
::a9fe:a9fe
64:ff9b::a9fe:a9fe
2002:a9fe:a9fe::
0.0.0.1
10.255.255.255
100.127.255.255
127.0.0.1
169.254.0.1
172.31.255.255
192.0.0.1
192.0.0.255
198.19.255.255
::
::1
64:ff9b:1::1
2001::1
2001:2::1
2001:10::1
2002:808:808::1
""".split()


@pytest.mark.parametrize("address", _NOT_PUBLIC)
async def test_an_address_that_isnt_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(RefusedError, match="private network"):
        await Guard().addresses(address, 80)
    with pytest.raises(RefusedError, match="private network"):
        await Guard(resolve=Names({"some.example": [[address]]}).resolve).addresses("some.example", 80)


@pytest.mark.parametrize("port", [1, 22, 25, 81, 445, 1023])
async def test_the_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(RefusedError, match=f"Port {port} of 93.184.215.14"):
        await Guard().addresses("93.184.215.14", port)


@pytest.mark.parametrize("port", [80, 443, 1024, 8080, 65535])
async def test_a_port_of_the_web_is_let_pass(port: int) -> None:
    assert await Guard().addresses("93.184.215.14", port) == ["93.184.215.14"]


async def test_any_port_of_an_allowed_network_is_let_pass() -> None:
    guard = Guard([ip_network("10.0.0.0/8")])
    assert await guard.addresses("10.0.0.1", 81) == ["10.0.0.1"]
    with pytest.raises(RefusedError):
        await guard.addresses("11.0.0.1", 81)
    with pytest.raises(RefusedError):
        await guard.addresses("172.16.0.1", 80)


async def test_an_allowed_network_holds_for_each_way_to_write_its_addresses() -> None:
    guard = Guard([ip_network("10.0.0.0/8")])
    assert await guard.addresses("::ffff:10.0.0.1", 80) == ["::ffff:a00:1"]
    with pytest.raises(RefusedError):
        await guard.addresses("::ffff:127.0.0.1", 80)


async def test_a_name_without_addresses_failed() -> None:
    with pytest.raises(FailedError, match="no address"):
        await Guard(resolve=Names({"empty.example": [[]]}).resolve).addresses("empty.example", 80)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_is_known_for_one(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: object) -> None:
    parsed = ip_address(str(address))
    if is_public(parsed):
        assert not parsed.is_loopback
        assert not parsed.is_link_local
        assert not parsed.is_multicast
        assert not parsed.is_unspecified


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_public_just_when_the_one_within_is(address: object) -> None:
    public = is_public(ip_address(str(address)))
    assert is_public(ip_address(f"::ffff:{address}")) == public
    assert is_public(ip_address(f"64:ff9b::{address}")) == public
