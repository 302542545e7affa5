"""Passages by meaning: the vectors of their sentences; derived from the catalogue, rebuildable."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from corpus.child_process import module_command, python_path
from corpus.database.chroma import Folder, is_missing
from corpus.errors import AwayError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.database.chroma import Place

    Vectors = NDArray[np.float32]

T = TypeVar("T")

SENTENCES = "sentences"
_LONGEST_LOOK = 120  # seconds that trying a folder out may take
# For how many seconds a place that doesn't answer is asked again: by someone who waits, and by what writes.
_READING = 4.0
_WRITING = 60.0
# How many of its vectors a collection is tried out with, among how many neighbours each must find itself, and from
# which cosine on that is itself.
_TRIED = 12
_NEIGHBOURS = 5
_ITSELF = 0.98


class VectorStore:
    """The vectors of one corpus: a collection a model."""

    def __init__(self, place: Place) -> None:
        """Name where they lie; it is opened when first needed."""
        self.place = place
        self._collections: dict[str, Any] = {}

    def add(self, tag: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors of length 1 under their ids, (ids, dimensions), in the collection of a model tag."""
        for at in range(0, len(ids), self.place.at_once):
            part = slice(at, at + self.place.at_once)
            rows = {"ids": list(ids[part]), "embeddings": vectors[part]}
            self._called(tag, lambda c, rows=rows: c.upsert(**rows), _WRITING, makes=True)

    def delete(self, tag: str, ids: Sequence[str]) -> None:
        """Remove vectors by their ids; one that isn't there is no error."""
        for at in range(0, len(ids), self.place.at_once):
            part = list(ids[at : at + self.place.at_once])
            with suppress(MissingError):
                self._called(tag, lambda c, part=part: c.delete(ids=part), _WRITING, makes=not self.place.is_shared)

    def nearest(self, tag: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Return the ids nearest to a vector with their cosines, best first."""
        # Chroma gives fewer where there are fewer; to count them first would take longer than to search.
        found = self._read(tag, lambda c: c.query(query_embeddings=[vector], n_results=limit, include=["distances"]))
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def get(self, tag: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors that are there, by id."""
        found: dict[str, Vectors] = {}
        for at in range(0, len(ids), self.place.page):
            part = list(ids[at : at + self.place.page])
            rows = self._read(tag, lambda c, part=part: c.get(ids=part, include=["embeddings"]))
            found |= dict(zip(rows["ids"], rows["embeddings"], strict=True))
        return found

    def has_any(self, tag: str) -> bool:
        """Say whether a collection has any vector."""
        try:
            return bool(self._read(tag, lambda c: c.get(limit=1, include=[]))["ids"])
        except MissingError:
            return False

    def try_out(self, tag: str) -> None:
        """Search a collection for some of its own vectors, from its beginning to its end.

        Its index is a file of its own, which may be damaged although ids and vectors can be read. One that finds itself
        in a part that is whole says nothing of the rest; a few may not be found in a sound index either.

        Raises:
            StoreError: it can't be searched, or doesn't find what it has.
        """
        count = self._read(tag, lambda c: c.count())
        places = sorted({count * part // _TRIED for part in range(_TRIED)} | {max(count - 1, 0)})
        tried = [
            self._read(tag, lambda c, at=at: c.get(limit=1, offset=at, include=["embeddings"]))["embeddings"]
            for at in places
        ]
        vectors = [np.asarray(one[0], np.float32) for one in tried if one is not None and len(one)]
        lost = sum(not self._finds(tag, vector) for vector in vectors)
        if lost > len(vectors) // 3:
            raise StoreError(
                "The sentences in {path} aren't found by their vectors: run `footnote doctor --repair`.",
                path=self.place.called(),
            )

    def _finds(self, tag: str, vector: NDArray[np.float32]) -> bool:
        has_its_length = abs(float(np.linalg.norm(vector)) - 1.0) < 1.0 - _ITSELF
        return has_its_length and any(cosine > _ITSELF for _, cosine in self.nearest(tag, vector, _NEIGHBOURS))

    def ids(self, tag: str) -> set[str]:
        """Return all ids of a collection."""
        if not self.place.is_shared:
            return set(self._read(tag, lambda c: c.get(include=[]))["ids"])
        found: set[str] = set()
        page = self.place.page
        for at in range(0, self._read(tag, lambda c: c.count()), page):
            found.update(self._read(tag, lambda c, at=at: c.get(limit=page, offset=at, include=[]))["ids"])
        return found

    def drop_others(self, tag: str) -> None:
        """Delete every other collection: of other model tags, and of passages as older versions kept them."""

        def drop() -> None:
            client, prefix = self.place.client(), self.place.prefix()
            for collection in client.list_collections():
                if collection.name.startswith(prefix) and collection.name != self._name(tag):
                    client.delete_collection(collection.name)

        with self.place.alone():
            self.place.tried(drop, _WRITING)

    def destroy(self) -> None:
        """Delete all vectors, whatever state they are in."""
        with self.place.alone():
            self._collections.clear()
            self.place.tried(self.place.clear, _WRITING)

    def reopen(self) -> None:
        """Forget what was opened, so that what other processes wrote is seen; where it is shared, it is anyway."""
        if not self.place.is_shared:
            self.close()

    def close(self) -> None:
        """Close the place."""
        with self.place.alone():
            self._collections.clear()
            self.place.close()

    def opens(self, tag: str) -> bool:
        """Say whether the vectors can be searched: a folder's in a process of its own, which a damaged index may end.

        Raises:
            AwayError: they can't be reached.
        """
        if isinstance(self.place, Folder):
            return _opens(self.place.path, tag)
        try:
            self.try_out(tag)
        except AwayError:
            raise
        except StoreError:
            return False
        return True

    def missing(self) -> StoreError:
        """Return what to say where there are no vectors although there are articles."""
        return MissingError(
            "The vectors of the articles aren't in {path}: run `footnote doctor --repair` to put them there.",
            path=self.place.called(),
        )

    def _read(self, tag: str, call: Callable[[Any], T]) -> T:
        return self._called(tag, call, _READING, makes=not self.place.is_shared)

    def _called(self, tag: str, call: Callable[[Any], T], patience: float, *, makes: bool) -> T:
        """Return what a call to a collection returns; one that is missing is made, or else told of."""

        def once() -> T:
            self.place.client()
            try:
                return call(self._collection(tag, makes=makes))
            except Exception as error:
                if not is_missing(error):
                    raise
            # Another process has made it anew, under the same name, or it is gone.
            self._collections.pop(tag, None)
            try:
                return call(self._collection(tag, makes=makes))
            except Exception as error:
                if not is_missing(error):
                    raise
                raise self.missing() from error

        with self.place.alone():
            return self.place.tried(once, patience)

    def _collection(self, tag: str, *, makes: bool) -> Any:
        collection = self._collections.get(tag)
        if collection is None:
            client, name = self.place.client(), self._name(tag)
            if makes:
                configuration = {"hnsw": {"space": "cosine"}}
                collection = client.get_or_create_collection(name, embedding_function=None, configuration=configuration)
            else:
                collection = client.get_collection(name, embedding_function=None)
            self._collections[tag] = collection
        return collection

    def _name(self, tag: str) -> str:
        return f"{self.place.prefix()}{SENTENCES}-{tag}"


class MissingError(StoreError):
    """Say that there are no vectors where they should be."""


def _opens(path: Path, tag: str) -> bool:
    command = module_command("corpus.store.derived.vectors", str(path), tag)
    try:
        done = subprocess.run(  # noqa: S603 -- our own program
            command, env=os.environ | python_path(), capture_output=True, timeout=_LONGEST_LOOK, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    store = VectorStore(Folder(Path(sys.argv[1])))
    store.try_out(sys.argv[2])
    store.close()
