"""Pages over real connections: TLS and HTTP/2."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from ingest.errors import FailedError, RefusedError
from ingest.web.fetcher import Fetched, Fetcher
from tests.support.fakes import Hours, Names
from tests.support.fetching import LOOPBACK, MB

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path


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
        max_bytes=MB,
        allow=LOOPBACK,
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
