"""Passages by meaning: the vectors of their sentences; derived from the catalogue, rebuildable (door: chromadb).

Embedded Chroma serves one process: what another writes afterwards is invisible until the folder is opened anew
(`reopen`), and two writers lose vectors, so the corpus holds a lock over every write.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.child_process import module_command, python_path
from corpus.errors import StoreError
from corpus.store.database import disk_is_full

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

SENTENCES = "sentences"
_ADD_AT_MOST = 2000
# Chroma gives the words of what it is made of: of SQLite and of the system.
_DISK_IS_FULL = re.compile(r"disk is full|no space left|disk quota exceeded", re.IGNORECASE)
_GET_AT_MOST = 5000
_LONGEST_LOOK = 120  # seconds that trying a folder out may take
# How many of its vectors a collection is tried out with, among how many neighbours each must find itself, and from
# which cosine on that is itself.
_TRIED = 12
_NEIGHBOURS = 5
_ITSELF = 0.98


class VectorStore:
    """The Chroma folder of one corpus: a collection a model."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it is opened when first needed."""
        self.path = path
        self._lock = RLock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    def add(self, tag: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors of length 1 under their ids, (ids, dimensions), in the collection of a model tag."""
        with self._told():
            collection = self._collection(tag)
            for at in range(0, len(ids), _ADD_AT_MOST):
                part = slice(at, at + _ADD_AT_MOST)
                collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, tag: str, ids: Sequence[str]) -> None:
        """Remove vectors by their ids; one that isn't there is no error."""
        with self._told():
            collection = self._collection(tag)
            for at in range(0, len(ids), _ADD_AT_MOST):
                collection.delete(ids=list(ids[at : at + _ADD_AT_MOST]))

    def nearest(self, tag: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return the ids nearest to a vector with their cosines, best first."""
        with self._told():
            collection = self._collection(tag)
            # Chroma gives fewer where there are fewer; to count them first would take longer than to search.
            found = collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def get(self, tag: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors that are there, by id."""
        found: dict[str, Vectors] = {}
        with self._told():
            collection = self._collection(tag)
            for at in range(0, len(ids), _GET_AT_MOST):
                rows = collection.get(ids=list(ids[at : at + _GET_AT_MOST]), include=["embeddings"])
                found |= dict(zip(rows["ids"], rows["embeddings"], strict=True))
        return found

    def try_out(self, tag: str) -> None:
        """Search a collection for some of its own vectors, from its beginning to its end.

        Its index is a file of its own, which may be damaged although ids and vectors can be read. One that finds itself
        in a part that is whole says nothing of the rest; a few may not be found in a sound index either.

        Raises:
            StoreError: it can't be searched, or doesn't find what it has.
        """
        with self._told():
            collection = self._collection(tag)
            count = collection.count()
            places = sorted({count * part // _TRIED for part in range(_TRIED)} | {max(count - 1, 0)})
            tried = [collection.get(limit=1, offset=at, include=["embeddings"])["embeddings"] for at in places]
        vectors = [np.asarray(one[0], np.float32) for one in tried if one is not None and len(one)]
        lost = sum(not self._finds(tag, vector) for vector in vectors)
        if lost > len(vectors) // 3:
            raise StoreError(
                "The sentences in {path} aren't found by their vectors: run `footnote doctor --repair`.", path=self.path
            )

    def _finds(self, tag: str, vector: NDArray[np.float32]) -> bool:
        has_its_length = abs(float(np.linalg.norm(vector)) - 1.0) < 1.0 - _ITSELF
        return has_its_length and any(cosine > _ITSELF for _, cosine in self.nearest(tag, vector, _NEIGHBOURS))

    def ids(self, tag: str) -> set[str]:
        """Return all ids of a collection."""
        with self._told():
            return set(self._collection(tag).get(include=[])["ids"])

    def drop_others(self, tag: str) -> None:
        """Delete every other collection: of other model tags, and of passages as older versions kept them."""
        with self._told():
            for collection in self._opened().list_collections():
                if collection.name != _name(tag):
                    self._opened().delete_collection(collection.name)

    def destroy(self) -> None:
        """Delete the folder with all vectors, whatever state it is in."""
        with self._told():
            self.close()
            shutil.rmtree(self.path, ignore_errors=True)

    def reopen(self) -> None:
        """Forget what was opened, so that what other processes wrote is seen."""
        with self._lock:
            self.close()

    def close(self) -> None:
        """Close the folder."""
        with self._lock:
            client, self._client = self._client, None
            self._collections.clear()
            if client is not None:
                client.close()

    def _collection(self, tag: str) -> Any:
        name = _name(tag)
        if name not in self._collections:
            self._collections[name] = self._opened().get_or_create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
        return self._collections[name]

    def _opened(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.api.shared_system_client import SharedSystemClient
            from chromadb.config import Settings

            self.path.mkdir(parents=True, exist_ok=True)
            settings = Settings(anonymized_telemetry=False)
            try:
                self._client = chromadb.PersistentClient(path=str(self.path), settings=settings)
            except Exception:
                # Chroma keeps a client that couldn't start and gives it to whoever asks next.
                SharedSystemClient._identifier_to_system.pop(str(self.path), None)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] -- there is no other way
                raise
        return self._client

    @contextmanager
    def _told(self) -> Generator[None]:
        """Hold the store for one call, and turn Chroma's errors into sentences."""
        with self._lock:
            try:
                yield
            except OSError as error:
                if error.errno == ENOSPC:
                    raise StoreError.of(disk_is_full(self.path.parent)) from error
                raise StoreError(
                    "The folder {path} can't be used ({reason}): free it, or set FOOTNOTE_DATA_DIR.",
                    path=self.path,
                    reason=error.strerror,
                ) from error
            except StoreError:
                raise
            except Exception as error:
                if _DISK_IS_FULL.search(str(error)):
                    raise StoreError.of(disk_is_full(self.path.parent)) from error
                raise StoreError(
                    "The vectors in {path} can't be used: run `footnote doctor --repair` to rebuild them.",
                    path=self.path,
                ) from error


def _name(tag: str) -> str:
    return f"{SENTENCES}-{tag}"


def opens(path: Path, tag: str) -> bool:
    """Say whether the vectors in a folder can be searched: in a process of its own, which a damaged index may end."""
    command = module_command("corpus.store.vectors", str(path), tag)
    try:
        done = subprocess.run(  # noqa: S603 -- our own program
            command, env=os.environ | python_path(), capture_output=True, timeout=_LONGEST_LOOK, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    store = VectorStore(Path(sys.argv[1]))
    store.try_out(sys.argv[2])
    store.close()
