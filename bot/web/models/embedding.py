"""OpenAI's embeddings of the model that runs here; a Footnote that asks is told of words too."""

from __future__ import annotations

import asyncio
import base64
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from corpus.embedding.embedder import Embedder
from corpus.embedding.remote import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from starlette.responses import Response


_MOST_TEXTS = 2048


class Model(Embedder, Protocol):
    """An embedding model that takes texts as they are too."""

    def as_they_are(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a text, without the words that the model may want before it."""
        ...


class Extension(BaseModel):
    """What only a Footnote asks for: the words that the model wants before a text, and vectors of the text's words."""

    kind: Literal["passage", "query"]
    worded: int = Field(default=0, ge=0)


class Asked(BaseModel):
    """A request of OpenAI's embeddings."""

    input: str | list[str] = Field(max_length=10_000_000)
    encoding_format: Literal["float", "base64"] = "float"
    footnote: Extension | None = Field(default=None, alias=EXTENSION)

    @property
    def texts(self) -> list[str]:
        """Return what is to be embedded."""
        return [self.input] if isinstance(self.input, str) else self.input


class Embeddings:
    """Answers for one model, one request at a time, each with all cores."""

    def __init__(self, embedder: Model) -> None:
        """Give the model."""
        self._embedder = embedder
        self._lock = Lock()

    @property
    def name(self) -> str:
        """What the model is called."""
        return self._embedder.name

    async def answered(self, body: dict[str, Any]) -> Response:
        """Return the answer to a request.

        Raises:
            ValidationError: it is none.
            ModelError: the model can't be loaded.
        """
        asked = Asked.model_validate(body)
        if len(asked.texts) > _MOST_TEXTS:
            return JSONResponse({"error": {"message": f"Send {_MOST_TEXTS} texts at the most.", "code": 413}}, 413)
        rows = await asyncio.to_thread(self._rows, asked)
        return JSONResponse({"object": "list", "model": self.name, "data": rows})

    def _rows(self, asked: Asked) -> list[dict[str, Any]]:
        if not asked.texts:
            return []
        with self._lock:
            vectors, words = self._embedded(asked.texts, asked.footnote)
        packed = asked.encoding_format == "base64"
        rows: list[dict[str, Any]] = [
            {"object": "embedding", "index": i, "embedding": _as_text(vector.tobytes()) if packed else vector.tolist()}
            for i, vector in enumerate(vectors)
        ]
        for row, of_text in zip(rows, words, strict=False):
            row["words"] = _as_text(of_text)
        return rows

    def _embedded(self, texts: list[str], more: Extension | None) -> tuple[NDArray[np.float32], list[bytes]]:
        """Return a vector a text, and of the first texts the words' vectors: a passage's packed, a question's not."""
        if more is None:
            return self._embedder.as_they_are(texts), []
        if more.kind == "passage":
            return self._embedder.passages_and_words(texts, min(more.worded, len(texts)))
        import numpy as np

        of_questions = np.stack([self._embedder.query(text) for text in texts])
        return of_questions, [self._embedder.query_words(text).tobytes() for text in texts[: more.worded]]


def _as_text(held: bytes) -> str:
    return base64.b64encode(held).decode()
