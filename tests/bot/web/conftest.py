from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import Repeating
from tests.support.signing import Signing, make_signing
from tests.support.web_scene import DRAFT, KEY, Scene, make_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield make_scene(tmp_path, stack, model=Repeating(DRAFT), style="draft")


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Signing]:
    """The pages of two clubs, and whoever is signed in at Discord's."""
    with ExitStack() as stack:
        yield make_signing(tmp_path, stack)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Scene]:
    """The pages with a key."""
    with ExitStack() as stack:
        yield make_scene(tmp_path, stack, key=KEY)
