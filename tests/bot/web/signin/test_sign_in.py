"""Signing in with Discord: each sees the articles of their own servers, and of no other, by whatever they send."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.settings import Settings
from bot.web.request.parts import SignIn
from bot.web.request.site import read_site
from bot.web.serve import sign_in_of
from bot.web.signin.discord_accounts import DiscordAccounts, Person, Server
from bot.web.signin.sessions import CHOSEN, SIGNED_IN, Seal
from corpus.errors import SettingsError
from tests.support.loopback_accounts import BOT_TOKEN, SECRET
from tests.support.samples import make_article
from tests.support.signing import CHESS, ELSEWHERE, PRESS, REDIRECT, SEALED
from tests.support.web_scene import ADDRESS, KEY, QUESTION, QUOTE, make_scene, pause

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.signing import Signing

ALICE = Person(id=1, name="alice", servers=(Server(id=PRESS, name="Press club", manages=False),))


async def test_who_signs_in_sees_the_articles_of_their_server_and_asks_them(signing: Signing) -> None:
    async with signing.scene.client() as client:
        before = await client.get("/sources")
        entered = await signing.enter(client, "/sources")
        sources = await client.get("/sources")
        answer = await client.get("/", params={"q": QUESTION})

    assert (before.status_code, "Sign in with Discord" in before.text) == (401, True)
    assert (entered.status_code, entered.headers["location"]) == (303, "/sources")
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert "Amazon&#39;s pause" in sources.text
    assert f"/read/{pause()[0].id}?corpus={PRESS}" in sources.text
    assert f"<mark>{QUOTE}</mark>" in answer.text


async def test_another_of_their_servers_is_shown_when_they_choose_it(signing: Signing) -> None:
    async with signing.scene.client() as client:
        await signing.enter(client)
        await client.post("/corpus", data={"corpus": str(CHESS)})
        sources = await client.get("/sources")
        read = await client.get(f"/read/{pause()[0].id}", params={"corpus": PRESS})

    assert "The opening" in sources.text
    assert "Amazon&#39;s pause" not in sources.text
    assert read.status_code == 200


@pytest.mark.parametrize("corpus", [str(ELSEWHERE), "main", "44", "../main", ""])
async def test_no_other_servers_articles_are_theirs_by_choice_cookie_or_address(signing: Signing, corpus: str) -> None:
    article = make_article("Elsewhere", "Nobody of theirs reads this.")[0].id
    async with signing.scene.client() as client:
        await signing.enter(client)
        chosen = await client.post("/corpus", data={"corpus": corpus})
        client.cookies.set(CHOSEN, corpus)
        texts = [
            (await client.get(path, params={"corpus": corpus})).text
            for path in ("/sources", f"/read/{article}", "/api/v1/articles", f"/api/v1/articles/{article}")
        ]

    assert chosen.status_code in {404, 422}
    assert not any("Nobody of theirs reads this" in text or "Elsewhere" in text for text in texts)


async def test_an_answer_of_one_server_is_not_taken_along_from_another(signing: Signing) -> None:
    async with signing.scene.client() as client:
        await signing.enter(client)
        answer = (await client.get("/", params={"q": QUESTION})).text
        identity = answer.split('name="after" value="')[1].split('"')[0]
        own = await client.get(f"/answers/{identity}", params={"format": "markdown"})
        await client.post("/corpus", data={"corpus": str(CHESS)})
        others = await client.get(f"/answers/{identity}", params={"format": "markdown"})

    assert (own.status_code, others.status_code) == (200, 404)


async def test_a_server_that_lets_only_some_ask_is_open_to_those_who_manage_it(signing: Signing) -> None:
    servers = signing.scene.parts.store.servers
    servers.change(PRESS, roles=(1,))
    servers.change(CHESS, channels=(2,))

    async with signing.scene.client() as client:
        await signing.enter(client)
        page = (await client.get("/sources")).text

    assert "Press club" in page
    assert "Chess club" not in page


async def test_a_role_that_may_manage_manages_on_the_pages_too(signing: Signing) -> None:
    signing.scene.parts.store.servers.change(CHESS, managers=(5, 6), channels=(2,))
    signing.accounts.held = {CHESS: [6]}

    async with signing.scene.client() as client:
        await signing.enter(client)
        await client.post("/corpus", data={"corpus": str(CHESS)})
        pages = [(await client.get(path)).status_code for path in ("/sources", "/questions", "/settings?server=22")]
        removed = await client.post("/sources/remove", data={"source": "articles"})
        signing.accounts.named_roles = [{"id": "6", "name": "editors", "position": 1}]
        page = (await client.get("/settings", params={"server": CHESS})).text

    assert pages == [200, 200, 200]
    assert removed.status_code != 403
    assert "editors" in page


async def test_a_role_that_may_not_manage_changes_nothing(signing: Signing) -> None:
    signing.scene.parts.store.servers.change(CHESS, managers=(5,))
    signing.accounts.held = {CHESS: [6]}

    async with signing.scene.client() as client:
        await signing.enter(client)
        await client.post("/corpus", data={"corpus": str(CHESS)})
        read = await client.get("/sources")
        refused = [
            (await client.get("/questions")).status_code,
            (await client.get("/settings", params={"server": CHESS})).status_code,
            (await client.post("/sources/remove", data={"source": "articles"})).status_code,
        ]

    assert "The opening" in read.text
    assert refused == [403, 403, 403]


async def test_a_server_that_lets_only_some_roles_ask_is_open_to_who_has_one(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing.scene.parts.store.servers.change(CHESS, roles=(7,))

    monkeypatch.setattr("bot.web.signin.discord_accounts._SECONDS_BELIEVED", 0)

    async with signing.scene.client() as client:
        await signing.enter(client)
        without = (await client.get("/sources")).text
        signing.accounts.held = {CHESS: [7]}
        with_it = (await client.get("/sources")).text

    assert ("Chess club" in without, "Chess club" in with_it) == (False, True)


async def test_a_role_is_asked_for_once_in_five_minutes_and_nowhere_without_need(signing: Signing) -> None:
    signing.scene.parts.store.servers.change(PRESS, managers=(5,))  # which alice manages without it
    signing.scene.parts.store.servers.change(CHESS, managers=(5,))

    async with signing.scene.client() as client:
        await signing.enter(client)
        for _ in range(3):
            await client.get("/sources")

    asked = [urlsplit(one).path for one in signing.accounts.asked if "/members/" in one]
    assert asked == [f"/api/v10/guilds/{CHESS}/members/1"]


async def test_who_loses_the_role_or_leaves_manages_no_more_and_who_has_it_keeps_it_while_discord_is_away(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.signin.discord_accounts._SECONDS_BELIEVED", 0)
    signing.scene.parts.store.servers.change(CHESS, managers=(5,))
    signing.accounts.held = {CHESS: [5]}

    async with signing.scene.client() as client:
        await signing.enter(client)
        await client.post("/corpus", data={"corpus": str(CHESS)})

        async def manages() -> bool:
            return (await client.get("/questions")).status_code == 200

        has_it = await manages()
        signing.accounts.is_down = True
        away = await manages()
        signing.accounts.is_down = False
        signing.accounts.held = {}
        lost = await manages()
        signing.accounts.held = {CHESS: [5]}
        again = await manages()
        del signing.accounts.servers[CHESS]
        left = await manages()

    assert (has_it, away, lost, again, left) == (True, True, False, True, False)


async def test_who_asks_more_than_their_server_allows_is_told_when_they_may_again(signing: Signing) -> None:
    signing.scene.parts.store.servers.change(PRESS, per_person=1)

    async with signing.scene.client() as client:
        await signing.enter(client)
        first = await client.get("/", params={"q": QUESTION})
        second = await client.get("/", params={"q": QUESTION})
    async with signing.scene.client(Authorization=f"Bearer {KEY}") as keeper:
        third = await keeper.get("/", params={"q": QUESTION})

    assert f"<mark>{QUOTE}</mark>" in first.text
    assert second.status_code == 422
    assert "please ask again in 1 hour" in second.text.replace("in 60 minutes", "in 1 hour")
    assert third.status_code == 200


async def test_who_has_left_the_server_is_out_within_the_hour(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signing.scene.client(Accept="text/html") as client:
        await signing.enter(client)
        signing.accounts.servers = {}
        later = time.time() + 3601
        monkeypatch.setattr("bot.web.request.access.time.time", lambda: later)
        expired = await client.get("/sources", params={"words": "x"})
        monkeypatch.undo()
        await signing.enter(client)
        refused = await client.get("/sources")

    assert (expired.status_code, expired.headers["location"]) == (303, "/sign-in?back=%2Fsources%3Fwords%3Dx")
    assert refused.status_code == 403
    assert "You are signed in as alice, but no articles of your servers are read here." in refused.text


async def test_a_server_that_the_bot_was_taken_from_is_closed(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.signin.discord_accounts._SECONDS_BELIEVED", 0)
    async with signing.scene.client() as client:
        await signing.enter(client)
        signing.accounts.bots = [CHESS, ELSEWHERE]
        page = (await client.get("/sources")).text

    assert "The opening" in page


@pytest.mark.parametrize("path", ["/v1/models", "/mcp", "/api/v1/sources", "/api/openapi.json"])
async def test_what_programs_ask_needs_the_key(signing: Signing, path: str) -> None:
    async with signing.scene.client() as client:
        await signing.enter(client)
        response = await client.get(path)

    assert response.status_code == 401


async def test_a_sign_in_that_began_in_another_browser_ends_nowhere(signing: Signing) -> None:
    async with signing.scene.client() as attacker, signing.scene.client() as victim:
        begun = await attacker.get("/sign-in")
        async with httpx.AsyncClient() as browser:
            sent_back = (await browser.get(begun.headers["location"])).headers["location"].removeprefix(ADDRESS)
        without = await victim.get(sent_back)
        await victim.get("/sign-in")
        with_another = await victim.get(sent_back)
        refused = await victim.get("/sources")

    assert (without.status_code, with_another.status_code, refused.status_code) == (400, 400, 401)
    assert "began in another browser" in without.text


async def test_a_code_is_taken_once(signing: Signing) -> None:
    async with signing.scene.client() as client:
        begun = await client.get("/sign-in")
        cookies = dict(client.cookies)
        async with httpx.AsyncClient() as browser:
            sent_back = (await browser.get(begun.headers["location"])).headers["location"].removeprefix(ADDRESS)
        first = await client.get(sent_back)
    async with signing.scene.client() as again:
        again.cookies.update(cookies)
        second = await again.get(sent_back)

    assert (first.status_code, second.status_code) == (303, 503)


async def test_who_says_no_at_discords_is_told_so(signing: Signing) -> None:
    signing.accounts.refuses = True
    async with signing.scene.client() as client:
        response = await signing.enter(client)

    assert response.status_code == 403
    assert "Discord didn&#39;t sign you in: try again." in response.text


async def test_where_discord_is_away_it_is_told_and_no_secret_is_logged(
    signing: Signing, caplog: pytest.LogCaptureFixture
) -> None:
    accounts = DiscordAccounts(
        secret=SECRET,
        bot_token="another-token",  # noqa: S106 -- of nothing
        api_url=f"{signing.accounts.url}/api/v10",
        redirect=REDIRECT,
    )
    with ExitStack() as stack, caplog.at_level(logging.DEBUG, logger="bot"):
        scene = make_scene(
            signing.scene.parts.corpora.data_dir / "other",
            stack,
            key=KEY,
            signin=SignIn(accounts=accounts, seal=SEALED),
        )
        async with scene.client() as client:
            response = await client.get("/sign-in")

    assert response.status_code == 503
    assert "Discord can&#39;t be asked who you are right now" in response.text
    assert "check FOOTNOTE_DISCORD_CLIENT_SECRET" in caplog.text
    assert SECRET not in caplog.text
    assert "another-token" not in caplog.text


async def test_it_leads_back_to_no_other_site(signing: Signing) -> None:
    async with signing.scene.client() as client:
        entered = await signing.enter(client, "https://evil.example/")

    assert entered.headers["location"] == "/"


async def test_signing_out_forgets_who_it_was(signing: Signing) -> None:
    async with signing.scene.client() as client:
        await signing.enter(client)
        await client.post("/sign-out")
        response = await client.get("/sources")

    assert response.status_code == 401


async def test_another_sites_page_signs_nobody_out_and_chooses_nothing(signing: Signing) -> None:
    async with signing.scene.client(Origin="https://evil.example") as client:
        responses = [await client.post(path, data={"corpus": str(CHESS)}) for path in ("/sign-out", "/corpus")]

    assert [one.status_code for one in responses] == [403, 403]


async def test_what_is_sent_to_discord_names_the_redirect_and_asks_for_no_more_than_is_needed(signing: Signing) -> None:
    async with signing.scene.client() as client:
        await signing.enter(client)

    asked = parse_qs(urlsplit(signing.accounts.asked[0]).query)
    assert asked["redirect_uri"] == [REDIRECT]
    assert asked["scope"] == ["identify guilds"]
    assert SECRET not in signing.accounts.asked[0]


def test_what_is_kept_of_someone_is_believed_for_an_hour_and_only_as_it_was_sealed() -> None:
    now = 1000.0
    kept = SEALED.person(ALICE, {PRESS}, now)
    head, body, mark = kept.split(".")

    assert SEALED.read_person(kept, now + 3599) == replace(known(ALICE), expired=False)
    assert SEALED.read_person(kept, now + 3600) == replace(known(ALICE), expired=True)
    for forged in ("", "x", f"{head}.{body}.", f"{head}.{body}x.{mark}", SEALED.begun("s", "v", "/", now)):
        assert SEALED.read_person(forged, now) is None
    assert Seal(b"another secret").read_person(kept, now) is None
    assert SEALED.read_begun(kept, now) is None


def test_what_is_kept_of_someone_with_many_servers_fits_into_a_cookie_those_they_manage_first() -> None:
    servers = tuple(Server(id=10**18 + n, name="ü" * 100, manages=n == 199) for n in range(200))

    kept = SEALED.person(replace(ALICE, servers=servers), {one.id for one in servers}, 0.0)

    assert len(f"{SIGNED_IN}={kept}") < 4096
    read = SEALED.read_person(kept, 0.0)
    assert read is not None
    assert read.person.servers[0].id == servers[199].id


@pytest.mark.parametrize("missing", ["web_url", "web_key", "discord_token"])
def test_a_setting_that_it_needs_is_named(tmp_path: Path, missing: str) -> None:
    given: dict[str, Any] = {
        "data_dir": tmp_path,
        "web_url": "http://localhost:8642",
        "web_key": KEY,
        "DISCORD_TOKEN": BOT_TOKEN,
        "discord_client_secret": SECRET,
    }
    del given["DISCORD_TOKEN" if missing == "discord_token" else missing]
    settings = Settings.model_validate(given)
    name = "DISCORD_TOKEN" if missing == "discord_token" else f"FOOTNOTE_{missing.upper()}"

    with pytest.raises(SettingsError, match=f"Sign-in with Discord needs the setting {name}"):
        sign_in_of(settings, read_site(settings))


def known(person: Person) -> Any:
    sealed = SEALED.read_person(SEALED.person(person, {PRESS}, 0.0), 0.0)
    assert sealed is not None
    return sealed
