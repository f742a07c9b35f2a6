"""What it costs to keep an index current, and what a bot that answers notices of it.

    python tests/benchmarks/keeping_current.py --work DIR
    python tests/benchmarks/keeping_current.py --work DIR --passages 10000

DIR is that of sweep.py: its store of so many passages is copied, and indexed with the vectors that
were read there (`sweep.py prepare --work DIR --sizes 50000` makes both). What a full rebuild takes
is told as that time, plus the passages divided by the measured rate of encoding. Everything after
it is real: `footnote index rebuild` in processes of its own, with the model that ships, beside a
Desk in this one that is asked without a pause. The goals stand beside. Nothing else should run.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import invented
import numpy as np
from invented import Asked
from remembered import Remembered
from rich.console import Console
from rich.table import Table
from sweep import SEED, articles_for, copy, encoding_rate

from bot.desk import Desk
from bot.reindexing import AS_IF_SHOWN, read_step
from corpus.article import Content
from corpus.home import Home
from corpus.identity import url_key
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.loading import load_embedder
from index.rebuild import rebuild

_NEWS = "Zorblatt Quimby was elected warden of the Upper Fennimore lighthouse on Tuesday."
_QUESTION = "Who was elected warden of the Upper Fennimore lighthouse?"
_WARM = 20  # questions before those that count
_PATIENCE = 120.0  # seconds to wait for the news


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="DIR of sweep.py")
    parser.add_argument("--passages", type=int, default=50_000, help="a size of the sweep (50,000)")
    parser.add_argument(
        "--questions", type=int, default=1000, help="idle, and as many beside (1000)"
    )
    given = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
        os.environ["FOOTNOTE_HOME"] = folder
        os.environ["FOOTNOTE_CACHE"] = str(given.work.absolute() / "cache")
        measure(given.work.absolute(), Home(Path(folder)), given.passages, given.questions)


def measure(work: Path, home: Home, passages: int, questions: int) -> None:
    """All of it, row by row."""
    table = Table("", "measured", "goal", title=f"{passages:,} passages")
    copy(work / str(passages) / "articles.sqlite3", home.articles)
    rate = encoding_rate(work)
    made = built(work, home)
    full = made + passages / rate
    table.add_row("full rebuild", f"{full:,.0f} s ({made:.0f} + encoding at {rate:.0f}/s)", "")
    nothing = [rebuilt() for _ in range(3)]
    table.add_row("nothing changed", ", ".join(f"{one:.2f} s" for one in nothing), "2 s")
    changed = revise(home, passages)
    took = rebuilt()
    goal = f"{0.03 * full + 2:.1f} s (3 % + 2 s)"
    table.add_row(f"{changed} articles (1 %) revised", f"{took:.1f} s", goal)
    asked = invented.questions(2 * questions + _WARM, articles_for(passages), SEED)
    idle, beside, rounds, fresh = asyncio.run(served(home, asked, questions))
    table.add_row("question, p50 / p95, idle", told(idle), "")
    ratio = np.percentile(beside, 95) / np.percentile(idle, 95)
    table.add_row(f"the same beside a rebuild ({rounds} begun)", told(beside), "")
    table.add_row("p95 beside / idle", f"{ratio:.2f}", "2")
    table.add_row("a new article is in the answers after", f"{fresh:.1f} s", "60 s")
    Console(width=120).print(table)


def built(work: Path, home: Home) -> float:
    """Index the store with vectors that are looked up; the seconds it took."""
    model = load_embedder(DEFAULT_MODEL, cache=work / "cache")
    remembered = Remembered(model, work / "vectors")
    with ArticleStore(home.articles) as store:
        return rebuild(store, home.index, DEFAULT_MODEL, lambda _: remembered).seconds


def rebuilt(*options: str) -> float:
    """`footnote index rebuild`, from start to end, in seconds."""
    started = time.perf_counter()
    subprocess.run(command(*options), check=True, capture_output=True)
    return time.perf_counter() - started


def command(*options: str) -> list[str]:
    """As the bot starts it."""
    return [sys.executable, "-m", "bot", "index", "rebuild", *options]


def revise(home: Home, passages: int) -> int:
    """Change a sentence of every hundredth article; how many that are."""
    numbers = range(7, articles_for(passages), 100)
    with ArticleStore(home.articles) as store:
        for number in numbers:
            content = invented.article(number, SEED)
            text = f"{content.text}\n\nThis article was looked at again on day {number}."
            store.add([url_key(str(content.url))], replace(content, text=text))
    return len(numbers)


async def served(
    home: Home, asked: Sequence[Asked], questions: int
) -> tuple[list[float], list[float], int, float]:
    """Seconds of questions idle and beside rebuilds; how many were begun; until there is news."""
    cache = Path(os.environ["FOOTNOTE_CACHE"])
    desk = Desk(home.index, lambda model: load_embedder(model, cache=cache))
    await desk.open()
    watching = asyncio.create_task(desk.watch())
    await answered(desk, asked[:_WARM])
    idle = await answered(desk, asked[_WARM : _WARM + questions])
    async with rebuilding() as begun:
        beside = await answered(desk, asked[_WARM + questions :])
        rounds = len(begun)
    fresh = await until_news(desk, home)
    watching.cancel()
    await desk.close()
    return idle, beside, rounds, fresh


async def answered(desk: Desk, asked: Sequence[Asked]) -> list[float]:
    """The seconds that each took, one after another."""
    took = []
    for one in asked:
        started = time.perf_counter()
        await desk.ask(one.text, filters=one.filters)
        took.append(time.perf_counter() - started)
    return took


@asynccontextmanager
async def rebuilding() -> AsyncIterator[list[int]]:
    """Rebuilds of everything, one after another as long as it lasts; yields their processes."""
    begun: list[int] = []
    embedding = asyncio.Event()

    async def on_and_on() -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                *command("--background", "--force"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, **AS_IF_SHOWN},
            )
            begun.append(process.pid)
            try:
                await until_it_ends(process, embedding)
            except asyncio.CancelledError:
                process.kill()
                await process.wait()
                raise

    task = asyncio.create_task(on_and_on())
    await embedding.wait()
    try:
        yield begun
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until_it_ends(process: asyncio.subprocess.Process, embedding: asyncio.Event) -> None:
    """Tells when it begins to embed."""
    shown = ""
    while process.stderr and (chunk := await process.stderr.read(4096)):
        shown = (shown + chunk.decode(errors="replace"))[-4096:]
        step = read_step(shown)
        if step and step.stage == "embedded" and step.done:
            embedding.set()
    await process.wait()


async def until_news(desk: Desk, home: Home) -> float:
    """Seconds from an article's arrival until an answer quotes it."""
    started = time.perf_counter()
    url = "https://herald.example/lighthouse"
    content = Content(title="A new warden", text=_NEWS, url=url, published=datetime.now(UTC))
    with ArticleStore(home.articles) as store:
        store.add([url_key(url)], content)
    process = await asyncio.create_subprocess_exec(
        *command("--background"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while time.perf_counter() - started < _PATIENCE:
        found = await desk.ask(_QUESTION, asked_at=datetime.now(UTC))
        if any(sentence.quote.text == _NEWS for sentence in found.sentences):
            took = time.perf_counter() - started
            await process.wait()
            return took
        await asyncio.sleep(0.5)
    raise SystemExit("the news never came")


def told(seconds: Sequence[float]) -> str:
    """In milliseconds."""
    half, most = np.percentile(seconds, 50), np.percentile(seconds, 95)
    return f"{1000 * half:.0f} / {1000 * most:.0f} ms"


if __name__ == "__main__":
    main()
