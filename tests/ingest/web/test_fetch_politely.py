"""Pages over real connections: what robots.txt forbids, and how politely servers are asked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ingest.errors import FailedError, RefusedError
from ingest.web.fetcher import Fetched
from tests.support.fakes import Hours, Names
from tests.support.fetching import MB, PAGE, fetching
from tests.support.website import Reply, Website, redirect


def _robots(*lines: str) -> list[Reply]:
    return [Reply(body="\n".join(["User-agent: *", *lines]).encode())]


async def test_what_robots_txt_forbids_isnt_fetched_and_the_file_is_read_once() -> None:
    site = Website({"/robots.txt": _robots("Disallow: /private"), "/private": [PAGE], "/open": [PAGE]})
    async with fetching(site) as fetcher:
        for _ in range(2):
            await fetcher.get(site.url("/open"))
            with pytest.raises(RefusedError, match=r"robots\.txt of .* asks not to fetch"):
                await fetcher.get(site.url("/private"))
    assert site.asked == ["/robots.txt", "/open", "/open"]


async def test_an_address_that_a_person_named_is_fetched_but_what_it_redirects_to_obeys() -> None:
    site = Website({"/robots.txt": _robots("Disallow: /"), "/feed": [PAGE], "/old": [redirect("/feed")]})
    async with fetching(site) as fetcher:
        assert isinstance(await fetcher.get(site.url("/feed"), named=True), Fetched)
        with pytest.raises(RefusedError, match="redirects: The robots"):
            await fetcher.get(site.url("/old"), named=True)
    assert site.asked == ["/feed", "/old", "/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    site = Website({"/robots.txt": [Reply(status=status)], "/": [PAGE]})
    async with fetching(site) as fetcher:
        assert isinstance(await fetcher.get(site.url()), Fetched)


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(status=429), Reply(raw=b"")])
async def test_where_robots_txt_cant_be_had_nothing_is_fetched_in_this_run(reply: Reply) -> None:
    site = Website({"/robots.txt": [reply], "/": [PAGE]})
    async with fetching(site) as fetcher:
        for _ in range(2):
            with pytest.raises(FailedError, match=r"robots\.txt of .* can't be read"):
                await fetcher.get(site.url())
    assert site.asked == ["/robots.txt"] * 3


async def test_a_robots_txt_beyond_all_bounds_is_refused() -> None:
    site = Website({"/robots.txt": [Reply(without_end=b"Disallow: /a\n" * 1000)], "/": [PAGE]})
    async with fetching(site, max_bytes=20 * MB) as fetcher:
        with pytest.raises(RefusedError, match=r"robots\.txt is larger than the 0\.5 MB"):
            await fetcher.get(site.url())
    assert site.asked == ["/robots.txt"]


async def test_a_robots_txt_may_lie_elsewhere() -> None:
    site = Website({"/robots.txt": [redirect("/rules")], "/rules": _robots("Disallow: /private"), "/private": [PAGE]})
    async with fetching(site) as fetcher:
        with pytest.raises(RefusedError, match="asks not to fetch"):
            await fetcher.get(site.url("/private"))
    assert site.asked == ["/robots.txt", "/rules"]


async def test_pages_of_a_site_come_one_at_a_time_with_a_pause_between() -> None:
    hours = Hours()
    site = Website({f"/{number}": [Reply(body=b"x", pause=0.01)] for number in range(5)})
    async with fetching(site, hours, delay=2.5) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(5)))
    assert site.most_at_once == 1
    assert site.asked[0] == "/robots.txt"
    assert len(site.asked) == 6
    assert hours.slept == [2.5] * 5


async def test_sites_are_asked_side_by_side() -> None:
    pages: dict[str, Any] = {"/": [Reply(body=b"x", pause=0.2)]}
    names = Names({f"site{number}.example": [["127.0.0.1"]] for number in range(12)})
    site = Website(pages)
    async with fetching(site, resolve=names.resolve) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url(host=host), named=True) for host in names.names))
    assert 1 < site.most_at_once <= 8


@pytest.mark.parametrize(("asked_for", "pause"), [("0.5", 1), ("7", 7), ("300", 30)])
async def test_a_pause_that_robots_txt_asks_for_is_made(asked_for: str, pause: float) -> None:
    hours = Hours()
    site = Website({"/robots.txt": _robots(f"Crawl-delay: {asked_for}"), "/": [PAGE]})
    async with fetching(site, hours) as fetcher:
        for _ in range(3):
            await fetcher.get(site.url())
    assert hours.slept == [1, pause, pause]


async def test_a_site_that_failed_is_asked_no_sooner_for_the_next_page() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=503, headers={"Retry-After": "20"})], "/b": [PAGE]})
    async with fetching(site, hours, attempts=1) as fetcher:
        with pytest.raises(FailedError) as raised:
            await fetcher.get(site.url(), named=True)
        await fetcher.get(site.url("/b"), named=True)
    assert raised.value.retry_after == 20
    assert hours.slept == [20]
