"""Signals: each of them on three passages whose words and vectors can be counted by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from small_snapshot import Contents, write

from corpus.article import Article
from corpus.passages import Passage, Size
from corpus.sentences import sentences
from index.embedding import Vectors
from index.layout import Manifest
from index.signals import NAMES, PassageSignals, Question, recency, signals
from index.snapshot import Snapshot

ASKED = datetime(2024, 6, 1, tzinfo=UTC)
NAME = "000001-20240601T000000Z"
MONTH = 30 * 86400.0
HARBOUR = Article(
    id="aaaaaaaaaa",
    revision=1,
    title="Harbour",
    text="The bridge opens. The harbour bridge closes.\n\nThe mayor spoke.",
    published=datetime(2024, 5, 2, tzinfo=UTC),
)
VOTE = Article(id="bbbbbbbbbb", revision=1, title="Vote", text="The mayor voted.")
MANIFEST = Manifest(
    name=NAME,
    created=ASKED,
    model="by hand",
    digest="d" * 64,
    dimension=2,
    size=Size(),
    articles=2,
    passages=3,
    corpus="c",
    earliest=HARBOUR.published,
    latest=HARBOUR.published,
    files={},
)
CONTENTS = Contents(
    articles=[HARBOUR, VOTE],
    passages=[
        Passage(HARBOUR.id, 1, 0, 44, HARBOUR.text[:44]),
        Passage(HARBOUR.id, 1, 46, 62, HARBOUR.text[46:]),
        Passage(VOTE.id, 1, 0, 16, VOTE.text),
    ],
    keys=[b"1", b"2", b"3"],
    vectors=np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32),
    spans=[list(sentences(text)) for text in (HARBOUR.text[:44], HARBOUR.text[46:], VOTE.text)],
    sentences=np.array([[1, 0], [0, 1], [0, -1], [0.5, 0.5]], dtype=np.float16),
)
COMMON, RARE = (math.log(1 + (3 - held + 0.5) / (held + 0.5)) for held in (2, 1))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    write(tmp_path / NAME, CONTENTS, MANIFEST)
    return Snapshot(tmp_path / NAME)


def vector(*numbers: float) -> Vectors:
    return np.array(numbers, dtype=np.float32)


def found(snapshot: Snapshot, text: str, rows: Sequence[int] = (0, 1, 2)) -> PassageSignals:
    """The signals of passages for a question whose vector is (1, 0)."""
    terms = snapshot.words.terms(text)
    question = Question(vector(1, 0), terms, ASKED.timestamp())
    scores = snapshot.words.scores(terms)
    return signals(snapshot, question, np.array(rows, dtype=np.int64), scores)


def column(of: PassageSignals, name: str) -> list[float]:
    return [float(value) for value in of.table[:, NAMES.index(name)]]


def test_every_signal_has_a_column(snapshot: Snapshot) -> None:
    assert found(snapshot, "mayor").table.shape == (3, len(NAMES))


def test_rows_come_as_they_are_asked_for(snapshot: Snapshot) -> None:
    of = found(snapshot, "mayor", [2, 0])
    assert of.rows.tolist() == [2, 0]
    assert column(of, "meaning") == [0, 1]


def test_meaning_is_the_cosine_of_the_passage(snapshot: Snapshot) -> None:
    assert column(found(snapshot, ""), "meaning") == pytest.approx([1, 0.6, 0], abs=1e-3)


def test_sentence_meaning_is_that_of_the_best_sentence(snapshot: Snapshot) -> None:
    assert column(found(snapshot, ""), "sentence meaning") == [1, 0, 0.5]


def test_bm25_is_a_share_of_the_best(snapshot: Snapshot) -> None:
    best, none, other = column(found(snapshot, "bridge harbour vote"), "bm25")
    assert best == 1
    assert 0 < none < other < 1


def test_bm25_is_a_share_of_the_best_of_all_passages(snapshot: Snapshot) -> None:
    """Also of those that are not looked at."""
    whole = column(found(snapshot, "harbour"), "bm25")
    assert column(found(snapshot, "harbour", [1]), "bm25") == [whole[1]]


def test_words_are_a_share_by_rarity(snapshot: Snapshot) -> None:
    """Mayor stands in two passages of three, bridge in one."""
    words = column(found(snapshot, "mayor bridge"), "words")
    total = COMMON + RARE
    assert words == pytest.approx([RARE / total, COMMON / total, COMMON / total])


def test_an_unknown_word_lowers_the_share(snapshot: Snapshot) -> None:
    rarest = math.log(1 + 3.5 / 0.5)
    words = column(found(snapshot, "bridge camera"), "words")
    assert words == pytest.approx([RARE / (RARE + rarest), 0, 0])


def test_the_words_of_the_title_count_for_every_passage(snapshot: Snapshot) -> None:
    of = found(snapshot, "harbour")
    assert column(of, "words") == [1, 1, 0]
    assert column(of, "title words") == [1, 1, 0]


def test_sentence_words_are_the_most_of_one_sentence_with_the_title(snapshot: Snapshot) -> None:
    """`opens` and `closes` stand in the first passage, but in two sentences."""
    of = found(snapshot, "opens closes")
    assert column(of, "words") == [1, 0, 0]
    assert column(of, "sentence words") == pytest.approx([0.5, 0, 0])
    assert column(found(snapshot, "harbour opens"), "sentence words")[0] == 1


def test_phrases_are_the_most_of_one_sentence(snapshot: Snapshot) -> None:
    assert column(found(snapshot, "harbour bridge"), "phrases") == [1, 0, 0]


def test_a_title_makes_no_phrase(snapshot: Snapshot) -> None:
    """`Harbour: The bridge opens`"""
    of = found(snapshot, "harbour opens")
    assert column(of, "phrases") == [0, 0, 0]


def test_recency_is_of_the_article(snapshot: Snapshot) -> None:
    """A month, and no date."""
    assert column(found(snapshot, ""), "recency") == pytest.approx([1 / math.e] * 2 + [0])


def test_the_first_passage_is_told(snapshot: Snapshot) -> None:
    assert column(found(snapshot, ""), "first passage") == [1, 0, 1]


def test_sentences_know_their_passage_among_the_rows(snapshot: Snapshot) -> None:
    of = found(snapshot, "", [2, 0]).sentences
    assert (of.numbers.tolist(), of.owner.tolist()) == ([3, 0, 1], [0, 1, 1])


def test_a_sentence_has_a_meaning_of_its_own(snapshot: Snapshot) -> None:
    assert found(snapshot, "").sentences.meaning.tolist() == [1, 0, 0, 0.5]


def test_a_sentence_is_told_apart_from_its_title(snapshot: Snapshot) -> None:
    of = found(snapshot, "harbour").sentences
    assert of.own_words.tolist() == [0, 1, 0, 0]
    assert of.words.tolist() == [1, 1, 1, 0]


def test_a_question_without_telling_words_has_no_words(snapshot: Snapshot) -> None:
    of = found(snapshot, "Who was it?")
    for name in ("bm25", "words", "title words", "sentence words", "phrases"):
        assert column(of, name) == [0, 0, 0]
    assert of.sentences.held.shape == (4, 0)


def test_no_passages_have_no_signals(snapshot: Snapshot) -> None:
    assert found(snapshot, "mayor bridge", []).table.shape == (0, len(NAMES))


def test_an_empty_index_has_no_signals(tmp_path: Path) -> None:
    nothing = Contents([], [], [], np.empty((0, 2), np.float32), [], np.empty((0, 2), np.float16))
    write(tmp_path / NAME, nothing, replace(MANIFEST, articles=0, passages=0))
    assert found(Snapshot(tmp_path / NAME), "mayor", []).table.shape == (0, len(NAMES))


def test_recency_falls_to_1_in_e_within_a_month() -> None:
    published = np.array([MONTH * 3, MONTH * 2, MONTH, np.nan])
    expected = [1, math.exp(-1), math.exp(-2), 0]
    assert recency(published, MONTH * 3) == pytest.approx(expected)


def test_nothing_is_more_recent_than_just_now() -> None:
    """Not what a clock ahead of ours dated."""
    assert recency(np.array([MONTH * 2]), MONTH).tolist() == [1]
