"""Where vectors lie: in a folder that one process has open, or on a server that many share (door: chromadb).

A folder serves one process: what another writes afterwards is invisible until it is opened anew, and two writers lose
vectors, so the corpus holds a lock over every write. A server needs none of it: what one has written all see, and what
a process leaves half done when it is killed harms no index.
"""

from __future__ import annotations

import re
import shutil
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from errno import ENOSPC
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from corpus.database.engine import DISK_FULL
from corpus.errors import AwayError, StoreError
from corpus.patience import kept_trying
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

CLOUD = "api.trychroma.com"
DEFAULT_TENANT, DEFAULT_DATABASE = "default_tenant", "default_database"
# Chroma gives the words of what it is made of: of SQLite and of the system.
_DISK_IS_FULL = re.compile(r"disk is full|no space left|disk quota exceeded", re.IGNORECASE)
_SLOWEST = 20.0  # seconds that a server may take for one call
_PASSING = {429, 502, 503, 504}
_PASSING_ERRORS = ("TransportError", "OSError", "RateLimitError")
_NOT_ALLOWED = {401, 403}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChromaServer:
    """A Chroma server or Chroma Cloud, as the settings name it; what is empty is the server's default."""

    url: str
    tenant: str = ""
    database: str = ""
    token: str = field(default="", repr=False)

    @property
    def is_cloud(self) -> bool:
        """Say whether it is Chroma Cloud."""
        return urlsplit(self.url).hostname == CLOUD


class Place(Protocol):
    """Where the collections of one corpus lie."""

    @property
    def is_shared(self) -> bool:
        """Say whether other processes see at once what this one writes."""
        ...

    @property
    def at_once(self) -> int:
        """How many vectors are written at once."""
        ...

    @property
    def page(self) -> int:
        """How many vectors or ids are read at once."""
        ...

    def called(self) -> str:
        """Say where it is, to people."""
        ...

    def prefix(self) -> str:
        """Return what the names of all collections of the corpus begin with."""
        ...

    def alone(self) -> AbstractContextManager[Any]:
        """Hold the place for one call, where it serves one at a time."""
        ...

    def client(self) -> Any:
        """Return Chroma's client, opened when first needed."""
        ...

    def tried(self, call: Callable[[], T], patience: float) -> T:
        """Return what a call returns, tried again for `patience` seconds where that may help.

        Raises:
            AwayError: the place can't be reached.
            StoreError: what lies there can't be used.
        """
        ...

    def clear(self) -> None:
        """Delete everything of the corpus, whatever state it is in."""
        ...

    def close(self) -> None:
        """Close it; the next call opens it anew."""
        ...


class Folder:
    """A folder of embedded Chroma."""

    is_shared = False
    at_once = 2000
    page = 5000

    def __init__(self, path: Path) -> None:
        """Name the folder."""
        self.path = path
        self._lock = RLock()
        self._client: Any = None

    def called(self) -> str:
        """Name the folder."""
        return str(self.path)

    def prefix(self) -> str:
        """Return nothing: a folder has one corpus."""
        return ""

    def alone(self) -> AbstractContextManager[Any]:
        """Hold the folder for one call."""
        return self._lock

    def client(self) -> Any:
        """Return Chroma's client."""
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

    def tried(self, call: Callable[[], T], patience: float) -> T:
        """Return what a call returns; to try again wouldn't help, so `patience` isn't needed."""
        del patience
        try:
            return call()
        except OSError as error:
            if error.errno == ENOSPC:
                raise StoreError.of(DISK_FULL.filled(folder=str(self.path.parent))) from error
            raise StoreError(
                "The folder {path} can't be used ({reason}): free it, or set FOOTNOTE_DATA_DIR.",
                path=self.path,
                reason=error.strerror,
            ) from error
        except StoreError:
            raise
        except Exception as error:
            if _DISK_IS_FULL.search(str(error)):
                raise StoreError.of(DISK_FULL.filled(folder=str(self.path.parent))) from error
            raise StoreError.of(_UNUSABLE.filled(path=str(self.path))) from error

    def clear(self) -> None:
        """Delete the folder."""
        self.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def close(self) -> None:
        """Close the folder."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


class Server:
    """The collections of one corpus on a Chroma server or in Chroma Cloud."""

    is_shared = True
    # Chroma Cloud takes 300 of anything at once, and other servers write no faster in larger parts.
    at_once = 250

    def __init__(self, server: ChromaServer, identity: Callable[[], str]) -> None:
        """Name the server, and what the corpus is told apart from others by."""
        self._server = server
        self._identity = identity
        self._opening = RLock()
        self._client: Any = None
        self.page = self.at_once if server.is_cloud else 5000

    def called(self) -> str:
        """Name the server."""
        return self._server.url

    def prefix(self) -> str:
        """Return what tells this corpus's collections from those of others."""
        return f"{self._identity()}-"

    def alone(self) -> AbstractContextManager[Any]:
        """Hold nothing: a server serves several at once."""
        return nullcontext()

    def client(self) -> Any:
        """Return Chroma's client."""
        with self._opening:
            if self._client is None:
                # Chroma's own client would wait for ever, and leaves connections open when it is closed.
                self._knock()
                self._client = self._opened()
                for session in self._sessions():
                    session.timeout = _SLOWEST
            return self._client

    def tried(self, call: Callable[[], T], patience: float) -> T:
        """Return what a call returns, tried again with growing pauses while the server is away or overloaded."""
        try:
            return kept_trying(call, _is_passing, patience)
        except StoreError:
            raise
        except Exception as error:
            raise self._told(error) from error

    def clear(self) -> None:
        """Delete the corpus's collections."""
        client = self.client()
        for collection in client.list_collections():
            if collection.name.startswith(self.prefix()):
                client.delete_collection(collection.name)

    def close(self) -> None:
        """Forget the connections."""
        with self._opening:
            if self._client is not None:
                for session in self._sessions():
                    session.close()
                self._client.close()
            self._client = None

    def _sessions(self) -> list[Any]:
        return [part._server._session for part in (self._client, self._client._admin_client)]  # noqa: SLF001 -- there is no other way

    def _knock(self) -> None:
        """Ask for what Chroma's own client asks for first, and for no longer than `_SLOWEST`."""
        server = self._server
        path = f"tenants/{server.tenant or DEFAULT_TENANT}/databases/{server.database or DEFAULT_DATABASE}"
        if not server.is_cloud:
            request = Request(f"{server.url.rstrip('/')}/api/v2/{quote(path)}", headers=self._headers())  # noqa: S310 -- the settings' own address
            try:
                urlopen(request, timeout=_SLOWEST).close()  # noqa: S310 -- the settings' own address
            except HTTPError as error:
                error.close()
                raise

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._server.token}"} if self._server.token else {}

    def _opened(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        server, settings = self._server, Settings(anonymized_telemetry=False)
        if server.is_cloud:
            return chromadb.CloudClient(
                tenant=server.tenant or None,
                database=server.database or None,
                api_key=server.token,
                settings=settings,
            )
        return chromadb.HttpClient(
            host=server.url.rstrip("/"),
            headers=self._headers(),
            settings=settings,
            tenant=server.tenant or DEFAULT_TENANT,
            database=server.database or DEFAULT_DATABASE,
        )

    def _told(self, error: Exception) -> StoreError:
        """Return what to say of an error, without a word of the server's: it may quote what it was sent."""
        status = _status(error)
        if status in _NOT_ALLOWED or _is_a(error, "ChromaAuthError"):
            return StoreError.of(_REFUSED.filled(url=self._server.url))
        if _is_passing(error):
            late = _is_a(error, "TimeoutException", "TimeoutError")
            reason = _TIMED_OUT if late else str(status) if status else _NO_CONNECTION
            return AwayError.of(_AWAY.filled(url=self._server.url, reason=reason))
        if self._client is None:
            return StoreError.of(_NO_DATABASE.filled(url=self._server.url))
        return StoreError.of(_UNUSABLE.filled(path=self._server.url))


def is_missing(error: Exception) -> bool:
    """Say whether a call failed since there is no such collection."""
    return type(error).__name__ == "NotFoundError"


def _is_passing(error: Exception) -> bool:
    """Say whether a call failed in a way that may be gone at the next try."""
    if isinstance(error, StoreError):
        return False
    status = _status(error)
    return status in _PASSING if status else _is_a(error, *_PASSING_ERRORS)


def _is_a(error: BaseException | None, *names: str) -> bool:
    """Say whether an error is of a kind of Chroma or of its HTTP library, or was raised for one."""
    while error is not None:
        if any(kind.__name__ in names for kind in type(error).__mro__):
            return True
        error = error.__cause__ or error.__context__
    return False


def _status(error: BaseException | None) -> int | None:
    """Return the HTTP status that an error was raised for, None where there is none."""
    while error is not None:
        status = error.code if isinstance(error, HTTPError) else None
        status = status or getattr(getattr(error, "response", None), "status_code", None)
        if isinstance(status, int):
            return status
        error = error.__cause__ or error.__context__
    return None


_UNUSABLE = Reason("The vectors in {path} can't be used: run `footnote doctor --repair` to rebuild them.")
_AWAY = Reason(
    "The Chroma server {url} doesn't answer ({reason}): start it, or check FOOTNOTE_CHROMA_URL; nothing was lost."
)
_NO_CONNECTION = Reason("no connection")
_TIMED_OUT = Reason("it takes too long")
_REFUSED = Reason("The Chroma server {url} refuses this client: check FOOTNOTE_CHROMA_TOKEN.")
_NO_DATABASE = Reason(
    "{url} is no Chroma server with this tenant and database: check FOOTNOTE_CHROMA_URL, FOOTNOTE_CHROMA_TENANT and "
    "FOOTNOTE_CHROMA_DATABASE."
)
