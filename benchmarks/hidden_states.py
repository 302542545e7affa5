"""Read the bundled chat model's hidden states after prompts, and keep them.

The same weights are run by transformers here, in batches that share what they read first, which is ten times as fast as
llama.cpp's server; both come to the same state (cosine .9997). That needs `pip install accelerate gguf`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.models.local_server import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_BATCH, _SAVED_EACH = 16, 40
_FENCE = "<articles>\n"
_QUESTION_AFTER = "</articles>\n\n"


class HiddenStates:
    """The hidden states after prompts, of length 1; those of earlier runs from a file."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder = folder
        self._kept = kept
        self._known: dict[str, NDArray[np.float32]] = {}
        if kept.exists():
            with np.load(kept) as file:
                self._known = dict(zip(file["keys"].tolist(), file["states"], strict=True))

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            self._read(missing)
        return np.stack([self._known[key] for key in keys])

    def _read(self, missing: dict[str, str]) -> None:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for key, text in missing.items():
            groups[text.partition(_QUESTION_AFTER)[0] + _QUESTION_AFTER].append(key)
        reader = _Reader(self._folder)
        for number, (begins, keys) in enumerate(groups.items(), 1):
            states = reader.read(begins, [missing[key].removeprefix(begins) for key in keys])
            self._known |= dict(zip(keys, states, strict=True))
            if number % _SAVED_EACH == 0 or number == len(groups):
                np.savez(self._kept, keys=np.array(list(self._known)), states=np.stack(list(self._known.values())))
                print(f"{number} of {len(groups)} passages read", flush=True)


class _Reader:
    """The bundled model, unpacked and run by transformers."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

        self._torch: Any = torch
        self._tokens: Any = AutoTokenizer.from_pretrained(str(folder), gguf_file=FILE_NAME)
        self._tokens.padding_side = "right"
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(folder), gguf_file=FILE_NAME, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
        )
        self._model = model.eval().model
        self._heads: dict[str, tuple[Any, int]] = {}

    def _begun(self, text: str, kept: Any, tokens: int) -> tuple[Any, int]:
        """Return what the model keeps of a text that goes on from what it kept, and how many tokens that has."""
        if kept is None and text in self._heads:
            return self._heads[text]
        ids = self._tokens(text, return_tensors="pt", add_special_tokens=False).input_ids
        read = self._model(ids, past_key_values=deepcopy(kept), use_cache=True).past_key_values
        if kept is None:
            self._heads[text] = read, ids.shape[1]
        return read, tokens + ids.shape[1]

    def read(self, begins: str, ends: Sequence[str]) -> NDArray[np.float32]:
        """Return the states after each end of a text that begins alike, one a row."""
        torch = self._torch
        with torch.inference_mode():
            head, fence, sentences = begins.partition(_FENCE)
            kept, first_tokens = self._begun(head + fence, None, 0)
            kept, seen_tokens = self._begun(sentences, kept, first_tokens)
            states: list[NDArray[np.float32]] = []
            for first in range(0, len(ends), _BATCH):
                part = self._tokens(
                    ends[first : first + _BATCH], return_tensors="pt", padding=True, add_special_tokens=False
                )
                rows, length = part.input_ids.shape
                cache = deepcopy(kept)
                cache.batch_repeat_interleave(rows)
                seen = torch.ones(rows, seen_tokens, dtype=torch.long)
                hidden = self._model(
                    part.input_ids,
                    attention_mask=torch.cat([seen, part.attention_mask], 1),
                    position_ids=(torch.arange(length) + seen_tokens)[None].expand(rows, -1),
                    past_key_values=cache,
                    use_cache=True,
                ).last_hidden_state
                last = part.attention_mask.sum(1) - 1
                states.append(hidden[torch.arange(rows), last].float().numpy())
        read = np.concatenate(states)
        return read / np.linalg.norm(read, axis=1, keepdims=True)
