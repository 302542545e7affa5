"""Start the pages, or MCP over a pipe: build the parts from the settings, answer until told to stop (door: uvicorn)."""

from __future__ import annotations

import logging
import socket
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

from bot.models.gguf_files import runs_here
from bot.service.admission.queue import Turns
from bot.service.admission.workers import Workers
from bot.service.ask_socket import serving_ask
from bot.service.corpora.article_list import Listings
from bot.service.corpora.corpora import Corpora
from bot.service.corpora.names import read_names
from bot.service.monitoring.logs import log_to_stderr
from bot.service.reader_links import ReaderLinks, build_reader_links, serving_pages
from bot.web.api.tools import build_server
from bot.web.app import build_app
from bot.web.models.app import build_models_app
from bot.web.models.chat import Relay
from bot.web.models.embedding import Embeddings
from bot.web.pages.signing_in import SIGNED_IN_AT
from bot.web.request.parts import Parts, SignIn
from bot.web.request.site import Site, read_site
from bot.web.signin.discord_accounts import DiscordAccounts
from bot.web.signin.sessions import Seal
from bot.wiring.chat import chat_name, open_chat, open_local_server
from bot.wiring.corpora import corpora_there
from bot.wiring.embedding import build_embedder, build_local_embedder
from bot.wiring.engine import library_builder
from bot.wiring.jobs import open_jobs
from bot.wiring.store import open_store
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Generator

    from starlette.types import ASGIApp

    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder

# The local model answers one question after the other; others several.
_AT_ONCE = 4
_SECONDS_TO_FINISH = 60
# A thousand that connect and say nothing shouldn't use up the files that a process may open.
_FILES = 8192
_WAITING_CONNECTIONS = 2048

_log = logging.getLogger(__name__)


def run_web(settings: Settings, corpus: str) -> None:
    """Answer requests until SIGINT or SIGTERM; answers that are under way then are finished.

    Raises:
        SettingsError: the pages would be open to strangers, or the address can't be listened on.
        FootnoteError: a part can't be used.
    """
    site = read_site(settings)
    signin = sign_in_of(settings, site)
    secrets = (settings.discord_token, settings.discord_client_secret)
    log_to_stderr(settings.log_format, [site.key, *(one.get_secret_value().strip() for one in secrets)])
    with listening(site) as listener, opened(settings, site, corpus, signin) as (parts, embedder):
        open_more_files()
        _log.info("Footnote's pages are at %s", site.links.url)
        app = build_app(
            parts, warm_up=lambda: embedder.query("Footnote"), meanwhile=lambda: serving_ask(settings, parts)
        )
        with serving_pages(settings.data_dir, site.links.url):
            _answer(app, listener)


def run_models(settings: Settings) -> None:
    """Answer requests for the models that run here until SIGINT or SIGTERM.

    Raises:
        SettingsError: the models would be open to strangers, or the address can't be listened on.
        ModelError: one can't be loaded.
    """
    site = read_site(settings)
    log_to_stderr(settings.log_format, [site.key])
    with listening(site) as listener, open_local_server(settings, _log.info) as served:
        open_more_files()
        embedder = build_local_embedder(settings, _log.info)
        embedder.query("Footnote")
        chat = Relay(chat_name(settings), served) if served else None
        names = " and ".join([embedder.name, *([chat.name] if chat else [])])
        _log.info("%s can be asked at %s/v1", names, site.links.url)
        _answer(build_models_app(Embeddings(embedder), chat, site), listener)


def _answer(app: ASGIApp, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=[listener])


def run_mcp(settings: Settings, corpus: str) -> None:
    """Answer one program over standard input and output, by MCP, until it closes them.

    Raises:
        FootnoteError: a part can't be used.
    """
    log_to_stderr(settings.log_format, [])
    links = build_reader_links(settings)
    site = Site(host="", port=0, key="", secret=b"", links=links or ReaderLinks(url=""))
    with opened(settings, site, corpus) as (parts, _):
        build_server(parts, links).run("stdio")


@contextmanager
def opened(
    settings: Settings, site: Site, corpus: str, signin: SignIn | None = None
) -> Generator[tuple[Parts, Embedder]]:
    """Open the parts that answer, and close them at the end.

    Raises:
        FootnoteError: one can't be used.
    """
    with ExitStack() as stack:
        store = open_store(settings)
        stack.callback(store.close)
        jobs = open_jobs(settings)
        if jobs:
            stack.callback(jobs.close)
        embedder = build_embedder(settings, _log.info)
        model = stack.enter_context(open_chat(settings, _log.info))
        at_once = 1 if runs_here(settings.chat_model) else _AT_ONCE
        build = library_builder(settings, embedder, model, _log.info)
        parts = Parts(
            site=site,
            corpus=corpus,
            store=store,
            jobs=jobs,
            signin=signin,
            corpora=Corpora(settings.data_dir, store, read_names(settings.discord_corpora), build),
            turns=Turns(at_once),
            workers=Workers(at_once),
            listings=Listings(),
        )
        stack.callback(parts.corpora.close)
        stack.callback(parts.workers.close)
        if corpus in corpora_there(settings):
            parts.corpora.open(corpus)  # what is wrong with it is told at once, not to the first who asks
        yield parts, embedder


def sign_in_of(settings: Settings, site: Site) -> SignIn | None:
    """Return what signs people in with Discord, None where the settings don't say that it does.

    Raises:
        SettingsError: something else that it needs isn't set.
    """
    secret, token = (one.get_secret_value().strip() for one in (settings.discord_client_secret, settings.discord_token))
    if not secret:
        return None
    missing = {"FOOTNOTE_WEB_URL": settings.web_url, "FOOTNOTE_WEB_KEY": site.key, "DISCORD_TOKEN": token}
    for name, value in missing.items():
        if not value:
            raise SettingsError(
                "Sign-in with Discord needs the setting {name}: set it, or take FOOTNOTE_DISCORD_CLIENT_SECRET out.",
                name=name,
            )
    redirect = f"{site.links.url}{SIGNED_IN_AT}"
    accounts = DiscordAccounts(secret=secret, bot_token=token, api_url=settings.discord_api_url, redirect=redirect)
    return SignIn(accounts=accounts, seal=Seal(site.secret, site.key.encode(), secret.encode()))


@contextmanager
def listening(site: Site) -> Generator[socket.socket]:
    """Listen where the pages are to be.

    Raises:
        SettingsError: something else does, or there is no such address.
    """
    try:
        listener = _bound(site.host, site.port)
    except OSError as error:
        raise SettingsError(
            "{host}:{port} can't be listened on ({reason}): set FOOTNOTE_WEB_HOST and FOOTNOTE_WEB_PORT "
            "to an address and a port that are free.",
            host=site.host,
            port=str(site.port),
            reason=error.strerror,
        ) from error
    with listener:
        yield listener


def _bound(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_WAITING_CONNECTIONS)
    except OSError:
        listener.close()
        raise
    return listener


def open_more_files() -> None:
    """Let this process have as many files and connections open as it may."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        if soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
