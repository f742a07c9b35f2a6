"""What a rebuild has embedded is not lost when it is stopped."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from word_embedder import WordEmbedder, put, word_model

from corpus.store import ArticleStore
from index import filling
from index.embedding import Halves, ModelError, Span, Vectors
from index.made import Block, Made, forget_all
from index.publishing import current
from index.rebuild import rebuild
from index.snapshot import Snapshot

KEYS = np.arange(32, dtype=np.uint8).reshape(2, 16)
BLOCK = Block(
    keys=KEYS,
    vectors=np.array([[1, 0], [0, 1]], dtype=np.float16),
    counts=np.array([1, 2], dtype=np.int64),
    sentences=np.array([[1, 0], [0, 1], [0.5, 0.5]], dtype=np.float16),
)


class Stopped(WordEmbedder):
    """Is stopped after the first block."""

    def with_sentences(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        done: Callable[[int], None] = lambda _: None,
    ) -> tuple[Vectors, Halves]:
        if self.embedded:
            raise ModelError("stopped")
        return super().with_sentences(texts, spans, done)


def test_a_block_comes_back_in_the_next_process(tmp_path: Path) -> None:
    Made(tmp_path, "d" * 64).add(BLOCK)
    file, place = Made(tmp_path, "d" * 64).place(KEYS[1].tobytes())
    again = Made(tmp_path, "d" * 64).read(file)
    assert again.vectors[place].tolist() == [0, 1]
    assert again.sentences_of(place).tolist() == [[0, 1], [0.5, 0.5]]


def test_a_torn_block_was_never_made(tmp_path: Path) -> None:
    made = Made(tmp_path, "d" * 64)
    made.add(BLOCK)
    file, _ = made.place(KEYS[0].tobytes())
    file.write_bytes(file.read_bytes()[:-40])
    assert KEYS[0].tobytes() not in Made(tmp_path, "d" * 64)


def test_blocks_of_other_weights_are_removed(tmp_path: Path) -> None:
    Made(tmp_path, "d" * 64).add(BLOCK)
    Made(tmp_path, "e" * 64)
    assert KEYS[0].tobytes() not in Made(tmp_path, "d" * 64)


def test_anew_means_anew(tmp_path: Path) -> None:
    Made(tmp_path, "d" * 64).add(BLOCK)
    assert KEYS[0].tobytes() not in Made(tmp_path, "d" * 64, anew=True)


def test_nothing_is_left_when_all_is_forgotten(tmp_path: Path) -> None:
    Made(tmp_path, "d" * 64).add(BLOCK)
    forget_all(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_rebuild_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_BLOCK", 2)
    model, index = word_model(tmp_path / "words"), tmp_path / "index"
    loaded: list[WordEmbedder] = []

    def load(name: str) -> WordEmbedder:
        loaded.append(WordEmbedder(name))
        return loaded[-1]

    with ArticleStore(tmp_path / "articles.sqlite3") as store:
        for number, words in enumerate(("harbour", "bridge", "mayor", "camera", "harbour bridge")):
            put(store, str(number), f"Title {number}", words)
        with pytest.raises(ModelError):
            rebuild(store, index, model, Stopped)
        found = rebuild(store, index, model, load)
    assert (found.embedded, found.reused) == (3, 2)
    finished = Snapshot(current(index))
    for row in range(5):
        passage, article = finished.passage(row)
        own = loaded[0].question(f"{article.title}\n\n{passage.text}")
        assert float(finished.vectors([row])[0] @ own) == pytest.approx(1, abs=1e-3)
    assert not list(index.glob(".made-*"))
