"""A snapshot opened for searching."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.passages import Passage
from corpus.rows import COLUMNS, STANDING, to_article
from corpus.store import Edition
from index.bm25 import read_vocabulary
from index.columns import Columns
from index.embedding import Halves, Span, Vectors
from index.filters import UNFILTERED, Filters
from index.halves import HalvesFile
from index.holdings import Holdings
from index.layout import REBUILD, Layout, SnapshotError, read_manifest
from index.lexical import Words
from index.stamps import Verify, whole
from index.vectors import PassageVectors

_ARTICLE = ", ".join((*STANDING, *COLUMNS))
_AT_ONCE = 1 << 16  # sentences that are copied at a time: 50 MB


@dataclass(frozen=True, slots=True)
class Rows:
    """What ranking needs to know of every passage, in arrays by row.

    `article`: the number of its article; `published`: seconds since 1970, NaN when undated;
    `first`: whether its article begins with it.
    """

    article: NDArray[np.int64]
    published: NDArray[np.float64]
    first: NDArray[np.bool_]


class Snapshot:
    """A snapshot opened for searching. Not for use by two threads at once.

    `holdings` are its articles, `rows` its passages.

    Its files are looked at with `verify`: see index.stamps. Raises SnapshotError when one is
    missing, torn or changed.
    """

    def __init__(self, folder: Path, verify: Verify = whole) -> None:
        self.folder = folder
        self._layout = Layout(folder)
        self.manifest = read_manifest(folder)
        verify(folder, self.manifest)
        try:
            self._vectors = PassageVectors(self._layout.vectors)
            self._db = sqlite3.connect(self._layout.articles_uri, uri=True, check_same_thread=False)
            self.words = Words(self._layout.words)
            self._passages = np.load(self._layout.passages)
            self._sentences = HalvesFile(self._layout.sentences)
            self._spans = np.load(self._layout.spans, mmap_mode="r")
            self._starts = np.load(self._layout.sentence_starts)
            self.holdings = Holdings(self._db)
            self.rows = self._read_rows()
        except (RuntimeError, ValueError, LookupError, OSError, sqlite3.Error) as error:
            raise SnapshotError(f"the index cannot be opened ({error}); {REBUILD}") from error

    def close(self) -> None:
        """Close the files; the snapshot cannot be used afterwards."""
        self._db.close()
        self._sentences.close()

    def count(self) -> tuple[int, int]:
        """How many vectors and how many passages there are: the same number."""
        return len(self._vectors), len(self._passages)

    def nearest(
        self, vector: Vectors, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k rows nearest to `vector`, best first, each with its cosine (-1 to 1).

        Only of the rows `among`, when given: exactly, however few they are.
        """
        return self._vectors.nearest(vector, k, among)

    def as_near_as(self, least: float, vector: Vectors) -> tuple[NDArray[np.int64], Vectors]:
        """All rows whose cosine with `vector` is above `least`, with their cosines; unordered."""
        return self._vectors.as_near_as(least, vector)

    def sentence_rows(self, row: int) -> range:
        """The numbers of a passage's sentences."""
        return range(int(self._starts[row]), int(self._starts[row + 1]))

    def sentences_of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of all sentences of `rows`, and for each its row's position in `rows`."""
        begins, counts = self._starts[rows], self._starts[rows + 1] - self._starts[rows]
        owner = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(begins, counts) + within, owner

    def sentence_vectors(self, numbers: NDArray[np.int64] | range) -> Halves:
        """The vectors of sentences, (len(numbers), dimension)."""
        return self._sentences.of(numbers)

    def sentence_span(self, number: int) -> Span:
        """Where a sentence starts and ends in its article's text."""
        start, end = self._spans[number]
        return int(start), int(end)

    def words_of(self, row: int) -> frozenset[int]:
        """The words of a passage, without its title."""
        return self.words.of_sentences(self.sentence_rows(row))

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The stored vectors of `rows`, (len(rows), dimension)."""
        return self._vectors.of(rows)

    def passage(self, row: int) -> tuple[Passage, Article]:
        """The passage of a row, with its article."""
        number, start, end = self._passages[row].tolist()
        found = self._db.execute(
            f"SELECT {_ARTICLE} FROM articles WHERE rowid = ?",  # noqa: S608 - own constants
            (number,),
        ).fetchone()
        article = to_article(found)
        return Passage(article.id, article.revision, start, end, article.text[start:end]), article

    def article(self, article_id: str) -> Article | None:
        """The revision of an article that may be answered from; None if it is not covered."""
        row = self._db.execute(
            f"SELECT {_ARTICLE} FROM articles WHERE article_id = ?",  # noqa: S608 - own constants
            (article_id,),
        ).fetchone()
        return to_article(row) if row else None

    def copies(self, article: Article, filters: Filters = UNFILTERED) -> list[Article]:
        """The other articles of its story that fit: what other outlets print of it."""
        if article.story is None:
            return []
        rows = self._db.execute(
            f"SELECT {_ARTICLE} FROM articles WHERE story = ? AND article_id <> ? "  # noqa: S608 - own constants
            "ORDER BY published IS NULL, published, article_id",
            (article.story, article.id),
        )
        fits, numbers = self.holdings.fitting(filters), self.holdings.numbers
        found = [to_article(row) for row in rows]
        return [copy for copy in found if fits[numbers[copy.id]]]

    def editions(self) -> list[Edition]:
        """Of all its articles, in the order of their ids: what was live when it was made."""
        return editions_of(self.folder)

    def vocabulary(self) -> dict[str, int]:
        """The number of each word."""
        return read_vocabulary(self._layout.words)

    def columns(self) -> Columns:
        """All its passages; the arrays stay on disk (memory-mapped)."""
        words = self._layout.words
        return Columns(
            passages=self._passages,
            keys=np.load(self._layout.keys, mmap_mode="r"),
            sentence_starts=self._starts,
            spans=self._spans,
            word_starts=np.load(words / "word_starts.npy", mmap_mode="r"),
            words=np.load(words / "words.npy", mmap_mode="r"),
            title_starts=np.load(words / "title_starts.npy", mmap_mode="r"),
            titles=np.load(words / "titles.npy", mmap_mode="r"),
        )

    def sentence_parts(self, begin: int, end: int) -> Iterator[Halves]:
        """The vectors of the sentences of the rows `begin` up to `end`, to be copied.

        A part at a time, each mapped anew: what was read leaves the memory again.
        """
        first, last = int(self._starts[begin]), int(self._starts[end])
        for start in range(first, last, _AT_ONCE):
            mapped = np.load(self._layout.sentences, mmap_mode="r")
            yield mapped[start : min(start + _AT_ONCE, last)]

    def _read_rows(self) -> Rows:
        article = self._passages[:, 0].astype(np.int64)
        (articles,) = self._db.execute("SELECT count(*) FROM articles").fetchone()
        if articles != self.manifest.articles or article.max(initial=0) > articles:
            raise LookupError(f"{articles} articles")
        first = np.diff(article, prepend=-1) != 0
        return Rows(article, self.holdings.published[article], first)


def editions_of(folder: Path) -> list[Edition]:
    """What was live when a snapshot was made, in the order of their ids. Raises sqlite3.Error."""
    with closing(sqlite3.connect(Layout(folder).articles_uri, uri=True)) as db:
        rows = db.execute("SELECT article_id, revision, story, digest FROM articles ORDER BY rowid")
        return [Edition(*row) for row in rows]
