"""Which FAISS kind for how many passages: build time, size, speed and recall, in one table.

    python tests/benchmarks/engines.py --work DIR
    python tests/benchmarks/engines.py --work DIR --sizes 10000 100000 1000000 --hnsw-up-to 1000000

DIR is that of `sweep.py prepare`: its vectors are the shipped model's, of invented articles, and
beyond those that were read, mixtures of them. The questions are the sweep's, read by the model.
Recall is the share of the exact 50 nearest that is found, without a filter, and among a tenth and
a thousandth of the rows. Every kind is written to a file and searched from there, memory-mapped, on
one thread. "lists" is what index/vectors.py writes above a size, "one list" what it writes below.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))

import faiss
import invented
import numpy as np
from numpy.typing import NDArray
from remembered import Remembered
from rich.console import Console
from rich.table import Table

from index.loading import load_embedder
from index.vectors import PassageVectors, recall_of, write_vectors

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Search = Callable[[Vectors, Numbers | None], Numbers]
K = 50
SEED = 1
HALF, COSINE = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT


@dataclass(frozen=True, slots=True)
class Kind:
    """`build` writes a file and says what it wrote; `opened` searches it."""

    name: str
    build: Callable[[Path, Vectors], str]
    opened: Callable[[Path], Search]


def main() -> None:
    """Print the table, row by row as they are measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="the folder of sweep.py prepare")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=300, help="how many (300)")
    parser.add_argument(
        "--hnsw-up-to", type=int, default=100_000, help="a graph of 1M takes half an hour (100,000)"
    )
    given = parser.parse_args()
    read = Remembered(load_embedder(cache=given.work / "cache"), given.work / "vectors")
    texts = [one.text for one in invented.questions(given.questions, 1000, SEED)]
    questions = np.stack([read.question(text) for text in texts])
    console = Console(width=150)
    for size in given.sizes:
        table = Table(*COLUMNS, title=f"{size:,} vectors of {read.dimension} dimensions")
        vectors = some(read, size)
        for kind in KINDS:
            if "HNSW" not in kind.name or size <= given.hnsw_up_to:
                table.add_row(*measured(kind, vectors, questions))
        console.print(table)


COLUMNS = (
    "kind",
    "build s",
    "MB",
    "p50 ms",
    "p95 ms",
    "recall@50",
    "of 1/10: p50 ms",
    "recall",
    "of 1/1000: p50 ms",
    "recall",
    "said",
)


def some(read: Remembered, size: int) -> Vectors:
    """So many vectors: those that were read, then mixtures."""
    more = size - min(size, len(read))
    drawn = np.random.default_rng(SEED).integers(2**32, size=(more, 4), dtype=np.uint32)
    mixed = [read.mixed(drawn[start : start + 50_000]) for start in range(0, len(drawn), 50_000)]
    return np.concatenate([read.stored(min(size, len(read))), *mixed])


def measured(kind: Kind, vectors: Vectors, questions: Vectors) -> Iterator[str]:
    """One row of the table."""
    chance = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        started = time.perf_counter()
        said = kind.build(file, vectors)
        built = time.perf_counter() - started
        faiss.omp_set_num_threads(1)
        search = kind.opened(file)
        yield kind.name
        yield f"{built:.1f}"
        yield f"{file.stat().st_size / 1e6:.0f}"
        for share in (1, 10, 1000):
            among = (
                None
                if share == 1
                else np.sort(
                    chance.choice(len(vectors), max(K, len(vectors) // share), replace=False)
                )
            )
            took, recall = tried(search, vectors, questions, among)
            yield f"{np.percentile(took, 50):.2f}"
            if share == 1:
                yield f"{np.percentile(took, 95):.2f}"
            yield f"{recall:.4f}"
        yield said
        faiss.omp_set_num_threads(os.cpu_count() or 1)


def tried(
    search: Search, vectors: Vectors, questions: Vectors, among: Numbers | None
) -> tuple[list[float], float]:
    """Milliseconds of each question, and the recall of all."""
    exact = nearest(vectors, questions, among)
    found, took = [], []
    search(questions[0], among)
    for question in questions:
        started = time.perf_counter()
        rows = search(question, among)
        took.append(1000 * (time.perf_counter() - started))
        found.append(np.pad(rows, (0, K - len(rows)), constant_values=-1))
    return took, recall_of(np.stack(found), exact)


def nearest(vectors: Vectors, questions: Vectors, among: Numbers | None) -> Numbers:
    """The exact answer, in full precision."""
    rows = np.arange(len(vectors)) if among is None else among
    _, best = faiss.knn(questions, vectors[rows], K, metric=COSINE)
    return np.asarray(rows[best])


def ours(flat_up_to: int) -> Kind:
    """What index/vectors.py writes and opens."""

    def opened(file: Path) -> Search:
        found = PassageVectors(file)
        return lambda question, among: np.array(
            [row for row, _ in found.nearest(question, K, among)], dtype=np.int64
        )

    def build(file: Path, vectors: Vectors) -> str:
        made = write_vectors(file, vectors, flat_up_to=flat_up_to)
        return f"{made.kind}; recall {made.recall:.4f}"

    return Kind("lists, fp16" if flat_up_to == 0 else "one list, fp16", build, opened)


def other(name: str, make: Callable[[Vectors], faiss.Index], ready: dict[str, int]) -> Kind:
    """A kind of FAISS's own, with `ready` set for each search."""

    def build(file: Path, vectors: Vectors) -> str:
        index = make(vectors)
        index.train(vectors[:: max(1, len(vectors) // 100_000)])
        index.add(vectors)
        faiss.write_index(index, str(file))
        return ", ".join(f"{name} {value}" for name, value in ready.items())

    def opened(file: Path) -> Search:
        index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
        form: Any = getattr(faiss, f"SearchParameters{name[:4].strip(',')}")  # HNSW, or IVF

        def search(question: Vectors, among: Numbers | None) -> Numbers:
            only = {} if among is None else {"sel": faiss.IDSelectorBatch(among)}
            rows = index.search(question.reshape(1, -1), K, params=form(**ready, **only))[1][0]
            return np.asarray(rows[rows >= 0])

        return search

    return Kind(name, build, opened)


def lists_of_bytes(vectors: Vectors) -> faiss.Index:
    """IVF with a byte for each dimension."""
    lists = int(2 ** np.round(np.log2(2 * np.sqrt(len(vectors)))))
    middle = faiss.IndexFlatIP(vectors.shape[1])
    eighth = faiss.ScalarQuantizer.QT_8bit
    index = faiss.IndexIVFScalarQuantizer(middle, vectors.shape[1], lists, eighth, COSINE, False)
    index.cp.niter = 8
    return index


def graph(vectors: Vectors) -> faiss.Index:
    """HNSW over halves."""
    half: Any = HALF
    index = faiss.IndexHNSWSQ(vectors.shape[1], half, 32, COSINE)
    index.hnsw.efConstruction = 80
    return index


KINDS = (
    ours(10**12),
    ours(0),
    other("IVF, SQ8", lists_of_bytes, {"nprobe": 64}),
    other("HNSW32, fp16", graph, {"efSearch": 128}),
)


if __name__ == "__main__":
    main()
