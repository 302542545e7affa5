"""What can go wrong, named for what the reader does next.

FootnoteError           one sentence for people, and the exit status
|-- UsageError          the call or the settings were wrong: change them          (2)
|   |-- SettingsError       a setting is unknown or doesn't parse
|   `-- OtherModelError     the corpus was made by another embedding model
|-- StoreError          the data folder can't be used: free it, mend it            (1)
|   |-- BusyError           another process writes: wait for it
|   `-- AwayError           a server that holds a part of it doesn't answer: start it
|-- ModelError          a model can't be loaded or run: install or choose another  (1)
`-- ArticleError        one article can't be read: the others go on                (1)
"""

from __future__ import annotations

from typing import Self

from corpus.reason import Reason


class FootnoteError(Exception):
    """Say in one sentence what is wrong and what to do; never holds a secret.

    The sentence may have gaps in braces for the values, as corpus/reason.py has them, so that it can be said in another
    language; without values it stands as it is. Values that are no number and no reason are told as text.
    """

    exit_status = 1

    def __init__(self, words: str, /, **values: object) -> None:
        told = {
            name: value if isinstance(value, str | int | float | Reason) else str(value)
            for name, value in values.items()
        }
        self.reason = Reason(words if values else words.replace("{", "{{").replace("}", "}}"), told)
        super().__init__(str(self.reason))

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Return the error of a reason that was kept or came from another process."""
        error = cls("")
        error.reason, error.args = reason, (str(reason),)
        return error


class UsageError(FootnoteError):
    """Say that the call was wrong."""

    exit_status = 2


class SettingsError(UsageError):
    """Say which setting is wrong and which values it takes."""


class OtherModelError(UsageError):
    """Say which model made the corpus and how to go on with either."""


class StoreError(FootnoteError):
    """Say why the data folder can't be used."""


class BusyError(StoreError):
    """Say that another process writes to the corpus."""


class AwayError(StoreError):
    """Say which server doesn't answer that holds a part of the corpus."""


class ModelError(FootnoteError):
    """Say why a model can't be used."""


class ArticleError(FootnoteError):
    """Say why one article can't be read."""
