"""The tree: no folder holds too much, no two folders need each other, and files need each other in no circle."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import TYPE_CHECKING

import grimp
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_IN_A_FOLDER = 14


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Return what imports what of ours, for types too."""
    return grimp.build_graph("bot", "corpus", "ingest", cache_dir=None)


def test_no_folder_holds_more_than_fourteen_modules_and_rooms(graph: grimp.ImportGraph) -> None:
    held = {folder: len(graph.find_children(folder)) for folder in graph.modules}

    assert {folder: number for folder, number in held.items() if number > MOST_IN_A_FOLDER} == {}
    assert max(held.values()) > 1


def test_no_two_folders_need_each_other_and_none_lie_in_a_circle(graph: grimp.ImportGraph) -> None:
    needs: defaultdict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        others = graph.find_modules_directly_imported_by(module)
        needs[_folder(graph, module)] |= {_folder(graph, other) for other in others} - {_folder(graph, module)}

    assert _circle(needs) == []


def test_no_two_rooms_need_each_other_with_all_that_lies_in_them(graph: grimp.ImportGraph) -> None:
    needs = {
        (room, other_room)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
        for room, other_room in product(_rooms_around(graph, module), _rooms_around(graph, other))
        if not f"{room}.".startswith(f"{other_room}.") and not f"{other_room}.".startswith(f"{room}.")
    }

    assert sorted(pair for pair in needs if pair[::-1] in needs) == []
    assert ("bot", "corpus") in needs


def test_no_files_need_each_other_in_a_circle(graph: grimp.ImportGraph) -> None:
    assert _circle({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def _folder(graph: grimp.ImportGraph, module: str) -> str:
    return module if graph.find_children(module) else module.rpartition(".")[0]


def _rooms_around(graph: grimp.ImportGraph, module: str) -> list[str]:
    parts = _folder(graph, module).split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _circle(needs: Mapping[str, set[str]]) -> list[str]:
    """Return a circle of what needs what, empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return error.args[1]
    return []
