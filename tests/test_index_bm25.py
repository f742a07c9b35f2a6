"""BM25 counted in arrays is bm25s's own."""

import random
from pathlib import Path

import bm25s
import numpy as np
import pytest

from index import bm25
from index.bm25 import read_vocabulary, write_bm25
from index.columns import KEY, Columns

WORDS = ["", "bridge", "camera", "harbour", "mayor", "storm"]


def columns(passages: list[tuple[list[int], list[list[int]]]]) -> Columns:
    """Passages as the numbers of their titles' words and of their sentences' words."""
    titles = [title for title, _ in passages]
    said = [sentence for _, sentences in passages for sentence in sentences]

    def starts(lengths: list[int]) -> "np.typing.NDArray[np.int64]":
        return np.cumsum([0, *lengths], dtype=np.int64)

    return Columns(
        passages=np.zeros((len(passages), 3), dtype=np.int32),
        keys=np.zeros((len(passages), KEY), dtype=np.uint8),
        sentence_starts=starts([len(sentences) for _, sentences in passages]),
        spans=np.zeros((len(said), 2), dtype=np.int32),
        word_starts=starts([len(sentence) for sentence in said]),
        words=np.array([n for sentence in said for n in sentence], dtype=np.int32),
        title_starts=starts([len(title) for title in titles]),
        titles=np.array([n for title in titles for n in title], dtype=np.int32),
    )


def scores(index: bm25s.BM25, words: list[int]) -> list[float]:
    return [float(score) for score in index.get_scores_from_ids(words)]


@pytest.mark.parametrize("at_once", [1, 7, 1 << 23])
@pytest.mark.parametrize("seed", range(5))
def test_every_score_is_that_of_bm25s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, at_once: int
) -> None:
    """However many words are sorted at a time; passages without words are among them."""
    monkeypatch.setattr(bm25, "_AT_ONCE", at_once)
    chance = random.Random(seed)

    def some(most: int) -> list[int]:
        return [chance.randrange(1, 6) for _ in range(chance.randrange(most))]

    passages = [(some(3), [some(6) for _ in range(chance.randrange(4))]) for _ in range(30)]
    write_bm25(tmp_path, columns(passages), WORDS)
    mine = bm25s.BM25.load(str(tmp_path), show_progress=False)
    theirs = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    whole = [
        title + [n for said in sentences for n in said] or [0] for title, sentences in passages
    ]
    theirs.index((whole, {word: n for n, word in enumerate(WORDS)}), show_progress=False)
    for words in ([1], [2, 3], [4, 5, 1], [5]):
        assert scores(mine, words) == pytest.approx(scores(theirs, words), abs=1e-5)


def test_the_numbers_of_the_words_are_kept(tmp_path: Path) -> None:
    write_bm25(tmp_path, columns([([1], [[2, 3]])]), WORDS)
    assert read_vocabulary(tmp_path) == {word: number for number, word in enumerate(WORDS)}


def test_no_passage_at_all_can_be_written(tmp_path: Path) -> None:
    write_bm25(tmp_path, columns([]), WORDS[:1])
    assert read_vocabulary(tmp_path) == {"": 0}
