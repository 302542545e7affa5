"""Write and read the tokenizer of the bundled embedding model (door: tokenizers)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.embedding.encoders.weights_file import Pieces

FILE_NAME = "tokenizer.json"


def write_tokenizer(folder: Path, pieces: Pieces) -> None:
    """Write the tokenizer of a vocabulary into a folder."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    names = [text for text, _ in pieces.pieces]
    bos, eos = names[pieces.bos], names[pieces.eos]
    tokenizer = Tokenizer(models.Unigram(pieces.pieces, unk_id=pieces.unk, byte_fallback=False))
    fold = [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence(fold)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.save(str(folder / FILE_NAME))


def read_tokenizer(folder: Path, longest: int) -> Any:
    """Return the tokenizer of a folder, which cuts texts off after `longest` tokens; many threads may use it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / FILE_NAME))
    tokenizer.enable_truncation(longest)
    return tokenizer
