"""An embedder that can be done in your head: every known word is a dimension.

Its weights are its words, in a file, so that it is loaded, named and told apart like a real model.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.article import Content
from corpus.store import ArticleStore
from index.embedding import Halves, Span, Vectors, weights_digest

WORDS = ("harbour", "bridge", "mayor", "camera")


def word_model(folder: Path, words: Sequence[str] = WORDS) -> str:
    """Write a model that knows these words into a new folder; its name."""
    folder.mkdir()
    (folder / "model.safetensors").write_text("\n".join(words))
    return str(folder)


class WordEmbedder:
    """Counts the known words, and in one last dimension all others. Not only counts: normalises.

    `harbour harbour harbour bridge bridge bridge bridge` is (0.6, 0.8, 0, 0, 0). `embedded` are
    the texts that it was given as passages, in order.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.digest = weights_digest(Path(model))
        self._words = (Path(model) / "model.safetensors").read_text().split()
        self.dimension = len(self._words) + 1
        self.longest = 20
        self.embedded: list[str] = []

    def count(self, text: str) -> int:
        """Each word is one piece."""
        return len(_words(text))

    def counts(self, texts: Sequence[str]) -> list[int]:
        """The words of each text."""
        return [self.count(text) for text in texts]

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """One vector for each text, in batches of one."""
        self.embedded.extend(texts)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.question(text)
            done(1)
        return vectors

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """A sentence counts its own words."""
        alone = [text[slice(*span)] for text, of in zip(texts, spans, strict=True) for span in of]
        vectors = [self.question(sentence) for sentence in alone]
        halves = np.array(vectors, dtype=np.float16).reshape(len(alone), self.dimension)
        return self.passages(texts, done), halves

    def question(self, text: str) -> Vectors:
        """A text without words counts as one unknown word: no vector has the length 0."""
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in _words(text) or ["?"]:
            vector[self._words.index(word) if word in self._words else -1] += 1
        return vector / np.linalg.norm(vector)


def put(store: ArticleStore, key: str, title: str, text: str) -> str:
    """Add or revise the article known as `key`; its id."""
    return store.add([f"file:{key}"], Content(title=title, text=text)).article_id


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
