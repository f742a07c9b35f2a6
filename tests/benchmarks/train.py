"""Learn the weights that ship: how passages are ranked, sentences chosen, and answers withheld.

    python tests/benchmarks/train.py --squad dev-v1.1.json --weekly-news CLONE --homes DIR

Passages (index/weights.json) and sentences (bot/weights.json, worth): a linear score per candidate
and the softmax likelihood that one of those that answer comes first, on SQuAD paragraphs and the
weekly news of 2024 in equal numbers of questions. Sureness: logistic regression on SQuAD with half
of the articles, and with a fifth of the paragraphs, left out; `floor` refuses 5 % of the covered.
Figures are of two folds by question, each scored by weights learned on the other. `--homes` keeps
sets and indexes, so that the next run embeds nothing; `--dry` prints and writes nothing.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from quality import SETS, fill
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.answering import PASSAGES, judge
from bot.choosing import SURENESS, WORTH, Weights, candidates, sureness
from corpus.home import Home
from index.embedding import DEFAULT_MODEL
from index.evaluation.matching import holds, normalised
from index.evaluation.questions import Question, read_questions
from index.progress import progress_bars
from index.question import Reading, read
from index.ranking import Ranker
from index.retriever import Retriever, open_current
from index.signals import NAMES
from index.torch_embedder import SentenceEmbedder

Floats = NDArray[np.float32]
ROOT = Path(__file__).parents[2]
ALLOWED = 0.05  # share of covered questions that may be refused
_LATER = datetime(2026, 1, 1, tzinfo=UTC)  # when questions were put that do not say


@dataclass(frozen=True)
class Ranked:
    """The candidates for one question: their signals, and which of them answer."""

    signals: Floats
    answers: NDArray[np.bool_]


def main() -> None:
    """Learn all weights, print what they earn, and write them."""
    given = parsed()
    os.environ["HF_HUB_OFFLINE"] = "1"
    squad = Prepared("squad", given.squad, given.homes, given.questions)
    news = Prepared("weekly-news", given.weekly_news, given.homes, given.questions)
    passages = learn_order("passages", [squad, news], passages_of)
    ranker = Ranker(tuple(passages))
    worth = learn_order("sentences", [squad, news], lambda s, q: sentences_of(s, q, ranker))
    sets = ("squad-half", "squad-paragraph-removed")
    lacking = [Prepared(name, given.squad, given.homes, given.questions) for name in sets]
    sure, bias, floor = learn_sureness(lacking, ranker, tuple(worth))
    if given.dry:
        return
    write(ROOT / "index" / "weights.json", {"weights": named(NAMES, passages)})
    write(
        ROOT / "bot" / "weights.json",
        {
            "worth": named(WORTH, worth),
            "sureness": named(SURENESS, sure),
            "bias": round(bias, 3),
            "floor": round(floor, 3),
        },
    )


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1 dev-v1.1.json")
    parser.add_argument("--weekly-news", type=Path, required=True, help="a clone of realtimeqa")
    parser.add_argument("--homes", type=Path, required=True, help="where sets and indexes stay")
    parser.add_argument("--questions", type=int, default=2000, help="of each set, at most")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    return parser.parse_args()


class Prepared:
    """A public set as an index and its questions."""

    def __init__(self, name: str, path: Path, homes: Path, most: int) -> None:
        home = Home((homes / name).absolute())
        command = [sys.executable, str(SETS), name, str(path), str(home.root)]
        subprocess.run([*command, "--questions", str(most)], check=True)
        with progress_bars() as report:
            print(fill(home, DEFAULT_MODEL, SentenceEmbedder, report))
        self.name = name
        self.retriever: Retriever = open_current(home.index, SentenceEmbedder)
        self.questions, _ = read_questions(home.root / "questions.jsonl")

    def read(self, question: Question) -> Reading:
        """The question as the bot reads it."""
        return read(question.question, question.asked_at or _LATER, self.retriever.facets)


def passages_of(prepared: Prepared, question: Question) -> Ranked:
    """The passages considered; those of the articles named, else those that hold an answer."""
    reading = prepared.read(question)
    found = prepared.retriever.considered(reading)
    wanted = [normalised(text) for text in question.answers]
    answers = [
        article.url in question.articles if question.articles else is_in(passage.text, wanted)
        for passage, article in map(prepared.retriever.passage, found.rows.tolist())
    ]
    return Ranked(found.table, np.array(answers, dtype=bool))


def sentences_of(prepared: Prepared, question: Question, ranker: Ranker) -> Ranked:
    """The sentences of the passages found, and those that hold an answer."""
    reading = prepared.read(question)
    hits = prepared.retriever.with_ranker(ranker).search(reading, PASSAGES)
    found = candidates(reading, hits, blank((1.0,) * len(WORTH)))
    wanted = [normalised(text) for text in question.answers]
    answers = [
        (not question.articles or one.quote.article.url in question.articles)
        and is_in(one.quote.text, wanted)
        for one in found
    ]
    signals = np.array([one.signals for one in found], dtype=np.float32)
    return Ranked(signals.reshape(-1, len(WORTH)), np.array(answers, dtype=bool))


def is_in(text: str, wanted: Sequence[str]) -> bool:
    """Whether one of the answers stands in a text."""
    return any(holds(normalised(text), one) for one in wanted)


def blank(worth: tuple[float, ...]) -> Weights:
    """Weights of sentences alone."""
    return Weights(worth, (0.0,) * len(SURENESS), 0.0, 0.0)


def learn_order(
    what: str, sets: Sequence[Prepared], ranked: Callable[[Prepared, Question], Ranked]
) -> list[float]:
    """Weights under which those that answer come first."""
    every: list[Ranked] = []
    fold: list[int] = []
    for prepared in sets:
        asked = [ranked(prepared, q) for q in track(prepared.questions, f"{what}, {prepared.name}")]
        useful = [one for one in asked if one.answers.any()]
        folds = [number % 2 for number in range(len(useful))]
        held_out = list(_held_out(useful, folds))
        tops = [sum(rank <= k for rank in held_out) / len(asked) for k in (1, 5, 10)]
        print(f"{what} of {prepared.name}: first {tops[0]:.3f}, first five {tops[1]:.3f}", end="")
        print(f", first ten {tops[2]:.3f} of {len(asked)} questions")
        every += useful
        fold += folds
    return [float(weight) for weight in fitted(every)]


def _held_out(ranked: Sequence[Ranked], folds: Sequence[int]) -> Iterator[int]:
    """The rank of the first that answers, by weights learned on the other fold."""
    for fold in (0, 1):
        weights = fitted([one for one, of in zip(ranked, folds, strict=True) if of != fold])
        for one, of in zip(ranked, folds, strict=True):
            if of == fold:
                order = np.argsort(-(one.signals @ weights), kind="stable")
                yield int(np.argmax(one.answers[order])) + 1


def fitted(ranked: Sequence[Ranked], epochs: int = 60) -> Floats:
    """Weights of most likelihood that one that answers is drawn by softmax; slightly decayed."""
    torch.manual_seed(0)
    longest = max(len(one.answers) for one in ranked)
    shape = (len(ranked), longest)
    signals = torch.zeros(*shape, ranked[0].signals.shape[1])
    there, answers = torch.zeros(shape, dtype=torch.bool), torch.zeros(shape, dtype=torch.bool)
    for row, one in enumerate(ranked):
        signals[row, : len(one.answers)] = torch.from_numpy(one.signals)
        there[row, : len(one.answers)] = True
        answers[row, : len(one.answers)] = torch.from_numpy(one.answers)
    spread = signals[there].std(dim=0) + 1e-6
    weights = torch.zeros(signals.shape[2], requires_grad=True)
    optimizer = torch.optim.AdamW([weights], lr=0.02, weight_decay=1e-3)
    for _ in range(epochs):
        for few in torch.randperm(len(ranked)).split(256):  # type: ignore[no-untyped-call]
            scores = (signals[few] / spread) @ weights
            chances = torch.log_softmax(scores.masked_fill(~there[few], -1e4), dim=1)
            right = torch.logsumexp(chances.masked_fill(~answers[few], -1e4), dim=1)
            optimizer.zero_grad()
            (-right.mean()).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return np.asarray((weights / spread).detach().numpy(), dtype=np.float32)


def learn_sureness(
    sets: Sequence[Prepared], ranker: Ranker, worth: tuple[float, ...]
) -> tuple[list[float], float, float]:
    """Weights, bias and floor for telling covered questions from uncovered."""
    signals: list[tuple[float, ...]] = []
    covered: list[bool] = []
    missing: list[bool] = []
    origin: list[str] = []
    for prepared in sets:
        retriever = prepared.retriever.with_ranker(ranker)
        for question in track(prepared.questions, f"sureness, {prepared.name}"):
            found = judge(prepared.read(question), retriever, blank(worth))
            if found.ranked:
                signals.append(sureness(found.reading, found.ranked))
                covered.append(not question.unanswerable)
                missing.append(found.reason is not None)
                origin.append(prepared.name)
    x, y, never = np.array(signals), np.array(covered), np.array(missing)
    fold = np.arange(len(y)) % 2
    chance = np.zeros(len(y))
    for one in (0, 1):
        model = LogisticRegression(max_iter=2000).fit(x[fold != one], y[fold != one])
        chance[fold == one] = model.predict_proba(x[fold == one])[:, 1]
    floor = float(np.quantile(np.where(never, 0, chance)[y], ALLOWED))
    chance[never] *= floor
    for name in dict.fromkeys(origin):
        here = np.array([one == name for one in origin])
        own = np.quantile(chance[here & y], ALLOWED)
        print(
            f"sureness of {name}: AUROC {roc_auc_score(y[here], chance[here]):.3f}, "
            f"{np.mean(chance[here & ~y] < own):.0%} of the uncovered rejected where 5 % of the "
            f"covered are; by the floor {np.mean(chance[here & ~y] < floor):.0%}"
        )
    model = LogisticRegression(max_iter=2000).fit(x, y)
    return [float(weight) for weight in model.coef_[0]], float(model.intercept_[0]), floor


def named(names: Sequence[str], weights: Sequence[float]) -> dict[str, float]:
    """Weights as they are stored."""
    return {name: round(weight, 3) for name, weight in zip(names, weights, strict=True)}


def write(file: Path, weights: dict[str, object]) -> None:
    """Write a file of weights."""
    file.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
