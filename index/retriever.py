"""Retriever: a question -> the passages nearest to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.passages import Passage
from index.embedding import Embedder
from index.snapshot import Manifest, Snapshot, SnapshotError, current


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer. `score` is the cosine of question and passage, -1 to 1.

    `why` names the signals that brought it.
    """

    passage: Passage
    article: Article
    score: float
    why: tuple[str, ...]


class Retriever:
    """A snapshot and the embedder its manifest names. Not for use by two threads at once."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        if (embedder.digest, embedder.dimension) != (
            snapshot.manifest.digest,
            snapshot.manifest.dimension,
        ):
            raise SnapshotError(
                f"the index was made with other weights of {snapshot.manifest.model}; "
                "run `footnote index rebuild`"
            )
        self._snapshot = snapshot
        self.embedder = embedder

    @property
    def manifest(self) -> Manifest:
        """What the snapshot is made of."""
        return self._snapshot.manifest

    def close(self) -> None:
        """Close the snapshot's files."""
        self._snapshot.close()

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """The k passages nearest to the question, best first."""
        nearest = self._snapshot.nearest(self.embedder.question(question), k)
        found = ((self._snapshot.passage(row), score) for row, score in nearest)
        return [Hit(passage, article, score, ("meaning",)) for (passage, article), score in found]

    def similarity(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of the question and each text, (len(texts),)."""
        vectors = self.embedder.passages(texts)
        return np.asarray(vectors @ self.embedder.question(question), dtype=np.float32)

    def article(self, article_id: str) -> Article | None:
        """The revision of an article that may be answered from; None if it is not covered."""
        return self._snapshot.article(article_id)


def open_current(
    index: Path, load: Callable[[str], Embedder], before: Retriever | None = None
) -> Retriever:
    """A retriever on the published snapshot, with the model that its manifest names.

    `before` lends its embedder when the model is the same. Raises SnapshotError or ModelError.
    """
    snapshot = Snapshot(current(index))
    wanted = (snapshot.manifest.model, snapshot.manifest.digest)
    if before and (before.embedder.model, before.embedder.digest) == wanted:
        return Retriever(snapshot, before.embedder)
    return Retriever(snapshot, load(snapshot.manifest.model))
