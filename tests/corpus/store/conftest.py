"""What tests of the store share: one Chroma server for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.chroma_server import chroma_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url
