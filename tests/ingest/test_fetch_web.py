"""Pages over real connections: what servers answer, well and badly, and how politely they are asked."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from ingest.errors import FailedError, FetchError, GoneError, MissingError, RefusedError
from ingest.web import USER_AGENT, Fetched, Fetcher, Unchanged
from tests.fakes import Hours, Names
from tests.website import Reply, Website, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

_LOOPBACK = [ip_network("127.0.0.0/8")]
_MB = 1024 * 1024
_PAGE = Reply(headers={"Content-Type": "text/html"}, body=b"<p>Words.")


@asynccontextmanager
async def _fetching(site: Website, hours: Hours | None = None, **limits: Any) -> AsyncGenerator[Fetcher]:
    """Fetch from a site on loopback, with time that passes only by sleeping."""
    hours = hours or Hours()
    options: dict[str, Any] = {
        "max_bytes": _MB,
        "allow": _LOOPBACK,
        "sleep": hours.sleep,
        "clock": hours.clock,
        **limits,
    }
    async with site, Fetcher(**options) as fetcher:
        yield fetcher


async def _page(site: Website, path: str = "/", **limits: Any) -> Fetched:
    async with _fetching(site, **limits) as fetcher:
        page = await fetcher.get(site.url(path), named=True)
    assert isinstance(page, Fetched)
    return page


async def _error(site: Website, path: str = "/", **limits: Any) -> FetchError:
    """Return why a page isn't fetched."""
    async with _fetching(site, **limits) as fetcher:
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
    site = Website({"/": [_PAGE]})
    await _page(site)
    headers = site.requests[0].headers
    assert headers["user-agent"] == USER_AGENT
    assert headers["accept-encoding"] == "gzip"
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


async def test_a_page_that_hasnt_changed_isnt_sent_again() -> None:
    site = Website({"/": [Reply(status=304, headers={"ETag": '"a"', "Content-Encoding": "gzip"})]})
    async with _fetching(site) as fetcher:
        answer = await fetcher.get(site.url(), etag='"a"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT", named=True)
    assert answer == Unchanged(address=site.url())
    assert site.requests[0].headers["if-none-match"] == '"a"'
    assert site.requests[0].headers["if-modified-since"] == "Sun, 01 Nov 2026 10:00:00 GMT"


async def test_unchanged_isnt_believed_where_it_wasnt_asked() -> None:
    assert isinstance(await _error(Website({"/": [Reply(status=304)]})), RefusedError)


async def test_the_etag_of_one_page_isnt_sent_for_another() -> None:
    site = Website({"/": [redirect("/b")], "/b": [Reply(status=304), _PAGE]})
    async with _fetching(site) as fetcher:
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
    site = Website({**pages, f"/{len(statuses)}": [_PAGE]})
    page = await _page(site, "/0")
    assert (page.address, page.final) == (site.url("/0"), site.url(f"/{len(statuses)}"))
    assert page.moved == moved


async def test_five_redirects_are_followed_and_six_arent() -> None:
    pages = {f"/{step}": [redirect(f"/{step + 1}")] for step in range(6)}
    page = await _page(Website({**pages, "/6": [_PAGE]}), "/1")
    assert page.final.endswith("/6")
    error = await _error(Website({**pages, "/6": [_PAGE]}), "/0")
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
    site = Website({"/": [redirect("/é".encode().decode("latin-1"))], "/%C3%A9": [_PAGE]})
    assert (await _page(site)).final == site.url("/%C3%A9")


async def test_no_cookie_is_kept() -> None:
    site = Website(
        {"/": [Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=1; Path=/"}), _PAGE], "/b": [_PAGE]}
    )
    async with _fetching(site) as fetcher:
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
    site = Website({"/": [Reply(status=500), Reply(status=502), _PAGE]})
    assert (await _page(site, hours=hours)).content == _PAGE.body
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
    site = Website({"/": [Reply(status=429, headers={"Retry-After": "60"}), _PAGE]})
    await _page(site, hours=hours)
    assert hours.slept == [60]


async def test_a_server_that_asks_for_too_long_is_left_alone_for_this_run() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=503, headers={"Retry-After": "3600"}), _PAGE], "/b": [_PAGE]})
    async with _fetching(site, hours) as fetcher:
        for path in ("/", "/b"):
            with pytest.raises(FailedError, match=r"3600 seconds") as raised:
                await fetcher.get(site.url(path), named=True)
            assert raised.value.retry_after == pytest.approx(3600)
    assert site.asked == ["/"]
    assert hours.slept == []


async def test_a_date_to_come_back_at_is_understood() -> None:
    hours = Hours()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    await _page(Website({"/": [Reply(status=503, headers={"Retry-After": date}), _PAGE]}), hours=hours)
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
    raw = f"HTTP/1.1 200 OK\r\nContent-Length: {_MB + 1}\r\n\r\n".encode()
    error = await _error(Website({"/": [Reply(raw=raw)]}))
    assert "larger than the 1 MB" in str(error)


async def test_a_bomb_is_refused() -> None:
    bomb = gzip.compress(bytes(50 * _MB))
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
    async with _fetching(site) as fetcher:
        for _ in range(2):
            page = await fetcher.get(site.url(), named=True)
            assert isinstance(page, Fetched)
            assert page.content == b"words"


async def test_a_server_that_isnt_there_failed() -> None:
    async with Website() as site:
        pass
    async with Fetcher(max_bytes=_MB, allow=_LOOPBACK, attempts=1) as fetcher:
        with pytest.raises(FailedError, match=r"The connection to 127\.0\.0\.1:\d+ failed"):
            await fetcher.get(site.url(), named=True)


async def test_the_next_address_of_a_name_is_tried() -> None:
    names = Names({"site.example": [["127.0.0.9", "127.0.0.1"]]})
    site = Website({"/": [_PAGE]})
    async with _fetching(site, resolve=names.resolve) as fetcher:
        assert isinstance(await fetcher.get(site.url(host="site.example"), named=True), Fetched)
    assert site.requests[0].headers["host"] == f"site.example:{site.port}"


# robots.txt and politeness


def _robots(*lines: str) -> list[Reply]:
    return [Reply(body="\n".join(["User-agent: *", *lines]).encode())]


async def test_what_robots_txt_forbids_isnt_fetched_and_the_file_is_read_once() -> None:
    site = Website({"/robots.txt": _robots("Disallow: /private"), "/private": [_PAGE], "/open": [_PAGE]})
    async with _fetching(site) as fetcher:
        for _ in range(2):
            await fetcher.get(site.url("/open"))
            with pytest.raises(RefusedError, match=r"robots\.txt of .* asks not to fetch"):
                await fetcher.get(site.url("/private"))
    assert site.asked == ["/robots.txt", "/open", "/open"]


async def test_an_address_that_a_person_named_is_fetched_but_what_it_redirects_to_obeys() -> None:
    site = Website({"/robots.txt": _robots("Disallow: /"), "/feed": [_PAGE], "/old": [redirect("/feed")]})
    async with _fetching(site) as fetcher:
        assert isinstance(await fetcher.get(site.url("/feed"), named=True), Fetched)
        with pytest.raises(RefusedError, match="redirects: The robots"):
            await fetcher.get(site.url("/old"), named=True)
    assert site.asked == ["/feed", "/old", "/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    site = Website({"/robots.txt": [Reply(status=status)], "/": [_PAGE]})
    async with _fetching(site) as fetcher:
        assert isinstance(await fetcher.get(site.url()), Fetched)


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(status=429), Reply(raw=b"")])
async def test_where_robots_txt_cant_be_had_nothing_is_fetched_in_this_run(reply: Reply) -> None:
    site = Website({"/robots.txt": [reply], "/": [_PAGE]})
    async with _fetching(site) as fetcher:
        for _ in range(2):
            with pytest.raises(FailedError, match=r"robots\.txt of .* can't be read"):
                await fetcher.get(site.url())
    assert site.asked == ["/robots.txt"] * 3


async def test_a_robots_txt_beyond_all_bounds_is_refused() -> None:
    site = Website({"/robots.txt": [Reply(without_end=b"Disallow: /a\n" * 1000)], "/": [_PAGE]})
    async with _fetching(site, max_bytes=20 * _MB) as fetcher:
        with pytest.raises(RefusedError, match=r"robots\.txt is larger than the 0\.5 MB"):
            await fetcher.get(site.url())
    assert site.asked == ["/robots.txt"]


async def test_a_robots_txt_may_lie_elsewhere() -> None:
    site = Website({"/robots.txt": [redirect("/rules")], "/rules": _robots("Disallow: /private"), "/private": [_PAGE]})
    async with _fetching(site) as fetcher:
        with pytest.raises(RefusedError, match="asks not to fetch"):
            await fetcher.get(site.url("/private"))
    assert site.asked == ["/robots.txt", "/rules"]


async def test_pages_of_a_site_come_one_at_a_time_with_a_pause_between() -> None:
    hours = Hours()
    site = Website({f"/{number}": [Reply(body=b"x", pause=0.01)] for number in range(5)})
    async with _fetching(site, hours, delay=2.5) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(5)))
    assert site.most_at_once == 1
    assert site.asked[0] == "/robots.txt"
    assert len(site.asked) == 6
    assert hours.slept == [2.5] * 5


async def test_sites_are_asked_side_by_side() -> None:
    pages: dict[str, Any] = {"/": [Reply(body=b"x", pause=0.2)]}
    names = Names({f"site{number}.example": [["127.0.0.1"]] for number in range(12)})
    site = Website(pages)
    async with _fetching(site, resolve=names.resolve) as fetcher:
        await asyncio.gather(*(fetcher.get(site.url(host=host), named=True) for host in names.names))
    assert 1 < site.most_at_once <= 8


@pytest.mark.parametrize(("asked_for", "pause"), [("0.5", 1), ("7", 7), ("300", 30)])
async def test_a_pause_that_robots_txt_asks_for_is_made(asked_for: str, pause: float) -> None:
    hours = Hours()
    site = Website({"/robots.txt": _robots(f"Crawl-delay: {asked_for}"), "/": [_PAGE]})
    async with _fetching(site, hours) as fetcher:
        for _ in range(3):
            await fetcher.get(site.url())
    assert hours.slept == [1, pause, pause]


async def test_a_site_that_failed_is_asked_no_sooner_for_the_next_page() -> None:
    hours = Hours()
    site = Website({"/": [Reply(status=503, headers={"Retry-After": "20"})], "/b": [_PAGE]})
    async with _fetching(site, hours, attempts=1) as fetcher:
        with pytest.raises(FailedError) as raised:
            await fetcher.get(site.url(), named=True)
        await fetcher.get(site.url("/b"), named=True)
    assert raised.value.retry_after == 20
    assert hours.slept == [20]


# TLS and HTTP/2


class _Http2Site:
    """Answers each request over HTTP/2 with a page of 300,000 bytes, or without end at /endless."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        to_send: dict[int, int] = {}
        with suppress(ConnectionError):
            writer.write(connection.data_to_send())
            while data := await reader.read(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, RequestReceived):
                        headers = {bytes(name): bytes(value).decode() for name, value in event.headers}
                        self.asked.append((headers[b":authority"], f"{protocol} {headers[b':path']}"))
                        connection.send_headers(event.stream_id, [(":status", "200")])
                        to_send[event.stream_id] = 10**9 if headers[b":path"] == "/endless" else 300_000
                for stream in list(to_send):
                    self._send(connection, stream, to_send)
                writer.write(connection.data_to_send())
                await writer.drain()
        writer.close()

    def _send(self, connection: H2Connection, stream: int, to_send: dict[int, int]) -> None:
        while (size := min(connection.local_flow_control_window(stream), 16384, to_send[stream])) > 0:
            to_send[stream] -= size
            connection.send_data(stream, b"x" * size, end_stream=not to_send[stream])
        if not to_send[stream]:
            del to_send[stream]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Make a certificate for site.example alone, which this process trusts; return the server's side."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and isn't there")
    key, path = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=site.example",
            "-addext",
            "subjectAltName=DNS:site.example",
            "-keyout",
            key,
            "-out",
            path,
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key)
    context.set_alpn_protocols(["h2"])
    return context


@asynccontextmanager
async def _http2(certificate: ssl.SSLContext) -> AsyncGenerator[tuple[_Http2Site, int, Fetcher]]:
    site, hours = _Http2Site(), Hours()
    names = Names({"site.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=certificate)
    port = server.sockets[0].getsockname()[1]
    fetcher = Fetcher(
        max_bytes=_MB,
        allow=_LOOPBACK,
        resolve=names.resolve,
        sleep=hours.sleep,
        clock=hours.clock,
        timeout=5,
        attempts=1,
    )
    async with server, fetcher:
        yield site, port, fetcher


async def test_http2_is_spoken_with_the_name_though_the_connection_is_to_a_checked_number(
    certificate: ssl.SSLContext,
) -> None:
    async with _http2(certificate) as (site, port, fetcher):
        for _ in range(2):
            page = await fetcher.get(f"https://site.example:{port}/a", named=True)
            assert isinstance(page, Fetched)
            assert page.content == b"x" * 300_000
    assert site.asked == [(f"site.example:{port}", "h2 /a")] * 2


async def test_a_certificate_for_another_name_isnt_accepted(certificate: ssl.SSLContext) -> None:
    async with _http2(certificate) as (site, port, fetcher):
        with pytest.raises(FailedError, match=r"connection to other\.example"):
            await fetcher.get(f"https://other.example:{port}/", named=True)
        with pytest.raises(FailedError, match=r"connection to 127\.0\.0\.1"):
            await fetcher.get(f"https://127.0.0.1:{port}/", named=True)
    assert site.asked == []


async def test_pages_without_end_dont_keep_others_from_coming_over_http2(certificate: ssl.SSLContext) -> None:
    async with _http2(certificate) as (site, port, fetcher):
        for _ in range(3):
            with pytest.raises(RefusedError, match="larger than"):
                await fetcher.get(f"https://site.example:{port}/endless", named=True)
        assert isinstance(await fetcher.get(f"https://site.example:{port}/a", named=True), Fetched)
    assert len(site.asked) == 4
