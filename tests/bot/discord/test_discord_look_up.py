from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.discord_scene import (
    HIT,
    LINK,
    PAUSE,
    QUESTION,
    Machine,
    buttons,
    fill,
    make_room,
    pause,
    said,
    speak_french,
)

if TYPE_CHECKING:
    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.fakes import ScriptedChat


async def test_search_lists_passages_and_asks_no_model(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "search", words="Rekognition police")

    assert said(result)[0].startswith(HIT)
    assert model.prompts == []


async def test_search_finds_nothing_and_says_so_in_french(simcord_env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "search", words="Rekognition", since="2030", private=True)

    assert said(result) == ["Rien trouvé."]
    assert result.ephemeral


async def test_search_is_refused_to_those_without_the_role(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    role = room.guild.create_role("readers")
    simcord_bot.parts.store.servers.change(room.guild.id, roles=(role.id,))
    carol = room.guild.add_member(simcord_env.create_user("carol"), roles=[role])

    refused = await room.alice.slash(room.channel, "search", words="police")
    allowed = await carol.slash(room.channel, "search", words="police")

    assert said(refused) == ["In this server only some roles may ask me; yours isn't among them."]
    assert refused.ephemeral
    assert said(allowed)[0].startswith("[[1]]")


async def test_sources_are_paged_newest_first(simcord_env: Env, simcord_bot: FootnoteBot, machine: Machine) -> None:
    many = [
        pause(f"Article {n}", f"Text {n}.", f"https://example.org/{n}", published=date(2020, 1, n))
        for n in range(1, 25)
    ]
    fill(simcord_bot, "main", *many)
    room = make_room(simcord_env)

    first = await room.alice.slash(room.channel, "sources")
    assert first.response is not None
    assert first.ephemeral
    assert first.response.content.startswith(
        "**Articles: 25 — sources: 1 — page 1 of 3**\npress (25): 1 January 2020 to 24 January 2020"
    )
    assert "24 January 2020 — **Article 24** — press" in first.response.content
    await simcord_env.restart_bot(machine.make_bot())
    await room.alice.click(first.response.message, custom_id=buttons(first.response)["Next"])

    assert "page 2 of 3" in first.response.content
    assert "Article 14" in first.response.content
    assert "Article 15" not in first.response.content


async def test_an_empty_corpus_is_told_with_what_to_do(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = simcord_bot.parts.corpora.open("main").corpus
    corpus.remove([article.id for article in corpus.catalogue.articles()])
    speak_french(monkeypatch)
    room = make_room(simcord_env)

    (text,) = said(await room.alice.slash(room.channel, "sources"))

    assert text.startswith("Il n'y a pas encore d'articles ici")


async def test_source_shows_a_footnote_of_the_last_answer_in_its_paragraph(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    text = f"Before it. {PAUSE}"
    fill(simcord_bot, "main", pause(text=text, published=date(2020, 6, 10)))
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)

    result = await room.bob.slash(room.channel, "source", number=1)

    (shown,) = said(result)
    assert shown.startswith("**[1] Amazon's pause**\n10 June 2020\n> Before it. **Amazon pauses the sale")
    assert f"<{LINK}#:~:text=" in shown
    assert result.ephemeral


async def test_source_knows_how_many_footnotes_there_are(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    before = await room.alice.slash(room.channel, "source", number=1)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    after = await room.alice.slash(room.channel, "source", number=9)

    assert said(before) == ["There is no answer with footnotes in this channel yet."]
    assert said(after) == ["The last answer here has footnotes 1 to 1."]


async def test_source_never_shows_a_strangers_private_answer(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION, private=True)

    stranger = await room.bob.slash(room.channel, "source", number=1)
    own = await room.alice.slash(room.channel, "source", number=1)

    assert said(stranger) == ["There is no answer with footnotes in this channel yet."]
    assert said(own)[0].startswith("**[1] Amazon's pause**")


async def test_an_article_is_offered_by_its_title_and_read_page_by_page(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    text = "\n".join(f"Sentence {n} of the report is rather long, as sentences of reports are." for n in range(60))
    fill(simcord_bot, "main", pause("Été à Évian", text, "https://example.org/ete", published=date(2021, 7, 1)))
    room = make_room(simcord_env)

    (choice,) = await room.alice.autocomplete(room.channel, "article", "title", "evian ete")
    result = await room.alice.slash(room.channel, "article", title=choice["value"])
    assert result.response is not None
    first = result.response.content
    await room.alice.click(result.response.message, custom_id=buttons(result.response)["Next"])

    assert choice["name"] == "Été à Évian — 1 July 2021"
    assert first.startswith(
        "**Été à Évian**\n1 July 2021 — press\n<https://example.org/ete>\n*Page 1 of 3*\nSentence 0"
    )
    assert "*Page 2 of 3*" in result.response.content
    assert result.ephemeral


async def test_an_article_that_is_not_there_is_told(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "article", title="Nothing of the kind")

    assert said(result) == ["There is no such article here: pick one of those that are offered."]


async def test_looking_up_is_refused_elsewhere_than_in_the_channels_that_are_set(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)
    other = room.guild.create_text_channel("questions")
    simcord_bot.parts.store.servers.change(room.guild.id, channels=(other.id,))

    for name, options in (
        ("sources", {}),
        ("source", {"number": 1}),
        ("article", {"title": "x"}),
        ("search", {"words": "x"}),
    ):
        result = await room.alice.slash(room.channel, name, **options)
        assert said(result) == [f"Je ne réponds que dans <#{other.id}>."]
        assert result.ephemeral
    assert await room.alice.autocomplete(room.channel, "article", "title", "") == []
