"""Cross-encoders of one small layer, with weights at random, for the doors to load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] what does the harbour ferry market close leave on sunday tuesday".split()


def make_cross_encoder(folder: Path, *, labels: Sequence[str]) -> str:
    """Save a cross-encoder that has these labels, and return its folder."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(4)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    sizes: dict[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
    }
    config = BertConfig(vocab_size=len(WORDS), id2label=dict(enumerate(labels)), **sizes)
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    CrossEncoder(str(folder)).save_pretrained(str(folder))
    return str(folder)
