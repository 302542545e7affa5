"""What goes into the log, as lines of text or of JSON; secrets never do."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

LogFormat = Literal["text", "json"]
_LEAST_SECRET = 8
_SECRET_NAME = re.compile(r"(?:^|_)(?:TOKEN|KEY|SECRET|PASSWORD)$")
# A token of Discord's, whoever's it is, the token within an interaction's address, and what an Authorization says.
_SHAPES = re.compile(
    r"[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"
    r"|(?<=/webhooks/)\d+/[^/\s\"']+"
    r"|(?<=/interactions/)\d+/[^/\s\"']+"
    r"|(?<=Authorization: )\S+(?: \S+)?"
)
_HIDDEN = "[hidden]"


class Redactor:
    """Hides secrets in texts."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Name the secrets; those too short to be any are left out."""
        known = sorted({one for one in secrets if len(one) >= _LEAST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def hide(self, text: str) -> str:
        """Return a text without secrets."""
        text = self._known.sub(_HIDDEN, text) if self._known else text
        return _SHAPES.sub(_HIDDEN, text)


class _Lines(logging.Formatter):
    """Lines for people."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.hide(super().format(record))


class _Json(logging.Formatter):
    """One JSON object a line, for programs."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        hidden = {name: self._redactor.hide(value) for name, value in told.items()}
        return json.dumps(hidden, ensure_ascii=False)


def log_to_stderr(form: LogFormat, secrets: Iterable[str]) -> None:
    """Log what the bot does; below INFO, and from HTTP clients, come addresses that hold keys and tokens.

    Also hidden is what the environment holds under a name that ends in TOKEN, KEY, SECRET or PASSWORD.
    """
    redactor = Redactor([*secrets, *(value for name, value in os.environ.items() if _SECRET_NAME.search(name))])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json(redactor) if form == "json" else _Lines(redactor))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("bot", "discord"):
        logging.getLogger(name).setLevel(logging.INFO)
