"""Rows of an array on disk that is read, not mapped: what is looked at once leaves no trace.

The vectors of a million passages' sentences are six gigabytes. Of a mapped file every page that
was ever touched, and those beside it, counts as the process's memory until the system wants it
back; a question touches some hundred places. Read, they are in the system's cache alone.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import Halves


class HalvesFile:
    """The rows of a `.npy` file of half precision, (n, dimension). For one thread at a time.

    Raises OSError when there is none, ValueError when it is no such file or shorter than it says.
    """

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            if np.lib.format.read_magic(stream) != (1, 0):
                raise ValueError(f"{file.name} is of another version")
            shape, by_columns, kind = np.lib.format.read_array_header_1_0(stream)
            self._begins = stream.tell()
        if len(shape) != 2 or by_columns or kind != np.float16:
            raise ValueError(f"{file.name} holds no rows of half precision")
        self._rows, self._dimension = shape
        self._bytes = self._dimension * kind.itemsize
        if file.stat().st_size < self._begins + self._rows * self._bytes:
            raise ValueError(f"{file.name} is torn")
        self._stream = file.open("rb", buffering=0)

    def __len__(self) -> int:
        return int(self._rows)

    def __del__(self) -> None:
        if hasattr(self, "_stream"):  # not of one that was refused
            self.close()

    def close(self) -> None:
        """Close the file; nothing can be read afterwards."""
        self._stream.close()

    def of(self, numbers: NDArray[np.int64] | range) -> Halves:
        """The rows of these numbers, (len(numbers), dimension). Neighbours are read at once."""
        wanted = np.asarray(numbers, dtype=np.int64)
        if len(wanted) and not 0 <= wanted.min() <= wanted.max() < self._rows:
            raise IndexError(f"there are {self._rows} rows")
        found = np.empty((len(wanted), self._dimension), dtype=np.float16)
        bounds = [0, *(np.flatnonzero(np.diff(wanted) != 1) + 1).tolist(), len(wanted)]
        for begin, end in pairwise(bounds):
            if begin < end:
                self._read(int(wanted[begin]), found[begin:end])
        return found

    def _read(self, row: int, into: Halves) -> None:
        left = into.reshape(-1).view(np.uint8).data
        self._stream.seek(self._begins + row * self._bytes)
        while len(left):
            got = self._stream.readinto(left)
            if not got:
                raise OSError("the vectors of the sentences were cut off while they were read")
            left = left[got:]
