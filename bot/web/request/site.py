"""Where the pages are and who may see them: read from the settings, and refused where strangers could come in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.service.reader_links import ReaderLinks, read_secret
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

COOKIE = "footnote"
SECONDS_KNOWN = 30 * 86_400
# As many characters as a generated password has; a shorter key can be guessed by trying.
_SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the pages are: `host` and `port` are listened on, `links` has the address as people reach it.

    Without a `key` everyone who gets there may see everything; that is so on a machine's own loopback only.
    """

    host: str
    port: int
    key: str
    secret: bytes
    links: ReaderLinks

    def knows_key(self, given: str) -> bool:
        """Say whether someone has the key, or whether none is needed."""
        return not self.key or hmac.compare_digest(self.key.encode(), given.encode())

    def cookie(self, now: float) -> str:
        """Return what is given to a browser whose owner has the key, so that it isn't asked for again."""
        until = str(int(now) + SECONDS_KNOWN)
        return f"{until}.{self._mark(until)}"

    def knows_cookie(self, given: str, now: float) -> bool:
        """Say whether a browser was given this, with this key, and not too long ago."""
        until, _, mark = given.partition(".")
        if not (until.isascii() and until.isdigit() and hmac.compare_digest(self._mark(until).encode(), mark.encode())):
            return False
        return now < int(until)

    def answers_to(self, host: str) -> bool:
        """Say whether a request's Host is ours: the address as people reach it, or an address that is no name.

        A stranger's name that was made to point here would let their pages read ours.
        """
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in {"localhost", urlsplit(self.links.url).hostname} or _is_address(name)

    def _mark(self, until: str) -> str:
        return hmac.digest(hashlib.sha256(self.secret + self.key.encode()).digest(), until.encode(), "sha256").hex()


def read_site(settings: Settings) -> Site:
    """Return where the pages are.

    Raises:
        SettingsError: strangers could come in without a key, or the key could be guessed.
        StoreError: the secret can't be read.
    """
    key = settings.web_key.get_secret_value().strip()
    url = settings.web_url.rstrip("/") or _own_url(settings.web_host, settings.web_port)
    public = not (_is_loopback(settings.web_host) and _is_loopback(urlsplit(url).hostname or ""))
    if public and not key:
        raise SettingsError(
            "The pages would be open to whoever reaches {url}: set FOOTNOTE_WEB_KEY to a long word of "
            "your own, or FOOTNOTE_WEB_HOST to 127.0.0.1.",
            url=url,
        )
    if key and len(key) < _SHORTEST_KEY:
        raise SettingsError(
            "The setting FOOTNOTE_WEB_KEY is too short to keep strangers out: take {shortest_key} characters or more.",
            shortest_key=_SHORTEST_KEY,
        )
    secret = read_secret(settings.data_dir)
    links = ReaderLinks(url=url, secret=secret if key else b"")
    return Site(host=settings.web_host, port=settings.web_port, key=key, secret=secret, links=links)


def _own_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
