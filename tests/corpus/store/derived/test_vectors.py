"""What holds of the vectors of a corpus wherever they lie: in a folder of embedded Chroma and on a Chroma server."""

from __future__ import annotations

import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.database.chroma import ChromaServer, Folder, Server
from corpus.errors import StoreError
from corpus.store.derived.vectors import VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Open = Callable[[], VectorStore]

TAG = "made-by-a-model"


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers, np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


NORTH, EAST, NORTHEAST = unit(1, 0), unit(0, 1), unit(1, 1)


@pytest.fixture(params=["folder", "server"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "folder":
        return lambda: VectorStore(Folder(tmp_path / "vectors"))
    server = ChromaServer(url=request.getfixturevalue("chroma_url"))
    identity = uuid.uuid4().hex
    return lambda: VectorStore(Server(server, lambda: identity))


@pytest.fixture
def store(opening: Open) -> Iterator[VectorStore]:
    with closing(opening()) as store:
        yield store


def test_the_nearest_come_first_with_their_cosines(store: VectorStore) -> None:
    store.add(TAG, ["north", "east", "northeast"], np.stack([NORTH, EAST, NORTHEAST]))

    found = store.nearest(TAG, NORTH, 2)

    assert [identity for identity, _ in found] == ["north", "northeast"]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.5**0.5], abs=1e-3)


def test_what_is_added_again_is_there_once_with_its_new_vector(store: VectorStore) -> None:
    store.add(TAG, ["moved"], NORTH[None])
    store.add(TAG, ["moved"], EAST[None])

    assert store.ids(TAG) == {"moved"}
    assert store.get(TAG, ["moved", "never there"])["moved"] == pytest.approx(EAST)


def test_what_is_deleted_is_not_found_and_what_is_not_there_can_be_deleted(store: VectorStore) -> None:
    store.delete(TAG, ["never there"])
    store.add(TAG, ["north", "east"], np.stack([NORTH, EAST]))

    store.delete(TAG, ["north", "never there"])

    assert store.ids(TAG) == {"east"}
    assert [identity for identity, _ in store.nearest(TAG, NORTH, 5)] == ["east"]


def test_more_than_one_call_takes_are_all_there(store: VectorStore) -> None:
    count = 2 * store.place.at_once + 1
    angles = np.linspace(0, 1, count)
    store.add(TAG, [str(i) for i in range(count)], np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32))

    assert store.ids(TAG) == {str(i) for i in range(count)}
    assert len(store.get(TAG, [str(i) for i in range(count)])) == count
    store.try_out(TAG)


def test_a_model_sees_nothing_of_another_and_drops_the_others(store: VectorStore) -> None:
    store.add(TAG, ["north"], NORTH[None])
    store.add("another-model", ["far"], unit(1, 2, 3)[None])
    assert store.ids("another-model") == {"far"}

    store.drop_others("another-model")

    assert store.ids("another-model") == {"far"}
    assert not store.has_any(TAG)


def test_what_one_has_written_another_finds_after_opening_anew(opening: Open) -> None:
    with closing(opening()) as writer, closing(opening()) as reader:
        writer.add(TAG, ["north"], NORTH[None])
        assert len(reader.nearest(TAG, NORTH, 5)) == 1
        writer.add(TAG, ["east"], EAST[None])
        reader.reopen()

        assert len(reader.nearest(TAG, NORTH, 5)) == 2


def test_what_was_destroyed_can_be_filled_again(opening: Open) -> None:
    with closing(opening()) as store:
        store.add(TAG, ["north"], NORTH[None])

        store.destroy()
        assert not store.has_any(TAG)
        store.add(TAG, ["east"], EAST[None])

        assert store.ids(TAG) == {"east"}
    with closing(opening()) as other:
        assert other.ids(TAG) == {"east"}


def test_it_opens_where_it_finds_what_it_has(store: VectorStore) -> None:
    store.add(TAG, ["north", "east", "northeast"], np.stack([NORTH, EAST, NORTHEAST]))
    store.close()

    assert store.opens(TAG)


def test_vectors_that_do_not_find_themselves_are_told_of(store: VectorStore) -> None:
    # As an index that is damaged gives them out.
    store.add(TAG, ["north", "east"], np.stack([NORTH, EAST]) * 3)

    with pytest.raises(StoreError, match="doctor --repair"):
        store.try_out(TAG)
    store.close()
    assert not store.opens(TAG)
