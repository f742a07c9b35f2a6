"""What the sentence choice and its floor earn, on SQuAD 1.1 dev with half the articles left out.

    python tests/benchmarks/answers.py --squad dev-v1.1.json

Every second article becomes the coverage. As many questions are asked of the articles that are in
it as of those that are not. For each way of judging sentences the table says how often the answer
stands in the sentences shown, how many are shown, and how well the best sentence's worth tells
covered from uncovered: AUROC, the share rejected by the floor that refuses 5 % of the covered,
that floor, and the shares of covered and uncovered questions that the shipped floor refuses.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answering import (
    WEIGHTS,
    Candidate,
    Weights,
    candidates,
    compose,
    coverage_of,
    promising,
    worth,
)
from bot.desk import PASSAGES as DESK_PASSAGES
from corpus.article import Content
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.progress import progress_bars
from index.rebuild import rebuild
from index.retriever import Hit, Retriever, open_current

WAYS = {
    "sentence's meaning": (Weights(passage=0, words=0, floor=0.455), False),
    "+ passage's meaning": (Weights(words=0, floor=0.633), False),
    "+ words": (WEIGHTS, False),
    "+ best 24 only (shipped)": (WEIGHTS, True),
}


@dataclass(frozen=True)
class Asked:
    """A question, what was found for it, and (when covered) the strings that answer it."""

    question: str
    answers: Sequence[str]
    covered: bool
    hits: Sequence[Hit]
    sentences: Sequence[Candidate]
    cosines: Sequence[float]
    seconds: float


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1 dev-v1.1.json")
    arguments.add_argument("--questions", type=int, default=1000, help="how many in all")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        retriever, questions = prepare(given.squad, Path(folder))
        random.Random(given.seed).shuffle(questions)
        half = given.questions // 2
        covered = [q for q in questions if q[2]][:half]
        uncovered = [q for q in questions if not q[2]][:half]
        asked = [ask(retriever, *q) for q in track(covered + uncovered, "asking")]
        Console().print(table(retriever, asked))
    times = sorted(one.seconds for one in asked)
    print(f"seconds per question: p50 {times[len(times) // 2]:.3f}", end=", ")
    print(f"p95 {times[len(times) * 95 // 100]:.3f} ({retriever.manifest.passages} passages)")


def prepare(squad: Path, folder: Path) -> tuple[Retriever, list[tuple[str, list[str], bool]]]:
    """An index of every second article, and all questions: text, answers, covered or not."""
    articles = json.loads(squad.read_text(encoding="utf-8"))["data"]
    kept = {article["title"] for article in articles[::2]}
    with ArticleStore(folder / "articles.sqlite3") as store, progress_bars() as report:
        for article in articles[::2]:
            paragraphs = [" ".join(p["context"].split()) for p in article["paragraphs"]]
            title = article["title"].replace("_", " ")
            store.add([f"squad:{title}"], Content(title=title, text="\n\n".join(paragraphs)))
        rebuild(store, folder / "index", DEFAULT_MODEL, SentenceEmbedder, report)
    questions = [
        (qa["question"], [a["text"] for a in qa["answers"]], article["title"] in kept)
        for article in articles
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]
    return open_current(folder / "index", SentenceEmbedder), questions


def ask(retriever: Retriever, question: str, answers: list[str], covered: bool) -> Asked:
    """All sentences with their cosines; and the seconds the desk takes, which embeds fewer."""
    started = time.perf_counter()
    hits = retriever.search(question, DESK_PASSAGES)
    retriever.similarity(question, [s.quote.text for s in promising(question, candidates(hits))])
    took = time.perf_counter() - started
    sentences = candidates(hits)
    cosines = retriever.similarity(question, [s.quote.text for s in sentences]).tolist()
    return Asked(question, answers, covered, hits, sentences, cosines, took)


def judged(asked: Asked, weights: Weights, shipped: bool) -> list[tuple[Candidate, float]]:
    """The sentences that are judged, each with its cosine."""
    pairs = list(zip(asked.sentences, asked.cosines, strict=True))
    if not shipped:
        return pairs
    kept = {id(sentence) for sentence in promising(asked.question, asked.sentences, weights)}
    return [pair for pair in pairs if id(pair[0]) in kept]


def table(retriever: Retriever, asked: Sequence[Asked]) -> Table:
    """One row for each way of judging."""
    shown = Table("judged by", "shown", "of", "AUROC", "rejected", "floor", "false/right")
    coverage = coverage_of(retriever.manifest)
    for name, (weights, shipped) in WAYS.items():
        pools = [judged(a, weights, shipped) for a in asked]
        answers = [
            compose(
                a.question, a.hits, [s for s, _ in pool], [c for _, c in pool], coverage, weights
            )
            for a, pool in zip(asked, pools, strict=True)
        ]
        pairs = [(answer, a) for answer, a in zip(answers, asked, strict=True) if a.covered]
        found = [
            any(
                text.lower() in s.quote.text.lower() for text in a.answers for s in answer.sentences
            )
            for answer, a in pairs
        ]
        worths = np.array(
            [
                max(worth(a.question, s, c, weights) for s, c in pool)
                for a, pool in zip(asked, pools, strict=True)
            ]
        )
        covered = np.array([a.covered for a in asked])
        best_covered, best_uncovered = worths[covered], worths[~covered]
        floor = float(np.quantile(best_covered, 0.05))
        shown.add_row(
            name,
            f"{np.mean(found):.3f}",
            f"{np.mean([len(answer.sentences) for answer, _ in pairs]):.2f}",
            f"{auroc(best_covered, best_uncovered):.3f}",
            f"{np.mean(best_uncovered < floor):.2f}",
            f"{floor:.3f}",
            f"{np.mean(best_covered < weights.floor):.2f} / "
            f"{np.mean(best_uncovered < weights.floor):.2f}",
        )
    return shown


def auroc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Chance that a covered question scores above an uncovered one; ties count half."""
    above = positive[:, None] > negative[None]
    level = positive[:, None] == negative[None]
    return float(above.mean() + 0.5 * level.mean())


if __name__ == "__main__":
    main()
