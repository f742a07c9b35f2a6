"""A snapshot in the making: its articles in their file, its passages in columns.

Articles come in the order of their ids: either kept, as a slice of the snapshot before, or added.
"""

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.advice import what_to_do
from corpus.article import Article
from corpus.passages import Passage
from corpus.rows import COLUMNS, STANDING, article_row
from corpus.sentences import sentences
from index.columns import KEY, Columns, Ints, joined
from index.layout import REBUILD, Layout, RebuildError
from index.snapshot import Snapshot
from index.wordbook import Wordbook

_OTHERS = ", ".join((*STANDING[2:], "digest", *COLUMNS))


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that is whole but for its vectors, and for its columns, which are not on disk yet.

    `words[i]` has the number i in the columns. `old[row]` is the row that this one was in the
    snapshot before, -1 for what was added. `dates` are the first and last of publication, if any.
    """

    folder: Path
    columns: Columns
    words: Sequence[str]
    old: NDArray[np.int64]
    articles: int
    dates: tuple[datetime | None, datetime | None]


class Draft:
    """Makes a folder for a snapshot, which must not exist, and fills it.

    `before` is the snapshot whose articles can be kept. Raises OSError or RebuildError when
    something cannot be written.
    """

    def __init__(self, folder: Path, before: Snapshot | None = None) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._book = Wordbook(before.vocabulary() if before else {})
        self._articles = 0
        self._added = _Rows()
        self._parts: list[_Part] = []
        if before:
            self._before = before.columns()
            self._starts = self._before.article_starts(before.manifest.articles)
        with _told():
            self._db = _made(Layout(folder), Layout(before.folder) if before else None)

    def keep(self, first: int, last: int) -> None:
        """Take over the articles at the places `first` up to `last` of the snapshot before."""
        with _told():
            self._db.execute(
                "INSERT INTO main.articles SELECT * FROM before.articles "
                "WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
                (first + 1, last),
            )
        begin, end = int(self._starts[first]), int(self._starts[last])
        part = self._before.cut(begin, end).moved(self._articles - first)
        self._parts.append(_Part(begin, end, part))
        self._articles += last - first

    def add(
        self,
        article: Article,
        passages: Sequence[Passage],
        keys: Sequence[bytes],
        digest: str | None = None,
    ) -> None:
        """Add an article and its passages, each with the fingerprint of what is embedded for it.

        `digest` is what the store has for it: of a revision that an older Footnote wrote, another
        than would be made today.
        """
        row = article_row(article)
        cells = (*row[: len(STANDING)], digest or article.digest(), *row[len(STANDING) :])
        places = ", ".join("?" * len(cells))
        with _told():
            self._db.execute(f"INSERT INTO main.articles VALUES ({places})", cells)  # noqa: S608 - question marks
        self._articles += 1
        begin = len(self._added)
        title = self._book.numbered(article.title)
        for passage, key in zip(passages, keys, strict=True):
            self._added.add(self._articles, passage, key, title, self._book)
        if self._parts and self._parts[-1].kept is None:
            begin = self._parts.pop().begin
        self._parts.append(_Part(begin, len(self._added)))

    def close(self) -> None:
        """Close the file of the articles; nothing can be kept or added any more."""
        self._db.close()

    def finish(self) -> Drafted:
        """All that was kept and added; there can be no more."""
        with _told():
            self._db.execute("COMMIT")
        dates = self._dates()
        added = self._added.columns()
        whole = joined(
            [
                part.kept if part.kept is not None else added.cut(part.begin, part.end)
                for part in self._parts
            ]
        )
        old = [part.old() for part in self._parts]
        columns, words = self._book.in_order(whole)
        return Drafted(
            folder=self._folder,
            columns=columns,
            words=words,
            old=np.concatenate([np.empty(0, dtype=np.int64), *old]),
            articles=self._articles,
            dates=dates,
        )

    def _dates(self) -> tuple[datetime | None, datetime | None]:
        rows = self._db.execute("SELECT published FROM articles WHERE published IS NOT NULL")
        dates = [datetime.fromisoformat(published) for (published,) in rows]
        return min(dates, default=None), max(dates, default=None)


def _made(layout: Layout, before: Layout | None) -> sqlite3.Connection:
    """The file of the articles, in a transaction; those before can be read as `before.articles`."""
    db = sqlite3.connect(layout.articles.absolute().as_uri(), uri=True, isolation_level=None)
    # A draft that is not finished is thrown away, so it needs no journal.
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    if before:
        db.execute("ATTACH ? AS before", (before.articles_uri,))
    db.execute("BEGIN")
    db.execute(f"CREATE TABLE articles (article_id TEXT PRIMARY KEY, revision INTEGER, {_OTHERS})")
    db.execute("CREATE INDEX stories ON articles (story) WHERE story IS NOT NULL")
    return db


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite cannot write, on a full disk above all, is a rebuild that stopped."""
    try:
        yield
    except sqlite3.Error as error:
        advice = what_to_do(error) or REBUILD
        raise RebuildError(f"the new index cannot be written: {error}; {advice}") from error


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows `begin` up to `end`, of what was added or, when `kept`, of the snapshot before."""

    begin: int
    end: int
    kept: Columns | None = None

    def old(self) -> NDArray[np.int64]:
        """The rows that they were before; -1 for what was added."""
        if self.kept is None:
            return np.full(self.end - self.begin, -1, dtype=np.int64)
        return np.arange(self.begin, self.end, dtype=np.int64)


class _Rows:
    """Columns that grow."""

    def __init__(self) -> None:
        self._keys = bytearray()
        self._passages, self._spans, self._words, self._titles = (array("i") for _ in range(4))
        self._sentences, self._lengths, self._title_lengths = (array("i") for _ in range(3))

    def __len__(self) -> int:
        return len(self._sentences)

    def add(
        self, number: int, passage: Passage, key: bytes, title: Sequence[int], book: Wordbook
    ) -> None:
        """One passage of the article with this number."""
        self._passages.extend((number, passage.start, passage.end))
        self._keys += key
        self._titles.extend(title)
        self._title_lengths.append(len(title))
        spans = list(sentences(passage.text))
        self._sentences.append(len(spans))
        for start, end in spans:
            self._spans.extend((passage.start + start, passage.start + end))
            words = book.numbered(passage.text[start:end])
            self._words.extend(words)
            self._lengths.append(len(words))

    def columns(self) -> Columns:
        """All that was added; it can grow no more."""
        return Columns(
            passages=_ints(self._passages).reshape(-1, 3),
            keys=np.frombuffer(bytes(self._keys), dtype=np.uint8).reshape(-1, KEY),
            sentence_starts=_starts(self._sentences),
            spans=_ints(self._spans).reshape(-1, 2),
            word_starts=_starts(self._lengths),
            words=_ints(self._words),
            title_starts=_starts(self._title_lengths),
            titles=_ints(self._titles),
        )


def _ints(numbers: "array[int]") -> Ints:
    return np.frombuffer(numbers, dtype=np.int32) if numbers else np.empty(0, dtype=np.int32)


def _starts(lengths: "array[int]") -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(_ints(lengths), dtype=np.int64)])
