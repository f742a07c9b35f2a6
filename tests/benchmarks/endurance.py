"""Whether a desk that answers and swaps for long holds no more than at first: one command.

    PYTHONPATH=tests python tests/benchmarks/endurance.py
    PYTHONPATH=tests python tests/benchmarks/endurance.py --words --questions 2000 --swaps 50

Serves the sample coverage with the model that ships with Footnote (or, with --words, with one that
counts words), puts 20,000 questions of which none is known from before, and publishes another
index 200 times meanwhile; samples memory, open files, threads, and what is still mapped of indexes
that serve no more.

It is flat when the median of the memory in the last quarter is at most 3 % above that of the
second, when files, threads and maps have the same maximum early and late, and when nothing old is
mapped at the end. Ends with status 1 when it is not.
"""

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from steady import Held, growth, served, unsteady
from word_embedder import WordEmbedder, word_model

import bot.desk
from bot.desk import Desk
from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, Embedder
from index.loading import load_embedder
from index.publishing import snapshots
from index.rebuild import rebuild

MOST = 0.03  # growth of the memory, of 1
QUESTIONS = Path(__file__).parent.parent / "sample_questions.jsonl"
_ROWS = 20  # of the curve that is printed


def main() -> int:
    """Print the curve and what is not flat; the exit status."""
    given = parsed()
    bot.desk._LOOK_EVERY = 0.02  # a swap every few seconds, not every few minutes
    with tempfile.TemporaryDirectory() as name:
        home = Home(Path(name))
        model, load = (
            (word_model(Path(name) / "words", _words()), WordEmbedder)
            if given.words
            else (DEFAULT_MODEL, partial(load_embedder, cache=Path(name) / "cache"))
        )
        seen = measure(home, model, load, given.questions, given.swaps)
    show(seen)
    if given.plot:
        plot(seen, given.plot)
    broken = unsteady(seen, MOST)
    print(f"memory: {growth(seen):+.2%} from the second quarter to the last (at most {MOST:.0%})")
    print("\n".join(broken) or "flat")
    return bool(broken)


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=20_000, help="how many (20,000)")
    parser.add_argument("--swaps", type=int, default=200, help="of the index (200)")
    parser.add_argument("--words", action="store_true", help="count words; no real model")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the curve as well")
    return parser.parse_args()


def measure(
    home: Home, model: str, load: Callable[[str], Embedder], questions: int, swaps: int
) -> list[Held]:
    """What was held before each swap."""
    with ArticleStore(home.articles) as store:
        load_sample(store)
        embedder = load(model)
        for _ in range(2):
            rebuild(store, home.index, model, lambda _: embedder, force=True)
    names = sorted(folder.name for folder in snapshots(home.index))
    return asyncio.run(_measured(home, lambda _: embedder, names, questions, swaps))


async def _measured(
    home: Home, load: Callable[[str], Embedder], names: Sequence[str], questions: int, swaps: int
) -> list[Held]:
    desk = Desk(home.index, load)
    await desk.open()
    started = time.monotonic()

    def tell(now: Held) -> None:
        spent = time.monotonic() - started
        print(
            f"\r{now.questions:,} questions, {now.memory:.0f} MiB, {spent:.0f} s  ",
            end="",
            file=sys.stderr,
        )

    try:
        return await served(desk, home.index, names, asked(), swaps, questions // swaps, tell)
    finally:
        print(file=sys.stderr)
        await desk.close()


def asked() -> Iterator[str]:
    """The questions of the sample, each time with another number, so that none is remembered."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    known = [json.loads(line)["question"] for line in lines if line.strip()]
    for number in itertools.count():
        yield f"{known[number % len(known)]} ({number})"


def _words() -> list[str]:
    """Some words that the sample's questions use."""
    words = (word for question in itertools.islice(asked(), 60) for word in question.split())
    return sorted({word.lower() for word in words if word.isalpha()})


def show(seen: Sequence[Held]) -> None:
    """The curve, in at most twenty rows."""
    print(f"{'questions':>10} {'MiB':>8} {'files':>6} {'threads':>8} {'old maps':>9}")
    step = max(1, len(seen) // _ROWS)
    for one in [*seen[::step], seen[-1]]:
        print(
            f"{one.questions:>10,} {one.memory:>8.1f} {one.files:>6} {one.threads:>8} {one.maps:>9}"
        )


def plot(seen: Sequence[Held], file: Path) -> None:
    """Memory over questions, and beside it the open files."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4), layout="constrained")
    memory, files = figure.subplots(1, 2)
    for axes, name in ((memory, "memory"), (files, "files")):
        axes.plot([one.questions for one in seen], [getattr(one, name) for one in seen])
        axes.set(xlabel="questions", ylabel="MiB" if name == "memory" else "open files", ylim=0)
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    sys.exit(main())
