from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.service.reader_links import ReaderLinks, read_secret
from bot.settings import Settings, load_settings
from bot.web.request.site import COOKIE, read_site
from corpus.errors import SettingsError
from tests.support.samples import make_article
from tests.support.web_scene import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.web_scene import Scene

ARTICLE, PASSAGES = make_article("Amazon's pause", "Amazon pauses Rekognition for one year.")
CLOSED = ["/", "/sources", f"/read/{ARTICLE.id}", "/api/v1/sources", "/v1/models", "/mcp", "/unheard-of"]


@pytest.mark.parametrize("path", CLOSED)
async def test_without_the_key_nothing_opens(locked: Scene, path: str) -> None:
    locked.fill((ARTICLE, PASSAGES))

    async with locked.client() as client:
        response = await client.get(path)

    assert response.status_code == 401
    assert "Rekognition" not in response.text


@pytest.mark.parametrize("path", ["/sources", f"/read/{ARTICLE.id}"])
async def test_the_key_opens_everything(locked: Scene, path: str) -> None:
    locked.fill((ARTICLE, PASSAGES))

    async with locked.client(Authorization=f"Bearer {KEY}") as client:
        response = await client.get(path)

    assert response.status_code == 200


async def test_a_key_given_on_the_page_is_remembered_by_the_browser(locked: Scene) -> None:
    async with locked.client() as client:
        entered = await client.post("/key", data={"key": KEY, "back": "/sources"})
        response = await client.get("/sources")

    assert (entered.status_code, entered.headers["location"]) == (303, "/sources")
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert response.status_code == 200


async def test_a_wrong_key_is_told(locked: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.pages.entering._SECONDS_AFTER_A_WRONG_KEY", 0)

    async with locked.client() as client:
        response = await client.post("/key", data={"key": "guessed"})

    assert response.status_code == 403
    assert COOKIE not in response.cookies


@pytest.mark.parametrize("back", ["https://evil.org", "//evil.org", "/\\evil.org", "javascript:alert(1)", ""])
async def test_the_key_leads_to_no_other_site(locked: Scene, back: str) -> None:
    async with locked.client() as client:
        entered = await client.post("/key", data={"key": KEY, "back": back})

    assert urlsplit(entered.headers["location"]).netloc == ""
    assert entered.headers["location"].startswith("/")


@pytest.mark.parametrize("cookie", ["", "x", "9999999999.", "9999999999.00", "9999999999." + "0" * 64, "²³.ab", "1.é"])
async def test_a_cookie_that_we_did_not_give_opens_nothing(locked: Scene, cookie: str) -> None:
    assert not locked.parts.site.knows_cookie(cookie, time.time())


async def test_a_cookie_of_long_ago_opens_nothing(locked: Scene) -> None:
    site = locked.parts.site

    assert site.knows_cookie(site.cookie(1000.0), 1001.0)
    assert not site.knows_cookie(site.cookie(1000.0), 1000.0 + 31 * 86_400)


async def test_who_comes_with_a_cookie_of_long_ago_is_asked_for_the_key_and_gets_where_they_wanted(
    locked: Scene,
) -> None:
    async with locked.client(Cookie=f"{COOKIE}={locked.parts.site.cookie(1000.0)}") as client:
        response = await client.get("/sources", params={"source": "press"})

    assert response.status_code == 401
    assert "These pages need a key" in response.text
    assert 'name="back" value="/sources?source=press"' in response.text


async def test_a_link_with_a_pass_opens_its_article_alone(locked: Scene) -> None:
    other = make_article("Another", "IBM leaves the market.")
    locked.fill((ARTICLE, PASSAGES), other)
    link = urlsplit(locked.parts.site.links.link("main", ARTICLE, 0, 6))

    async with locked.client() as client:
        own = await client.get(f"{link.path}?{link.query}")
        others = await client.get(f"/read/{other[0].id}?{link.query}")
        in_another_corpus = await client.get(f"{link.path}?{link.query}&corpus=1")

    assert own.status_code == 200
    assert (others.status_code, in_another_corpus.status_code) == (401, 401)


async def test_a_pass_of_one_corpus_opens_no_other(locked: Scene) -> None:
    locked.fill((ARTICLE, PASSAGES), corpus="11")
    locked.fill((ARTICLE, PASSAGES), corpus="22")
    link = urlsplit(locked.parts.site.links.link("11", ARTICLE, 0, 6))

    async with locked.client() as client:
        own = await client.get(f"{link.path}?{link.query}")
        other = await client.get(f"{link.path}?{link.query}".replace("corpus=11", "corpus=22"))

    assert (own.status_code, other.status_code) == (200, 401)


@pytest.mark.parametrize("corpus", ["../main", "..", "servers/1", "/etc", "main%00", "nowhere"])
async def test_a_corpus_that_is_none_is_not_found(scene: Scene, corpus: str) -> None:
    async with scene.client() as client:
        response = await client.get(f"/read/{ARTICLE.id}", params={"corpus": corpus})

    assert response.status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 -- what must be refused
def test_a_public_address_without_a_key_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="set FOOTNOTE_WEB_KEY"):
        read_site(Settings(data_dir=tmp_path, web_host=host))


def test_a_public_name_for_a_loopback_address_needs_a_key_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="set FOOTNOTE_WEB_KEY"):
        read_site(Settings(data_dir=tmp_path, web_url="https://press.example.org"))


@pytest.mark.parametrize(
    "url",
    ["press.example.org", "ftp://press.example.org", "https://press.example.org/pages", "http://[::1", "https://"],
)
def test_an_address_of_the_pages_that_is_none_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("FOOTNOTE_WEB_URL", url)

    with pytest.raises(SettingsError, match=r"^The setting FOOTNOTE_WEB_URL is wrong: write the address of a site"):
        load_settings(tmp_path / ".env")


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="16 characters"):
        read_site(Settings.model_validate({"data_dir": tmp_path, "web_key": "secret"}))


def test_loopback_needs_no_key(tmp_path: Path) -> None:
    assert read_site(Settings(data_dir=tmp_path)).links == ReaderLinks(url="http://127.0.0.1:8642")


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    first = read_secret(tmp_path / "data")

    assert read_secret(tmp_path / "data") == first
    assert (tmp_path / "data" / "web.secret").stat().st_mode & 0o077 == 0
