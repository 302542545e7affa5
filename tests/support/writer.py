"""A process of its own that writes to a corpus as it is told on standard input, and answers `done`."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

NOISE = 20


def versioned(version: int) -> str:
    """Return a text whose every paragraph says which version it is."""
    return "\n".join(f"Lighthouse keeper report, part {part}, edition v{version}x." for part in range(6))


def main(directory: Path) -> None:
    corpus = Corpus(directory, WordEmbedder())
    for line in sys.stdin:
        verb, _, version = line.strip().partition(" ")
        lighthouse = make_article("Lighthouse", versioned(int(version or 0)))
        with corpus.writing():
            if verb == "put":
                noise = [make_article(f"Noise {i}", f"Noise {version} of {i}.\nMore noise {i}.") for i in range(NOISE)]
                corpus.replace([*noise, lighthouse])
            else:
                corpus.remove([lighthouse[0].id])
        sys.stdout.write("done\n")
        sys.stdout.flush()
    corpus.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
