"""The settings of a server, and of a channel of it, for those who manage it: the same as Discord's menus set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from bot.failures import RefusedError
from bot.messages.catalogue import interface_languages
from bot.messages.wording import say, say_choice
from bot.service.digest import When, read_when, set_digest, set_report
from bot.service.store.servers import ServerSettings
from bot.service.store.settable import (
    LIMITS,
    PICKS,
    ROOM_LIMITS,
    WAYS,
    choices,
    room_changes,
    room_language,
    room_languages,
)
from bot.web.request.parts import Parts, parts_of, viewing
from bot.web.request.templating import N_, language_for, page, spoken
from bot.web.signin.discord_accounts import NotSignedInError, Rooms
from bot.web.signin.viewer import Shelf

_NOT_SIGNED_IN = N_("What a server has set is changed here by who signs in with Discord and has Manage Server there.")
_UNREACHABLE = N_("Discord can't be asked for the names of channels and roles right now: try again in some minutes.")
_ROOM_FIELDS = ("language", *(count.name for count in ROOM_LIMITS))

router = APIRouter(include_in_schema=False)

Identity = Annotated[int, Query(ge=0, lt=1 << 63)]


@router.get("/settings")
async def settings(
    request: Request, *, server: Identity = 0, channel: Identity = 0, saved: Annotated[bool, Query()] = False
) -> Response:
    """Show what a server has set, or what one of its channels has of its own, in a form."""
    shelf = _managed(request, server)
    rooms = await _rooms(request, shelf)
    kept = parts_of(request).store.servers.settings(shelf.server)
    said = say("settings_saved", spoken(language_for(request))) if saved else ""
    if channel:
        return _room_page(request, shelf, rooms, channel, _room_held(kept, channel), said=said)
    return _server_page(request, shelf, rooms, kept, _held(kept), said=said)


@router.post("/settings")
async def change(request: Request, *, server: Identity = 0) -> Response:
    """Set what the form says; where something in it can't be read nothing is set, and the form comes back as it is."""
    shelf = _managed(request, server)
    rooms = await _rooms(request, shelf)
    parts = parts_of(request)
    async with request.form() as form:
        kept = parts.store.servers.settings(shelf.server)
        wanted = replace(kept, **_picked(form, rooms), **_chosen(form))
        held = {name: str(form.get(name, value)) for name, value in _held(kept).items()}
    try:
        limits = {count.name: count.read(held[count.name]) for count in LIMITS}
        when = read_when(_one_of(held["digest_channel"], rooms), held["digest_hour"], held["digest_zone"])
    except RefusedError as wrong:
        said = say(wrong.key, spoken(language_for(request)), **wrong.values)
        return _server_page(request, shelf, rooms, wanted, held, said=said, status=422)
    changed = {name: getattr(wanted, name) for name in _FIELDS}
    parts.store.servers.change(shelf.server, **changed, **limits)
    await _tell_when(parts, shelf, kept, when, _one_of(held["report_channel"], rooms))
    return _back(shelf)


@router.post("/settings/channel")
async def change_channel(request: Request, *, server: Identity = 0, channel: Identity = 0) -> Response:
    """Set what a channel has of its own."""
    shelf = _managed(request, server)
    rooms = await _rooms(request, shelf)
    if channel not in rooms.channels | rooms.forums:
        raise HTTPException(404)
    parts = parts_of(request)
    async with request.form() as form:
        held: dict[str, Any] = {name: str(form.get(name, "")) for name in _ROOM_FIELDS}
        held["ways"] = [str(way) for way in form.getlist("ways")]
    if held["language"] not in room_languages(interface_languages()):
        held["language"] = room_language(parts.store.servers.settings(shelf.server).of_channel(channel))
    try:
        limits = [held[count.name] for count in ROOM_LIMITS]
        changes = room_changes(language=held["language"], ways=held["ways"], limits=limits)
    except RefusedError as wrong:
        said = say(wrong.key, spoken(language_for(request)), **wrong.values)
        return _room_page(request, shelf, rooms, channel, held, said=said, status=422)
    parts.store.servers.change_channel(shelf.server, channel, **changes)
    return _back(shelf, channel=channel)


def _managed(request: Request, server: int) -> Shelf:
    """Return a server that someone manages, the first of them where they name none.

    Raises:
        HTTPException: they manage no such server.
    """
    viewer = viewing(request)
    shelf = next((one for one in viewer.managed if server in {0, one.server}), None) if viewer else None
    if shelf is None:
        raise HTTPException(403, _NOT_SIGNED_IN)
    return shelf


async def _rooms(request: Request, shelf: Shelf) -> Rooms:
    signin = parts_of(request).signin
    if signin is None:
        raise HTTPException(403, _NOT_SIGNED_IN)
    try:
        return await signin.accounts.rooms(shelf.server)
    except NotSignedInError:
        raise HTTPException(503, _UNREACHABLE) from None


def _server_page(  # noqa: PLR0913 -- a form, what stands in it, and what is said of it
    request: Request,
    shelf: Shelf,
    rooms: Rooms,
    settings: ServerSettings,
    held: Mapping[str, str],
    *,
    said: str,
    status: int = 200,
) -> Response:
    language = language_for(request)
    offered = {"channels": rooms.channels | rooms.forums, "forums": rooms.forums, "roles": rooms.roles}
    return page(
        request,
        "settings.html",
        status=status,
        said=said,
        shelf=shelf,
        settings=settings,
        held=held,
        rooms=rooms,
        picks=[(pick, offered[pick.kind], set(getattr(settings, pick.name))) for pick in PICKS],
        choices=[
            (choice, {value: say_choice(choice.name, value, language) for value in choice.values})
            for choice in choices(interface_languages())
        ],
        limits=LIMITS,
        named=rooms.channels | rooms.forums,
    )


def _room_page(  # noqa: PLR0913 -- a form, what stands in it, and what is said of it
    request: Request,
    shelf: Shelf,
    rooms: Rooms,
    channel: int,
    held: Mapping[str, Any],
    *,
    said: str,
    status: int = 200,
) -> Response:
    name = (rooms.channels | rooms.forums).get(channel)
    if name is None:
        raise HTTPException(404)
    language = language_for(request)
    spoken_here = {one: say_choice("language", one, language) for one in room_languages(interface_languages())}
    return page(
        request,
        "settings_channel.html",
        status=status,
        said=said,
        shelf=shelf,
        channel=channel,
        room=name,
        held=held,
        languages=spoken_here,
        limits=ROOM_LIMITS,
        ways=WAYS,
    )


async def _tell_when(parts: Parts, shelf: Shelf, kept: ServerSettings, when: When, report: int) -> None:
    """Set digest and report, where that is changed: what is in the corpus when a digest is set is no news."""
    servers = parts.store.servers
    if when != When(channel=kept.digest_channel, hour=kept.digest_hour, zone=kept.digest_zone):
        async with parts.library_named(shelf.corpus) as library:
            await parts.workers.run("look_up", set_digest, servers, shelf.server, library.corpus, when, parts.clock())
    if report != kept.report_channel:
        set_report(servers, shelf.server, report, parts.clock())


_FIELDS = (*(pick.name for pick in PICKS), "threads", "follow", "language", "plain_text")


def _held(kept: ServerSettings) -> dict[str, str]:
    """Return what stands in the lines of the form."""
    names = (*(count.name for count in LIMITS), "digest_channel", "digest_hour", "digest_zone", "report_channel")
    return {name: str(getattr(kept, name)) for name in names}


def _room_held(kept: ServerSettings, channel: int) -> dict[str, Any]:
    own = kept.of_channel(channel)
    lines = {count.name: getattr(own, count.name) for count in ROOM_LIMITS}
    written = {name: "" if value is None else str(value) for name, value in lines.items()}
    return {"language": room_language(own), "ways": [way for way in WAYS if getattr(own, way)], **written}


def _picked(form: FormData, rooms: Rooms) -> dict[str, tuple[int, ...]]:
    """Return what is picked of what the server has; what it hasn't is none of its channels or roles."""
    there = {"channels": rooms.channels | rooms.forums, "forums": rooms.forums, "roles": rooms.roles}
    return {
        pick.name: tuple(sorted(one for one in there[pick.kind] if str(one) in form.getlist(pick.name)))
        for pick in PICKS
    }


def _chosen(form: FormData) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for choice in choices(interface_languages()):
        value = str(form.get(choice.name, ""))
        changes |= choice.changes(value) if value in choice.values else {}
    return changes


def _one_of(words: str, rooms: Rooms) -> int:
    """Return a channel of the server, 0 for none of them."""
    return next((one for one in rooms.channels if str(one) == words), 0)


def _back(shelf: Shelf, **more: int) -> Response:
    return RedirectResponse(f"/settings?{urlencode({'server': shelf.server, **more, 'saved': 1})}", 303)
