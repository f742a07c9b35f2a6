"""A snapshot opened for searching."""

import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.passages import Passage
from corpus.rows import COLUMNS, STANDING, to_article
from index.digests import sha256_of
from index.embedding import Halves, Span, Vectors
from index.filters import UNFILTERED, Filters
from index.holdings import Holdings
from index.layout import REBUILD, Layout, SnapshotError, read_manifest
from index.lexical import Words
from index.writing import Contents

_ARTICLE = ", ".join((*STANDING, *COLUMNS))


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

    Raises SnapshotError when a file is missing, torn or changed.
    """

    def __init__(self, folder: Path) -> None:
        import faiss

        self._layout = Layout(folder)
        self.manifest = read_manifest(folder)
        for name, digest in self.manifest.files.items():
            file = folder / name
            if not file.exists():
                raise SnapshotError(f"the index lacks {name}; {REBUILD}")
            if sha256_of(file) != digest:
                raise SnapshotError(f"the index has a damaged {name}; {REBUILD}")
        try:
            self._vectors = faiss.read_index(str(self._layout.vectors))
            self._db = sqlite3.connect(
                f"{self._layout.passages.absolute().as_uri()}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
            self.words = Words(self._layout.words)
            self._sentences = np.load(self._layout.sentences, mmap_mode="r")
            self._spans = np.load(self._layout.spans, mmap_mode="r")
            self._starts = np.load(self._layout.sentence_starts)
            self.holdings = Holdings(self._db)
            self.rows = self._read_rows()
        except (RuntimeError, ValueError, KeyError, sqlite3.Error) as error:
            raise SnapshotError(f"the index cannot be opened ({error}); {REBUILD}") from error

    def close(self) -> None:
        """Close the files; the snapshot cannot be used afterwards."""
        self._db.close()

    def count(self) -> tuple[int, int]:
        """How many vectors and how many passages there are: the same number."""
        (passages,) = self._db.execute("SELECT count(*) FROM passages").fetchone()
        return int(self._vectors.ntotal), int(passages)

    def nearest(
        self, vector: Vectors, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k rows nearest to `vector`, best first, each with its cosine (-1 to 1).

        Only of the rows `among`, when given: exactly, however few they are.
        """
        import faiss

        # FAISS's selectors take addresses: the array must outlive the search.
        chosen = None if among is None else faiss.IDSelectorBatch(among)
        only = None if chosen is None else faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        scores, rows = self._vectors.search(vector.reshape(1, -1), k, params=only)
        return [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]

    def as_near_as(self, least: float, vector: Vectors) -> tuple[NDArray[np.int64], Vectors]:
        """All rows whose cosine with `vector` is above `least`, with their cosines; unordered."""
        _, scores, rows = self._vectors.range_search(vector.reshape(1, -1), least)
        return rows, scores

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
        return np.asarray(self._sentences[numbers])

    def sentence_span(self, number: int) -> Span:
        """Where a sentence starts and ends in its article's text."""
        start, end = self._spans[number]
        return int(start), int(end)

    def words_of(self, row: int) -> frozenset[int]:
        """The words of a passage, without its title."""
        return self.words.of_sentences(self.sentence_rows(row))

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The stored vectors of `rows`, (len(rows), dimension)."""
        wanted = np.asarray(rows, dtype=np.int64)
        return np.asarray(self._vectors.reconstruct_batch(wanted), dtype=np.float32)

    def passage(self, row: int) -> tuple[Passage, Article]:
        """The passage of a row, with its article."""
        article_id, start, end = self._db.execute(
            'SELECT article_id, "start", "end" FROM passages WHERE row = ?', (row,)
        ).fetchone()
        article = self.article(article_id)
        if article is None:
            raise SnapshotError(f"the index lacks article {article_id}; {REBUILD}")
        return Passage(article_id, article.revision, start, end, article.text[start:end]), article

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

    def ids(self) -> set[str]:
        """Of all its articles."""
        return {row[0] for row in self._db.execute("SELECT article_id FROM articles")}

    def contents(self, without: Set[str] = frozenset()) -> Contents:
        """All that was written into it, but for the articles `without`."""
        articles = [
            to_article(row)
            for row in self._db.execute(f"SELECT {_ARTICLE} FROM articles ORDER BY article_id")  # noqa: S608 - own constants
        ]
        keys = {row: key for key, row in self.keys()}
        found = [(row, self.passage(row)[0]) for row in sorted(keys)]
        kept = [(row, passage) for row, passage in found if passage.article_id not in without]
        rows = np.array([row for row, _ in kept], dtype=np.int64)
        spans = [
            [(a - passage.start, z - passage.start) for a, z in map(self.sentence_span, numbers)]
            for (_, passage), numbers in zip(
                kept, (self.sentence_rows(row) for row, _ in kept), strict=True
            )
        ]
        return Contents(
            articles=[article for article in articles if article.id not in without],
            passages=[passage for _, passage in kept],
            keys=[keys[row] for row, _ in kept],
            vectors=self.vectors(rows),
            spans=spans,
            sentences=self.sentence_vectors(self.sentences_of(rows)[0]),
        )

    def keys(self) -> Iterator[tuple[bytes, int]]:
        """(fingerprint of the embedded text, row) of every passage."""
        yield from self._db.execute("SELECT key, row FROM passages")

    def _read_rows(self) -> Rows:
        query = "SELECT article_id FROM passages ORDER BY row"
        numbers = (self.holdings.numbers[article_id] for (article_id,) in self._db.execute(query))
        article = np.fromiter(numbers, dtype=np.int64)
        first = np.diff(article, prepend=-1) != 0
        return Rows(article, self.holdings.published[article], first)
