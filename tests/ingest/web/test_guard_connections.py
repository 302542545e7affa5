"""Nothing that isn't public is connected to: shown by servers on loopback that must hear nothing."""

from __future__ import annotations

import socket
from contextlib import AsyncExitStack, asynccontextmanager
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from ingest.errors import FailedError, RefusedError
from ingest.web.fetcher import Fetched, Fetcher
from tests.support.fakes import Hours, Names
from tests.support.website import Reply, Website, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_PAGE = Reply(headers={"Content-Type": "text/plain"}, body=b"a secret of this machine")
_MB = 1024 * 1024


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@asynccontextmanager
async def _listeners() -> AsyncGenerator[Website]:
    """Listen on loopback of both families, at one port; all requests and connections are counted in one place."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Website(pages={"/": [_PAGE]}))
        if _has_ipv6():
            other = Website(pages=site.pages, host="::1", port=site.port, requests=site.requests)
            await stack.enter_async_context(other)
            stack.callback(lambda: setattr(site, "connections", site.connections + other.connections))
        yield site


# The port of the listeners stands for {port}.
_NEVER = """
http://127.0.0.1:{port}/
http://127.0.0.1:{port}/?x=http://example.com/
http://127.0.0.2:{port}/
http://127.255.255.254:{port}/
http://0.0.0.0:{port}/
http://0:{port}/
http://0.0.0.1:{port}/
http://127.1:{port}/
http://127.0.1:{port}/
http://2130706433:{port}/
http://017700000001:{port}/
http://0177.0.0.1:{port}/
http://0177.0.0.01:{port}/
http://0x7f000001:{port}/
http://0x7f.0x0.0x0.0x1:{port}/
http://0x7f.1:{port}/
http://0x7F.0.0.1:{port}/
http://127.0.0.1.:{port}/
http://127.0.0.01:{port}/
http://127.0.0.1%00:{port}/
http://127.0.0.1%20:{port}/
http://%31%32%37.0.0.1:{port}/
http://%6c%6f%63%61%6c%68%6f%73%74:{port}/
http://4294967297:{port}/
http://383.0.0.1:{port}/
http://127.0.0.257:{port}/
http://１２７.０.０.１:{port}/
http://①②⑦.⓪.⓪.①:{port}/
http://127。0。0。1:{port}/
http://127．0．0．1:{port}/
http://127｡0｡0｡1:{port}/
http://ｌｏｃａｌｈｏｓｔ:{port}/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://localhost..:{port}/
http://localhost.localdomain:{port}/
http://ip6-localhost:{port}/
http://[::1]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[::]:{port}/
http://[::127.0.0.1]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[::ffff:0.0.0.0]:{port}/
http://[::ffff:0:127.0.0.1]:{port}/
http://[::1%25lo]:{port}/
http://[::1%lo]:{port}/
http://[fe80::1%25lo]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/
http://[64:ff9b::7f00:1]:{port}/
http://[64:ff9b:1::127.0.0.1]:{port}/
http://[2002:7f00:1::]:{port}/
http://[2002:7f00:1::1]:{port}/
http://[2001:0:7f00:1::]:{port}/
http://[2001::80ff:fffe]:{port}/
http://[::1]@127.0.0.1:{port}/
http://example.com@127.0.0.1:{port}/
http://example.com:80@127.0.0.1:{port}/
http://127.0.0.1:{port}@example.com/
http://a@b@127.0.0.1:{port}/
http://example.com%40127.0.0.1:{port}/
http://example.com\\@127.0.0.1:{port}/
http://127.0.0.1:{port}\\@example.com/
http://127.0.0.1\\.example.com:{port}/
http:\\\\127.0.0.1:{port}/
http:/\\127.0.0.1:{port}/
http:127.0.0.1:{port}/
http:/127.0.0.1:{port}/
http:///127.0.0.1:{port}/
//127.0.0.1:{port}/
http://127.0.0.1:{port}:80/
http://127.0.0.1 :{port}/
http://127.0.0.1\t:{port}/
http://[127.0.0.1]:{port}/
http://[::1:{port}/
https://127.0.0.1:{port}/
ftp://127.0.0.1:{port}/
gopher://127.0.0.1:{port}/_GET
file://127.0.0.1/etc/passwd
""".strip("\n").split("\n")

# What a name resolves to; of several addresses, one that isn't public is enough.
_NAMES = [
    ("internal.example", ["127.0.0.1"]),
    ("internal.example", ["::1"]),
    ("internal.example", ["::ffff:127.0.0.1"]),
    ("internal.example", ["64:ff9b::7f00:1"]),
    ("internal.example", ["2002:7f00:1::"]),
    ("internal.example", ["0.0.0.0"]),  # noqa: S104 -- nothing binds to it
    ("internal.example", ["::"]),
    ("internal.example", ["fe80::1%1"]),
    ("internal.example", ["2600::1%1"]),
    ("internal.example", ["10.1.2.3"]),
    ("internal.example", ["93.184.215.14", "127.0.0.1"]),
    ("internal.example", ["127.0.0.1", "93.184.215.14"]),
    ("internal.example", ["2600::1", "::1"]),
    ("internal.example", ["93.184.215.14"] * 9 + ["127.0.0.1"]),
    ("127.0.0.1.nip.io", ["127.0.0.1"]),
    ("localtest.me", ["127.0.0.1"]),
    ("app.localhost", ["127.0.0.1"]),
    ("metadata.google.internal", ["169.254.169.254"]),
    ("metadata", ["169.254.169.254"]),
    ("instance-data", ["169.254.169.254"]),
    ("rancher-metadata", ["169.254.169.250"]),
    ("host.docker.internal", ["172.17.0.1"]),
    ("kubernetes.default.svc", ["10.96.0.1"]),
    ("printer.local", ["192.168.1.20"]),
]


@pytest.mark.parametrize("named", [True, False])
async def test_no_address_of_the_table_is_connected_to(*, named: bool) -> None:
    assert len(_NEVER) > 60
    hours = Hours()
    async with _listeners() as site, Fetcher(max_bytes=_MB, sleep=hours.sleep, clock=hours.clock) as fetcher:
        for row in _NEVER:
            address = row.replace("{port}", str(site.port))
            with pytest.raises((RefusedError, FailedError)) as raised:
                await fetcher.get(address, named=named)
            if isinstance(raised.value, FailedError):  # a name that this machine doesn't know
                assert "can't be found" in str(raised.value) or "robots.txt" in str(raised.value), row
    assert (site.requests, site.connections) == ([], 0)


@pytest.mark.parametrize(("name", "addresses"), _NAMES)
async def test_no_name_that_leads_inside_is_connected_to(name: str, addresses: list[str]) -> None:
    async with _listeners() as site:
        names = Names({name: [addresses]})
        async with Fetcher(max_bytes=_MB, resolve=names.resolve) as fetcher:
            with pytest.raises(RefusedError, match=r"private network.* FOOTNOTE_ALLOW_PRIVATE_ADDRESSES"):
                await fetcher.get(site.url(host=name), named=True)
    assert names.looked_up == [name]
    assert (site.requests, site.connections) == ([], 0)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1.", "127。0。0。1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "internal.example"]
)
async def test_the_listeners_would_have_been_heard_of(host: str) -> None:
    if host == "[::1]" and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    resolve = Names({"internal.example": [["127.0.0.1"]]}).resolve if host == "internal.example" else None
    async with _listeners() as site, Fetcher(max_bytes=_MB, allow=_LOOPBACK, resolve=resolve) as fetcher:
        page = await fetcher.get(site.url(host=host), named=True)
    assert isinstance(page, Fetched)
    assert page.content == _PAGE.body
    assert (len(site.requests), site.connections) == (1, 1)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/",
        "//169.254.169.254/",
        "http://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://2130706433:{port}/",
        "http://localhost:{port}/",
        "http://internal.example:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "http://user:hunter2@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@public.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_inside_isnt_followed(location: str, status: int) -> None:
    names = Names(
        {"public.example": [["127.0.0.2"]], "internal.example": [["127.0.0.1"]], "localhost": [["127.0.0.1", "::1"]]}
    )
    async with _listeners() as inside, Website(host="127.0.0.2") as outside:
        outside.pages["/"] = [redirect(location.replace("{port}", str(inside.port)), status)]
        allow = [ip_network("127.0.0.2/32")]
        async with Fetcher(max_bytes=_MB, allow=allow, resolve=names.resolve, delay=0) as fetcher:
            with pytest.raises(RefusedError, match="redirects") as raised:
                await fetcher.get(outside.url(host="public.example"), named=True)
    assert "hunter2" not in str(raised.value)
    assert outside.asked == ["/"]
    assert (inside.requests, inside.connections) == ([], 0)


async def test_a_name_that_changes_its_answer_after_the_check_is_connected_to_what_was_checked() -> None:
    names = Names({"rebinding.example": [["127.0.0.2"], ["127.0.0.1"]]})
    async with _listeners() as inside, Website(host="127.0.0.2", port=inside.port) as outside:
        outside.pages["/"] = [Reply(body=b"public", headers={"Connection": "close"})]
        allow = [ip_network("127.0.0.2/32")]
        async with Fetcher(max_bytes=_MB, allow=allow, resolve=names.resolve, delay=0) as fetcher:
            page = await fetcher.get(outside.url(host="rebinding.example"), named=True)
            assert isinstance(page, Fetched)
            assert page.content == b"public"
            with pytest.raises(RefusedError, match="private network"):
                await fetcher.get(outside.url(host="rebinding.example"), named=True)
    assert names.looked_up == ["rebinding.example"] * 2
    assert (inside.requests, inside.connections) == ([], 0)


async def test_robots_txt_isnt_asked_for_inside_either() -> None:
    async with _listeners() as site, Fetcher(max_bytes=_MB) as fetcher:
        with pytest.raises(RefusedError, match="private network"):
            await fetcher.get(site.url("/page"))
    assert (site.requests, site.connections) == ([], 0)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_a_proxy_of_the_environment_isnt_used(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Website(host="127.0.0.2") as page, Website() as proxy:
        page.pages["/"] = [_PAGE]
        monkeypatch.setenv(variable, proxy.url())
        async with Fetcher(max_bytes=_MB, allow=[ip_network("127.0.0.2/32")]) as fetcher:
            assert isinstance(await fetcher.get(page.url(), named=True), Fetched)
    assert proxy.connections == 0
