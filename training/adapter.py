"""Fit an adapter of the bundled chat model that makes it judge support, as training/README.md says.

The weights are unpacked and run by transformers, frozen, with low-rank matrices beside those of the upper layers
(LoRA, Hu et al. 2021); what is learnt is the log-odds of yes over no after the prompt of `by_reading`. That needs
`pip install accelerate gguf`. Two cores with matrix units learn from a row a second.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.judge.support.by_reading import reading_prompt
from bot.models.local_server import FILE_NAME, local_weights
from bot.models.support_adapter import PROMPT_FILE
from bot.models.verdict_probe import as_read, digest
from bot.settings import Settings
from training.support import Row, read_twins, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Of each source as many rows as it is like what a judge meets: quotes of articles, sentences in other words.
OF_A_SOURCE = {
    "summedits": 420, "fool-me-twice": 260, "wice": 260, "rte3-fr": 260, "daccord": 220,
    "mnli-train-15k-translated": 420, "made-cross": 160, "made-fr": 60, "conjnli": 140, "cad-snli": 120,
    "lingnli": 120, "inferes": 100, "begin": 120, "fever-symmetric": 100, "covid-fact": 40, "rte": 80,
    "gqnli-fr": 40, "curriculum-boolean": 10, "curriculum-counting": 10, "curriculum-quantifier": 14,
    "curriculum-comparative": 14, "curriculum-temporal": 14, "curriculum-negation": 10,
    "curriculum-conditional": 14, "curriculum-coreference": 14,
}  # fmt: skip
FIRST_LAYER, RANK, ALPHA = 12, 6, 12
# The matrices that are adapted, as transformers and as llama.cpp call them.
_MATRICES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "down_proj": "ffn_down",
}
_YES, _NO = ("Yes", "yes", " Yes", " yes"), ("No", "no", " No", " no")
_RATE, _WARMUP, _ROWS_A_STEP, _TOKENS_AT_ONCE = 6e-4, 12, 8, 1500
_APART = 0.5  # what it counts that a faithful sentence is likelier than its twin
_SAVED_EACH = 10  # steps
_SEED = 7


def _low_rank(torch: Any) -> Any:
    class LowRank(torch.nn.Module):
        """A frozen linear layer and its two low-rank matrices, kept in 32 bits and read in the layer's own."""

        def __init__(self, linear: Any) -> None:
            super().__init__()
            self.linear = linear
            self.a = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
            self.b = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

        def forward(self, x: Any) -> Any:
            out = self.linear(x)
            flat = x.reshape(-1, x.shape[-1])
            low = flat @ (self.a * (ALPHA / RANK)).to(x.dtype).T
            return torch.addmm(out.reshape(-1, out.shape[-1]), low, self.b.to(x.dtype).T).view_as(out)

    return LowRank


class Student:
    """The bundled chat model with the adapter that is learnt."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

        self._torch: Any = torch
        self._tokens: Any = AutoTokenizer.from_pretrained(str(folder), gguf_file=FILE_NAME)
        self.model: Any = AutoModelForCausalLM.from_pretrained(
            str(folder), gguf_file=FILE_NAME, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
        ).eval()
        self.model.requires_grad_(False)
        low_rank = _low_rank(torch)
        self.adapted: dict[str, Any] = {}
        for number, layer in enumerate(self.model.model.layers):
            for name in _MATRICES if number >= FIRST_LAYER else ():
                part = layer.self_attn if hasattr(layer.self_attn, name) else layer.mlp
                self.adapted[f"{number}.{name}"] = low_rank(getattr(part, name))
                setattr(part, name, self.adapted[f"{number}.{name}"])
        self._words = [self._ids(words) for words in (_YES, _NO)]

    def save(self, file: Path) -> None:
        """Write the low-rank matrices."""
        from safetensors.torch import save_file

        told = {f"{n}.{m}": getattr(layer, m).detach().contiguous() for n, layer in self.adapted.items() for m in "ab"}
        save_file(told, str(file))

    def load(self, file: Path) -> None:
        """Go on from low-rank matrices."""
        from safetensors.torch import load_file

        for name, tensor in load_file(str(file)).items():
            of, _, which = name.rpartition(".")
            getattr(self.adapted[of], which).data.copy_(tensor)

    def _ids(self, words: Sequence[str]) -> list[int]:
        found = [self._tokens(word, add_special_tokens=False).input_ids for word in words]
        return [ids[0] for ids in found if len(ids) == 1]

    def length(self, row: Row) -> int:
        """Return how many tokens a row's prompt has."""
        return len(self._tokens(text_of(row), add_special_tokens=False).input_ids)

    def log_odds(self, rows: Sequence[Row]) -> Any:
        """Return the log-odds of yes, a tensor (rows,)."""
        torch = self._torch
        self._tokens.padding_side = "right"
        part = self._tokens([text_of(r) for r in rows], return_tensors="pt", padding=True, add_special_tokens=False)
        base = self.model
        hidden = base.model(part.input_ids, attention_mask=part.attention_mask, use_cache=False).last_hidden_state
        last = hidden[torch.arange(len(rows)), part.attention_mask.sum(1) - 1]
        yes, no = (torch.logsumexp((last @ base.lm_head.weight[ids].T).float(), dim=1) for ids in self._words)
        return yes - no


def text_of(row: Row) -> str:
    return as_read(reading_prompt(row.claim))


def batches(rows: Sequence[Row], student: Student, seed: int) -> Iterator[list[list[Row]]]:
    """Draw steps of about as many rows, twins together, each as parts of about as many tokens."""
    chance = random.Random(seed)  # noqa: S311 -- examples are no secret
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    order = list(groups.values())
    chance.shuffle(order)
    step: list[list[Row]] = []
    for group in order:
        step.append(group)
        if sum(map(len, step)) >= _ROWS_A_STEP:
            yield list(_parts(step, student))
            step = []
    if step:
        yield list(_parts(step, student))


def _parts(groups: Sequence[list[Row]], student: Student) -> Iterator[list[Row]]:
    part: list[Row] = []
    longest = 0
    for length, group in sorted(((max(map(student.length, g)), g) for g in groups), key=lambda pair: pair[0]):
        if part and max(longest, length) * (len(part) + len(group)) > _TOKENS_AT_ONCE:
            yield part
            part, longest = [], 0
        part = [*part, *group]
        longest = max(longest, length)
    yield part


def loss_of(student: Student, part: Sequence[Row]) -> Any:
    import torch
    from torch.nn import functional

    odds = student.log_odds(part)
    sides = torch.tensor([1.0 if row.supported else -1.0 for row in part])
    loss = functional.softplus(-sides * odds).sum()
    for i, one in enumerate(part):
        for j, other in enumerate(part):
            if one.group == other.group and one.supported and not other.supported:
                loss = loss + _APART * functional.softplus(odds[j] - odds[i])
    return loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="a folder for the adapter, saved as it is learnt")
    parser.add_argument("--twins", type=Path, nargs="+", required=True, help="read one after the other")
    parser.add_argument("--mixed", type=int, default=150, help="rows of the data mixed among the twins of each file")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=75.0, help="in which the rate of learning falls to nothing")
    parser.add_argument("--start", type=Path, help="an adapter to go on from")
    parser.add_argument("--measure", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    import torch

    torch.manual_seed(_SEED)
    student = Student(local_weights(Settings().cache_dir, print).parent)
    if given.start:
        student.load(given.start)
    given.out.mkdir(exist_ok=True)
    data = rows_of(given.data, OF_A_SOURCE)
    random.Random(_SEED).shuffle(data)  # noqa: S311 -- examples are no secret
    course = Course(student, given.out, given.minutes * 60)
    for epoch in range(given.epochs):
        for number, file in enumerate(given.twins):
            while not file.exists():
                time.sleep(5)
            first = (epoch * len(given.twins) + number) * given.mixed
            course.learn([*read_twins(file), *data[first : first + given.mixed]])
            if course.is_over:
                break
    student.save(given.out / "adapter.safetensors")
    write(given.out / "adapter.safetensors", given.out / "adapter.gguf")
    for file in given.measure:
        measure(student, file, given.out)


class Course:
    """Learning, at a rate that falls to nothing by its end."""

    def __init__(self, student: Student, out: Path, seconds: float) -> None:
        import torch

        self._student, self._out, self._seconds = student, out, seconds
        self._learnt = [p for layer in student.adapted.values() for p in (layer.a, layer.b)]
        self._optimizer: Any = torch.optim.AdamW(self._learnt, lr=_RATE, weight_decay=0.01)
        self._clip = torch.nn.utils.clip_grad_norm_
        self._started = time.monotonic()
        self._steps = 0

    @property
    def is_over(self) -> bool:
        """Say whether its time is up."""
        return time.monotonic() - self._started > self._seconds

    def learn(self, rows: Sequence[Row]) -> None:
        """Learn from rows once."""
        for step in batches(rows, self._student, self._steps):
            if self.is_over:
                return
            spent = time.monotonic() - self._started
            rate = _RATE * min(1.0, (self._steps + 1) / _WARMUP) * max(0.03, 1 - spent / self._seconds)
            for group in self._optimizer.param_groups:
                group["lr"] = rate
            count, total = sum(map(len, step)), 0.0
            for part in step:
                loss = loss_of(self._student, part) / count
                loss.backward()
                total += float(loss.detach())
            self._clip(self._learnt, 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad()
            self._steps += 1
            print(f"step {self._steps}, {count} rows, loss {total:.3f}, {spent:.0f} s", flush=True)
            if self._steps % _SAVED_EACH == 0:
                self._student.save(self._out / "adapter.safetensors")


def measure(student: Student, file: Path, out: Path) -> None:
    import torch

    rows = read_twins(file)
    told: list[tuple[str, bool, float]] = []
    with torch.inference_mode():
        for i in range(0, len(rows), 12):
            part = rows[i : i + 12]
            told += [(r.group, r.supported, float(o)) for r, o in zip(part, student.log_odds(part), strict=True)]
    (out / f"{file.stem}.json").write_text(json.dumps(told))
    print_measured(file.stem, told)


def write(matrices: Path, file: Path) -> None:
    """Write low-rank matrices as the adapter that llama.cpp loads, and print the digests that name it."""
    import numpy as np
    from gguf import GGUFWriter  # pyright: ignore[reportMissingImports] -- of who fits it alone
    from safetensors.numpy import load_file

    writer = GGUFWriter(str(file), "qwen2")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(ALPHA))
    for name, matrix in sorted(load_file(str(matrices)).items()):
        layer, of, which = name.split(".")
        writer.add_tensor(f"blk.{layer}.{_MATRICES[of]}.weight.lora_{which}", matrix.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{file}: SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}")
    print(f"{PROMPT_FILE}: {digest(PROMPT_FILE.read_text(encoding='utf-8'))}")


def print_measured(name: str, told: Sequence[tuple[str, bool, float]]) -> None:
    from sklearn.metrics import roc_auc_score

    by: dict[str, dict[bool, float]] = {}
    for group, supported, odds in told:
        by.setdefault(group, {})[supported] = odds
    ordered = [t[True] > t[False] for t in by.values() if len(t) > 1]
    false = sorted((o for _, s, o in told if not s), reverse=True)
    at = false[int(0.08 * len(false))]
    true = [o for _, s, o in told if s]
    auc = roc_auc_score([s for _, s, _ in told], [o for *_, o in told])
    kept = sum(o > at for o in true) / len(true)
    print(f"{name}: AUC {auc:.3f} twins {sum(ordered) / len(ordered):.3f} true kept at .08 {kept:.3f}", flush=True)


if __name__ == "__main__":
    main()
