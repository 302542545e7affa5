"""Articles in versions, and whether a corpus holds each of them whole in one of its versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.search.searcher import Searcher
from ingest.pipeline.split import split

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus

ARTICLES = 40  # two batches


def texts_of(version: int) -> dict[str, str]:
    """Return the articles' texts by file name; of a version's articles, some are new, some edited, some as before."""
    first = version % 4  # articles go and come
    return {
        f"{number}.txt": f"Lighthouse {number}\n"
        + "\n".join(
            f"Keeper {number * 7 + part} of lighthouse {number} counts {part} ships tonight, says log"
            f" v{version - version % (number % 3 + 1)}x{part}. The lamp of {number} burns on until the morning watch."
            for part in range(6)
        )
        for number in range(first, first + ARTICLES)
    }


def write(folder: Path, version: int) -> None:
    folder.mkdir(exist_ok=True)
    texts = texts_of(version)
    for path in folder.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def assert_each_is_whole(corpus: Corpus, *versions: dict[str, str]) -> None:
    """Check that each article is one of its versions, with the passages of that one, and is found by its words."""
    searcher = Searcher(corpus)
    for article in corpus.catalogue.articles():
        name = Path(article.origin).name
        assert f"{article.title}\n{article.text}" in [version.get(name) for version in versions]
        passages = corpus.catalogue.passages_of(article.id)
        assert passages == split(article, 40)
        hits = searcher.search(passages[0].text, language=article.language, limit=20)
        assert passages[0].id in {hit.passage.id for hit in hits}
