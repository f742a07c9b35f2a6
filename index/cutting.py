"""Articles cut into passages for an index, and the texts that are embedded for them.

Of a copy of another outlet's article only what it alone says is indexed.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.passages import Count, Passage, Size, header, split
from corpus.rows import COLUMNS, STANDING, to_article
from corpus.store import ArticleStore
from index.columns import KEY, Columns
from index.copies import originals, told_by
from index.embedding import Embedder, Span
from index.layout import Layout

_LINE = re.compile(r"\S(?:[^\n]*\S)?")  # what corpus.passages counts first
_ORIGINALS = 16  # whose words are remembered, as their copies come at any time


class Cutter:
    """Cuts articles into passages of `size`, as `embedder` counts.

    `stories` are the ids of the articles of each story; their originals are read from `store`.
    """

    def __init__(
        self,
        embedder: Embedder,
        size: Size,
        store: ArticleStore,
        stories: Sequence[Sequence[str]],
    ) -> None:
        self._embedder = embedder
        self._size = size
        self._store = store
        self._copied = {
            copy: original.id
            for members in stories
            for copy, original in originals(store.read(members)).items()
        }
        self._told_by = lru_cache(_ORIGINALS)(self._telling)

    def cut(
        self, articles: Sequence[Article]
    ) -> Iterator[tuple[Article, list[Passage], list[bytes]]]:
        """Each article with its passages and their keys."""
        count = counting(self._embedder, articles)
        for article in articles:
            title = header(article, count, self._size)
            told = self._told_by(self._copied.get(article.id))
            passages = [one for one in split(article, count, self._size) if not told(one)]
            yield article, passages, [key(*below(title, one)) for one in passages]

    def _telling(self, original: str | None) -> Callable[[Passage], bool]:
        """A test of passages: whether the original says the same."""
        found = self._store.read([original]) if original else []
        return told_by(found[0]) if found else lambda _: False


class Texts:
    """What is embedded for the passages of a draft, and where the sentences stand in it."""

    def __init__(self, folder: Path, columns: Columns, embedder: Embedder, size: Size) -> None:
        self._file = Layout(folder).articles
        self._columns = columns
        self._embedder = embedder
        self._size = size

    def of(self, rows: Sequence[int]) -> tuple[list[str], list[list[Span]]]:
        """The texts of some ascending rows, and their sentences' spans in them."""
        texts, spans = [], []
        columns = self._columns
        numbers = columns.passages[np.asarray(rows, dtype=np.int64), 0].tolist()
        articles = self._articles(numbers)
        count = counting(self._embedder, list(articles.values()), lines=False)
        for row, number in zip(rows, numbers, strict=True):
            article = articles[number]
            _, start, end = columns.passages[row].tolist()
            one = Passage(article.id, article.revision, start, end, article.text[start:end])
            text, lead = below(header(article, count, self._size), one)
            texts.append(text)
            first, last = columns.sentence_starts[row : row + 2].tolist()
            places = columns.spans[first:last] + (lead - start)
            spans.append([(a, z) for a, z in places.tolist()])
        return texts, spans

    def _articles(self, numbers: Sequence[int]) -> dict[int, Article]:
        """The articles of these numbers."""
        cells = ", ".join((*STANDING, *COLUMNS))
        with closing(sqlite3.connect(self._file)) as db:
            rows = (
                db.execute(f"SELECT {cells} FROM articles WHERE rowid = ?", (number,)).fetchone()  # noqa: S608 - own constants
                for number in dict.fromkeys(numbers)
            )
            return {
                number: to_article(row)
                for number, row in zip(dict.fromkeys(numbers), rows, strict=True)
            }


def below(title: str, passage: Passage) -> tuple[str, int]:
    """What is embedded for a passage: it stands below the title. And how much is before it."""
    lead = f"{title}\n\n" if title else ""
    return lead + passage.text, len(lead)


def key(text: str, lead: int) -> bytes:
    """Fingerprint of a text that is embedded, whose first `lead` characters are no sentence's."""
    return hashlib.blake2b(f"{lead}\n{text}".encode(), digest_size=KEY).digest()


def counting(embedder: Embedder, articles: Sequence[Article], *, lines: bool = True) -> Count:
    """`embedder.count`, that knows the counts of the articles' titles, and of their lines.

    They are counted all at once, which is several times faster.
    """
    texts = {" ".join(article.title.split()) for article in articles}
    if lines:
        texts.update(line for article in articles for line in _LINE.findall(article.text))
    known = dict(zip(texts, embedder.counts([*texts]), strict=True))

    def count(text: str) -> int:
        found = known.get(text)
        return embedder.count(text) if found is None else found

    return count
