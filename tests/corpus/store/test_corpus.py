from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.article import Filters
from corpus.database.sqlite import SqliteFile
from corpus.errors import BusyError, OtherModelError, StoreError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.embedding.embedder import Embedder

    Open = Callable[[Embedder], Corpus]

only_files = pytest.mark.parametrize("opened", ["files"], indirect=True)
HARBOUR = "The harbour opened in May.\nShips from Genoa arrive every week. They carry marble."
MARKET = "The market sells fish and bread.\nIt closes on Sunday."


def found(corpus: Corpus, query: str, filters: Filters | None = None) -> list[str]:
    hits = Searcher(corpus).search(query, language="en", limit=10, filters=filters or Filters())
    return [hit.article.title for hit in hits]


def test_what_was_put_in_is_found_with_its_exact_place(corpus: Corpus) -> None:
    corpus.replace([make_article("Harbour", HARBOUR), make_article("Market", MARKET)])

    best = Searcher(corpus).search("Ships from Genoa", language="en", limit=1)[0]

    assert best.article.title == "Harbour"
    assert best.passage.text == best.article.text[best.passage.start : best.passage.end]
    assert best.passage.sentence(0) == "Ships from Genoa arrive every week."
    assert best.sentence_scores[0] > best.sentence_scores[1]


def test_an_unchanged_passage_is_not_embedded_again(corpus: Corpus, embedder: WordEmbedder) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    embedder.embedded.clear()

    embedded = corpus.replace([make_article("Harbour", HARBOUR.replace("May", "June"))])

    assert embedded == 1
    assert all("Genoa" not in text for text in embedder.embedded)


def test_a_replaced_article_is_found_by_its_new_words_only(corpus: Corpus) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    corpus.replace([make_article("Harbour", "The harbour is closed.")])

    texts = [hit.passage.text for hit in Searcher(corpus).search("Ships from Genoa", language="en", limit=10)]

    assert texts == ["The harbour is closed."]
    assert corpus.check() == []


def test_a_removed_article_is_gone_with_its_vectors(corpus: Corpus) -> None:
    harbour = make_article("Harbour", HARBOUR)
    corpus.replace([harbour, make_article("Market", MARKET)])

    corpus.remove([harbour[0].id])

    assert set(found(corpus, "Ships from Genoa")) == {"Market"}
    assert corpus.check() == []


def test_two_equal_paragraphs_of_one_article_are_both_kept(corpus: Corpus) -> None:
    corpus.replace([make_article("Refrain", "The same line again.\nThe same line again.")])

    assert corpus.selection.counts() == (1, 2)
    assert corpus.check() == []


def test_ids_are_the_same_each_time_and_change_with_the_words() -> None:
    first, again = make_article("Harbour", HARBOUR)[1], make_article("Harbour", HARBOUR)[1]
    changed = make_article("Harbour", HARBOUR.replace("marble", "salt"))[1]

    assert [p.id for p in first] == [p.id for p in again]
    assert [a.id == b.id for a, b in zip(first, changed, strict=True)] == [True, False]


def test_filters_are_exact(corpus: Corpus) -> None:
    corpus.replace(
        [
            make_article("Old", "Ships from Genoa.", published=date(2019, 1, 1)),
            make_article("New", "Ships from Genoa.", published=date(2020, 6, 10), source="blog"),
            make_article("Undated", "Ships from Genoa.", language="fr"),
        ]
    )

    assert set(found(corpus, "ships")) == {"Old", "New", "Undated"}
    assert found(corpus, "ships", Filters(since=date(2020, 1, 1))) == ["New"]
    assert found(corpus, "ships", Filters(until=date(2020, 1, 1))) == ["Old"]
    assert found(corpus, "ships", Filters(source="BLOG")) == ["New"]
    assert found(corpus, "ships", Filters(language="fr")) == ["Undated"]
    assert found(corpus, "ships", Filters(source="nowhere")) == []


def test_a_filter_that_admits_one_article_of_many_finds_it_however_far_from_the_question(corpus: Corpus) -> None:
    many = [
        make_article(f"Log {i}", "\n".join(f"Ships from Genoa, log {i}, {j}." for j in range(9))) for i in range(40)
    ]
    (article, passages) = make_article("Market", MARKET, published=date(2021, 5, 4), source="other")
    corpus.replace([*many, (replace(article, author="Maë Le Goff"), passages)])
    day = date(2021, 5, 4)

    for filters in (Filters(since=day, until=day), Filters(source="OTHER"), Filters(author="goff")):
        assert set(found(corpus, "ships from Genoa", filters)) == {"Market"}
    assert found(corpus, "ships from Genoa", Filters(source="none")) == []
    assert set(found(corpus, "ships from Genoa", Filters(source="press"))) <= {f"Log {i}" for i in range(40)}


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("Maë Le Goff", {"One", "Two"}),
        ("le goff", {"One", "Two"}),
        ("MAE", {"One", "Two"}),
        ("Goff Jean", {"Two"}),
        ("Le Go", set[str]()),
        ("Nobody", set[str]()),
    ],
)
def test_an_author_is_found_by_any_part_of_the_name_and_by_no_part_of_a_word(
    corpus: Corpus, wanted: str, titles: set[str]
) -> None:
    authors = {"One": "Maë Le Goff", "Two": "Jean Petit, Maë Le Goff", "Three": None, "Four": "Maéva Goffin"}
    made = {title: make_article(title, HARBOUR.replace("Genoa", title)) for title in authors}
    corpus.replace([(replace(article, author=authors[title]), passages) for title, (article, passages) in made.items()])

    assert set(found(corpus, "ships", Filters(author=wanted))) == titles


def test_a_source_is_found_in_any_case_accents_included(corpus: Corpus) -> None:
    corpus.replace([make_article("Harbour", HARBOUR, source="L'Écho du Quai"), make_article("Market", MARKET)])

    assert set(found(corpus, "fish ships", Filters(source="l'écho du quai"))) == {"Harbour"}
    assert corpus.selection.has_articles(Filters(source="L'ÉCHO DU QUAI"))
    assert not corpus.selection.has_articles(Filters(source="Echo du Quai"))


@pytest.mark.parametrize("query", ["", "   ", '"', "AND OR NOT", "a* NEAR(b)", "🙂", "' OR 1=1 --", "x" * 10_000])
def test_no_query_breaks_the_search(corpus: Corpus, query: str) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])

    Searcher(corpus).search(query, language="en", limit=5)


def test_another_embedding_model_is_refused_and_repair_embeds_anew(corpus: Corpus, opened: Open) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    other = opened(WordEmbedder("other-64"))

    with pytest.raises(OtherModelError, match=r"words-64.*other-64.*doctor --repair"):
        Searcher(other).search("ships", language="en", limit=1)
    assert found(corpus, "ships") == ["Harbour", "Harbour"]

    with other.writing():
        assert other.upkeep.repair() == 2
    assert found(other, "ships") == ["Harbour", "Harbour"]
    assert other.check() == []
    other.close()


def test_repair_brings_back_lost_vectors_and_sweeps_strays(corpus: Corpus, embedder: WordEmbedder) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    tag = corpus.made_with.tag() or ""
    vectors = corpus.vectors
    vectors.delete(tag, sorted(vectors.ids(tag))[:1])
    vectors.add(tag, ["stray"], embedder.passages(["stray"]))
    assert [str(one) for one in corpus.check()] == [
        "1 sentences have no vector",
        "1 vectors of sentences belong to nothing",
    ]

    corpus.upkeep.repair()

    assert corpus.check() == []


@only_files
def test_lost_word_vectors_are_noticed_and_made_again(corpus: Corpus, embedder: WordEmbedder) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    with corpus._database.writing() as connection:  # pyright: ignore[reportPrivateUsage] -- looks within
        connection.execute("DELETE FROM details WHERE rowid = 1")
        connection.execute("INSERT INTO details SELECT 'stray', tag, sentences, words FROM details")
    assert [str(one) for one in corpus.check()] == [
        "1 passages' words and sentences have no vector",
        "1 vectors of passages' words and sentences belong to nothing",
    ]
    embedder.embedded.clear()

    assert corpus.upkeep.repair() == 1

    assert corpus.check() == []
    assert corpus._database.rows("SELECT count(*) FROM details") == [(2,)]  # pyright: ignore[reportPrivateUsage] -- looks within


def test_a_removed_article_leaves_no_word_vectors(corpus: Corpus) -> None:
    harbour = make_article("Harbour", HARBOUR)
    corpus.replace([harbour])

    corpus.remove([harbour[0].id])

    assert corpus._database.rows("SELECT count(*) FROM details") == [(0,)]  # pyright: ignore[reportPrivateUsage] -- looks within


@only_files
def test_a_corpus_of_an_older_footnote_is_refused_until_repair_has_made_it_anew(
    corpus: Corpus, embedder: WordEmbedder, tmp_path: Path
) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    with corpus._database.writing() as connection:  # pyright: ignore[reportPrivateUsage] -- looks within
        connection.execute("DROP TABLE details")
        connection.execute("DELETE FROM facts WHERE name = 'vectors_form'")
        connection.execute("UPDATE facts SET value = '2' WHERE name = 'schema'")
        connection.execute("UPDATE words SET body = 'as older stemmers had it'")
    corpus.close()
    newer = Corpus(tmp_path / "corpus", embedder)

    with pytest.raises(OtherModelError, match=r"older Footnote.*doctor --repair"):
        Searcher(newer).search("ships", language="en", limit=1)
    with pytest.raises(OtherModelError, match=r"older Footnote.*doctor --repair"):
        newer.replace([make_article("Market", MARKET)])
    assert newer.upkeep.repair() == 2

    assert found(newer, "ships") == ["Harbour", "Harbour"]
    by_words = newer.catalogue.words.find(["marbl"], 5, Filters())
    assert [identity for identity, _ in by_words] == [make_article("Harbour", HARBOUR)[1][1].id]
    assert newer.check() == []
    newer.close()


def test_two_writers_at_once_are_not_possible(corpus: Corpus, opened: Open) -> None:
    other = opened(WordEmbedder())

    with corpus.writing(), pytest.raises(BusyError), other.writing():
        pass

    other.close()


def test_a_data_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        # Root may write anywhere; a file where the folder should be stops it too.
        (tmp_path / "file").write_text("")
        folder = tmp_path / "file"

    with pytest.raises(StoreError, match="FOOTNOTE_DATA_DIR"):
        Corpus(folder / "corpus", WordEmbedder())


def test_a_damaged_catalogue_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").write_bytes(b"not a database at all, but long enough to be read as one" * 20)

    with pytest.raises(StoreError, match="damaged"):
        Corpus(tmp_path, WordEmbedder())


@only_files
def test_a_full_disk_gives_a_sentence_and_loses_nothing(corpus: Corpus) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    file = corpus._database.engine  # pyright: ignore[reportPrivateUsage] -- looks within
    assert isinstance(file, SqliteFile)
    connection = file.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then says what it says on a full disk

    with pytest.raises(StoreError, match="full"):
        corpus.replace([make_article("Long", "A sentence that fills the page. " * 3000)])

    assert set(found(corpus, "ships")) == {"Harbour"}


@only_files
def test_a_store_that_is_locked_gives_a_sentence_and_loses_nothing(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.replace([make_article("Harbour", HARBOUR)])
    monkeypatch.setattr("corpus.database.sqlite._BUSY_SECONDS", 0.05)
    other = Corpus(tmp_path / "corpus", WordEmbedder())
    holder = sqlite3.connect(tmp_path / "corpus" / "catalogue.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="Another process holds the corpus"):
        other.replace([make_article("Pier", "The pier has a bench.")])

    holder.close()
    assert set(found(other, "ships pier")) == {"Harbour"}
    other.replace([make_article("Pier", "The pier has a bench.")])
    assert set(found(other, "pier")) >= {"Pier"}
    other.close()


@pytest.mark.parametrize("damaged", ["data_level0.bin", "header.bin", "index_metadata.pickle", "chroma.sqlite3"])
def test_vectors_whose_files_are_damaged_are_noticed_and_made_again(tmp_path: Path, damaged: str) -> None:
    first = Corpus(tmp_path, WordEmbedder())
    # An index comes into files of its own from some hundred vectors on.
    first.replace([make_article(f"Log {i}", "\n".join(f"Ship {i} passes, {j}." for j in range(30))) for i in range(40)])
    first.close()
    files = list((tmp_path / "vectors").rglob(damaged))
    assert files
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 3] + b"damage" * 20)
    corpus = Corpus(tmp_path, WordEmbedder())

    assert not corpus.upkeep.opens()
    corpus.upkeep.drop_vectors()
    assert corpus.upkeep.repair() == 40 * 30

    assert corpus.upkeep.opens()
    assert corpus.check() == []
    assert "Log 7" in found(corpus, "Ship 7 passes")
    corpus.close()
