"""A snapshot is written once, all of it, and is on the disk when that is said."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.passages import Passage
from corpus.rows import COLUMNS, STANDING, article_row
from index.digests import sha256_of
from index.embedding import Halves, Span, Vectors
from index.layout import Layout, Manifest
from index.lexical import write_words
from index.publishing import sync


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
        sync(path)


def _write_vectors(file: Path, vectors: Vectors, dimension: int) -> None:
    import faiss

    flat = faiss.IndexFlatIP(dimension)
    if len(vectors):
        flat.add(vectors)
    with file.open("wb") as stream:  # FAISS's own writer does not notice a full disk
        writer = faiss.PyCallbackIOWriter(stream.write)  # type: ignore[attr-defined]  # no types
        faiss.write_index(flat, writer)


def _write_passages(file: Path, contents: Contents) -> None:
    places = ", ".join("?" * len((*STANDING, *COLUMNS)))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(
            "CREATE TABLE articles (article_id TEXT PRIMARY KEY, revision INTEGER, "
            f"{', '.join((*STANDING[2:], *COLUMNS))})"
        )
        db.execute("CREATE INDEX stories ON articles (story) WHERE story IS NOT NULL")
        db.execute(
            'CREATE TABLE passages (row INTEGER PRIMARY KEY, article_id TEXT, "start" INTEGER, '
            '"end" INTEGER, key BLOB)'
        )
        db.executemany(
            f"INSERT INTO articles VALUES ({places})",  # noqa: S608 - own constants
            map(article_row, contents.articles),
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
