"""Pages over real connections: what servers answer, well and badly."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from ingest.errors import FailedError, FetchError, GoneError, MissingError, RefusedError
from ingest.web.fetcher import USER_AGENT, Fetched, Fetcher, Unchanged
from tests.support.fakes import Hours, Names
from tests.support.fetching import LOOPBACK, MB, PAGE, fetching
from tests.support.website import Reply, Website, redirect


async def _page(site: Website, path: str = "/", **limits: Any) -> Fetched:
    async with fetching(site, **limits) as fetcher:
        page = await fetcher.get(site.url(path), named=True)
    assert isinstance(page, Fetched)
    return page


async def _error(site: Website, path: str = "/", **limits: Any) -> FetchError:
    """Return why a page isn't fetched."""
    async with fetching(site, **limits) as fetcher:
        with pytest.raises(FetchError) as raised:
            await fetcher.get(site.url(path), named=True)
    return raised.value


async def test_a_page_comes_with_all_that_its_server_says_of_it() -> None:
    headers = {
        "Content-Type": 'Text/HTML; Charset="ISO-8859-1"',
        "ETag": 'W/"a"',
        "Last-Modified": "Sun, 01 Nov 2026 10:00:00 GMT",
    }
    site = Website({"/a?b=1": [Reply(headers=headers, body=b"caf\xe9")]})
    page = await _page(site, "/a?b=1#part")
    assert page == Fetched(
        address=site.url("/a?b=1"),
        final=site.url("/a?b=1"),
        moved=False,
        content=b"caf\xe9",
        media_type="text/html",
        charset="iso-8859-1",
        etag='W/"a"',
        last_modified="Sun, 01 Nov 2026 10:00:00 GMT",
    )


async def test_a_page_of_which_nothing_is_said_comes_too() -> None:
    page = await _page(Website({"/": [Reply(body=b"words")]}))
    assert (page.content, page.media_type, page.charset, page.etag, page.last_modified) == (
        b"words",
        "",
        None,
        None,
        None,
    )


async def test_the_program_says_who_it_is_and_sends_nothing_of_the_user() -> None:
    site = Website({"/": [PAGE]})
    await _page(site)
    headers = site.requests[0].headers
    assert headers["user-agent"] == USER_AGENT
    assert headers["accept-encoding"] == "gzip"
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


async def test_a_page_that_hasnt_changed_isnt_sent_again() -> None:
    site = Website({"/": [Reply(status=304, headers={"ETag": '"a"', "Content-Encoding": "gzip"})]})
    async with fetching(site) as fetcher:
        answer = await fetcher.get(site.url(), etag='"a"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT", named=True)
    assert answer == Unchanged(address=site.url())
    assert site.requests[0].headers["if-none-match"] == '"a"'
    assert site.requests[0].headers["if-modified-since"] == "Sun, 01 Nov 2026 10:00:00 GMT"


async def test_unchanged_isnt_believed_where_it_wasnt_asked() -> None:
    assert isinstance(await _error(Website({"/": [Reply(status=304)]})), RefusedError)


async def test_the_etag_of_one_page_isnt_sent_for_another() -> None:
    site = Website({"/": [redirect("/b")], "/b": [Reply(status=304), PAGE]})
    async with fetching(site) as fetcher:
        with pytest.raises(RefusedError):
            await fetcher.get(site.url(), etag='"a"', named=True)
    assert ["if-none-match" in request.headers for request in site.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], True),
        ([308], True),
        ([301, 308], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([302, 301], False),
    ],
)
async def test_redirects_are_followed_and_only_permanent_ones_move_a_page(statuses: list[int], *, moved: bool) -> None:
    pages = {f"/{step}": [redirect(f"{step + 1}#part", status)] for step, status in enumerate(statuses)}
    site = Website({**pages, f"/{len(statuses)}": [PAGE]})
    page = await _page(site, "/0")
    assert (page.address, page.final) == (site.url("/0"), site.url(f"/{len(statuses)}"))
    assert page.moved == moved


async def test_five_redirects_are_followed_and_six_arent() -> None:
    pages = {f"/{step}": [redirect(f"/{step + 1}")] for step in range(6)}
    page = await _page(Website({**pages, "/6": [PAGE]}), "/1")
    assert page.final.endswith("/6")
    error = await _error(Website({**pages, "/6": [PAGE]}), "/0")
    assert isinstance(error, RefusedError)
    assert "redirects more than 5 times" in str(error)


async def test_a_loop_of_redirects_ends() -> None:
    site = Website({"/": [redirect("/b")], "/b": [redirect("/")]})
    assert isinstance(await _error(site), RefusedError)
    assert len(site.requests) < 10


async def test_a_redirect_that_leads_nowhere_is_refused() -> None:
    assert "status 302" in str(await _error(Website({"/": [Reply(status=302)]})))
    assert "redirects" in str(await _error(Website({"/": [redirect("http://exa mple/")]})))


async def test_a_redirect_to_an_address_in_plain_utf8_is_followed() -> None:
    site = Website({"/": [redirect("/é".encode().decode("latin-1"))], "/%C3%A9": [PAGE]})
    assert (await _page(site)).final == site.url("/%C3%A9")


async def test_no_cookie_is_kept() -> None:
    site = Website(
        {"/": [Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=1; Path=/"}), PAGE], "/b": [PAGE]}
    )
    async with fetching(site) as fetcher:
        await fetcher.get(site.url(), named=True)
        await fetcher.get(site.url(), named=True)
    assert len(site.requests) == 4
    assert all("cookie" not in request.headers for request in site.requests)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, MissingError),
        (410, GoneError),
        (400, RefusedError),
        (401, RefusedError),
        (403, RefusedError),
        (451, RefusedError),
        (300, RefusedError),
        (500, FailedError),
        (503, FailedError),
        (429, FailedError),
    ],
)
async def test_each_status_has_its_error(status: int, kind: type[FetchError]) -> None:
    error = await _error(Website({"/a?key=secret": [Reply(status=status, body=b"sorry")]}), "/a?key=secret", attempts=1)
    assert type(error) is kind
    assert "secret" not in str(error)
    assert "/a?…" in str(error)


async def test_a_page_is_gone_for_good_only_if_its_own_address_says_so() -> None:
    gone = [Reply(status=410)]
    assert type(await _error(Website({"/": [redirect("/b", 301)], "/b": gone}))) is GoneError
    assert type(await _error(Website({"/": [redirect("/b", 302)], "/b": gone}))) is MissingError


async def test_a_passing_failure_is_tried_again_later_and_later() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=500), Reply(status=502), PAGE]})
    assert (await _page(site, hours=hours)).content == PAGE.body
    first, second = hours.slept
    assert 1 <= first <= 1.5
    assert 2 <= second <= 3


async def test_after_the_last_attempt_it_has_failed() -> None:
    site = Website({"/": [Reply(status=500)]})
    error = await _error(site, attempts=4)
    assert isinstance(error, FailedError)
    assert error.retry_after is None
    assert len(site.requests) == 4


async def test_what_wont_pass_isnt_tried_again() -> None:
    for status in (404, 410, 403):
        site = Website({"/": [Reply(status=status)]})
        await _error(site)
        assert len(site.requests) == 1


async def test_a_server_is_waited_for_as_long_as_it_asks() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=429, headers={"Retry-After": "60"}), PAGE]})
    await _page(site, hours=hours)
    assert hours.slept == [60]


async def test_a_server_that_asks_for_too_long_is_left_alone_for_this_run() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=503, headers={"Retry-After": "3600"}), PAGE], "/b": [PAGE]})
    async with fetching(site, hours) as fetcher:
        for path in ("/", "/b"):
            with pytest.raises(FailedError, match=r"3600 seconds") as raised:
                await fetcher.get(site.url(path), named=True)
            assert raised.value.retry_after == pytest.approx(3600)
    assert site.asked == ["/"]
    assert hours.slept == []


async def test_a_date_to_come_back_at_is_understood() -> None:
    hours = Hours()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    await _page(Website({"/": [Reply(status=503, headers={"Retry-After": date}), PAGE]}), hours=hours)
    assert len(hours.slept) == 1
    assert 20 < hours.slept[0] <= 30


async def test_a_page_that_comes_drop_by_drop_takes_too_long() -> None:
    site = Website({"/": [Reply(without_end=b".", pause=0.05)]})
    error = await _error(site, timeout=0.5, attempts=2)
    assert isinstance(error, FailedError)
    assert "took too long" in str(error)
    assert len(site.requests) == 2


async def test_a_server_that_says_nothing_takes_too_long() -> None:
    assert "took too long" in str(
        await _error(Website({"/": [Reply(body=b"late", pause=30)]}), timeout=0.3, attempts=1)
    )


async def test_a_page_without_end_is_refused_once_it_is_too_large() -> None:
    site = Website({"/": [Reply(without_end=b"x" * 65536)]})
    error = await _error(site)
    assert isinstance(error, RefusedError)
    assert "larger than the 1 MB" in str(error)
    assert len(site.requests) == 1


async def test_a_page_that_says_it_is_too_large_isnt_read() -> None:
    raw = f"HTTP/1.1 200 OK\r\nContent-Length: {MB + 1}\r\n\r\n".encode()
    error = await _error(Website({"/": [Reply(raw=raw)]}))
    assert "larger than the 1 MB" in str(error)


async def test_a_bomb_is_refused() -> None:
    bomb = gzip.compress(bytes(50 * MB))
    error = await _error(Website({"/": [Reply(headers={"Content-Encoding": "gzip"}, body=bomb)]}))
    assert isinstance(error, RefusedError)
    assert "larger than the 1 MB" in str(error)


async def test_a_compressed_page_is_unpacked() -> None:
    site = Website({"/": [Reply(headers={"Content-Encoding": "GZip"}, body=gzip.compress(b"words"))]})
    assert (await _page(site)).content == b"words"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    ],
)
async def test_a_broken_answer_failed(raw: bytes) -> None:
    error = await _error(Website({"/": [Reply(raw=raw)]}), attempts=2)
    assert isinstance(error, FailedError)


async def test_a_page_longer_than_it_says_is_cut_there() -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords and more"
    site = Website({"/": [Reply(raw=raw), Reply(raw=raw)]})
    async with fetching(site) as fetcher:
        for _ in range(2):
            page = await fetcher.get(site.url(), named=True)
            assert isinstance(page, Fetched)
            assert page.content == b"words"


async def test_a_server_that_isnt_there_failed() -> None:
    async with Website() as site:
        pass
    async with Fetcher(max_bytes=MB, allow=LOOPBACK, attempts=1) as fetcher:
        with pytest.raises(FailedError, match=r"The connection to 127\.0\.0\.1:\d+ failed"):
            await fetcher.get(site.url(), named=True)


async def test_the_next_address_of_a_name_is_tried() -> None:
    names = Names({"site.example": [["127.0.0.9", "127.0.0.1"]]})
    site = Website({"/": [PAGE]})
    async with fetching(site, resolve=names.resolve) as fetcher:
        assert isinstance(await fetcher.get(site.url(host="site.example"), named=True), Fetched)
    assert site.requests[0].headers["host"] == f"site.example:{site.port}"
