"""Teach the bundled embedding model which sentences answer a question, as training/README.md says.

The model is frozen, with low-rank matrices beside those of its upper layers (LoRA, Hu et al. 2021). A question and a
sentence are read apart and compared by their vectors and by their words (`corpus/embedding/answer_scorer.py`). Each
question has its answers beside the sentences of the same article that are nearest to it, and those of the other
questions of a step; of a question without an answer all are wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.evaluation.data import read_set
from bot.settings import Settings
from corpus.embedding.encoders.quantised import QuantisedEncoder
from corpus.embedding.encoders.sentence_transformer_folder import bundled_folder
from corpus.embedding.titled import titled_sentence
from corpus.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST_LAYER, RANK = 6, 16
# The matrices that are adapted: where transformers has them, and what the weights' file calls them.
_MATRICES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_RATE, _WARMUP, _CLIPPED = 4e-4, 0.06, 1.0
_MIX_RATE = 0.2
_QUESTIONS_A_STEP, _WRONG_A_QUESTION, _ANSWERS_A_QUESTION = 12, 4, 2
# How much likelier a sentence is taken for a wrong one the nearer it is; cosines lie within a tenth.
_NEARER = 25
# Of how much account a wrong sentence is: of the same article, of another.
_SAME, _OTHER, _RIGHT = 1.0, 0.1, 2.0
# Where vectors and words lie before anything is learnt, so that a middling sentence has log-odds of about 0.
_OF_VECTORS, _OF_WORDS, _BEGINS = 30.0, 30.0, -37.0
_NO_WORDS, _LENGTHENED = 4, 4.0
_OF_COMMON = 300
_HELD = 12  # one article of so many is kept to measure
_SAVED_EACH = 60  # steps
_SEED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question over the sentences of an article, and which of them answer it."""

    question: str
    article: str
    sentences: tuple[str, ...]
    gold: frozenset[int]


def read_answers(file: Path) -> Iterator[Asked]:
    """Yield the questions of answers.jsonl."""
    for line in file.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        sentences = tuple(titled_sentence(article["title"], one) for one in article["sentences"])
        for asked in article["questions"]:
            parts = [part if isinstance(part, list) else [part] for part in asked["gold"]]
            gold = frozenset(index for part in parts for index in part)
            yield Asked(question=asked["q"], article=article["id"], sentences=sentences, gold=gold)


def read_spans(folder: Path) -> Iterator[Asked]:
    """Yield the questions of an evaluation set whose answers stand in a sentence as they are."""
    data = read_set(folder)
    articles = {article.origin: article for article in data.articles}
    for query in data.queries:
        article = articles[next(iter(query.relevant))]
        texts = [article.text[s.start : s.end] for s in split_sentences(article.text, article.language)]
        gold = frozenset(
            i for i, text in enumerate(texts) if any(a.casefold() in text.casefold() for a in query.answers)
        )
        if gold:
            titled = tuple(titled_sentence(article.title, text) for text in texts)
            yield Asked(question=query.question, article=article.origin, sentences=titled, gold=gold)


class Student:
    """The bundled embedding model with what is learnt beside it."""

    def __init__(self, cache: Path) -> None:
        import torch
        from transformers import AutoTokenizer, BertModel

        self._torch: Any = torch
        folder = str(bundled_folder(cache, print))
        self._tokens: Any = AutoTokenizer.from_pretrained(folder)
        self._model: Any = BertModel.from_pretrained(folder, add_pooling_layer=False).eval().requires_grad_(False)
        self.adapted: dict[str, Any] = {}
        for number in range(FIRST_LAYER, len(self._model.encoder.layer)):
            for place, name in _MATRICES.items():
                parent, _, last = place.rpartition(".")
                host = self._model.encoder.layer[number].get_submodule(parent)
                self.adapted[f"l{number}.{name}"] = adapted = _low_rank(torch, getattr(host, last))
                setattr(host, last, adapted)
        self.weights: Any = torch.nn.Parameter(torch.zeros(1, self._model.config.hidden_size))
        self.mix: Any = torch.nn.Parameter(torch.tensor([_OF_VECTORS, _OF_WORDS, _BEGINS]))
        self.common: dict[str, Any] = {}

    def low_rank(self) -> list[Any]:
        """Return the low-rank matrices."""
        return [matrix for one in self.adapted.values() for matrix in (one.a, one.b)]

    def find_common(self, questions: Sequence[str], sentences: Sequence[str]) -> None:
        """Keep what the words of questions, and those of sentences, have in common before anything is learnt."""
        with self._torch.no_grad():
            for name, texts in (("cq", questions), ("cs", sentences)):
                tokens, mask = self._states(texts[:_OF_COMMON])
                self.common[name] = (tokens * mask[..., None]).sum((0, 1)) / mask.sum()

    def scores(self, questions: Sequence[str], sentences: Sequence[str]) -> Any:
        """Return the log-odds that sentences answer questions, a tensor (questions, sentences)."""
        torch = self._torch
        asked, words, told = self._read(questions, "query: ", "cq")
        vectors, others, holds = self._read(sentences, "passage: ", "cs")
        weights = (words * _LENGTHENED @ self.weights[0]).masked_fill(told == 0, -1e9).softmax(1)
        near = torch.einsum("qtd,sud->qstu", words, others).masked_fill(holds[None, :, None] == 0, -1).amax(-1)
        return self.mix[0] * (asked @ vectors.T) + self.mix[1] * (near * weights[:, None]).sum(-1) + self.mix[2]

    def _read(self, texts: Sequence[str], prompt: str, common: str) -> tuple[Any, Any, Any]:
        normal = self._torch.nn.functional.normalize
        tokens, mask = self._states([prompt + text for text in texts])
        vectors = normal((tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=1)
        lengths = mask.sum(1).long() - 1
        words = mask.clone()
        words[:, :_NO_WORDS] = 0
        words[self._torch.arange(len(texts)), lengths] = 0
        return vectors, normal(tokens - self.common[common], dim=-1), words

    def _states(self, texts: Sequence[str]) -> tuple[Any, Any]:
        read = self._tokens(list(texts), return_tensors="pt", padding=True, truncation=True, max_length=160)
        states = self._model(read.input_ids, attention_mask=read.attention_mask).last_hidden_state
        return states, read.attention_mask.float()

    def save(self, file: Path) -> str:
        """Write what is learnt, and return the file's digest."""
        from safetensors.torch import save_file

        kept = {f"{n}.{m}": getattr(one, m).detach().half() for n, one in self.adapted.items() for m in "ab"}
        kept |= {"wq": self.weights.detach(), "mix": self.mix.detach(), **self.common}
        save_file({name: tensor.contiguous() for name, tensor in kept.items()}, str(file))
        return hashlib.sha256(file.read_bytes()).hexdigest()


def _low_rank(torch: Any, linear: Any) -> Any:
    class LowRank(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = linear
            self.a = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
            self.b = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

        def forward(self, x: Any) -> Any:
            return self.linear(x) + (x @ self.a.T) @ self.b.T

    return LowRank()


def _step(student: Student, asked: Sequence[tuple[Asked, list[int]]]) -> Any:
    """Return the loss of some questions, each with the sentences drawn for it: of each pair, and of each list."""
    import torch

    drawn = list(dict.fromkeys(one.sentences[i] for one, indices in asked for i in indices))
    scores = student.scores([one.question for one, _ in asked], drawn)
    total: Any = 0.0
    for own, (one, _) in zip(scores, asked, strict=True):
        answers = {one.sentences[i] for i in one.gold}
        right = torch.tensor([text in answers for text in drawn])
        same = torch.tensor([text in set(one.sentences) for text in drawn])
        weights = torch.where(right, _RIGHT, torch.where(same, _SAME, _OTHER))
        each = torch.nn.functional.binary_cross_entropy_with_logits(own, right.float(), reduction="none")
        total = total + 1.5 * (each * weights).sum() / weights.sum()
        if right.any():
            wrong = own[~right][None].expand(int(right.sum()), -1)
            found = own[right]
            total = total + (torch.logsumexp(torch.cat([found[:, None], wrong], 1), 1) - found).mean()
    return total / len(asked)


def _draw(one: Asked, near: Sequence[float], chance: np.random.Generator) -> list[int]:
    """Draw answers of a question, and sentences of the same article that aren't, the nearer the likelier."""
    wrong = [i for i in range(len(one.sentences)) if i not in one.gold]
    odds = np.exp(_NEARER * np.array([near[i] for i in wrong]))
    few = min(len(wrong), _WRONG_A_QUESTION)
    drawn = chance.choice(wrong, few, replace=False, p=odds / odds.sum()).tolist() if few else []
    answers = chance.permutation(sorted(one.gold))[:_ANSWERS_A_QUESTION].tolist()
    return [*answers, *drawn]


def _nearness(asked: Sequence[Asked], cache: Path) -> list[list[float]]:
    """Return how near each question is to each sentence of its article before anything is learnt."""
    encoder = QuantisedEncoder.load(cache, print)
    texts = list(dict.fromkeys(text for one in asked for text in one.sentences))
    at = {text: i for i, text in enumerate(texts)}
    vectors = encoder.encode([f"passage: {text}" for text in texts], lambda _: None)
    questions = encoder.encode([f"query: {one.question}" for one in asked], lambda _: None)
    return [
        [float(vectors[at[text]] @ question) for text in one.sentences]
        for one, question in zip(asked, questions, strict=True)
    ]


def _measured(student: Student, asked: Sequence[Asked]) -> str:
    """Say of how many questions what is likeliest answers, and how well answers are told from what isn't one."""
    import torch
    from sklearn.metrics import roc_auc_score

    with torch.no_grad():
        scores = [student.scores([one.question], one.sentences)[0].numpy() for one in asked]
    answered = [bool(one.gold) for one in asked]
    first = [int(own.argmax()) in one.gold for own, one in zip(scores, asked, strict=True) if one.gold]
    return f"first {np.mean(first):.3f}, AUC {roc_auc_score(answered, [own.max() for own in scores]):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("answers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--spans", type=Path, nargs="*", default=[])
    parser.add_argument("--steps", type=int, default=300)
    given = parser.parse_args()
    import torch

    torch.manual_seed(_SEED)
    chance, cache = np.random.default_rng(_SEED), Settings().cache_dir
    own = list(read_answers(given.answers))
    articles = sorted({one.article for one in own})
    random.Random(1).shuffle(articles)  # noqa: S311 -- examples are no secret
    held = set(articles[::_HELD])
    learnt = [one for one in own if one.article not in held]
    learnt += [one for folder in given.spans for one in read_spans(folder)]
    near, student = _nearness(learnt, cache), Student(cache)
    student.find_common([one.question for one in learnt], [text for one in learnt for text in one.sentences[:1]])
    kept = [one for one in own if one.article in held]
    print(f"{len(learnt)} questions, {len(kept)} kept: {_measured(student, kept)}", flush=True)
    groups: list[dict[str, Any]] = [
        {"params": student.low_rank(), "lr": _RATE},
        {"params": [student.weights], "lr": 2 * _RATE},
        {"params": [student.mix], "lr": _MIX_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    rates = [group["lr"] for group in optimiser.param_groups]
    order: list[int] = []
    began = time.monotonic()
    for step in range(1, given.steps + 1):
        grown = min(1.0, step / (_WARMUP * given.steps)) * 0.5 * (1 + math.cos(math.pi * step / given.steps))
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * max(grown, 0.03)
        if len(order) < _QUESTIONS_A_STEP:
            order += chance.permutation(len(learnt)).tolist()
        drawn, order = order[:_QUESTIONS_A_STEP], order[_QUESTIONS_A_STEP:]
        loss = _step(student, [(learnt[i], _draw(learnt[i], near[i], chance)) for i in drawn])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.low_rank(), _CLIPPED)
        optimiser.step()
        if step % _SAVED_EACH == 0 or step == given.steps:
            told = f"{step} of {given.steps}, {(time.monotonic() - began) / step:.1f} s a step, loss {loss.item():.3f}"
            print(f"{told}: {_measured(student, kept)}; {student.save(given.out)}", flush=True)


if __name__ == "__main__":
    main()
