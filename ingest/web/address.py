"""Put a web address into its normal form, or refuse it (door: httpx, whose URL does the parsing)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from ingest.errors import RefusedError

_MAX_LENGTH = 2000
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
# https://url.spec.whatwg.org/#ends-in-a-number-checker: systems read such a host as an IPv4 address, each its own way.
_NUMERIC_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An http or https address: the host in ASCII and without brackets, `target` the path and the query."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    @property
    def netloc(self) -> str:
        """Return the host, and the port where it isn't the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Return the address without path and query: what robots.txt speaks for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def shown(self) -> str:
        """Return the address as it may be shown to people: a query may hold a key."""
        path, query, _ = self.target.partition("?")
        return f"{self.origin}{path}{'?…' if query else ''}"

    def joined(self, reference: str) -> Address:
        """Return the address that a link on this page, or a redirect from it, leads to.

        Raises:
            RefusedError: as `parse_address` does.
        """
        from httpx import URL, InvalidURL

        if len(reference) > _MAX_LENGTH:
            raise _too_long()
        try:
            return parse_address(str(URL(str(self)).join(reference)))
        except (InvalidURL, ValueError):
            raise RefusedError("A link on {page} is no web address: check the page.", page=self.shown) from None


def parse_address(text: str) -> Address:
    """Return the normal form: host in lower case and IDNA, without default port, dot segments and fragment.

    Raises:
        RefusedError: it is no http or https address of at most 2,000 characters, holds a user name or a password, or
            its host is no name and no plain IP address. What it was isn't repeated where it may hold a password.
    """
    from httpx import URL, InvalidURL

    if len(text) > _MAX_LENGTH:
        raise _too_long()
    try:
        url = URL(text.strip())
        scheme, target = url.scheme, url.raw_path.decode("ascii")
        host, port, userinfo = url.raw_host.decode("ascii"), url.port, url.userinfo
    except (
        InvalidURL,
        ValueError,
    ):  # ValueError: a surrogate has no UTF-8; no cause, since it quotes what may be secret
        raise RefusedError("That is no web address: write it as https://example.org/page.") from None
    if scheme not in _PORTS:
        found = _SCHEME.match(text.strip())
        if found:
            raise RefusedError(
                "Only http and https addresses are fetched, not {scheme} ones: write it as https://example.org/page.",
                scheme=found[1].lower(),
            )
        raise RefusedError(
            "Only http and https addresses are fetched, and this one begins with neither: write it as"
            " https://example.org/page."
        )
    if userinfo:
        raise RefusedError("An address with a user name or a password in it isn't fetched: take them out.")
    port = _PORTS[scheme] if port is None else port
    if not 0 < port < 65536:  # noqa: PLR2004 -- TCP's own bounds
        raise RefusedError("An address has a port from 1 to 65535, not {port}: correct it.", port=str(port))
    address = Address(scheme=scheme, host=_host(host), port=port, target=target)
    if len(str(address)) > _MAX_LENGTH:
        raise _too_long()
    return address


def _host(host: str) -> str:
    """Return a host without its trailing dot, an IPv6 address in its short form."""
    if ":" in host:
        address = IPv6Address(host)
        if address.scope_id is not None:
            raise RefusedError("An IPv6 address with a zone (%) names one machine's own network: it isn't fetched.")
        return str(address)
    host = host.removesuffix(".")
    if _NUMERIC_END.fullmatch(host):
        try:
            return str(ip_address(host))
        except ValueError as error:
            raise RefusedError("The host of that address is a number, no name: write 192.0.2.1 in full.") from error
    if not _NAME.fullmatch(host):
        raise RefusedError("The host of that address is no valid name: check how it is spelt.")
    return host


def _too_long() -> RefusedError:
    return RefusedError(
        "An address of more than {most:,} characters isn't fetched: give a shorter one.", most=_MAX_LENGTH
    )
