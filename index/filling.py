"""A vector for each passage of a draft and for each of its sentences.

From the snapshot before, where the text is the same; else from what an interrupted rebuild had
made; else made now, some thousand texts at a time, so that memory stays flat and what is made is
kept whatever happens next.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.cutting import Texts
from index.draft import Drafted
from index.embedding import Embedder, Halves
from index.made import Block, Made, as_bytes
from index.snapshot import Snapshot

_BLOCK = 2048  # texts that are embedded and kept at a time: 15 MB with their sentences
_AT_ONCE = 8192  # rows that are copied at a time

Done = Callable[[int], None]
"""Told of each batch how many texts it had."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Where the vectors of a draft's passages lie, row by row.

    `old[row]` is its row in the snapshot `before`; where it is -1, `made` has them by its key.
    `embedded` texts were made now, `rate` of them in a second (None: none).
    """

    drafted: Drafted
    dimension: int
    before: Snapshot | None
    old: NDArray[np.int64]
    made: Made | None
    embedded: int = 0
    rate: float | None = None

    def passages(self) -> Halves:
        """The vectors of all passages, (n, dimension)."""
        vectors = np.empty((len(self.old), self.dimension), dtype=np.float16)
        for begin in range(0, len(self.old), _AT_ONCE):
            rows = np.arange(begin, min(begin + _AT_ONCE, len(self.old)))
            kept = rows[self.old[rows] >= 0]
            if self.before and len(kept):
                vectors[kept] = self.before.vectors(self.old[kept])
            for row, block, place in self._blocks(rows[self.old[rows] < 0]):
                vectors[row] = block.vectors[place]
        return vectors

    def sentences(self) -> Iterator[Halves]:
        """The vectors of all sentences, in order, a part at a time: each (some, dimension)."""
        for begin, end in _runs(self.old):
            if self.before and self.old[begin] >= 0:
                first = int(self.old[begin])
                yield from self.before.sentence_parts(first, first + end - begin)
            else:
                for _, block, place in self._blocks(np.arange(begin, end)):
                    yield block.sentences_of(place)

    def _blocks(self, rows: NDArray[np.int64]) -> Iterator[tuple[int, Block, int]]:
        """Of each of these rows, the block that has its vectors, and its place in it."""
        if self.made is None:
            return
        for row, key in zip(rows.tolist(), as_bytes(self.drafted.columns.keys[rows]), strict=True):
            file, place = self.made.place(key)
            yield row, self.made.read(file), place


def filled(
    drafted: Drafted,
    texts: Texts,
    before: Snapshot | None,
    made: Made,
    embedder: Embedder,
    report: Done,
) -> Filled:
    """Embed what is in neither `before` nor `made`. `report` is told how many rows are done."""
    old = _found_before(drafted, before)
    keys = [*as_bytes(drafted.columns.keys)]
    todo = _unknown(old, keys, made)
    report(len(old) - len(todo))
    started, advance = time.monotonic(), _Advance(len(old) - len(todo), report)
    for begin in range(0, len(todo), _BLOCK):
        rows = todo[begin : begin + _BLOCK]
        made.add(_embedded(drafted, texts, rows, embedder, advance))
    seconds = time.monotonic() - started
    return Filled(
        drafted=drafted,
        dimension=embedder.dimension,
        before=before,
        old=old,
        made=made,
        embedded=len(todo),
        rate=len(todo) / seconds if todo and seconds else None,
    )


def _found_before(drafted: Drafted, before: Snapshot | None) -> NDArray[np.int64]:
    """As `drafted.old`; and of what was added, the row before whose text is the same, if any is."""
    old = drafted.old.copy()
    if before is None:
        return old
    added = np.flatnonzero(old < 0)
    keys = [*as_bytes(drafted.columns.keys[added])]
    wanted = set(keys)
    rows = {key: row for row, key in enumerate(as_bytes(before.columns().keys)) if key in wanted}
    old[added] = [rows.get(key, -1) for key in keys]
    return old


def _unknown(old: NDArray[np.int64], keys: Sequence[bytes], made: Made) -> list[int]:
    """The rows to embed: of several with the same text one."""
    rows: dict[bytes, int] = {}
    for row in np.flatnonzero(old < 0).tolist():
        if keys[row] not in made:
            rows.setdefault(keys[row], row)
    return list(rows.values())


def _embedded(
    drafted: Drafted, texts: Texts, rows: Sequence[int], embedder: Embedder, advance: Done
) -> Block:
    read, spans = texts.of(rows)
    vectors, sentences = embedder.with_sentences(read, spans, advance)
    return Block(
        keys=drafted.columns.keys[rows],
        vectors=vectors.astype(np.float16),
        counts=np.array([len(of) for of in spans], dtype=np.int64),
        sentences=sentences,
    )


def _runs(old: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Rows, from and up to, that lay one after another before; or that all are new."""
    step = np.diff(old)
    goes_on = np.where(old[:-1] >= 0, step == 1, step == 0)
    bounds = [0, *(np.flatnonzero(~goes_on) + 1).tolist(), len(old)]
    yield from ((begin, end) for begin, end in pairwise(bounds) if begin < end)


class _Advance:
    """Counts what is done, and tells."""

    def __init__(self, done: int, report: Done) -> None:
        self._done = done
        self._report = report

    def __call__(self, batch: int) -> None:
        self._done += batch
        self._report(self._done)
