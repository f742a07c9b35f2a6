"""An index over a few articles, with an embedder that counts letters: fast, exact, no model."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.article import Content
from corpus.store import ArticleStore
from index.embedding import Halves, Span, Vectors
from index.rebuild import rebuild

MODEL = "letters"


class Letters:
    """Counts the letters a to z of a text, and 1 for all else: texts of the same letters are 1.0.

    `asked` is set when a question arrives; the question waits until `go` is set, at first it is.
    """

    model = MODEL
    digest = "letters-1"
    dimension = 27
    longest = 250

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.go.set()

    def count(self, text: str) -> int:
        """Words stand for word pieces."""
        return len(text.split())

    def counts(self, texts: Sequence[str]) -> list[int]:
        """The words of each text."""
        return [self.count(text) for text in texts]

    def passages(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Vectors of texts to be found."""
        vectors = [self._vector(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        """A sentence counts its own letters."""
        alone = [text[slice(*span)] for text, of in zip(texts, spans, strict=True) for span in of]
        return self.passages(texts, done), self.passages(alone).astype(np.float16)

    def question(self, text: str) -> Vectors:
        """Vector of a text to search with."""
        self.asked.set()
        if not self.go.wait(10):
            raise TimeoutError
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        letters = [text.casefold().count(chr(code)) for code in range(ord("a"), ord("z") + 1)]
        counted = np.array([*letters, 1], dtype=np.float32)
        return np.asarray(counted / np.linalg.norm(counted), dtype=np.float32)


def add(articles: Path, name: str, text: str, url: str | None = None) -> str:
    """Put an article into the store, or a revision of the one of that name; its id."""
    with ArticleStore(articles) as store:
        return store.add([f"file:{name}"], Content(title=name, text=text, url=url)).article_id


def withdraw(articles: Path, article_id: str) -> None:
    """Take an article down."""
    with ArticleStore(articles) as store:
        store.withdraw(article_id)


def publish(articles: Path, index: Path) -> None:
    """Index what is in the store, and publish that."""
    with ArticleStore(articles) as store:
        rebuild(store, index, MODEL, lambda _: Letters(), force=True)
