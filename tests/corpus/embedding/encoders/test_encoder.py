from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corpus.embedding.encoders.encoder import batches, cores

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("limit", "used"), [("100000 100000", 1), ("50000 100000", 1), ("", None), ("max 100000", None)]
)
def test_no_more_cores_are_used_than_a_container_is_allowed(limit: str, used: int | None, tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text(limit)
    allowed = len(os.sched_getaffinity(0))

    assert cores(tmp_path / "cpu.max") == (used or allowed)
    assert cores(tmp_path / "nothing") == allowed


def test_batches_are_of_texts_of_like_length_and_none_is_longer_than_asked_but_of_one_text() -> None:
    assert list(batches([3, 9, 4, 30], 12)) == [[3], [1], [2, 0]]
