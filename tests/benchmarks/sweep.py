"""How Footnote does at 10,000, 50,000, 100,000 and 1,000,000 passages, beside its targets.

    python tests/benchmarks/sweep.py run --work DIR         the sweep, and one table
    python tests/benchmarks/sweep.py run --work DIR --sizes 10000 100000
    python tests/benchmarks/sweep.py prepare --work DIR     what `run` does first, alone

First, in DIR and once, a store for each size is filled with invented articles (see invented.py),
and the first `--real` passages are read with the model that ships. That takes an hour or so, can be
stopped at any time, and goes on where it was. Then each store is indexed as by `footnote index
rebuild`, but with what the model made looked up; what it did not read gets mixtures (see
remembered.py). So the build time is without encoding, whose rate is measured beside it: passages /
rate is to be added. Each index is opened by a process of its own, which asks it `--questions`
questions at a Desk, one after another as the bot does, no two the same. The index is removed again
unless `--keep`.

Memory is that process's own (anon) and the files' that it has mapped and touched (file), which the
system takes back when others need it. Filtered recall is of the nearest 50 among what fits a date,
an outlet, a section: against all of it compared in numpy.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import invented
import numpy as np
from invented import Asked
from numpy.typing import NDArray
from remembered import Remembered, save
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.desk import Desk
from bot.observing import Observer
from corpus.article import Article
from corpus.identity import url_key
from corpus.passages import Size, header, split
from corpus.sentences import sentences
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, Embedder, Span, Vectors
from index.loading import load_embedder
from index.publishing import current
from index.rebuild import rebuild
from index.snapshot import Snapshot
from index.stages import STAGES, Stages
from index.stamps import untouched

SEED = 1
SIZES = (10_000, 50_000, 100_000, 1_000_000)
PER_ARTICLE = 8.9  # passages that the model makes of an invented article, copies left out
SHARD = 250  # articles whose vectors lie in one file
K = 50
TARGETS = {50_000: (1024, 250), 1_000_000: (3072, 500)}  # MB of memory, ms of 95 % of questions
RECALL = 0.99
MEASURED_ENCODING = 256  # passages
Told = dict[str, Any]  # what a process said in JSON
Numbers = NDArray[np.int64]


def main() -> None:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("prepare", "run", "build", "serve"), help="see above")
    parser.add_argument("--work", type=Path, required=True, help="where there is room: 15 GB")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--real", type=int, default=100_000, help="passages to read (100,000)")
    parser.add_argument("--questions", type=int, default=240, help="for each size (240)")
    parser.add_argument("--keep", action="store_true", help="keep the indexes")
    given = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    given.work = given.work.absolute()
    given.work.mkdir(parents=True, exist_ok=True)
    {"prepare": prepare, "run": run, "build": build, "serve": serve}[given.what](given)


# --- Articles and vectors


def prepare(given: argparse.Namespace) -> None:
    """Fill the stores and read passages, as far as that is not done yet."""
    fill_stores(given.work, given.sizes)
    read_passages(given.work, articles_for(given.real))


def articles_for(passages: int) -> int:
    """How many invented articles have so many passages."""
    return round(passages / PER_ARTICLE)


def fill_stores(work: Path, sizes: Sequence[int]) -> None:
    """A store for each size; the larger go on from the smaller."""
    before: Path | None = None
    for size in sorted(sizes):
        home = work / str(size)
        home.mkdir(parents=True, exist_ok=True)
        path = home / "articles.sqlite3"
        if not path.exists():
            waiting = home / "filling.sqlite3"
            if not waiting.exists() and before:
                copy(before, waiting)
            fill(waiting, articles_for(size))
            copy(waiting, path)
            for file in home.glob("filling.sqlite3*"):
                file.unlink()
        before = path


def copy(source: Path, to: Path) -> None:
    """Copy a database that others may have open."""
    part = to.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as db, closing(sqlite3.connect(part)) as new:
        db.backup(new)
    part.rename(to)


def fill(path: Path, count: int) -> None:
    """Add the invented articles up to this number that the store lacks."""
    with ArticleStore(path) as store:
        there = len(list(store.entries()))
        for number in track(range(there, count), f"{count:,} articles", disable=there >= count):
            content = invented.article(number, SEED)
            store.add([url_key(str(content.url))], content)


def read_passages(work: Path, articles: int) -> None:
    """The vectors of the passages of the first so many articles, and of their sentences."""
    folder = work / "vectors"
    folder.mkdir(exist_ok=True)
    files = {start: folder / f"{start:07}.npz" for start in range(0, articles, SHARD)}
    missing = {start: file for start, file in files.items() if not file.exists()}
    if missing:
        model = load_embedder(DEFAULT_MODEL, cache=work / "cache", bulk=True)
        for start, file in track(missing.items(), "passages read, in files"):
            texts, spans = passages_of(range(start, start + SHARD), model)
            counts = np.array([len(of) for of in spans], dtype=np.int64)
            save(file, texts, counts, model.with_sentences(texts, spans))


def passages_of(numbers: range, model: Embedder) -> tuple[list[str], list[list[Span]]]:
    """The passages of articles as a rebuild embeds them, and where their sentences stand."""
    texts: list[str] = []
    spans: list[list[Span]] = []
    size = Size().within(model.longest)
    for article in map(article_of, numbers):
        title = header(article, model.count, size)
        for passage in split(article, model.count, size):
            text = f"{title}\n\n{passage.text}" if title else passage.text
            lead = len(text) - len(passage.text)
            texts.append(text)
            spans.append([(start + lead, end + lead) for start, end in sentences(passage.text)])
    return texts, spans


def article_of(number: int) -> Article:
    """The invented article of this number, as if from a store."""
    content = invented.article(number, SEED)
    told = {field.name: getattr(content, field.name) for field in fields(content)}
    return Article(**told, id=str(number), revision=1)


# --- The sweep


def run(given: argparse.Namespace) -> None:
    """Measure each size in processes of its own, and print the table as it grows."""
    prepare(given)
    console = Console(width=max(120, Console().width))
    rate = encoding_rate(given.work)
    console.print(f"encoding: {rate:.0f} passages/s with the model that ships")
    table = Table("", *(f"{size:,}" for size in given.sizes), "target")
    found: list[Told] = []
    for size in given.sizes:
        home = given.work / str(size)
        shutil.rmtree(home / "index", ignore_errors=True)
        told = {**child("build", given, size), **child("serve", given, size)}
        console.print(f"[dim]{size:,}: {json.dumps(told)}", soft_wrap=True)
        found.append({**told, "rate": rate})
        if not given.keep:
            shutil.rmtree(home / "index")
    for name, value, target in LINES:
        table.add_row(name, *map(value, found), target)
    console.print(table)
    console.print("\n".join(missed(given.sizes, found)) or "all targets are met")


def child(what: str, given: argparse.Namespace, size: int) -> Told:
    """What a process of its own found. Exits when it fails."""
    command = [sys.executable, __file__, what, "--work", str(given.work), "--sizes", str(size)]
    command += ["--questions", str(given.questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{what} of {size:,} failed")
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def encoding_rate(work: Path) -> float:
    """Passages that the model that ships reads in a second, sentences too."""
    model = load_embedder(DEFAULT_MODEL, cache=work / "cache", bulk=True)
    texts, spans = passages_of(range(40), model)
    texts, spans = texts[:MEASURED_ENCODING], spans[:MEASURED_ENCODING]
    model.with_sentences(texts[:32], spans[:32])
    started = time.perf_counter()
    model.with_sentences(texts, spans)
    return len(texts) / (time.perf_counter() - started)


def build(given: argparse.Namespace) -> None:
    """Index one store; print what that took, as JSON."""
    [size] = given.sizes
    home = given.work / str(size)
    model = load_embedder(DEFAULT_MODEL, cache=given.work / "cache")
    remembered = Remembered(model, given.work / "vectors")
    with ArticleStore(home / "articles.sqlite3") as store, watched() as most:
        done = rebuild(store, home / "index", DEFAULT_MODEL, lambda _: remembered)
    folder = current(home / "index")
    told = {
        "passages": done.manifest.passages,
        "articles": done.manifest.articles,
        "real": remembered.looked_up / max(1, remembered.looked_up + remembered.made_up),
        "build": done.seconds,
        "build memory": max(most),
        "kind": done.manifest.kind,
        "recall said": done.manifest.recall,
        "disk": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
    }
    print(json.dumps(told))


@contextmanager
def watched() -> Iterator[list[float]]:
    """The memory of the process's own, in MB, ten times a second while something runs."""
    seen = [memory()[0]]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            seen.append(memory()[0])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def serve(given: argparse.Namespace) -> None:
    """Open one index, ask it, look how well it finds; print that as JSON."""
    [size] = given.sizes
    asked = invented.questions(given.questions, articles_for(size), SEED)
    random.Random(SEED).shuffle(asked)
    index = given.work / str(size) / "index"
    told = asyncio.run(answered(index, given.work / "cache", asked))
    told |= recalls(index, given.work / "cache", asked)
    print(json.dumps(told))


class Noted(Observer):
    """The stages of everything that was worked on."""

    def __init__(self) -> None:
        self.stages: list[Stages] = []

    def worked(self, stages: Stages) -> None:
        """Keep them."""
        self.stages.append(stages)


async def answered(index: Path, cache: Path, asked: Sequence[Asked]) -> Told:
    """How long opening and answering take, and how large the process becomes."""
    noted = Noted()
    desk = Desk(index, lambda model: load_embedder(model, cache=cache), observer=noted)
    started = time.perf_counter()
    await desk.open()
    told: Told = {"open": time.perf_counter() - started, "memory open": memory()}
    for one in asked[:10]:
        await desk.ask(f"{one.text} Please.", filters=one.filters)
    noted.stages.clear()
    took: list[float] = []
    right = 0
    for one in asked:
        started = time.perf_counter()
        found = await desk.ask(one.text, filters=one.filters)
        took.append(time.perf_counter() - started)
        right += bool(found.sentences) == one.answered
    told |= {"p50": percentile(took, 50), "p95": percentile(took, 95), "worst": 1000 * max(took)}
    told |= {"right": right / len(asked), "memory": memory(), "asked": len(asked)}
    for stage in STAGES:
        seconds = [stages.get(stage, 0.0) for stages in noted.stages]
        told[stage] = (percentile(seconds, 50), percentile(seconds, 95))
    started = time.perf_counter()
    await desk.topical("the ferry pier")
    told["topical"] = 1000 * (time.perf_counter() - started)
    await desk.close()
    return told


def percentile(seconds: Sequence[float], part: int) -> float:
    """In milliseconds."""
    return float(1000 * np.percentile(seconds, part))


def memory() -> tuple[float, float]:
    """MB of this process: its own, and of mapped files."""
    status = Path("/proc/self/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    anon, file = (int(lines[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
    return anon, file


def recalls(index: Path, cache: Path, asked: Sequence[Asked]) -> Told:
    """The share of the exact 50 nearest that is found, without a filter and with each."""
    snapshot = Snapshot(current(index), untouched)
    model = load_embedder(DEFAULT_MODEL, cache=cache)
    vectors = np.stack([model.question(one.text) for one in asked[:100]])
    told: Told = {"recall": recall(snapshot, vectors, None)}
    of_kind: dict[str, list[float]] = {}
    for number, vector in enumerate(vectors[:20]):
        for kind, filters in invented.filters(number, SEED).items():
            fits = snapshot.holdings.reporting(filters)[snapshot.rows.article]
            found = recall(snapshot, vector.reshape(1, -1), np.flatnonzero(fits))
            of_kind.setdefault(kind, []).append(found)
    told["filtered"] = {kind: float(np.mean(found)) for kind, found in of_kind.items()}
    return told


def recall(snapshot: Snapshot, vectors: Vectors, among: Numbers | None) -> float:
    """The mean of some questions. Of what ties with the fiftieth any will do."""
    rows = np.arange(len(snapshot.rows.article)) if among is None else among
    wanted = min(K, len(rows))
    if not wanted:
        return 1.0
    best = np.full((len(vectors), wanted), -1, dtype=np.float32)
    for part in np.array_split(rows, 1 + len(rows) // 50_000):
        scores = np.hstack([best, vectors @ snapshot.vectors(part).T])
        best = np.partition(scores, -wanted, axis=1)[:, -wanted:]
    found = [
        score >= least - 1e-6
        for vector, least in zip(vectors, best.min(axis=1).tolist(), strict=True)
        for _, score in snapshot.nearest(vector, K, among)
    ]
    return float(np.sum(found)) / (wanted * len(vectors))


# --- The table


def number(name: str, form: str = ",.0f") -> Callable[[Told], str]:
    """How a figure is printed."""
    return lambda told: format(told[name], form)


def pair(name: str) -> Callable[[Told], str]:
    """How the two figures of a stage, or of memory, are printed."""
    return lambda told: " / ".join(f"{value:,.0f}" for value in told[name])


def total(told: Told) -> float:
    """MB of memory when all is asked."""
    return float(sum(told["memory"]))


LINES: list[tuple[str, Callable[[Told], str], str]] = [
    ("passages", number("passages"), ""),
    ("articles", number("articles"), ""),
    ("vectors read by the model", number("real", ".0%"), ""),
    ("build without encoding, s", number("build"), ""),
    (
        "encoding beside it, s",
        lambda told: f"{told['passages'] / told['rate']:,.0f}",
        "",
    ),
    ("build, most memory, MB", number("build memory"), ""),
    ("disk, MB", number("disk"), ""),
    ("kind", lambda told: str(told["kind"]), ""),
    ("recall@50 as index status has it", number("recall said", ".4f"), "≥ 0.99"),
    ("recall@50 of these questions", number("recall", ".4f"), "≥ 0.99"),
    (
        "filtered recall@50",
        lambda told: ", ".join(f"{k} {v:.3f}" for k, v in told["filtered"].items()),
        "1.000",
    ),
    ("open (all files read), s", number("open", ".1f"), ""),
    ("memory when open, MB: anon / file", pair("memory open"), ""),
    ("memory when asked, MB: anon / file", pair("memory"), "50k: ≤ 1024, 1M: ≤ 3072"),
    ("answer p50, ms", number("p50"), ""),
    ("answer p95, ms", number("p95"), "50k: ≤ 250, 1M: ≤ 500"),
    ("answer, the longest, ms", number("worst"), ""),
    *((f"{stage}: p50 / p95, ms", pair(stage), "") for stage in STAGES),
    ("articles about a topic, ms", number("topical"), ""),
    ("answered or abstained as it should", number("right", ".0%"), ""),
]


def missed(sizes: Sequence[int], found: Sequence[Told]) -> Iterator[str]:
    """The targets that are not met, one a line."""
    for size, told in zip(sizes, found, strict=True):
        megabytes, milliseconds = TARGETS.get(size, (float("inf"), float("inf")))
        if total(told) > megabytes:
            yield f"MISSED at {size:,}: {total(told):,.0f} MB, of {megabytes:,} allowed"
        if told["p95"] > milliseconds:
            yield f"MISSED at {size:,}: {told['p95']:.0f} ms, of {milliseconds:,} allowed"
        if min(told["recall"], told["recall said"]) < RECALL:
            yield f"MISSED at {size:,}: recall {told['recall']}, said {told['recall said']}"
        yield from (
            f"MISSED at {size:,}: recall {share:.3f} with {kind}"
            for kind, share in told["filtered"].items()
            if share < 1
        )


if __name__ == "__main__":
    main()
