"""The vectors of the passages, on disk in half precision, searched with FAISS.

Up to a size all are looked at. Above it they lie in lists of neighbours (IVF), and a question looks
only into the lists nearest to it, as many as it takes to find what looking at all would: measured
when they are written. What a filter leaves is always looked at whole, so that filters lose nothing.
Flat is one list: one way to search, whatever the size. `tests/benchmarks/engines.py` compares the
kinds, and says why these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

if TYPE_CHECKING:
    import faiss

Numbers = NDArray[np.int64]
Stored = NDArray[np.float32] | NDArray[np.float16]

_FLAT_UP_TO = 250_000  # vectors: looking at as many takes about 10 ms
_TRAINED_ON = 40  # vectors for each list, of which its centre is the mean
_ROUNDS = 8  # of k-means
_AT_ONCE = 1 << 16  # rows in full precision while writing: 100 MB of 384 dimensions
_FOUND = 50  # recall is of the nearest so many
_ASKED = 256  # questions that recall is measured with
_MOVED = 2.0  # lengths of a vector that these are from one
_RECALL = 0.999  # aimed at, so that what is asked later stays above .99: seen is up to .01 less
_FEWEST_LISTS = 8  # looked into
_SEED = 1
_BUFFER = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Built:
    """How vectors were written: `kind` in a few words, `recall` of the nearest 50, 0 to 1.

    Measured with stored vectors that were moved, against looking at all of them.
    """

    kind: str
    recall: float


class PassageVectors:
    """The vectors of a file, which stay there (memory-mapped). Row i is that of passage i.

    Raises RuntimeError or ValueError when the file is no such file, or torn.
    """

    def __init__(self, file: Path) -> None:
        import faiss

        found = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
        if not isinstance(found, faiss.IndexIVFScalarQuantizer):
            raise ValueError(f"{file.name} holds no passage vectors")  # noqa: TRY004 - of the file
        self._index: faiss.IndexIVFScalarQuantizer = found
        self._index.make_direct_map()  # where each row stands

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        """What kind of index it is, in a few words."""
        return _kind(self._index)

    def nearest(
        self, vector: Vectors, k: int, among: Numbers | None = None
    ) -> list[tuple[int, float]]:
        """The k rows nearest to `vector`, best first, each with its cosine (-1 to 1).

        Of the same cosine the lower row comes first. Only of the rows `among`, when given:
        exactly, however many they are.
        """
        scores, rows = self._searched(vector, k + 1, among)
        if len(rows) > k and scores[k] == scores[k - 1]:  # FAISS does not say which of these
            scores, rows = self._above(float(np.nextafter(scores[k], -np.inf)), vector, among)
        best = np.lexsort((rows, -scores))[:k]
        return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))

    def as_near_as(self, least: float, vector: Vectors) -> tuple[Numbers, Vectors]:
        """All rows whose cosine with `vector` is above `least`, with their cosines; unordered."""
        import faiss

        _, scores, rows = self._index.range_search(
            vector.reshape(1, -1),
            least,
            params=faiss.SearchParametersIVF(nprobe=self._index.nlist),  # type: ignore[call-arg]
        )
        return rows, scores

    def of(self, rows: Sequence[int] | Numbers) -> Vectors:
        """The vectors of `rows`, (len(rows), dimension)."""
        wanted = np.asarray(rows, dtype=np.int64)
        return np.asarray(self._index.reconstruct_batch(wanted), dtype=np.float32)

    def _searched(self, vector: Vectors, k: int, among: Numbers | None) -> tuple[Vectors, Numbers]:
        """Up to k rows with their cosines, best first."""
        scores, rows = self._index.search(
            vector.reshape(1, -1), max(1, min(k, len(self))), params=self._looking(among)
        )
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]

    def _above(
        self, least: float, vector: Vectors, among: Numbers | None
    ) -> tuple[Vectors, Numbers]:
        """The rows above a cosine, in the lists that are looked into."""
        _, scores, rows = self._index.range_search(
            vector.reshape(1, -1), least, params=self._looking(among)
        )
        return scores, rows

    def _looking(self, among: Numbers | None) -> "faiss.SearchParameters":
        """Into the nearest lists, or for the rows `among` into all."""
        import faiss

        if among is None:
            return faiss.SearchParametersIVF(nprobe=self._index.nprobe)  # type: ignore[call-arg]
        chosen = np.zeros(len(self), dtype=bool)
        chosen[among] = True
        # The parameters hold the selector, and that the bits, whose address is all FAISS knows.
        bits: Any = np.packbits(chosen, bitorder="little")
        only = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg]
        return faiss.SearchParametersIVF(nprobe=self._index.nlist, sel=only)  # type: ignore[call-arg]


def write_vectors(file: Path, vectors: Stored, flat_up_to: int = _FLAT_UP_TO) -> Built:
    """Write vectors, (n, dimension), to a new file; those of more than `flat_up_to` in lists.

    The file is not yet flushed to the disk. Raises OSError when it cannot be written.
    """
    import faiss

    lists = 1 if len(vectors) <= flat_up_to else _lists(len(vectors))
    index = _filled(vectors, _centres(vectors, lists))
    recall = _measured(index, vectors) if lists > 1 else 1.0
    with file.open("wb", buffering=_BUFFER) as stream:  # FAISS's own misses that a disk is full
        faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]  # no types
    return Built(_kind(index), recall)


def _lists(count: int) -> int:
    """A power of two near twice the square root: so many lists are as quick to choose from."""
    return int(2 ** np.round(np.log2(2 * np.sqrt(count))))


def _centres(vectors: Stored, lists: int) -> Vectors:
    """The centres of the lists, (lists, dimension): of one list any will do."""
    import faiss

    dimension = vectors.shape[1]
    if lists == 1:
        return np.zeros((1, dimension), dtype=np.float32)
    sample = _sampled(vectors, lists * _TRAINED_ON)
    means = faiss.Kmeans(dimension, lists, niter=_ROUNDS, seed=_SEED, spherical=True)
    means.train(sample)
    return np.asarray(means.centroids, dtype=np.float32)


def _filled(vectors: Stored, centres: Vectors) -> "faiss.IndexIVFScalarQuantizer":
    """The index of the vectors, each in the list of the centre nearest to it."""
    import faiss

    lists, dimension = centres.shape
    nearest = faiss.IndexFlatIP(dimension)
    nearest.add(centres)
    half, cosine = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFScalarQuantizer(nearest, dimension, lists, half, cosine, False)
    index.is_trained = True  # halves have nothing to learn, and the centres are there
    for rows in _chunks(vectors):
        # What is no number is near no centre; who checks the index shall find it all the same.
        places = np.maximum(0, nearest.search(rows, 1)[1][:, 0])
        index.add_core(len(rows), faiss.swig_ptr(rows), None, faiss.swig_ptr(places))
    return index


def _measured(index: "faiss.IndexIVFScalarQuantizer", vectors: Stored) -> float:
    """Look into as few lists as find what is near; the share of it that they find."""
    questions = _questions(vectors)
    index.nprobe = index.nlist
    exact = index.search(questions, _FOUND)[1]
    for probed in _more_and_more(index.nlist):
        index.nprobe = probed
        recall = recall_of(index.search(questions, _FOUND)[1], exact)
        if recall >= _RECALL:
            break
    return recall


def _more_and_more(lists: int) -> Iterator[int]:
    """How many lists to look into: a quarter more each time, at last all."""
    probed = _FEWEST_LISTS
    while probed < lists:
        yield probed
        probed += probed // 4
    yield lists


def recall_of(found: Numbers, exact: Numbers) -> float:
    """The share of what is nearest, row by row, that was found; 0 to 1."""
    shared = [len(np.intersect1d(*pair)) for pair in zip(found, exact, strict=True)]
    return float(np.sum(shared) / exact.size)


def _questions(vectors: Stored) -> Vectors:
    """Stored vectors moved as far as questions are from what answers them: a cosine near .45.

    Of what was tried (mixtures of two, less noise) this is found the least easily, and comes
    nearest to the recall of real questions (tests/benchmarks/engines.py).
    """
    drawn = _sampled(vectors, _ASKED)
    noise = np.random.default_rng(_SEED).standard_normal(drawn.shape, dtype=np.float32)
    return _unit(drawn + _MOVED * _unit(noise))


def _unit(vectors: Vectors) -> Vectors:
    """Each of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _sampled(vectors: Stored, count: int) -> Vectors:
    """So many of the vectors, drawn by lot but the same ones each time."""
    rows = np.random.default_rng(_SEED).choice(len(vectors), min(count, len(vectors)), False)
    return np.nan_to_num(np.asarray(vectors[np.sort(rows)], dtype=np.float32))


def _chunks(vectors: Stored) -> Iterator[Vectors]:
    """Some thousand rows at a time, as they will be stored: FAISS rounds some to the other side."""
    for start in range(0, len(vectors), _AT_ONCE):
        halves = np.asarray(vectors[start : start + _AT_ONCE], dtype=np.float16)
        yield np.ascontiguousarray(halves, dtype=np.float32)


def _kind(index: "faiss.IndexIVFScalarQuantizer") -> str:
    """In a few words."""
    if index.nlist == 1:
        return "flat, half precision"
    return f"IVF, half precision, {index.nprobe} of {index.nlist} lists searched"
