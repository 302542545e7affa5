"""Measure how alike the signatures of copies and of different articles are, made from articles/."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

from corpus.language.near_duplicates import NEAR, likeness, signature

ARTICLES = Path(__file__).resolve().parents[1] / "articles"
_TRIES = 20


def main() -> None:
    chance = random.Random(7)  # noqa: S311 -- the same copies each time
    texts = [path.read_text(encoding="utf-8").split("\n---\n", 1)[-1] for path in sorted(ARTICLES.glob("*.md"))]
    different = [likeness(signature(a), [signature(b)])[0] for a, b in combinations(texts, 2)]
    print(f"{len(different)} pairs of different articles: at most {max(different):.2f}")
    print("words replaced, paragraphs cut   median  least  found")
    for replaced, cut in ((0.0, 1), (0.01, 0), (0.02, 0), (0.05, 0), (0.1, 0), (0.02, 1)):
        copies = [(text, _copy(text, replaced, cut, chance)) for text in texts for _ in range(_TRIES)]
        shares = sorted(likeness(signature(text), [signature(copy)])[0] for text, copy in copies)
        found = sum(share >= NEAR for share in shares) / len(shares)
        print(f"{replaced:14.0%} {cut:16} {shares[len(shares) // 2]:10.2f} {shares[0]:6.2f} {found:6.2f}")


def _copy(text: str, replaced: float, cut: int, chance: random.Random) -> str:
    """Return a text with some words replaced and its last paragraphs cut, as a second paper prints it."""
    paragraphs = text.strip().split("\n\n")
    words = "\n\n".join(paragraphs[: len(paragraphs) - cut]).split(" ")
    return " ".join("otherwise" if chance.random() < replaced else word for word in words)


if __name__ == "__main__":
    main()
