"""Fill a real disk while articles are ingested: a sentence says so, and with more room nothing is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.lighthouses import assert_each_is_whole, texts_of, write

ROOT = Path(__file__).resolve().parents[1]
# A mount of its own, seen by these commands only: a user may make one where the system lets users be root within.
ALONE = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
SCRIPT = """
mount -t tmpfs -o size={little}k none "$1"
cp -r "$2/." "$1"
status=0; "$0" -m tests.support.ingester "$1" "$3" || status=$?
rm -r "$2"; cp -r "$1" "$2"
exit $status
"""


def can_mount(folder: Path) -> bool:
    try:
        return not subprocess.run(
            [*ALONE, f'mount -t tmpfs none "{folder}"'], capture_output=True, check=False
        ).returncode
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("kilobytes", [1100, 1500, 2200])
def test_a_disk_that_fills_gives_a_sentence_and_a_run_with_more_room_completes_it(
    tmp_path: Path, kilobytes: int
) -> None:
    small, saved, folder = tmp_path / "small", tmp_path / "saved", tmp_path / "articles"
    small.mkdir()
    if not can_mount(small):
        pytest.skip("this system lets no test mount a small disk")
    write(folder, 0)
    Corpus(saved, WordEmbedder()).close()

    script = SCRIPT.format(little=kilobytes)
    done = subprocess.run(
        [*ALONE, script, sys.executable, str(small), str(saved), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done
    assert (
        done.stderr.strip()
        == f"The disk that holds {small} is full: make room and run the command again; nothing was lost."
    )
    corpus = Corpus(saved, WordEmbedder())
    assert_each_is_whole(corpus, texts_of(0))
    corpus.close()
    subprocess.run([sys.executable, "-m", "tests.support.ingester", str(saved), str(folder)], cwd=ROOT, check=True)
    corpus = Corpus(saved, WordEmbedder())
    corpus.upkeep.repair()
    assert corpus.check() == []
    assert len(corpus.catalogue.articles()) == len(texts_of(0))
    assert_each_is_whole(corpus, texts_of(0))
    corpus.close()
