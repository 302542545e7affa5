from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.web.request.site import Site
from bot.web.serve import listening, open_more_files
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.web_scene import Scene


@pytest.mark.parametrize("path", ["/", "/sources", "/nowhere", "/static/footnote.css", "/health"])
async def test_every_answer_lets_no_script_of_others_run(scene: Scene, path: str) -> None:
    async with scene.client() as client:
        response = await client.get(path)

    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/sources", "/key", "/nowhere"])
async def test_no_page_asks_anything_of_another_site(scene: Scene, path: str) -> None:
    async with scene.client() as client:
        text = (await client.get(path)).text

    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text
    assert "<script>" not in text
    assert " style=" not in text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost.evil.example"])
async def test_a_name_that_is_not_ours_is_refused(scene: Scene, host: str) -> None:
    async with scene.client(Host=host) as client:
        response = await client.get("/sources")

    assert response.status_code == 421
    assert response.text == "Footnote isn't at this address: it is at http://127.0.0.1.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8642", "[::1]:8642", "192.168.1.5"])
async def test_our_name_and_bare_addresses_are_taken(scene: Scene, host: str) -> None:
    async with scene.client(Host=host) as client:
        assert (await client.get("/sources")).status_code == 200


async def test_another_sites_page_may_link_here(scene: Scene) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    async with scene.client() as client:
        assert (await client.get("/sources", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
        ("POST", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
        ("POST", {"Origin": "https://evil.example"}),
        ("POST", {"Origin": "null"}),
        ("POST", {"Origin": "http://127.0.0.1:9999"}),
    ],
)
async def test_another_sites_page_may_do_nothing_here(scene: Scene, method: str, headers: dict[str, str]) -> None:
    async with scene.client() as client:
        response = await client.request(method, "/key", headers=headers)

    assert response.status_code == 403


async def test_a_request_that_is_too_large_is_refused_before_it_is_read(scene: Scene) -> None:
    async with scene.client() as client:
        response = await client.post("/key", content=b"x" * 10_000_001)

    assert response.status_code == 413
    assert "10 MB" in response.text


async def test_a_request_that_hides_how_large_it_is_is_refused_too(scene: Scene) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"key=" + b"x" * 1_000_000

    async with scene.client() as client:
        response = await client.post(
            "/key", content=pieces(), headers={"Content-Type": "application/x-www-form-urlencoded"}
        )

    assert response.status_code in {400, 413}


async def test_a_request_that_stops_half_way_is_given_up(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.request.guard._SECONDS_FOR_A_PIECE", 0.05)

    with scene.serving() as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            slow.sendall(
                b"POST /key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\nkey="
            )
            answer = slow.recv(4096)

    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_thousand_that_connect_and_say_nothing_hold_up_nobody(scene: Scene) -> None:
    open_more_files()
    with scene.serving() as address:
        host, port = address.removeprefix("http://").split(":")
        silent = [socket.create_connection((host, int(port)), timeout=10) for _ in range(1000)]
        try:
            for one in silent:
                one.sendall(b"GET / HTTP/1.1\r\nHost: ")
            async with httpx.AsyncClient() as client:
                response = await client.get(f"{address}/health")
        finally:
            for one in silent:
                one.close()

    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../serve.py",
        "/static/..%2fserve.py",
        "/static/%2e%2e/serve.py",
        "/static//etc/passwd",
        "/read/..%2f..%2fetc%2fpasswd",
        "/read/%00",
    ],
)
async def test_no_path_leads_out_of_the_pages(scene: Scene, path: str) -> None:
    with scene.serving() as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            answer = raw.recv(4096)

    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405"))


def test_a_port_in_use_is_told_in_one_sentence(scene: Scene) -> None:
    with listening(scene.parts.site) as listener:
        taken = listener.getsockname()[1]
        site = Site(host="127.0.0.1", port=taken, key="", secret=b"", links=scene.parts.site.links)
        said = rf"127\.0\.0\.1:{taken} can't be listened on .*FOOTNOTE_WEB_PORT"
        with pytest.raises(SettingsError, match=said), listening(site):
            pass
