"""The embedder that reads a converted model with OpenVINO, without torch."""

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.converted import Place, Recipe
from index.embedding import Halves, Pieces, Span, Vectors, apart, in_context, normalised
from index.openvino_runtime import core
from index.word_pieces import Cut, WordPieces

# Measured on two cores with 190 pieces a text: 8 to 16 texts a batch are read fastest, more no
# longer fit the processor's caches.
_BATCH = 2048  # pieces, filled up ones included
_MOST = 64  # texts
# Texts are filled up to a multiple of this: for every length that it has not seen yet, OpenVINO
# first writes the code that computes it, which takes ten times as long as a question.
_STEP = 16


class FastEmbedder:
    """A converted model on the CPU. For use by several threads, one after another.

    `threads` are those it computes with, all cores unless told. Raises RuntimeError or ImportError
    when OpenVINO cannot load it.
    """

    def __init__(
        self, model: str, digest: str, place: Place, recipe: Recipe, threads: int | None = None
    ) -> None:
        self.model = model
        self.digest = digest
        self.dimension = recipe.dimension
        self._recipe = recipe
        self._pieces = WordPieces(place.tokenizer.read_text(encoding="utf-8"), recipe.limit)
        own = self._pieces.own + (self.count(recipe.passage) if recipe.passage else 0)
        self.longest = recipe.limit - own
        settings = {
            "INFERENCE_PRECISION_HINT": recipe.precision,
            "NUM_STREAMS": 1,
            # A bot and a rebuild beside it would be pinned to the same cores.
            "ENABLE_CPU_PINNING": False,
        }
        if threads:
            settings["INFERENCE_NUM_THREADS"] = threads
        self._network = core().compile_model(place.network, "CPU", settings).create_infer_request()
        self._one_at_a_time = threading.Lock()

    def count(self, text: str) -> int:
        """Word pieces of `text`, without the model's special ones."""
        return self._pieces.count(text)

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text."""
        return self._pieces.counts(texts)

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts to be found."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, whole, _ in self._read(texts, done):
            vectors[row] = whole
        return vectors

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """Vectors of texts and of their sentences, in context where the model pools by the mean.

        Of other models, a sentence's vector is that of the sentence alone.
        """
        if self._recipe.pooling != "mean":
            alone = self.passages(apart(texts, spans))
            return self.passages(texts, done), alone.astype(np.float16)
        return in_context(self._read(texts, done), spans, self.dimension)

    def question(self, text: str) -> Vectors:
        """Vector of a text to search with, (dimension,)."""
        [cut] = self._pieces.read([self._recipe.question + text])
        return self._pooled(self._vectors([cut.ids])[0][: len(cut.ids)])

    def _read(
        self, texts: Sequence[str], done: Callable[[int], None]
    ) -> Iterator[tuple[int, Vectors, Pieces]]:
        """Of each text its row, its vector and its pieces; the longest first."""
        prompt = self._recipe.passage
        cuts = self._pieces.read([prompt + text for text in texts])
        for rows in _batches(cuts):
            vectors = self._vectors([cuts[row].ids for row in rows])
            for row, of in zip(rows, vectors, strict=True):
                own = of[: len(cuts[row].ids)]
                offsets = np.array(cuts[row].offsets, dtype=np.int64).reshape(-1, 2)
                yield row, self._pooled(own), Pieces(own, offsets, len(prompt))
            done(len(rows))

    def _vectors(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The vectors of the pieces of a batch, (texts, pieces filled up, dimension)."""
        width = min(self._recipe.limit, _filled(max(1, *map(len, ids))))
        numbers = np.full((len(ids), width), self._recipe.pad, dtype=np.int64)
        real = np.zeros((len(ids), width), dtype=np.int64)
        for row, of in enumerate(ids):
            numbers[row, : len(of)] = of
            real[row, : len(of)] = 1
        with self._one_at_a_time:
            return np.array(self._network.infer([numbers, real])[0], dtype=np.float32)

    def _pooled(self, pieces: Vectors) -> Vectors:
        """The vector of a text whose pieces have these."""
        if not len(pieces):  # an empty text, and a model without special pieces
            return np.zeros(self.dimension, dtype=np.float32)
        mean = self._recipe.pooling == "mean"
        return normalised(pieces.mean(axis=0) if mean else pieces[0])


def _batches(cuts: Sequence[Cut]) -> Iterator[list[int]]:
    """Rows of texts in batches of like length, the longest first."""
    by_length = sorted(range(len(cuts)), key=lambda row: -len(cuts[row].ids))
    start = 0
    while start < len(by_length):
        width = _filled(max(1, len(cuts[by_length[start]].ids)))
        size = max(1, min(_MOST, _BATCH // width))
        yield by_length[start : start + size]
        start += size


def _filled(pieces: int) -> int:
    return -(-pieces // _STEP) * _STEP
