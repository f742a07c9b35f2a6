"""Landmarks: the shingles by which samples are looked up, in memory.

A tree on disk would be changed at random places by every article, and slow down as it grows; of
100,000 articles these are 40 MB, read in less than a second by whoever adds.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from corpus.shingles import landmarks

_COMMONPLACE = 64  # a shingle in more samples than this is no sign of a copy
_LEAST_SHARED = 2  # with one in common, coincidence is likelier than a printing
_MOST_FRESH = 50_000  # landmarks that wait in a dictionary to be put in order
_AT_ONCE = 5_000  # samples read
_BYTES = 8  # of a landmark
_BEYOND = 2**63 - 1  # ends the landmarks, so that there is one at every place a search may give


class Landmarks:
    """Which samples of the store that `db` is connected to have a shingle as a landmark."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._last = 0  # the sample up to which all were read
        self._shingles = np.array([_BEYOND], np.int64)  # in order,
        self._samples = np.array([0], np.int32)  # beside the samples that have them
        self._fresh: dict[int, list[int]] = {}
        self._waiting = 0

    def near(self, whole: int, shingles: Collection[int]) -> set[int]:
        """Samples of what may be printings of the text with this fingerprint and sample.

        A sample that was replaced since may still be among them.
        """
        self._catch_up()
        shared = Counter(chain.from_iterable(self._having(sorted(shingles))))
        likely = {sample for sample, count in shared.items() if count >= _LEAST_SHARED}
        return likely.union(*self._having([whole]))

    def _having(self, landmarks: Sequence[int]) -> Iterator[list[int]]:
        """For each landmark the samples that have it, where they are few."""
        ordered = self._ordered(np.array(landmarks, np.int64))
        for landmark in landmarks:
            having = [*ordered.get(landmark, ()), *self._fresh.get(landmark, ())]
            if 0 < len(having) <= _COMMONPLACE:
                yield having

    def _ordered(self, landmarks: npt.NDArray[np.int64]) -> dict[int, list[int]]:
        begins = np.searchsorted(self._shingles, landmarks)
        there = self._shingles[begins] == landmarks
        known, begins = landmarks[there], begins[there]
        ends = np.minimum(
            np.searchsorted(self._shingles, known, "right"), begins + _COMMONPLACE + 1
        )
        return {
            landmark: self._samples[begin:end].tolist()
            for landmark, begin, end in zip(known.tolist(), begins, ends, strict=True)
        }

    def _catch_up(self) -> None:
        """Read the samples that came since, from whichever process."""
        while rows := self._db.execute(
            "SELECT id, shingles FROM samples WHERE id > ? ORDER BY id LIMIT ?",
            (self._last, _AT_ONCE),
        ).fetchall():
            self._last = rows[-1][0]
            marks = [landmarks(packed) for _, packed in rows]
            counts = [len(of_one) // _BYTES for of_one in marks]
            shingles = np.frombuffer(b"".join(marks), np.int64)
            samples = np.repeat(np.array([sample for sample, _ in rows], np.int32), counts)
            if len(shingles) >= _MOST_FRESH:  # on opening
                self._put_in_order(shingles, samples)
            else:
                self._put_aside(shingles, samples)

    def _put_aside(self, shingles: npt.NDArray[np.int64], samples: npt.NDArray[np.int32]) -> None:
        for shingle, sample in zip(shingles.tolist(), samples.tolist(), strict=True):
            self._fresh.setdefault(shingle, []).append(sample)
        self._waiting += len(shingles)
        if self._waiting >= _MOST_FRESH:
            counts = [len(having) for having in self._fresh.values()]
            together = chain.from_iterable(self._fresh.values())
            self._put_in_order(
                np.repeat(np.fromiter(self._fresh, np.int64, len(self._fresh)), counts),
                np.fromiter(together, np.int32, self._waiting),
            )
            self._fresh, self._waiting = {}, 0

    def _put_in_order(
        self, shingles: npt.NDArray[np.int64], samples: npt.NDArray[np.int32]
    ) -> None:
        order = np.argsort(shingles)
        places = np.searchsorted(self._shingles, shingles[order])
        self._shingles = np.insert(self._shingles, places, shingles[order])
        self._samples = np.insert(self._samples, places, samples[order])
