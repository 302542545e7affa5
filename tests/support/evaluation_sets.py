"""Write small evaluation sets, and make their questions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.evaluation.data import Query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def query(question: str, *relevant: str, pair: tuple[str, str] = ("en", "en")) -> Query:
    return Query(id=question, question=question, language=pair[0], relevant=frozenset(relevant), answered_in=(pair[1],))


ARTICLES: list[dict[str, Any]] = [
    {"id": "port", "title": "Sète", "text": "The ferry to Tangier leaves every Tuesday.", "lang": "en"},
    {"id": "pain", "title": "Le pain", "text": "La pâte lève trois heures dans un four tiède.", "lang": "fr"},
    {"id": "phare", "title": "Le phare", "text": "Le phare a été allumé en 1862.", "lang": "fr"},
]
QUERIES: list[dict[str, Any]] = [
    {"id": "1", "question": "When does the ferry leave?", "lang": "en", "relevant_ids": ["port"]},
    {"id": "2", "question": "Combien de temps la pâte lève-t-elle ?", "lang": "fr", "relevant_ids": ["pain"]},
    {"id": "3", "question": "When was the lighthouse lit?", "lang": "en", "relevant_ids": ["phare"]},
    {"id": "4", "question": "Who sings?", "lang": "en", "relevant_ids": [], "unanswerable": True},
]


def write_set(folder: Path, articles: Sequence[Any] = ARTICLES, queries: Sequence[Any] = QUERIES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus.jsonl", articles), ("queries.jsonl", queries)):
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
