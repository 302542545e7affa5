"""Ingest folders with the real store: what a run changes, what it costs, and what it leaves alone."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from corpus.errors import BusyError
from corpus.store.corpus import Corpus
from ingest.pipeline.batches import Shelf
from ingest.pipeline.tally import Tally
from ingest.pipeline.turns import Turns
from ingest.source_config import SourceConfig
from ingest.sources.config import named_source
from tests.support import blog
from tests.support.fakes import Quiet, WordEmbedder
from tests.support.folders import ingest, put
from tests.support.follower import Follower
from tests.support.ingester import pipeline
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.report import Report


def test_an_edited_paragraph_embeds_its_passage_only(corpus: Corpus, folder: Path, embedder: WordEmbedder) -> None:
    origin = put(folder, "bridge", "The toll is two euros.")
    ingest(corpus, folder)
    before = {p.id for article in corpus.catalogue.articles() for p in corpus.catalogue.passages_of(article.id)}
    embedder.embedded.clear()
    put(folder, "bridge", "The toll is three euros.")

    report = ingest(corpus, folder)

    (article,) = corpus.catalogue.articles()
    after = {p.id for p in corpus.catalogue.passages_of(article.id)}
    assert report.changed == (origin,)
    assert report.passages == len(after - before) == 1
    assert all("three euros" in text or "archive keeps" in text for text in embedder.embedded)


def test_a_second_run_embeds_nothing_and_changes_nothing(corpus: Corpus, folder: Path, embedder: WordEmbedder) -> None:
    put(folder, "bridge")
    put(folder, "tunnel")
    ingest(corpus, folder)
    embedder.embedded.clear()

    report = ingest(corpus, folder)

    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 2)
    assert embedder.embedded == []


def test_a_dry_run_names_what_would_change_and_changes_nothing(
    corpus: Corpus, folder: Path, embedder: WordEmbedder
) -> None:
    gone, edited = put(folder, "bridge"), put(folder, "tunnel")
    ingest(corpus, folder)
    (folder / "bridge.txt").unlink()
    put(folder, "tunnel", "It is lit at night.")
    new = put(folder, "ferry")
    before = (corpus.catalogue.articles(), corpus.journal.runs(9))
    embedder.embedded.clear()

    progress = Quiet()
    report = pipeline(corpus).run([named_source(str(folder))], progress, prune=True, dry_run=True)

    assert (report.added, report.changed, report.removed) == ((new,), (edited,), (gone,))
    assert progress.outcomes == {new: "would add", edited: "would update", gone: "would remove"}
    assert (corpus.catalogue.articles(), corpus.journal.runs(9)) == before
    assert embedder.embedded == []


def test_a_file_that_is_gone_stays_until_pruned(corpus: Corpus, folder: Path) -> None:
    origin = put(folder, "bridge")
    ingest(corpus, folder)
    (folder / "bridge.txt").unlink()

    assert ingest(corpus, folder).removed == ()
    assert [a.title for a in corpus.catalogue.articles()] == ["Bridge"]
    assert ingest(corpus, folder, prune=True).removed == (origin,)
    assert corpus.catalogue.articles() == []
    assert corpus.check() == []


def test_pruning_a_folder_leaves_other_folders_alone(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "press-2"  # its path begins like the other's
    other.mkdir()
    put(folder, "bridge")
    put(other, "tunnel")
    ingest(corpus, folder)
    ingest(corpus, other)
    (other / "tunnel.txt").unlink()

    assert ingest(corpus, folder, prune=True).removed == ()
    assert {a.title for a in corpus.catalogue.articles()} == {"Bridge", "Tunnel"}


def test_the_same_text_in_two_files_is_one_article_and_outlives_the_first(corpus: Corpus, folder: Path) -> None:
    first = put(folder, "bridge")
    second = folder / "copy.txt"
    second.write_bytes((folder / "bridge.txt").read_bytes())

    assert ingest(corpus, folder).copies == (str(second),)
    (article,) = corpus.catalogue.articles()
    assert [copy.origin for copy in corpus.copies.of(article.id)] == [str(second)]

    (folder / "bridge.txt").unlink()
    report = ingest(corpus, folder, prune=True)

    assert (report.removed, report.added) == ((first,), (str(second),))
    assert [a.origin for a in corpus.catalogue.articles()] == [str(second)]


def test_every_run_is_recorded_with_what_came_of_it(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    (folder / "empty.txt").write_text("")
    ingest(corpus, folder)
    ingest(corpus, folder)

    newest, first = corpus.journal.runs(5)
    assert (first.what["added"], first.what["failed"], newest.what["unchanged"]) == (1, 1, 1)
    assert first.started <= newest.started
    assert first.seconds > 0


def test_a_run_that_is_stopped_stores_what_is_under_way_and_the_next_does_the_rest(
    corpus: Corpus, folder: Path
) -> None:
    for thing in ("bridge", "ferry", "tunnel"):
        put(folder, thing)
    progress = Quiet()
    asked = iter([False, False, True])
    report = pipeline(corpus).run([named_source(str(folder))], progress, stopped=lambda: next(asked, True))

    assert len(report.added) == len(corpus.catalogue.articles()) == 2
    assert list(progress.outcomes.values()) == ["added", "added"]
    assert len(ingest(corpus, folder).added) == 1


def test_a_second_ingestion_waits_and_says_so_or_fails_at_once(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    put(folder, "bridge")
    other = Corpus(tmp_path / "corpus", WordEmbedder())
    waiting = threading.Event()
    reports: list[Report] = []

    def second() -> None:
        run = pipeline(other).run([named_source(str(folder))], Quiet(), on_wait=waiting.set)
        reports.append(run)

    thread = threading.Thread(target=second)
    with corpus.writing():
        with pytest.raises(BusyError, match="wait for it to end"):
            pipeline(other).run([named_source(str(folder))], Quiet())
        thread.start()
        assert waiting.wait(10)
        assert reports == []
    thread.join(20)

    assert len(reports[0].added) == 1
    assert {a.title for a in corpus.catalogue.articles()} == {"Bridge"}
    other.close()


def test_two_folders_of_one_name_are_two_sources_and_keep_their_names(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    twin = tmp_path / "elsewhere" / "press"
    twin.mkdir(parents=True)
    put(folder, "bridge")
    put(twin, "tunnel")

    ingest(corpus, folder)
    ingest(corpus, twin)
    ingest(corpus, folder)

    assert {(s.name, s.address) for s in corpus.catalogue.sources()} == {("press", str(folder)), ("press-2", str(twin))}


def test_what_a_sources_patterns_leave_out_is_not_read(corpus: Corpus, folder: Path) -> None:
    put(folder, "bridge")
    put(folder, "tunnel")
    config = SourceConfig(name="Press", kind="folder", address=str(folder), exclude=("*/tunnel.*",), language="de")

    pipeline(corpus).run([config], Quiet())

    (article,) = corpus.catalogue.articles()
    assert (article.title, article.language, article.source) == ("Bridge", "de", "Press")


def test_what_others_wrote_between_two_turns_is_known_in_the_second(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    origin = put(folder, "bridge")
    shelf = Shelf(corpus, Tally(progress=Quiet(), started=0.0))
    with Turns(corpus, None, dry=False) as turns:
        assert not turns.take()
        turns.give()
        assert not turns.take()
        turns.give()
        other = Corpus(tmp_path / "corpus", WordEmbedder())
        ingest(other, folder)
        other.close()
        assert not shelf.has(origin)
        assert turns.take()
        shelf.look_again()
        assert shelf.has(origin)


async def test_others_may_write_while_a_run_waits_for_the_web(corpus: Corpus, tmp_path: Path) -> None:
    async with Website() as site:
        slow = Reply(headers={"Content-Type": "text/html"}, body=blog.page("weir"), pause=1.5)
        site.pages["/slow"], site.pages["/quick"] = [slow], [blog.html(blog.page("lock"))]
        follower = Follower(corpus, site)
        pages = [SourceConfig(name=path, kind="page", address=site.url(path)) for path in ("/quick", "/slow")]
        run = asyncio.create_task(follower.run(*pages))
        other = Corpus(tmp_path / "corpus", WordEmbedder())
        took = False
        while not took and not run.done():
            with suppress(BusyError), other.writing():
                took = not run.done()
            await asyncio.sleep(0.01)
        other.close()

        assert took
        assert len((await run).added) == 2
