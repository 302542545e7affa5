from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.prompt import restate_prompt, verdict_on
from bot.models.prompt import as_data, check_prompts
from tests.support.contexts import found


def test_every_prompt_is_there_with_its_variables() -> None:
    check_prompts()


def test_a_prompt_names_the_language_and_holds_the_sentence() -> None:
    prompt = restate_prompt("Une phrase.", "en")

    assert "English" in prompt.user
    assert prompt.user.endswith("Une phrase.")
    assert "{{" not in prompt.system + prompt.user


def test_variables_within_an_article_are_not_filled_in() -> None:
    assert "{{language}}" in restate_prompt("A {{language}} of its own.", "fr").user


@given(st.text())
def test_no_text_can_close_a_fence_or_forge_a_marker(text: str) -> None:
    assert not set("<>[]\n") & set(as_data(text))


def test_a_verdict_is_asked_on_sentences_that_stand_under_their_articles_titles() -> None:
    pause, wait = "Amazon pauses its sales. It waits for a law.", "Microsoft [1] waits too."
    context = found("What does Amazon do?", (pause, 0.9), (wait, 0.8))
    (other,) = [e for e in context.evidence if e.text == wait]

    asked = verdict_on(context, [*context.lead, other]).user

    assert "Article 0\nAmazon pauses its sales.\nIt waits for a law.\n\nArticle 1\nMicrosoft (1) waits too.\n" in asked
