"""Keep replies as they come, a JSON line each, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.evaluation.answers.replies import from_json, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from bot.evaluation.answers.replies import KeptReply
    from bot.evaluation.data import Query


class Progress:
    """The replies of one system to the questions of one set, in a file."""

    def __init__(self, path: Path) -> None:
        """Name the file, which is made with the first reply."""
        self.path = path

    def replies(self) -> dict[tuple[str, str], KeptReply]:
        """Return the replies by the question's id and words, so that one asked in other words is asked again.

        A line that can't be read, such as the last one of a run that was killed, counts as not asked.
        """
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return {}
        found: dict[tuple[str, str], KeptReply] = {}
        for line in text.split("\n"):
            try:
                value: dict[str, Any] = json.loads(line)
                found[value["id"], value["question"]] = from_json(value["reply"])
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def add(self, query: Query, reply: KeptReply) -> None:
        """Write a reply at the end of the file."""
        line = json.dumps({"id": query.id, "question": query.question, "reply": to_json(reply)}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            # A line break first: the line before may have been cut off.
            file.write(f"\n{line}\n".encode())

    def start_anew(self) -> None:
        """Forget the replies."""
        self.path.unlink(missing_ok=True)
