"""Write folders of articles and ingest them with the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sources.config import named_source
from tests.support import blog
from tests.support.fakes import Quiet
from tests.support.ingester import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.corpus import Corpus
    from ingest.report import Report


def put(folder: Path, thing: str, *extra: str) -> str:
    """Write the article about a thing; return its origin."""
    path = folder / f"{thing}.txt"
    path.write_text("\n".join([thing.capitalize(), *blog.words(thing), *extra]), encoding="utf-8")
    return str(path)


def ingest(corpus: Corpus, folder: Path, *, prune: bool = False, dry_run: bool = False) -> Report:
    return pipeline(corpus).run([named_source(str(folder))], Quiet(), prune=prune, dry_run=dry_run)
