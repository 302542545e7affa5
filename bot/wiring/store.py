"""Open what the bot remembers, in the data folder or beside the articles on the settings' server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.store.database import SCHEMA_NAME
from bot.service.store.store import Store
from corpus.database.postgres import PostgresServer

if TYPE_CHECKING:
    from bot.settings import Settings

STATE_FILE = "discord.sqlite3"
"""The file in the data folder that holds what the bot remembers."""


def open_store(settings: Settings) -> Store:
    """Open what the bot remembers: in the data folder, or beside the articles on the server of the settings.

    Raises:
        StoreError: it can't be used.
    """
    url = settings.database_url.get_secret_value()
    server = PostgresServer(url=url, schema=SCHEMA_NAME) if url else None
    return Store(settings.data_dir / STATE_FILE, server)
