"""What an older Footnote cut is searched as it is, and cut anew when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.sentences import split_sentences
from corpus.search.searcher import Searcher
from ingest.pipeline.resplit import is_outdated, resplit
from ingest.pipeline.split import split
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus

TEXT = "Timetable\n\nFerries leave every Tuesday.\n\n{: .img-center }"


def quotes(corpus: Corpus) -> list[str]:
    (article,) = corpus.catalogue.articles()
    return [p.sentence(i) for p in corpus.catalogue.passages_of(article.id) for i in range(len(p.sentences))]


def test_passages_of_an_older_footnote_are_found_and_then_cut_anew(corpus: Corpus) -> None:
    corpus.replace([make_article("Harbour", TEXT)])
    found = Searcher(corpus).search("When do ferries leave?", language="en", limit=3)

    assert found[0].passage.text == "Ferries leave every Tuesday."
    assert len(quotes(corpus)) == len(split_sentences(TEXT, "en"))
    assert is_outdated(corpus, 220)

    assert resplit(corpus, 220) == 1

    assert quotes(corpus) == ["Ferries leave every Tuesday."]
    assert corpus.check() == []
    assert not is_outdated(corpus, 220)
    assert resplit(corpus, 220) == 0


def test_an_article_that_states_nothing_is_kept_and_not_found(corpus: Corpus) -> None:
    article, _ = make_article("Harbour", "Read more")
    ferries, _ = make_article("Ferries", "Ferries leave every Tuesday.")
    corpus.replace([(one, split(one, 220)) for one in (article, ferries)])

    assert [hit.article.title for hit in Searcher(corpus).search("Read more", language="en", limit=3)] == ["Ferries"]
    assert corpus.check() == []
    assert not is_outdated(corpus, 220)
