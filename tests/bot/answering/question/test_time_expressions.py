from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.question.time_expressions import When, read_time
from bot.messages.dates import time_in_words

TODAY = date(2026, 11, 25)  # a Wednesday


def read(text: str, language: str) -> When | None:
    return read_time(text, language, today=TODAY)


EXPLICIT = [
    ("en", "What do the articles of June 2020 say about Amazon?", "of June 2020", "2020-06-01", "2020-06-30"),
    (
        "en",
        "Which articles about facial recognition published in June 2020 name IBM?",
        "in June 2020",
        "2020-06-01",
        "",
    ),
    ("en", "articles published since 2021 on IBM", "since 2021", "2021-01-01", "-"),
    ("en", "articles after June 2020", "after June 2020", "2020-07-01", "-"),
    ("en", "news before 2020", "before 2020", "-", "2019-12-31"),
    ("en", "articles until March 2020", "until March 2020", "-", "2020-03-31"),
    ("en", "What did 2020 articles say about Amazon?", "2020", "2020-01-01", "2020-12-31"),
    ("en", "articles between March and May 2021", "between March and May 2021", "2021-03-01", "2021-05-31"),
    ("en", "What was written about Amazon in June 2020?", "in June 2020", "2020-06-01", "2020-06-30"),
    ("en", "the news of this week", "of this week", "2026-11-23", "2026-11-29"),
    ("en", "What happened yesterday?", "yesterday", "2026-11-24", "2026-11-24"),
    ("en", "Show me yesterday's headlines", "yesterday", "2026-11-24", "2026-11-24"),
    ("en", "What happened the day before yesterday?", "the day before yesterday", "2026-11-23", "2026-11-23"),
    ("en", "What was said this morning?", "this morning", "2026-11-25", "2026-11-25"),
    ("en", "What happened today?", "today", "2026-11-25", "2026-11-25"),
    ("en", "Who resigned last night?", "last night", "2026-11-24", "2026-11-24"),
    ("en", "What did Amazon announce last week?", "last week", "2026-11-16", "2026-11-22"),
    ("en", "What did Amazon announce last month?", "last month", "2026-10-01", "2026-10-31"),
    ("en", "What happened last weekend?", "last weekend", "2026-11-21", "2026-11-22"),
    ("en", "What happened last Tuesday?", "last Tuesday", "2026-11-24", "2026-11-24"),
    ("en", "What did IBM announce last June?", "last June", "2026-06-01", "2026-06-30"),
    ("en", "What happened last summer?", "last summer", "2026-06-01", "2026-08-31"),
    ("en", "What happened in the last three days?", "in the last three days", "2026-11-22", "2026-11-25"),
    ("en", "What happened over the past month?", "over the past month", "2026-10-25", "2026-11-25"),
    ("en", "What happened in the last 24 hours?", "in the last 24 hours", "2026-11-24", "2026-11-25"),
    ("en", "What did IBM say two days ago?", "two days ago", "2026-11-23", "2026-11-23"),
    ("en", "What did IBM say ten days ago?", "ten days ago", "2026-11-12", "2026-11-18"),
    ("en", "What did IBM say a couple of weeks ago?", "a couple of weeks ago", "2026-11-09", "2026-11-15"),
    ("en", "What has changed since last week?", "since last week", "2026-11-16", "-"),
    ("en", "WHAT HAPPENED YESTERDAY?", "YESTERDAY", "2026-11-24", "2026-11-24"),
    ("en", "news from Monday", "from Monday", "2026-11-23", "2026-11-23"),
    ("en", "Which news of the week is about IBM?", "of the week", "2026-11-23", "2026-11-29"),
    ("fr", "Que dit l'actualité du jour ?", "du jour", "2026-11-25", "2026-11-25"),
    ("fr", "Résume les articles de la semaine", "de la semaine", "2026-11-23", "2026-11-29"),
    ("fr", "Que disent les articles de juin 2020 sur Amazon ?", "de juin 2020", "2020-06-01", "2020-06-30"),
    ("fr", "Que disent les articles d'avril 2020 ?", "d'avril 2020", "2020-04-01", "2020-04-30"),
    ("fr", "articles parus depuis 2021", "depuis 2021", "2021-01-01", "-"),
    ("fr", "articles du 3 mars 2020", "du 3 mars 2020", "2020-03-03", "2020-03-03"),
    ("fr", "Que disait la presse de la reconnaissance faciale avant 2020 ?", "avant 2020", "-", "2019-12-31"),
    ("fr", "Que disait-on avant 2020 de la reconnaissance faciale ?", "avant 2020", "-", "2019-12-31"),
    ("fr", "Que s'est-il passé cette semaine ?", "cette semaine", "2026-11-23", "2026-11-29"),
    ("fr", "Que s'est-il passé hier ?", "hier", "2026-11-24", "2026-11-24"),
    ("fr", "Qu'a dit IBM avant-hier ?", "avant-hier", "2026-11-23", "2026-11-23"),
    ("fr", "Qu'a-t-on appris ce matin ?", "ce matin", "2026-11-25", "2026-11-25"),
    ("fr", "Que s'est-il passé aujourd’hui ?", "aujourd’hui", "2026-11-25", "2026-11-25"),
    ("fr", "Qu'a dit IBM le mois dernier ?", "le mois dernier", "2026-10-01", "2026-10-31"),
    ("fr", "les nouvelles de la semaine dernière", "de la semaine dernière", "2026-11-16", "2026-11-22"),
    ("fr", "Que s'est-il passé le week-end dernier ?", "le week-end dernier", "2026-11-21", "2026-11-22"),
    ("fr", "Que s'est-il passé lundi dernier ?", "lundi dernier", "2026-11-23", "2026-11-23"),
    ("fr", "Qu'a fait IBM en août dernier ?", "en août dernier", "2026-08-01", "2026-08-31"),
    ("fr", "Qu'a dit l'article paru l'été dernier ?", "l'été dernier", "2026-06-01", "2026-08-31"),
    ("fr", "Qu'a annoncé IBM il y a deux mois ?", "il y a deux mois", "2026-09-01", "2026-09-30"),
    ("fr", "Qu'a annoncé IBM il y a quinze jours ?", "il y a quinze jours", "2026-11-07", "2026-11-13"),
    ("fr", "Qu'a dit IBM ces trois derniers jours ?", "ces trois derniers jours", "2026-11-22", "2026-11-25"),
    ("fr", "Que s'est-il passé ces dernières 48 heures ?", "ces dernières 48 heures", "2026-11-23", "2026-11-25"),
    ("fr", "Qu'a dit IBM au cours des 3 derniers mois ?", "au cours des 3 derniers mois", "2026-08-25", "2026-11-25"),
    ("fr", "Que fait IBM depuis deux semaines ?", "depuis deux semaines", "2026-11-11", "2026-11-25"),
    ("fr", "Qu'est-ce qui a changé depuis hier ?", "depuis hier", "2026-11-24", "-"),
]
BARE = [
    ("en", "What did Amazon announce last year?", "last year", "2025-01-01", "2025-12-31"),
    ("en", "What has Amazon announced so far this year?", "so far this year", "2026-01-01", "2026-12-31"),
    ("en", "What has changed since the beginning of the year?", "since the beginning of the year", "2026-01-01", "-"),
    ("fr", "Que fait IBM depuis le début de l'année ?", "depuis le début de l'année", "2026-01-01", "-"),
    ("fr", "Qu'a dit IBM l’an dernier ?", "l’an dernier", "2025-01-01", "2025-12-31"),
    ("en", "What did Amazon announce in June 2020?", "in June 2020", "2020-06-01", "2020-06-30"),
    ("en", "Who won in 1998?", "in 1998", "1998-01-01", "1998-12-31"),
    ("en", "Which novel was published in 1998?", "in 1998", "1998-01-01", "1998-12-31"),
    ("en", "What did he say on March 3rd, 2020?", "on March 3rd, 2020", "2020-03-03", "2020-03-03"),
    ("en", "What did he say on 2020-06-10?", "on 2020-06-10", "2020-06-10", "2020-06-10"),
    ("en", "What did he say on 25/12/2020?", "on 25/12/2020", "2020-12-25", "2020-12-25"),
    ("en", "What changed from 3 to 10 March 2020?", "from 3 to 10 March 2020", "2020-03-03", "2020-03-10"),
    ("en", "What changed from June 10 to June 12, 2020?", "from June 10 to June 12, 2020", "2020-06-10", "2020-06-12"),
    ("en", "What did IBM say between 2019 and 2021?", "between 2019 and 2021", "2019-01-01", "2021-12-31"),
    ("en", "What changed between November and February 2021?", "between November and February 2021", "2020-11-01", ""),
    ("en", "What has IBM done since 2021?", "since 2021", "2021-01-01", "-"),
    ("en", "What did IBM do after 2020?", "after 2020", "2021-01-01", "-"),
    ("en", "What has changed from June 2020 on?", "from June 2020 on", "2020-06-01", "-"),
    ("en", "What were the results in the second quarter of 2021?", "in the second quarter of 2021", "2021-04-01", ""),
    ("en", "What were the results for Q2 2021?", "for Q2 2021", "2021-04-01", "2021-06-30"),
    ("en", "What happened in early 2020?", "in early 2020", "2020-01-01", "2020-12-31"),
    ("en", "What happened in May?", "in May", "2026-05-01", "2026-05-31"),
    ("en", "What happened in December?", "in December", "2025-12-01", "2025-12-31"),
    ("en", "Who resigned two years ago?", "two years ago", "2024-01-01", "2024-12-31"),
    ("en", "Who resigned on Sunday?", "Sunday", "2026-11-22", "2026-11-22"),
    ("en", "What happened on 30 February 2021?", "on 30 February 2021", "2021-02-01", "2021-02-28"),
    ("fr", "Qu'a annoncé Amazon en juin 2020 ?", "en juin 2020", "2020-06-01", "2020-06-30"),
    ("fr", "Qu'est-ce qui a changé depuis 2021 ?", "depuis 2021", "2021-01-01", "-"),
    ("fr", "Qu'a fait IBM le 1er mai 2020 ?", "le 1er mai 2020", "2020-05-01", "2020-05-01"),
    ("fr", "Qu'a dit IBM le 03/04/2021 ?", "le 03/04/2021", "2021-04-03", "2021-04-03"),
    ("fr", "Que s'est-il passé le 31 juin 2020 ?", "le 31 juin 2020", "2020-06-01", "2020-06-30"),
    ("fr", "Que s'est-il passé du 3 au 10 mars 2020 ?", "du 3 au 10 mars 2020", "2020-03-03", "2020-03-10"),
    ("fr", "Que s'est-il passé de mars à mai 2021 ?", "de mars à mai 2021", "2021-03-01", "2021-05-31"),
    ("fr", "Que s'est-il passé entre 2019 et 2021 ?", "entre 2019 et 2021", "2019-01-01", "2021-12-31"),
    ("fr", "Qu'a annoncé IBM au deuxième trimestre 2021 ?", "au deuxième trimestre 2021", "2021-04-01", "2021-06-30"),
    ("fr", "Qu'a annoncé IBM fin mars 2021 ?", "fin mars 2021", "2021-03-01", "2021-03-31"),
    ("fr", "Qu'a annoncé IBM début 2020 ?", "début 2020", "2020-01-01", "2020-12-31"),
    ("fr", "Qu'a annoncé IBM en mars ?", "en mars", "2026-03-01", "2026-03-31"),
    ("fr", "Que s'est-il passé à l'été 2020 ?", "à l'été 2020", "2020-06-01", "2020-08-31"),
    ("fr", "Qu'a dit le ministre dimanche ?", "dimanche", "2026-11-22", "2026-11-22"),
]
VAGUE = [
    ("en", "What is the latest on Rekognition?", "the latest"),
    ("en", "What has IBM said recently?", "recently"),
    ("en", "Who currently leads IBM?", "currently"),
    ("en", "Who leads IBM today?", "today"),
    ("en", "Who is the current CEO of IBM?", "the current CEO"),
    ("en", "What did IBM say a few days ago?", "a few days ago"),
    ("fr", "Quelles sont les dernières nouvelles ?", "les dernières nouvelles"),
    ("fr", "Quelle est la dernière annonce d'Amazon ?", "la dernière annonce"),
    ("fr", "Que dit le dernier article sur IBM ?", "le dernier article"),
    ("fr", "Qu'a dit IBM récemment ?", "récemment"),
    ("fr", "Qui dirige IBM actuellement ?", "actuellement"),
    ("fr", "Qui dirige IBM aujourd'hui ?", "aujourd'hui"),
    ("fr", "Quoi de neuf chez IBM ?", "Quoi de neuf"),
    ("fr", "Qui est le président actuel ?", "président actuel"),
]
NONE = [
    ("en", "Who runs IBM?"),
    ("en", "Who wrote 1984?"),
    ("en", "What is Windows 95?"),
    ("en", "What does the 2030 Agenda want?"),
    ("en", "What is in Agenda 2030?"),
    ("en", "What does GPT-4 do with COVID-19?"),
    ("en", "Who may march in Washington?"),
    ("en", "What has changed since May resigned?"),
    ("en", "Who spoke at the Women's March 2017?"),
    ("en", "What does the Act of 1964 say?"),
    ("en", "Who won the election of 2016?"),
    ("en", "Who was king before 1715?"),
    ("en", "Who went to Fort Duquesne in June 1745?"),
    ("en", "Who hosts Last Week Tonight?"),
    ("en", "Who owns USA Today?"),
    ("en", "Who is in this week's magazine?"),
    ("en", "What happened in the last year of the war?"),
    ("en", "What did she do in her last year?"),
    ("en", 'What is "Yesterday" about?'),
    ("en", "What will happen next week?"),
    ("en", "What will be built in 2030?"),
    ("en", "How is it said in 2000 words?"),
    ("en", "What is new in version 2018.2?"),
    ("en", "Which bands were there in the 1990s?"),
    ("en", "When is it due at the latest?"),
    ("en", "Which part came second?"),
    ("en", "How long is the day on Mars, and the year?"),
    ("en", "What did he say on 03/04/2021?"),
    ("en", "Compare June 2020 and June 2021"),
    ("en", "Titles: “the news of last week”?"),
    ("fr", "Qui dirige IBM ?"),
    ("fr", "Que dit la loi de 1905 ?"),
    ("fr", "Que dit la loi du 3 mars 2020 ?"),
    ("fr", "Que dit l'article 49.3 ?"),
    ("fr", "Qui a vu la planète Mars ?"),
    ("fr", "Depuis Mars, que voit-on de la Terre ?"),
    ("fr", "Qu'a trouvé le rover Mars 2020 ?"),
    ("fr", "Qu'est-ce que l'Agenda 2030 ?"),
    ("fr", "Qu'y aura-t-il d'ici 2030 ?"),
    ("fr", "Que se passera-t-il la semaine prochaine ?"),
    ("fr", "Qui était roi avant 1715 ?"),
    ("fr", "Qui a gagné l'élection de 2017 ?"),
    ("fr", "Qui a gagné aux Jeux olympiques d'hiver de 2018 ?"),
    ("fr", "Qui capitule en septembre 1760 ?"),
    ("fr", "Quel nom porte la bataille du 16 août ?"),
    ("fr", "Que s'est-il passé cette année-là ?"),
    ("fr", "L'Année dernière à Marienbad est de qui ?"),
    ("fr", "Que lit-on dans Le Point de la semaine ?"),
    ("fr", "Combien y a-t-il de mois dans un an ?"),
    ("fr", "Pourquoi y a-t-il il y a douze mois dans l'année ?"),
    ("fr", "Le magasin est-il ouvert le dimanche ?"),
    ("fr", "Quel est le plat du jour ?"),
    ("fr", "Qui fut le dernier roi de France ?"),
    ("fr", "Quel titre obtient-il en 2002 et 2005 ?"),
    ("fr", "Combien de livres tire-t-on en 2000 exemplaires ?"),
    ("fr", "Qui chante « Hier encore » ?"),
    ("de", "Was geschah gestern im Juni 2020?"),
]


@pytest.mark.parametrize(
    ("kind", "language", "text", "words", "since", "until"),
    [("explicit", *case) for case in EXPLICIT] + [("bare", *case) for case in BARE],
)
def test_a_time_is_read_as_the_days_it_means(  # noqa: PLR0913 -- a row of the table
    *, kind: str, language: str, text: str, words: str, since: str, until: str
) -> None:
    when = read(text, language)

    assert when is not None
    assert (when.kind, when.words) == (kind, words)
    assert str(when.since or "-") == since
    assert not until or str(when.until or "-") == until


@pytest.mark.parametrize(("language", "text", "words"), VAGUE)
def test_words_for_about_now_are_a_preference(language: str, text: str, words: str) -> None:
    when = read(text, language)

    assert when == When(kind="vague", words=words, start=text.index(words))


@pytest.mark.parametrize(("language", "text"), NONE)
def test_names_numbers_and_the_future_are_no_time(language: str, text: str) -> None:
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("text", "later"),
    [("What happened in June 2020?", 7), ("What were the results for Q2 2021?", 42), ("articles of June 2020", 0)],
)
def test_what_happened_is_still_told_some_days_later(text: str, later: int) -> None:
    when = read(text, "en")

    assert when is not None
    assert when.until is not None
    assert when.reach == when.until + timedelta(days=later)


PIECES = (
    "in since before between and from to of the last this week month year ago two 3 31 1998 2020 June May March Mars en"
    " depuis avant entre et du au le la dernier hier articles juin mars cet été 2e trimestre il y a deux ans derniers"
    " jours aujourd'hui Q2 12/25/2020 2020-02-31 , . ? ' ’ - “ ” « » 999 weeks 0 00 39 of in the last"
).split(" ")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=16).map(" ".join))
@example("999 years ago")
@example("il y a 999 ans")
@example("in the last 999 months")
@example("29 February 2021")
@example("le 0 mars 2020")
@example("İ" * 3 + " YESTERDAY")
def test_whatever_is_asked_a_time_is_words_of_the_question_and_its_days_are_in_order(text: str) -> None:
    for language in ("en", "fr"):
        when = read(text, language)
        if when is None:
            continue
        assert text[when.start : when.start + len(when.words)] == when.words != ""
        assert (when.kind == "vague") == (when.since is None and when.until is None)
        if when.since and when.until and when.reach:
            assert when.since <= when.until <= when.reach
        if when.kind != "vague":
            assert time_in_words(when.since, when.until, when.reach, language)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31)))
def test_on_every_day_yesterday_is_the_day_before_and_this_week_has_seven(today: date) -> None:
    yesterday = read_time("What happened yesterday?", "en", today=today)
    week = read_time("Que s'est-il passé cette semaine ?", "fr", today=today)
    month = read_time("news of last month", "en", today=today)

    assert yesterday is not None
    assert yesterday.since == yesterday.until == today - timedelta(days=1)
    assert week is not None
    assert week.since
    assert week.until
    assert week.until == week.since + timedelta(days=6)
    assert week.since <= today <= week.until
    assert month is not None
    assert month.until == today.replace(day=1) - timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "english", "french"),
    [
        ("2020-06-01", "2020-06-30", "of June 2020", "de juin 2020"),
        ("2020-04-01", "2020-04-30", "of April 2020", "d'avril 2020"),
        ("2020-03-03", "2020-03-03", "of 3 March 2020", "du 3 mars 2020"),
        ("2020-01-01", "2020-12-31", "of 2020", "de 2020"),
        ("2021-01-01", None, "since 1 January 2021", "depuis le 1er janvier 2021"),
        (None, "2019-12-31", "up to 31 December 2019", "jusqu'au 31 décembre 2019"),
        ("2021-03-01", "2021-05-31", "from March to May 2021", "de mars à mai 2021"),
        ("2019-01-01", "2021-12-31", "from 2019 to 2021", "de 2019 à 2021"),
        ("2020-03-01", "2020-03-10", "from 1 to 10 March 2020", "du 1er au 10 mars 2020"),
        (
            "2020-12-30",
            "2021-01-02",
            "from 30 December 2020 to 2 January 2021",
            "du 30 décembre 2020 au 2 janvier 2021",
        ),
        ("2026-11-23", None, "since 23 November 2026", "depuis le 23 novembre 2026"),
    ],
)
def test_a_time_is_said_as_people_say_it(since: str | None, until: str | None, english: str, french: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))

    assert time_in_words(first, last, last, "en") == english
    assert time_in_words(first, last, last, "fr") == french
