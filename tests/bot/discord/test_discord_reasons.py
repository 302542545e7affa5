from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages.wording import say_reason
from corpus.reason import Reason
from corpus.store.tables.journal import State
from tests.support.discord_scene import make_room, said, speak_french
from tests.support.website import Reply, Website, redirect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simcord import Env

    from bot.discord.client import FootnoteBot

LOOPBACK = ("127.0.0.0/8",)


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with Website() as site:
        site.pages["/moved"] = [redirect("ftp://elsewhere.org/")]
        site.pages["/picture"] = [Reply(headers={"Content-Type": "image/png"}, body=b"\x89PNG")]
        site.pages["/asleep"] = [Reply(status=503)]
        yield site


def test_numbers_and_reasons_within_reasons_are_told_in_french() -> None:
    large = Reason(
        "{page} is larger than the {most:g} MB that are read: raise FOOTNOTE_MAX_PAGE_MB or leave it out.",
        {"page": "https://b.org/", "most": 1.5},
    )
    moved = Reason("{page} redirects: {reason}", {"page": "https://a.org/", "reason": large})
    long = Reason("{name} has more than {most:,} characters: split it.", {"name": "a.txt", "most": 2_000_000})

    assert say_reason(moved, "fr") == (
        "https://a.org/ renvoie ailleurs : https://b.org/ dépasse les 1,5 Mo qui sont lus : augmentez"
        " FOOTNOTE_MAX_PAGE_MB ou laissez-la de côté."
    )
    assert say_reason(moved, "en") == str(moved)
    assert say_reason(long, "fr") == "a.txt a plus de 2\u202f000\u202f000 caractères : coupez-le."


@pytest.mark.parametrize("allow", [LOOPBACK])
@pytest.mark.parametrize(
    ("path", "french"),
    [
        ("/none", "Il n'y a pas de page à <{url}> : vérifiez l'adresse."),
        ("/picture", "<{url}> n'est pas une page de texte (image/png) : laissez-la de côté."),
        ("/moved", "<{url}> renvoie ailleurs : Seules les adresses http et https sont lues, pas ftp : écrivez-la"),
        ("/asleep", "<{url}> n'est pas disponible pour l'instant (statut 503) : une prochaine lecture réessaiera."),
    ],
)
async def test_what_failed_is_told_in_french_at_once_and_later(
    simcord_env: Env, site: Website, monkeypatch: pytest.MonkeyPatch, path: str, french: str
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env, alice_manages=True)

    (added,) = said(await room.alice.slash(room.channel, "articles add", address=site.url(path), kind="page"))
    (status,) = said(await room.alice.slash(room.channel, "articles status"))

    assert french.format(url=site.url(path)) in added
    assert french.format(url=site.url(path)) in status


async def test_what_may_not_be_fetched_is_told_in_each_persons_language(
    simcord_env: Env, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(simcord_env, alice_manages=True)

    (english,) = said(await room.alice.slash(room.channel, "articles add", address=site.url("/none")))
    speak_french(monkeypatch)
    (french,) = said(await room.alice.slash(room.channel, "articles add", address=site.url("/none")))

    assert "127.0.0.1 lies in a private network, which isn't fetched from" in english
    assert "127.0.0.1 est dans un réseau privé, où rien n'est lu" in french


async def test_what_an_older_version_kept_is_told_in_general_in_french(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    journal = simcord_bot.parts.corpora.open("main").corpus.journal
    journal.save(State(origin="https://a.org/x", source="a.org", failures=1, error=Reason("It was raining.")))

    (english,) = said(await room.alice.slash(room.channel, "articles status"))
    speak_french(monkeypatch)
    (french,) = said(await room.alice.slash(room.channel, "articles status"))

    assert english.endswith("Failed: <https://a.org/x>: It was raining.")
    assert french.endswith("Échec : <https://a.org/x> : Elle n'a pas pu être lue : /corpus relire réessaie.")
