"""A finished index on disk: written once, checked, published by one rename, never changed.

index/CURRENT            name of the published snapshot
index/<name>/            manifest.json, vectors.faiss, passages.sqlite3, sentences.npy, spans.npy,
                         sentence_starts.npy, words/ (see index.lexical)
index/.building-<name>/  one that is being written; left over after a crash, then removed
"""

import hashlib
import json
import math
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.errors import FootnoteError
from corpus.passages import Passage, Size
from corpus.rows import COLUMNS, to_article, to_row
from index.digests import sha256_of
from index.embedding import Halves, Span, Vectors
from index.lexical import Words, write_words
from index.mentions import Facets

FORMAT = 2
_REBUILD = "run `footnote index rebuild`"


class SnapshotError(FootnoteError):
    """There is no usable snapshot; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one snapshot."""

    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.json"

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors.faiss"

    @property
    def passages(self) -> Path:
        return self.folder / "passages.sqlite3"

    @property
    def sentences(self) -> Path:
        """Vectors of the sentences, half precision: what they lose is below 0.001 of a cosine."""
        return self.folder / "sentences.npy"

    @property
    def spans(self) -> Path:
        """Where each sentence starts and ends in its article's text."""
        return self.folder / "spans.npy"

    @property
    def sentence_starts(self) -> Path:
        """The number of each passage's first sentence, and of all sentences at the end."""
        return self.folder / "sentence_starts.npy"

    @property
    def words(self) -> Path:
        return self.folder / "words"

    def data(self) -> list[Path]:
        """The files whose digests the manifest holds."""
        arrays = [self.sentences, self.spans, self.sentence_starts]
        return [self.vectors, self.passages, *arrays, *sorted(self.words.iterdir())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot is made of.

    `model` loads the embedder it must be searched with, `digest` its weights. `corpus` is the
    ArticleStore's state at the time. `earliest` and `latest` are publication dates, None when no
    article is dated. `files` maps names to SHA-256.
    """

    name: str
    created: datetime
    model: str
    digest: str
    dimension: int
    size: Size
    articles: int
    passages: int
    corpus: str
    earliest: datetime | None
    latest: datetime | None
    files: Mapping[str, str]

    def to_json(self) -> str:
        """The manifest as it is stored."""
        fields = {"format": FORMAT, **asdict(self)}
        fields = json.loads(json.dumps(fields, default=lambda moment: moment.isoformat()))
        return json.dumps({**fields, "seal": _seal(fields)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises SnapshotError when the text is no manifest, or one of another format."""
        try:
            fields = json.loads(text)
            seal = fields.pop("seal", None)
            if fields["format"] != FORMAT:
                raise SnapshotError(f"the index is of another version of Footnote; {_REBUILD}")
            if seal != _seal(fields):
                raise SnapshotError(f"the index has a damaged manifest; {_REBUILD}")
            del fields["format"]
            for name in ("created", "earliest", "latest"):
                fields[name] = fields[name] and datetime.fromisoformat(fields[name])
            return cls(**{**fields, "size": Size(**fields["size"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotError(f"the index has a broken manifest ({error}); {_REBUILD}") from None


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a snapshot: row i of `vectors` belongs to `passages[i]`.

    `keys[i]` fingerprints the text that was embedded for it, so that a rebuild can reuse the
    vectors. `spans[i]` are its sentences, in characters of the passage; their vectors stand one
    after another in `sentences`.
    """

    articles: Sequence[Article]
    passages: Sequence[Passage]
    keys: Sequence[bytes]
    vectors: Vectors
    spans: Sequence[Sequence[Span]]
    sentences: Halves


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

    Raises SnapshotError when a file is missing, torn or changed.
    """

    def __init__(self, folder: Path) -> None:
        import faiss

        self._layout = Layout(folder)
        self.manifest = read_manifest(folder)
        for name, digest in self.manifest.files.items():
            file = folder / name
            if not file.exists():
                raise SnapshotError(f"the index lacks {name}; {_REBUILD}")
            if sha256_of(file) != digest:
                raise SnapshotError(f"the index has a damaged {name}; {_REBUILD}")
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
            self.rows, self.facets, self._by_facet = self._read_articles()
        except (RuntimeError, ValueError, KeyError, sqlite3.Error) as error:
            raise SnapshotError(f"the index cannot be opened ({error}); {_REBUILD}") from error

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

    def of(self, *named: Sequence[str]) -> NDArray[np.int64]:
        """The numbers of the articles of these outlets, sections, authors and tags.

        Of all kinds of facet that are named, an article must have one each.
        """
        wanted = [
            set.union(*(self._by_facet.get((kind, name), set()) for name in names))
            for kind, names in zip(_FACETS, named, strict=True)
            if names
        ]
        return np.array(sorted(set.intersection(*wanted)) if wanted else [], dtype=np.int64)

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
            raise SnapshotError(f"the index lacks article {article_id}; {_REBUILD}")
        return Passage(article_id, article.revision, start, end, article.text[start:end]), article

    def article(self, article_id: str) -> Article | None:
        """The revision of an article that may be answered from; None if it is not covered."""
        row = self._db.execute(
            f"SELECT id, revision, {', '.join(COLUMNS)} FROM articles WHERE id = ?",  # noqa: S608
            (article_id,),
        ).fetchone()
        return to_article(row[0], row[1], row[2:]) if row else None

    def keys(self) -> Iterator[tuple[bytes, int]]:
        """(fingerprint of the embedded text, row) of every passage."""
        yield from self._db.execute("SELECT key, row FROM passages")

    def _read_articles(self) -> tuple[Rows, Facets, dict[tuple[str, str], set[int]]]:
        """What ranking needs of all articles, their facets, and which articles have which."""
        numbers, dates = {}, [math.nan]
        having: dict[tuple[str, str], set[int]] = {}
        for number, article_id, published, outlet, section, authors, tags in self._db.execute(
            "SELECT rowid, id, published, outlet, section, authors, tags FROM articles "
            "ORDER BY rowid"
        ):
            numbers[article_id] = number
            dates.append(datetime.fromisoformat(published).timestamp() if published else math.nan)
            named = ([outlet], [section], json.loads(authors), json.loads(tags))
            for kind, names in zip(_FACETS, named, strict=True):
                for name in filter(None, names):
                    having.setdefault((kind, name), set()).add(number)
        query = "SELECT article_id FROM passages ORDER BY row"
        article = np.array([numbers[one] for (one,) in self._db.execute(query)], dtype=np.int64)
        first = np.diff(article, prepend=-1) != 0
        facets = Facets(*(tuple(sorted(n for k, n in having if k == kind)) for kind in _FACETS))
        return Rows(article, np.array(dates)[article], first), facets, having


def write(folder: Path, contents: Contents, manifest: Manifest) -> None:
    """Write a snapshot into `folder`, which must not exist; all of it is on disk afterwards.

    The digests of the files are added to the manifest.
    """
    folder.mkdir(parents=True)
    layout = Layout(folder)
    _write_vectors(layout.vectors, contents.vectors, manifest.dimension)
    _write_passages(layout.passages, contents)
    _write_sentences(layout, contents)
    files = {file.relative_to(folder).as_posix(): sha256_of(file) for file in layout.data()}
    layout.manifest.write_text(replace(manifest, files=files).to_json(), encoding="utf-8")
    for path in (*layout.data(), layout.words, layout.manifest, folder):
        _sync(path)


def read_manifest(folder: Path) -> Manifest:
    """Raises SnapshotError when there is none that can be read."""
    try:
        text = Layout(folder).manifest.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise SnapshotError(f"the index {folder.name} lacks its manifest; {_REBUILD}") from None
    return Manifest.from_json(text)


def new_name(index: Path) -> str:
    """A name that sorts after all others, whatever the clock says."""
    number = max((int(folder.name.partition("-")[0]) for folder in snapshots(index)), default=0)
    return f"{number + 1:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def building(index: Path, name: str) -> Path:
    """Where the snapshot `name` is written until it is finished."""
    return index / f"{_BUILDING}{name}"


def publish(index: Path, name: str) -> None:
    """Make the snapshot `name` the current one, moving it from where it was built."""
    if building(index, name).exists():
        building(index, name).rename(index / name)
        _sync(index)
    pointer = index / f"{_BUILDING}CURRENT"
    pointer.write_text(f"{name}\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(index / _CURRENT)
    _sync(index)


def current(index: Path) -> Path:
    """The published snapshot. Raises SnapshotError when nothing has been published."""
    try:
        name = (index / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise SnapshotError(f"there is no index yet; {_REBUILD}") from None
    if not _NAME.fullmatch(name) or not (index / name).is_dir():
        raise SnapshotError(f"the published index {name[:60]!r} is missing; {_REBUILD}")
    return index / name


def snapshots(index: Path) -> list[Path]:
    """The finished snapshots, published or not, in no order."""
    if not index.is_dir():
        return []
    return [folder for folder in index.iterdir() if _NAME.fullmatch(folder.name)]


def is_published(index: Path) -> bool:
    """True when there is a published snapshot, whole or not."""
    return (index / _CURRENT).exists()


def previous(index: Path) -> Path | None:
    """The snapshot that was published before the current one, if it is still there."""
    older = [folder for folder in snapshots(index) if folder.name < current(index).name]
    return max(older, default=None)


def clean(index: Path, keep: Iterable[Path | None]) -> None:
    """Remove what a killed rebuild left behind, and all snapshots but those to keep."""
    for leftover in index.glob(f"{_BUILDING}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    kept = set(keep)
    for folder in snapshots(index):
        if folder not in kept:
            shutil.rmtree(folder)


_FACETS = ("outlet", "section", "author", "tag")  # in the order of Facets
_CURRENT = "CURRENT"
_BUILDING = ".building-"
_NAME = re.compile(r"\d{6,}-[0-9TZ]+")


def _write_vectors(file: Path, vectors: Vectors, dimension: int) -> None:
    import faiss

    flat = faiss.IndexFlatIP(dimension)
    if len(vectors):
        flat.add(vectors)
    with file.open("wb") as stream:  # FAISS's own writer does not notice a full disk
        writer = faiss.PyCallbackIOWriter(stream.write)  # type: ignore[attr-defined]  # no types
        faiss.write_index(flat, writer)


def _write_passages(file: Path, contents: Contents) -> None:
    places = ", ".join("?" * (2 + len(COLUMNS)))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(
            f"CREATE TABLE articles (id TEXT PRIMARY KEY, revision INTEGER, {', '.join(COLUMNS)})"
        )
        db.execute(
            'CREATE TABLE passages (row INTEGER PRIMARY KEY, article_id TEXT, "start" INTEGER, '
            '"end" INTEGER, key BLOB)'
        )
        db.executemany(
            f"INSERT INTO articles VALUES ({places})",  # noqa: S608 - own constants
            ((article.id, article.revision, *to_row(article)) for article in contents.articles),
        )
        db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            (
                (row, passage.article_id, passage.start, passage.end, key)
                for row, (passage, key) in enumerate(
                    zip(contents.passages, contents.keys, strict=True)
                )
            ),
        )


def _write_sentences(layout: Layout, contents: Contents) -> None:
    pairs = list(zip(contents.passages, contents.spans, strict=True))
    spans = [(passage.start + a, passage.start + z) for passage, of in pairs for a, z in of]
    np.save(layout.spans, np.array(spans, dtype=np.int32).reshape(-1, 2))
    starts = np.cumsum([0, *(len(of) for of in contents.spans)], dtype=np.int64)
    np.save(layout.sentence_starts, starts)
    np.save(layout.sentences, contents.sentences)
    titles = {article.id: article.title for article in contents.articles}
    write_words(
        layout.words,
        [titles[passage.article_id] for passage in contents.passages],
        ([passage.text[a:z] for a, z in of] for passage, of in pairs),
    )


def _seal(fields: Mapping[str, object]) -> str:
    """Digest of a manifest's other fields: it guards them as `files` guards the files."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _sync(path: Path) -> None:
    """Flush a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
