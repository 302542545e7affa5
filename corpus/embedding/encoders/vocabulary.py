"""Cut texts into the pieces of the bundled model's vocabulary (door: sentencepiece).

Its library keeps the 250,000 pieces in a sixth of the memory that others take. It is given texts as they are folded
here, so that the places it tells of are places in what it was given.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.embedding.encoders.weights_file import Pieces

FILE_NAME = "pieces.model"
_SPACE = re.compile(r"\s+")


def write_vocabulary(folder: Path, pieces: Pieces) -> None:
    """Write a vocabulary into a folder."""
    from sentencepiece import sentencepiece_model_pb2

    proto: Any = sentencepiece_model_pb2
    model = proto.ModelProto()
    kinds = proto.ModelProto.SentencePiece
    aside = {pieces.unk: kinds.UNKNOWN, **dict.fromkeys((pieces.bos, pieces.eos, pieces.pad), kinds.CONTROL)}
    for number, (text, score) in enumerate(pieces.pieces):
        model.pieces.add(piece=text, score=score, type=aside.get(number, kinds.NORMAL))
    trained = model.trainer_spec
    trained.model_type = proto.TrainerSpec.UNIGRAM
    trained.vocab_size = len(pieces.pieces)
    trained.unk_id, trained.bos_id, trained.eos_id, trained.pad_id = pieces.unk, pieces.bos, pieces.eos, pieces.pad
    model.normalizer_spec.name = "identity"
    (folder / FILE_NAME).write_bytes(model.SerializeToString())


class Vocabulary:
    """A vocabulary that is loaded, which many threads may use."""

    def __init__(self, folder: Path, longest: int) -> None:
        """Load it from a folder; texts are cut off after `longest` tokens, those of their start and end included."""
        from sentencepiece import SentencePieceProcessor

        self._processor: Any = SentencePieceProcessor(model_file=str(folder / FILE_NAME), num_threads=1)
        self._longest = longest - 2

    def folded(self, text: str) -> str:
        """Return a text as it is read."""
        return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's pieces, with those of its start and end."""
        start, end = self._processor.bos_id(), self._processor.eos_id()
        found: list[list[int]] = self._processor.encode([self.folded(text) for text in texts])
        return [[start, *ids[: self._longest], end] for ids in found]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each piece stands in a text as it is read; its start and end stand nowhere."""
        found = self._processor.encode(self.folded(text), return_type="offset_mapping")["offsets"]
        return [(0, 0), *found[: self._longest], (0, 0)]
