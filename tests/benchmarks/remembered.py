"""An embedder that has read before: it looks vectors up, and makes up those of what it never read.

What it has read lies in shards, made by `tests/benchmarks/sweep.py prepare` with the shipped model.
The vectors of any other text are a mixture of two that were read and a little noise, always the
same for the same text, so that a coverage of a million passages has the neighbourhoods of a real
one. Questions are read by the model itself.
"""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Halves, Span, Vectors

_SECOND, _NOISE, _APART = 0.5, 0.25, 0.6  # shares of the other vector and of noise; of a sentence
_NOISES = 4096
_KEPT = ("keys", "vectors", "counts", "sentences")


class Remembered:
    """Stands in for `model`, whose questions and word pieces it has."""

    def __init__(self, model: Embedder, folder: Path) -> None:
        self._model = model
        self.model, self.digest = model.model, model.digest
        self.dimension, self.longest = model.dimension, model.longest
        keys, self._vectors, counts, self._sentences = gathered(folder)
        self._rows = {key.tobytes(): row for row, key in enumerate(keys)}
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        noise = np.random.default_rng(5).standard_normal((_NOISES, self.dimension))
        self._noise = _unit(noise.astype(np.float32))
        self.looked_up = self.made_up = 0

    def __len__(self) -> int:
        """How many passages it has read."""
        return len(self._vectors)

    def count(self, text: str) -> int:
        """As the model counts."""
        return self._model.count(text)

    def counts(self, texts: Sequence[str]) -> list[int]:
        """As the model counts."""
        return self._model.counts(texts)

    def question(self, text: str) -> Vectors:
        """As the model reads it."""
        return self._model.question(text)

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts, looked up or made up."""
        keys = [key_of(text) for text in texts]
        vectors = self._made_up(keys)
        known = [place for place, key in enumerate(keys) if key in self._rows]
        vectors[known] = self._vectors[[self._rows[keys[place]] for place in known]]
        self.looked_up += len(known)
        self.made_up += len(keys) - len(known)
        done(len(texts))
        return _unit(vectors)

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """Vectors of texts and of their sentences."""
        vectors = self.passages(texts)
        parts = np.empty((sum(map(len, spans)), self.dimension), dtype=np.float16)
        start = 0
        for text, of, vector in zip(texts, spans, vectors, strict=True):
            parts[start : start + len(of)] = self._of_sentences(key_of(text), len(of), vector)
            start += len(of)
        done(len(texts))
        return vectors, parts

    def _of_sentences(self, key: bytes, count: int, vector: Vectors) -> Halves:
        row = self._rows.get(key)
        if row is not None and self._starts[row + 1] - self._starts[row] == count:
            return np.asarray(self._sentences[self._starts[row] : self._starts[row + 1]])
        first = int.from_bytes(key[:4], "little")
        places = (first + np.arange(count)) % _NOISES
        return _unit(vector + _APART * self._noise[places]).astype(np.float16)

    def _made_up(self, keys: Sequence[bytes]) -> Vectors:
        return self.mixed(np.frombuffer(b"".join(keys), dtype=np.uint32).reshape(-1, 4))

    def stored(self, count: int) -> Vectors:
        """The first so many of the vectors that were read."""
        return _unit(self._vectors[:count])

    def mixed(self, drawn: NDArray[np.uint32]) -> Vectors:
        """A vector for each four numbers, (n, 4), which choose what is mixed."""
        places = drawn.astype(np.int64)
        one, other = (self._vectors[places[:, n] % len(self)].astype(np.float32) for n in (0, 1))
        noise = self._noise[places[:, 2] % _NOISES]
        return _unit(one + _SECOND * other + _NOISE * noise)


def key_of(text: str) -> bytes:
    """By which a text is known, 16 bytes."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def save(
    file: Path, texts: Sequence[str], counts: NDArray[np.int64], made: tuple[Vectors, Halves]
) -> None:
    """Keep what was read of some texts, each with so many sentences, as one shard."""
    vectors, sentences = made
    keys = np.frombuffer(b"".join(map(key_of, texts)), dtype=np.uint8).reshape(-1, 16)
    waiting = file.with_suffix(".part")
    with waiting.open("wb") as stream:
        np.savez(
            stream,
            keys=keys,
            vectors=vectors.astype(np.float16),
            counts=counts,
            sentences=sentences,
        )
    waiting.rename(file)


def gathered(folder: Path) -> list[NDArray[Any]]:
    """What was read, in one array each, memory-mapped: made anew when there are more shards."""
    files = sorted(folder.glob("*.npz"))
    whole = folder / f"{len(files)}-shards"
    if not whole.is_dir():
        for old in folder.glob("*-shards"):
            shutil.rmtree(old)
        part = whole.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        for name in _KEPT:
            np.save(part / f"{name}.npy", np.concatenate([np.load(file)[name] for file in files]))
        part.rename(whole)
    return [np.load(whole / f"{name}.npy", mmap_mode="r") for name in _KEPT]


def _unit(vectors: Vectors) -> Vectors:
    """Each of length 1."""
    whole = np.asarray(vectors, dtype=np.float32)
    return np.asarray(whole / np.linalg.norm(whole, axis=1, keepdims=True), dtype=np.float32)
