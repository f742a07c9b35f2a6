"""How fast passages and questions become vectors, against sentence-transformers' default.

    python tests/benchmarks/encoding.py
    python tests/benchmarks/encoding.py --passages 1000 --home DIR

In one run on the same texts (the sample coverage, cut into passages of about 190 word pieces):
torch with 32 bits, which is sentence-transformers' default; torch with 16 bits, which Footnote
uses where the extra `fast` is not installed; and OpenVINO, which it uses where it is. Of each:
passages per second, cosines with the default's vectors, milliseconds a question takes. Last, how
long `footnote ask` takes from start to end, and whether it imported torch. The goals stand beside.
Nothing else should run meanwhile: every reading has the same cores.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np

os.environ["HF_HUB_OFFLINE"] = "1"

from index.embedding import Embedder, Vectors
from index.loading import load_embedder
from index.torch_embedder import SentenceEmbedder

WORDS = 140  # of a passage, about 190 word pieces
TIMES_AS_FAST, MEAN, LEAST, QUESTION_MS, ASK_S = 3.0, 0.999, 0.99, 10.0, 1.5
QUESTION = "How many cameras did the council approve?"
ASK = (
    "import sys; from bot.cli import main\n"
    "try: main()\n"
    "finally: print('torch' in sys.modules, file=sys.stderr)"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=512, help="how many (default: %(default)s)")
    parser.add_argument("--home", type=Path, help="where copy and index stay (default: nowhere)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (given.home or Path(folder)).absolute()
        encode(passages(given.passages), home / "cache")
        ask(home)


def encode(texts: list[str], cache: Path) -> None:
    """Read all texts in each way, one way after the other."""
    default = SentenceEmbedder()
    counts = default.counts(texts)
    print(f"{len(texts)} passages of {np.mean(counts):.0f} word pieces, {os.cpu_count()} cores")
    exact, pace = measured("torch, 32 bits", default, texts, None, None)
    measured("torch, 16 bits", SentenceEmbedder(half=True), texts, exact, pace)
    with seconds("made for OpenVINO, once"):
        here = load_embedder(cache=cache)
    with seconds("loaded"):
        here = load_embedder(cache=cache)
    name = "torch here" if isinstance(here, SentenceEmbedder) else "OpenVINO"
    measured(f"{name}, as Footnote", here, texts, exact, pace)


def measured(
    name: str, embedder: Embedder, texts: list[str], exact: Vectors | None, pace: float | None
) -> tuple[Vectors, float]:
    """The vectors, and passages per second; printed beside the default's."""
    embedder.passages(texts[:64])
    began = time.perf_counter()
    vectors = embedder.passages(texts)
    now = len(texts) / (time.perf_counter() - began)
    line = f"{name:24} {now:7.1f} passages/s"
    if pace is not None and exact is not None:
        cosines = np.sum(vectors * exact, axis=1)
        line += f" = {now / pace:.1f} times (goal {TIMES_AS_FAST:.0f})"
        line += f", cosine {cosines.mean():.5f} (goal {MEAN})"
        line += f", least {cosines.min():.5f} (goal {LEAST})"
    middle, late = np.percentile(question_times(embedder), [50, 95])
    print(
        f"{line}; question {middle:.1f} ms, p95 {late:.1f} ms (goal {QUESTION_MS:.0f})", flush=True
    )
    return vectors, now


def question_times(embedder: Embedder) -> list[float]:
    """Milliseconds of 200 questions of 4 to 23 words, after each length was read once."""
    words = (QUESTION[:-1] + " for the harbour bridge after the vote of last week and why").split()
    asked = [" ".join((words * 2)[start : start + 4 + start]) + "?" for start in range(20)]
    times = []
    for turn in range(11):
        for question in asked:
            began = time.perf_counter()
            embedder.question(question)
            if turn:
                times.append(1000 * (time.perf_counter() - began))
    return times


def ask(home: Path) -> None:
    """`footnote ask` over the sample coverage: the best and the middle of five."""
    paths = {"FOOTNOTE_HOME": str(home / "home"), "FOOTNOTE_CACHE": str(home / "cache")}
    environment = {**os.environ, **paths}
    command = [sys.executable, "-c", ASK]
    subprocess.run([*command, "sample"], env=environment, check=True, capture_output=True)
    times, torch = [], ""
    for _ in range(6):
        began = time.perf_counter()
        done = subprocess.run(
            [*command, "ask", QUESTION],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        times.append(time.perf_counter() - began)
        torch = "imports torch" if done.stderr.split()[-1] == "True" else "without torch"
    warm = sorted(times[1:])
    print(f"footnote ask {warm[0]:.2f} s, middle {warm[2]:.2f} s (goal {ASK_S}), {torch}")


def passages(number: int) -> list[str]:
    """Passages of the sample coverage, overlapping when more are wanted than there are."""
    words: list[str] = []
    for file in sorted(files("corpus").joinpath("articles").iterdir(), key=lambda one: one.name):
        words += file.read_text(encoding="utf-8").split()
    starts = np.linspace(0, len(words) - WORDS, number + 1).astype(int)
    return [" ".join(words[start : start + WORDS]) for start, _ in pairwise(starts)]


@contextmanager
def seconds(what: str) -> Iterator[None]:
    """Print how long something took."""
    began = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
