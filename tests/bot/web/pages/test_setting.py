"""A server's settings on the pages: the same as Discord's menus set, for those who manage it and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.service.store.servers import ChannelSettings, ServerSettings
from bot.service.store.settable import LIMITS, PICKS, choices
from tests.support.samples import make_article
from tests.support.signing import CHESS, PRESS
from tests.support.web_scene import KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.support.signing import Signing
    from tests.support.web_scene import Scene

GENERAL, NEWS, HELP, VOICE, ADMIN = 101, 102, 103, 104, 201
FORM: dict[str, Any] = {
    "channels": [str(GENERAL), "999"],
    "roles": [],
    "managers": [str(ADMIN)],
    "forums": [str(HELP)],
    "threads": "threads_follow",
    "language": "fr",
    "look": "plain",
    "per_person": "5",
    "per_channel": "50",
    "per_server": "0",
    "digest_channel": "0",
    "digest_hour": "8",
    "digest_zone": "UTC",
    "report_channel": "0",
}


@pytest.fixture
async def alice(signing: Signing) -> AsyncIterator[httpx.AsyncClient]:
    """Alice, who manages the press club, on the pages."""
    signing.accounts.rooms = [
        {"id": str(NEWS), "name": "news <b>", "type": 5, "position": 2},
        {"id": str(GENERAL), "name": "general", "type": 0, "position": 1},
        {"id": str(HELP), "name": "help", "type": 15, "position": 3},
        {"id": str(VOICE), "name": "voice", "type": 2, "position": 4},
    ]
    signing.accounts.named_roles = [{"id": str(ADMIN), "name": "admin", "position": 1}]
    async with signing.scene.client() as client:
        await signing.enter(client)
        yield client


async def test_what_is_set_on_the_page_is_what_discord_has(signing: Signing, alice: httpx.AsyncClient) -> None:
    saved = await alice.post("/settings", params={"server": PRESS}, data=FORM)
    page = (await alice.get(saved.headers["location"])).text

    assert saved.status_code == 303
    assert "This is set now." in page
    assert kept(signing) == ServerSettings(
        channels=(GENERAL,),
        managers=(ADMIN,),
        forums=(HELP,),
        follow=True,
        language="fr",
        plain_text=True,
        per_person=5,
        per_channel=50,
        per_server=0,
    )
    assert f'name="channels" value="{GENERAL}" checked' in page
    assert '<option value="threads_follow" selected>' in page


async def test_the_page_shows_all_that_discords_menus_set_by_its_names(alice: httpx.AsyncClient) -> None:
    page = (await alice.get("/settings")).text

    for name in (*(one.name for one in (*PICKS, *LIMITS)), *(one.name for one in choices(["en"]))):
        assert f'name="{name}"' in page
    assert "news &lt;b&gt;" in page
    assert "voice" not in page
    assert "@everyone" not in page
    assert page.index("general") < page.index("news &lt;b&gt;")
    assert '<a href="/settings" aria-current="page">Settings</a>' in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"per_person": "many"}, "A limit is a whole number from 0 to 100000."),
        ({"per_server": "100001"}, "A limit is a whole number from 0 to 100000."),
        ({"digest_hour": "24"}, "The hour is a whole number from 0 to 23."),
        ({"digest_zone": "Nowhere/<b>"}, "“Nowhere/&lt;b&gt;” is no time zone"),
    ],
)
async def test_what_cannot_be_read_is_told_and_the_form_comes_back_as_it_was(
    signing: Signing, alice: httpx.AsyncClient, wrong: dict[str, str], sentence: str
) -> None:
    response = await alice.post("/settings", params={"server": PRESS}, data=FORM | wrong)

    assert response.status_code == 422
    assert sentence in response.text
    assert '<option value="fr" selected>' in response.text
    assert kept(signing) == ServerSettings()


async def test_a_digest_that_is_set_tells_of_nothing_that_is_there_already_and_one_left_as_it_is_of_all_that_is_new(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    digest = FORM | {"digest_channel": str(NEWS), "report_channel": str(GENERAL)}
    await alice.post("/settings", params={"server": PRESS}, data=digest)
    servers = signing.scene.parts.store.servers
    known = servers.told(PRESS)
    signing.scene.fill(make_article("Later", "A later article."), corpus=str(PRESS))
    await alice.post("/settings", params={"server": PRESS}, data=digest | {"per_person": "6"})

    assert len(known) == 1
    assert servers.told(PRESS) == known
    assert (kept(signing).digest_channel, kept(signing).report_channel) == (NEWS, GENERAL)
    assert kept(signing).report_week


async def test_a_channel_has_settings_of_its_own(signing: Signing, alice: httpx.AsyncClient) -> None:
    form = {"language": "de", "ways": ["private", "unheard-of"], "per_person": "3", "per_channel": ""}
    place = {"server": PRESS, "channel": GENERAL}
    saved = await alice.post("/settings/channel", params=place, data=form)
    page = (await alice.get(saved.headers["location"])).text
    listed = (await alice.get("/settings")).text
    wrong = await alice.post("/settings/channel", params=place, data=form | {"per_person": "-1"})

    own = ChannelSettings(channel=GENERAL, language="de", private=True, per_person=3)
    assert kept(signing).by_channel == (own,)
    assert '<option value="de" selected>' in page
    assert f"/settings?server={PRESS}&amp;channel={GENERAL}" in listed
    assert (wrong.status_code, kept(signing).by_channel) == (422, (own,))


async def test_settings_are_neither_shown_to_nor_changed_by_who_does_not_manage_the_server(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    responses = [
        await alice.get("/settings", params={"server": CHESS}),
        await alice.post("/settings", params={"server": CHESS}, data=FORM),
        await alice.post("/settings/channel", params={"server": CHESS, "channel": GENERAL}, data={}),
        await alice.post("/settings/channel", params={"server": PRESS, "channel": 999}, data={}),
        await alice.post(
            "/settings", params={"server": PRESS}, data=FORM, headers={"Origin": "https://evil.example.org"}
        ),
    ]

    assert [one.status_code for one in responses] == [403, 403, 403, 404, 403]
    assert signing.scene.parts.store.servers.all() == []


async def test_with_the_key_alone_nobody_is_known_to_manage_a_server(locked: Scene) -> None:
    async with locked.client(Authorization=f"Bearer {KEY}") as client:
        page = await client.get("/settings")
        first = (await client.get("/sources")).text

    assert page.status_code == 403
    assert "who signs in with Discord" in page.text
    assert "/settings" not in first


async def test_where_discord_cannot_be_asked_the_page_says_so_and_nobody_is_signed_out(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    signing.accounts.is_down = True
    down = await alice.get("/settings")
    signing.accounts.is_down = False
    up = await alice.get("/settings")

    assert (down.status_code, up.status_code) == (503, 200)
    assert "try again in some minutes" in down.text


def kept(signing: Signing) -> ServerSettings:
    return signing.scene.parts.store.servers.settings(PRESS)
