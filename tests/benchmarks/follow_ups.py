"""What reading a follow-up with the question before it earns, on the multi-turn tasks of MTRAG.

    python tests/benchmarks/follow_ups.py --mtrag mtrag-un.jsonl

Every task whose last turn follows an earlier one and is answered, wholly or in part, by contexts
is asked of the contexts of all tasks. The table says how often the first of the task's own stands
among the best 1, 5 and 10, and the mean of 1 / its place (MRR), for meaning, for words, and for
the sum of both, each stretched to 0 to 1. Last, every conversation's first question is read after
the beginning of three others: it should be left alone. The rules were tuned on the first half of
the conversations, by hash; the second half tells what they are worth. With `--list` the questions
of the first half are printed as they are read.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bot.following import Turn, resolved
from corpus.sentences import sentences
from index.torch_embedder import SentenceEmbedder

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """The last question of a conversation, the ways to put it, and the rows that answer it."""

    half: int
    alone: str
    understood: str
    whole: str
    gold: frozenset[int]


WAYS: dict[str, Callable[[Task], str]] = {
    "last question alone": lambda task: task.alone,
    "resolved": lambda task: task.understood,
    "whole conversation": lambda task: task.whole,
}


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--mtrag", type=Path, required=True, help="mtrag-un.jsonl")
    arguments.add_argument("--list", action="store_true", help="print how the first half is read")
    given = arguments.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    records = [json.loads(line) for line in given.mtrag.read_text(encoding="utf-8").splitlines()]
    pool = list(dict.fromkeys(c["text"] for record in records for c in record["contexts"]))
    tasks = list(read(records, pool))
    if given.list:
        for task in tasks:
            if not task.half:
                print("  " if task.alone == task.understood else "* ", end="")
                print(task.alone, "->", task.understood)
        return
    meaning, words = Meaning(pool), Words(pool)
    for half in (0, 1):
        touched = list(new_topics(records, half))
        print(f"half {half + 1}: {sum(touched)} of {len(touched)} new topics not left alone")
        of_half = [task for task in tasks if task.half == half]
        changed = [task for task in of_half if task.alone != task.understood]
        Console().print(table(f"half {half + 1}, all", of_half, meaning, words))
        Console().print(table(f"half {half + 1}, those changed", changed, meaning, words))


def read(records: Sequence[dict[str, Any]], pool: Sequence[str]) -> Iterator[Task]:
    """The tasks that are follow-ups with an answer."""
    rows = {text: row for row, text in enumerate(pool)}
    for record in records:
        answerable = record["answerability"][0] in ("ANSWERABLE", "PARTIAL")
        if not answerable or not record["contexts"] or len(record["input"]) < 3:
            continue
        texts = [turn["text"] for turn in record["input"]]
        gold = frozenset(rows[context["text"]] for context in record["contexts"])
        yield Task(half_of(record), texts[-1], understood(texts), " ".join(texts), gold)


def half_of(record: dict[str, Any]) -> int:
    """0: the rules were tuned on this conversation; 1: they were not."""
    return hashlib.sha256(record["conversation_id"].encode()).digest()[-1] % 2


def new_topics(records: Sequence[dict[str, Any]], half: int) -> Iterator[bool]:
    """For each first question of a conversation after the beginning of another: was it changed?"""
    starts = {
        record["conversation_id"]: [turn["text"] for turn in record["input"][:2]]
        for record in sorted(records, key=lambda record: str(record["task_id"]))
        if half_of(record) == half and len(record["input"]) > 1
    }
    openings = list(starts.values())
    for number, (question, _) in enumerate(openings):
        for apart in (1, 7, 20):
            other = openings[(number + apart) % len(openings)]
            yield understood([*other, question]) != question


def understood(texts: Sequence[str]) -> str:
    """The last question, every one resolved against the one before as it was understood."""
    question = texts[0]
    for reply, following in zip(texts[1::2], texts[2::2], strict=True):
        shown = tuple(reply[start:end] for start, end in sentences(reply))
        question = resolved(following, Turn(question, shown))
    return question


class Meaning:
    """Cosines with the pool, by the shipped model."""

    def __init__(self, pool: Sequence[str]) -> None:
        self._embedder = SentenceEmbedder()
        self._vectors = self._embedder.passages(pool)

    def __call__(self, question: str) -> Scores:
        """One score per row of the pool."""
        return np.asarray(self._vectors @ self._embedder.question(question), dtype=np.float32)


class Words:
    """BM25 over the pool."""

    def __init__(self, pool: Sequence[str]) -> None:
        self._index = bm25s.BM25()
        tokens = bm25s.tokenize(list(pool), stopwords="en", show_progress=False)
        self._index.index(tokens, show_progress=False)

    def __call__(self, question: str) -> Scores:
        """One score per row of the pool."""
        found = bm25s.tokenize(question, stopwords="en", return_ids=False, show_progress=False)[0]
        return np.asarray(self._index.get_scores(list(found)), dtype=np.float32)


def table(name: str, tasks: Sequence[Task], meaning: Meaning, words: Words) -> Table:
    """One row for each way to put the question and each way to search."""
    shown = Table(f"{name} ({len(tasks)})", "searched by", "R@1", "R@5", "R@10", "MRR")
    for way, put in WAYS.items():
        near = [meaning(put(task)) for task in tasks]
        said = [words(put(task)) for task in tasks]
        both = [stretched(a) + stretched(b) for a, b in zip(near, said, strict=True)]
        for signal, scores in (("meaning", near), ("words", said), ("both", both)):
            places = np.array([place(s, t.gold) for s, t in zip(scores, tasks, strict=True)])
            hits = [f"{np.mean(places <= k):.3f}" for k in (1, 5, 10)]
            shown.add_row(way, signal, *hits, f"{np.mean(1 / places):.3f}")
    return shown


def stretched(scores: Scores) -> Scores:
    """The scores from 0 (the least) to 1 (the most)."""
    spread = max(float(np.ptp(scores)), 1e-9)
    return np.asarray((scores - scores.min()) / spread, dtype=np.float32)


def place(scores: Scores, gold: frozenset[int]) -> int:
    """Where the first of `gold` stands, from 1; of equals, the worst place."""
    best = max(scores[row] for row in gold)
    return 1 + int(np.sum(scores > best)) + int(np.sum(scores == best) - 1 if best <= 0 else 0)


if __name__ == "__main__":
    main()
