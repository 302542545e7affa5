"""Markdown as the programs for websites and notes write it, read as what its pages show."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import PrivateError
from ingest.readers.text.marks import as_shown
from ingest.readers.text.wrapped_lines import unwrapped
from tests.support.extracting import from_markdown, from_plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("The mill %%ask Ivo%% turns.", "The mill turns."),
        ("The mill turns.\n\n%%\nNot yet\n\npublic\n%%\n\nIt grinds.", "The mill turns.\n\nIt grinds."),
        ("The mill <!-- no -->turns.\n\n<!--\nnever\n\nseen\n-->", "The mill turns."),
        ("<div hidden>Never.</div>\n\n<p style='display: none'>Nor this.</p>\n\nIt turns.", "It turns."),
        ("{# no #}It {{ site.name }}turns.{% comment %}no{% endcomment %}", "It turns."),
        ("{{< youtube abc >}}\n\nIt {{< abbr >}}turns{{< /abbr >}}.", "It turns."),
        ("{{% notice tip %}}\nMind the wheel.\n{{% /notice %}}", "Mind the wheel."),
        ('See [the plan]({{< ref "plan.md" >}}) and [this]({% post_url 2020-a %}).', "See the plan and this."),
        ("{% raw %}It turns.{% endraw %}", "It turns."),
        ("It turns.{: .lead #top }\n{: .box}", "It turns."),
        ('![wheel](w.png){: .img-center loading=lazy }\n\nIt [turns](a){:target="_blank"}.', "It turns."),
        ("## The wheel {#wheel .big}\n\nIt turns.{ .annotate }", "The wheel\n\nIt turns."),
        ("* TOC\n{:toc}\n\n[TOC]\n\nIt turns.", "It turns."),
        ('!!! tip "Mind it"\n    It turns.\n\n    It grinds.\n\nOut.', "Mind it\n\nIt turns.\n\nIt grinds.\n\nOut."),
        ("??? note\n    It turns.\n\n    * a sack\n    * a stone", "It turns.\n\na sack\na stone"),
        ('=== "Wind"\n\n    It turns.\n\n=== "Water"\n\n    It grinds.', "Wind\n\nIt turns.\n\nWater\n\nIt grinds."),
        ("> [!NOTE]\n> It turns.", "It turns."),
        ("> [!tip]- Mind the wheel\n> It turns.", "Mind the wheel\n\nIt turns."),
        (":::note Mind the wheel\nIt turns.\n:::", "Mind the wheel\n\nIt turns."),
        ("::: {.box}\nIt turns.\n:::", "It turns."),
        ("The [[mill]] of [[places/Alder|Alder]], [[Ivo#Youth]]. ![[wheel.png]]", "The mill of Alder, Ivo > Youth."),
        ("It ==turns== and ^^grinds^^, H~2~O, 3^rd^.", "It turns and grinds, H2O, 3rd."),
        ("It turns[^1].\n\n[^1]: Since the new wheel.", "It turns.\n\nSince the new wheel."),
        ("It turns^[since May].", "It turns (since May)."),
        (":material-check: It turns :smile::rocket: at 10:30:45.", "It turns at 10:30:45."),
        ("It turns. ^b1c2d3\n\n- [x] oil the wheel\n- [ ] pay Ivo", "It turns.\n\noil the wheel\npay Ivo"),
        ("It {++surely ++}turns{>>does it?<<}{-- badly--}.", "It surely turns."),
        ("*[HTML]: a language\n\n--8<-- 'a.md'\n\nIt turns.", "It turns."),
        ("import Box from './box'\n\n<Box>\n\nIt turns.\n\n</Box>\n\n{/* no */}", "It turns."),
        ("Write `{{ a }}`, `[[x]]`.\n\n```jinja\n{% if a %}\n```", "Write {{ a }}, [[x]].\n\n{% if a %}"),
        ("Mill\n:   It turns.", "Mill\n\nIt turns."),
        ("a == b, {not one}, 5 ~ 6, x[^2] = y, [[", "a == b, {not one}, 5 ~ 6, x = y, [["),
    ],
)  # fmt: skip
def test_markdown_is_read_as_what_its_page_shows(written: str, shown: str) -> None:
    assert from_markdown(f"---\ntitle: T\n---\n{written}\n\nEnd.").text == f"{shown}\n\nEnd.".strip()


@given(st.text(alphabet="{}%<>[]|!?:.=^~`# \nab\"'-+*", max_size=80))
def test_no_marks_break_their_reader(text: str) -> None:
    assert isinstance(as_shown(text), str)


@pytest.mark.parametrize(
    "front",
    [
        "+++\ntitle = 'The mill'\ndate = 2019-03-04T00:30:00+09:00\nauthors = ['Ivo Mol']\n+++\n",
        '{"title": "The mill", "date": "2019-03-04", "author": "Ivo Mol"}\n\n',
        "#+TITLE: The mill\n#+AUTHOR: Ivo Mol\n#+DATE: <2019-03-04 Mon>\n\n",
        "% The mill\n% Ivo Mol\n% 4 March 2019\n\n",
        "Title: The mill\nDate: 2019-03-04 10:20\nAuthor: Ivo Mol\nTags: mills\n\n",
        "---\ntitle: The mill\npubDate: 'Mar 04 2019'\nauthor: Ivo Mol\n---\n",
        "---\ntitle: The mill\ndate: 2019/03/04 09:30:00\nauthor: Ivo Mol\n---\n",
        "---\ntitle: The mill\ndate: 4 mars 2019\nauthor: Ivo Mol\n---\n",
    ],
)
def test_front_matter_in_any_common_form_says_the_same(front: str) -> None:
    article = from_markdown(f"{front}The mill turns again.")
    said = (article.title, article.author, article.published, article.text)
    assert said == ("The mill", "Ivo Mol", date(2019, 3, 4), "The mill turns again.")


@pytest.mark.parametrize("text", ["{a} and {b} turn.", "+++ and no more", "Note: it turns.\nMind: it.", "%a\n\nIt."])
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert text.split(maxsplit=1)[0].strip("%") in from_markdown(text).text.replace("\n", " ")


@pytest.mark.parametrize(
    "front",
    ["draft: true", "published: false", "private: yes", "status: draft", "visibility: private", "publish: no"],
)
def test_a_draft_is_never_an_article(front: str) -> None:
    with pytest.raises(PrivateError, match=r"bridge\.md is marked as a draft or as private"):
        from_markdown(f"---\ntitle: T\n{front}\n---\nNot yet.")
    with pytest.raises(PrivateError):
        from_markdown("+++\ndraft = true\n+++\nNot yet.")


_WRAPPED = """The mill turns again since the new wheel came up the river on
a barge, and the baker takes two sacks a week. Ivo Mol, who keeps
it, says that it will turn until the winter.

1. Oil the wheel before the frost, and once more in the spring
   when the water is high.
2. Pay the smith.
"""


def test_a_paragraph_that_was_wrapped_is_one_line_and_a_list_stays_a_list() -> None:
    paragraph, *rest = unwrapped(_WRAPPED).split("\n")
    assert paragraph.startswith("The mill turns again since the new wheel came up the river on a barge, and the baker")
    assert paragraph.endswith("a week. Ivo Mol, who keeps it, says that it will turn until the winter.")
    assert rest[:3] == [
        "",
        "1. Oil the wheel before the frost, and once more in the spring when the water is high.",
        "2. Pay the smith.",
    ]
    assert from_plain(_WRAPPED).title == "bridge"


@pytest.mark.parametrize(
    "text",
    [
        "The wheel goes round and round,\nthe miller sleeps upon the sound,\nthe flour falls,\nthe cat's found",
        "The mill turns.\nThe baker takes two sacks of flour a week, and the cook takes one.\nNobody knows why.",
        "Ivo Mol\n3 Mill Lane\nPort Alder",
        f"{'A paragraph that is as long as it is. ' * 6}\n{'And one more that is just as long as that. ' * 6}",
    ],
)
def test_lines_that_were_not_wrapped_stay_as_they_are(text: str) -> None:
    assert unwrapped(text) == text


def test_what_nobody_sees_is_in_no_text_and_no_title() -> None:
    article = from_markdown(
        "# Der M\u00fchl\u00adstein\n\nDie Was\u00adser\u200bm\u00fchle\ufeff mahlt\u2060 Korn\u200d."
    )
    assert (article.title, article.text) == ("Der M\u00fchlstein", "Die Wasserm\u00fchle mahlt Korn.")
    assert from_plain("T\nDas Was\u00ad\nser").text == "Das Wasser"
    kept = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f468\u200d\U0001f469"
    assert from_plain(f"T\n{kept} x").text == f"{kept} x"
