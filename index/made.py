"""Vectors that a rebuild made, kept until it is published: what was embedded is not lost.

A rebuild that was stopped after ten of thirteen minutes goes on from there. Vectors lie in blocks,
one file each, in a folder named for the model's weights; a block that is torn is as if never made.
"""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columns import KEY
from index.embedding import Halves
from index.publishing import sync

_PREFIX = ".made-"
_HALF = ".half"
_IN_MEMORY = 4  # blocks that are being read


@dataclass(frozen=True, slots=True)
class Block:
    """Vectors of some texts and of their sentences, of which text i has `counts[i]`."""

    keys: NDArray[np.uint8]
    vectors: Halves
    counts: NDArray[np.int64]
    sentences: Halves

    def sentences_of(self, place: int) -> Halves:
        """The vectors of one text's sentences."""
        begin = int(self.counts[:place].sum())
        return self.sentences[begin : begin + int(self.counts[place])]


class Made:
    """The blocks that were made for an index by a model with these weights.

    Those of other weights are removed, and with `anew` these, too.
    """

    def __init__(self, index: Path, digest: str, anew: bool = False) -> None:
        self._folder = index / f"{_PREFIX}{digest[:16]}"
        for other in index.glob(f"{_PREFIX}*"):
            if anew or other != self._folder:
                shutil.rmtree(other)
        self._folder.mkdir(exist_ok=True)
        self.read = lru_cache(_IN_MEMORY)(self._read)
        self._places: dict[bytes, tuple[Path, int]] = {}
        self._next = 0
        for file in sorted(self._folder.iterdir()):
            if self._learned(file):
                self._next = int(file.stem) + 1
            else:
                file.unlink()

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def add(self, block: Block) -> None:
        """Keep a block; it is on the disk afterwards. Raises OSError when it cannot be written."""
        file = self._folder / f"{self._next:06d}.npz"
        half = file.with_suffix(_HALF)
        with half.open("wb") as stream:
            np.savez(
                stream,
                keys=block.keys,
                vectors=block.vectors,
                counts=block.counts,
                sentences=block.sentences,
            )
        sync(half)
        half.replace(file)
        self._know(file, block.keys)
        self._next += 1

    def place(self, key: bytes) -> tuple[Path, int]:
        """The block that has a text's vectors, for `read`, and its place there."""
        return self._places[key]

    def forget(self) -> None:
        """They are in a published snapshot now, or of no use."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, file: Path) -> Block:
        with file.open("rb") as stream, np.load(stream) as fields:
            return Block(*(fields[name] for name in Block.__slots__))

    def _learned(self, file: Path) -> bool:
        """Whether a file is a whole block, whose texts are known from now on."""
        if file.suffix == _HALF:
            return False
        try:
            block = self._read(file)  # all of it: the format has a check sum for each array
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return False
        self._know(file, block.keys)
        return True

    def _know(self, file: Path, keys: NDArray[np.uint8]) -> None:
        for place, key in enumerate(as_bytes(keys)):
            self._places[key] = (file, place)


def as_bytes(keys: NDArray[np.uint8]) -> Iterator[bytes]:
    """Fingerprints one by one."""
    flat = np.ascontiguousarray(keys).tobytes()
    return (flat[at : at + KEY] for at in range(0, len(flat), KEY))


def forget_all(index: Path) -> None:
    """What was made for this index, by any model."""
    for folder in index.glob(f"{_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
