"""Turn texts into vectors on a server that several share: one of ours, or any of OpenAI's protocol (door: httpx2).

A server of ours (bot/web/models) does what this process would do itself, words' vectors and all, under the model's own
name, so that a corpus embedded here is searched there and the other way round. Others tell one vector a text: passages
are then found without their words' vectors, and of the words that a model wants before a text those of E5 are known.
"""

from __future__ import annotations

import base64
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.embedding.embedder import BUNDLED_NAME, calibration_of, prompt_of
from corpus.embedding.word_vectors import unit
from corpus.errors import ModelError
from corpus.language.well_formed import well_formed
from corpus.patience import kept_trying
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.embedding.calibration import Calibration

    Vectors = NDArray[np.float32]
    Kind = Literal["passage", "query"]

SERVES = "serves"
"""What a server of ours says of each model in its list: whether it embeds."""
EXTENSION = "footnote"
"""Under which it is asked for what only we ask for."""

# So many texts a request: what others take at the least, and a question that comes meanwhile waits for no more.
_AT_ONCE = 32
_CACHED_QUERIES = 256
# Seconds that a server may take for one request, and for which one that is away is asked again: by someone who waits,
# and by what embeds articles.
_SLOWEST = 60.0
_TO_CONNECT = 5.0
_ASKING = 4.0
_EMBEDDING = 60.0
_PASSING = {429, 502, 503, 504}
_NOT_ALLOWED = {401, 403}
_NOT_FOUND = 404


class RemoteEmbedder:
    """A model on a server; asked which it has when first used."""

    def __init__(self, url: str, model: str, key: str) -> None:
        """Name the server, with its /v1, and the model as it does; empty: the bundled one, on a server of ours."""
        self._url = url.rstrip("/")
        self._model = model
        self._key = key
        self._lock = Lock()
        self._client: Any = None
        self._ours: bool | None = None
        self._queries: dict[str, tuple[Vectors, Vectors]] = {}

    @property
    def name(self) -> str:
        """What the corpus remembers the model by: what it is called wherever it runs."""
        return self._model or BUNDLED_NAME

    @property
    def calibration(self) -> Calibration | None:
        """Where the bundled model's cosines lie, None for another model."""
        return calibration_of(self.name)

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        """Return one fp32 vector of length 1 a text, (texts, dimensions).

        Raises:
            ModelError: the server is away, refuses, or has no such model.
        """
        return self.passages_and_words(texts, 0, on_progress)[0]

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[bytes]]:
        """Return also the words of the first texts, packed; empty where the server doesn't tell words apart.

        Raises:
            ModelError: the server is away, refuses, or has no such model.
        """
        vectors: list[Vectors] = []
        words: list[bytes] = []
        for at in range(0, len(texts), _AT_ONCE):
            part = texts[at : at + _AT_ONCE]
            rows = self._asked("passage", part, min(max(worded - at, 0), len(part)), _EMBEDDING)
            vectors.append(_vectors(rows))
            words += [base64.b64decode(row.get("words", "")) for row in rows]
            if on_progress:
                on_progress(len(part))
        return np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32), words[:worded]

    def query(self, text: str) -> Vectors:
        """Return the fp32 vector of length 1 of a question, (dimensions,).

        Raises:
            ModelError: the server is away, refuses, or has no such model.
        """
        return self._query(text)[0]

    def query_words(self, text: str) -> Vectors:
        """Return the vectors of length 1 of a question's tokens, (tokens, dimensions); none where they aren't told.

        Raises:
            ModelError: the server is away, refuses, or has no such model.
        """
        return self._query(text)[1]

    def close(self) -> None:
        """Close the connections; the next question opens others."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _query(self, text: str) -> tuple[Vectors, Vectors]:
        found = self._queries.get(text)
        if found is None:
            (row,) = self._asked("query", [text], 1, _ASKING)
            (vector,) = _vectors([row])
            words = np.frombuffer(base64.b64decode(row.get("words", "")), np.float32).reshape(-1, len(vector))
            found = (vector, words)
            if len(self._queries) >= _CACHED_QUERIES:
                self._queries.clear()
            self._queries[text] = found
        return found

    def _asked(self, kind: Kind, texts: Sequence[str], worded: int, patience: float) -> list[dict[str, Any]]:
        """Return what the server says of each text, in their order."""

        def ask() -> list[dict[str, Any]]:
            clean = [well_formed(text) for text in texts]
            body: dict[str, Any] = {"model": self.name, "encoding_format": "float"}
            if self._is_ours():
                body |= {"input": clean, "encoding_format": "base64", EXTENSION: {"kind": kind, "worded": worded}}
            else:
                body["input"] = [prompt_of(self.name, kind) + text for text in clean]
            told = self._request("POST", "/embeddings", body)
            rows = sorted(told["data"], key=lambda row: row["index"])
            if len(rows) != len(texts):
                raise ValueError
            return rows

        try:
            return kept_trying(ask, _is_passing, patience)
        except ModelError:
            raise
        except Exception as error:
            raise self._told(error) from error

    def _is_ours(self) -> bool:
        """Say whether the server is one of ours, which has to have the model.

        Raises:
            ModelError: it is and hasn't, or it isn't and no model was named.
        """
        if self._ours is None:
            try:
                models = self._request("GET", "/models", None)["data"]
                theirs = [str(model["id"]) for model in models if model.get(SERVES) == "embeddings"]
            except Exception as error:
                if _is_passing(error) or _status(error) in _NOT_ALLOWED:
                    raise
                theirs = []  # not every server lists what it has
            if theirs and self.name not in theirs:
                raise ModelError(
                    "The embedding server {url} has no {model}, but {there}: set FOOTNOTE_EMBEDDING_MODEL to it.",
                    url=self._url,
                    model=self.name,
                    there=", ".join(theirs),
                )
            if not theirs and not self._model:
                raise ModelError(
                    "The embedding server {url} is no `footnote serve --models`: set FOOTNOTE_EMBEDDING_MODEL to what"
                    " its model is called there.",
                    url=self._url,
                )
            self._ours = bool(theirs)
        return self._ours

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        response = self._opened().request(method, self._url + path, json=body)
        response.raise_for_status()
        return response.json()

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                import httpx2

                headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
                timeout = httpx2.Timeout(_SLOWEST, connect=_TO_CONNECT)
                self._client = httpx2.Client(headers=headers, timeout=timeout)
            return self._client

    def _told(self, error: Exception) -> ModelError:
        """Return what to say of an error, without a word of the server's: it may quote what it was sent."""
        status = _status(error)
        if status in _NOT_ALLOWED:
            return ModelError.of(_REFUSED.filled(url=self._url))
        if status == _NOT_FOUND:
            return ModelError.of(_UNKNOWN.filled(url=self._url, model=self.name))
        if status is None and _is_passing(error):
            return ModelError.of(_AWAY.filled(url=self._url))
        return ModelError.of(_USELESS.filled(url=self._url, reason=str(status or type(error).__name__)))


def _vectors(rows: Sequence[dict[str, Any]]) -> Vectors:
    """Return the vectors of rows of OpenAI's protocol, with length 1."""
    held = [row["embedding"] for row in rows]
    return unit(
        np.stack(
            [
                np.frombuffer(base64.b64decode(one), np.float32) if isinstance(one, str) else np.array(one, np.float32)
                for one in held
            ]
        )
    )


def _is_passing(error: Exception) -> bool:
    """Say whether a request failed in a way that may be gone at the next try."""
    status = _status(error)
    return status in _PASSING if status else any(kind.__name__ == "TransportError" for kind in type(error).__mro__)


def _status(error: Exception) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


_AWAY = Reason("The embedding server {url} doesn't answer: start it, or check FOOTNOTE_EMBEDDING_URL.")
_REFUSED = Reason("The embedding server {url} refuses the key: check FOOTNOTE_MODELS_KEY.")
_UNKNOWN = Reason(
    "The embedding server {url} knows no model {model}: check FOOTNOTE_EMBEDDING_URL and FOOTNOTE_EMBEDDING_MODEL."
)
_USELESS = Reason("The embedding server {url} sent nothing that can be used ({reason}): check FOOTNOTE_EMBEDDING_URL.")
