"""A snapshot made by hand: of passages, vectors and sentences that a test writes down."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article import Article
from corpus.passages import Passage
from index.columns import KEY
from index.draft import Draft
from index.embedding import Halves, Span, Vectors
from index.filling import Filled
from index.layout import Manifest
from index.made import Block, Made
from index.writing import write as write_snapshot


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a snapshot: row i of `vectors` belongs to `passages[i]`.

    `keys[i]` fingerprints it, `spans[i]` are its sentences, in characters of the passage; their
    vectors stand one after another in `sentences`.
    """

    articles: Sequence[Article]
    passages: Sequence[Passage]
    keys: Sequence[bytes]
    vectors: Vectors
    spans: Sequence[Sequence[Span]]
    sentences: Halves


def write(folder: Path, contents: Contents, manifest: Manifest) -> None:
    """Write a snapshot of the contents into `folder`, which must not exist."""
    draft = Draft(folder)
    keys = {
        id(one): key.ljust(KEY) for one, key in zip(contents.passages, contents.keys, strict=True)
    }
    for article in contents.articles:
        own = [one for one in contents.passages if one.article_id == article.id]
        draft.add(article, own, [keys[id(one)] for one in own])
    drafted = draft.finish()
    draft.close()
    made = Made(folder.parent, "by hand")
    counts = np.array([len(of) for of in contents.spans], dtype=np.int64)
    ordered = drafted.columns.keys
    halves = contents.vectors.astype(np.float16)
    made.add(Block(ordered, halves, counts, contents.sentences))
    write_snapshot(Filled(drafted, manifest.dimension, None, drafted.old, made), manifest)
    made.forget()
