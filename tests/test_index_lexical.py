"""The words of a coverage: how they are folded, counted, and looked up in another process."""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import Columns
from index.lexical import Words, best, stems
from index.wordbook import Wordbook, write_words

ROOT = Path(__file__).parent.parent
TITLES = ["Harbour", "Harbour", "Vote"]
PASSAGES = [
    ["The harbour bridge opens.", "The mayor spoke."],
    ["The bridge of the harbour closes."],
    ["The mayor voted.", "The ferry sails."],
]
Make = Callable[[Sequence[str], Sequence[Sequence[str]]], Words]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Words of passages, written and opened."""

    def made(titles: Sequence[str], passages: Sequence[Sequence[str]]) -> Words:
        write(tmp_path / "words", titles, passages)
        return Words(tmp_path / "words")

    return made


@pytest.fixture
def words(make: Make) -> Words:
    """The words of three passages, of five sentences."""
    return make(TITLES, PASSAGES)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """Three hundred passages of words that are the rarer the higher their number."""
    folder = tmp_path_factory.mktemp("many") / "words"
    chance = np.random.default_rng(1)
    drawn = np.minimum(chance.geometric(0.12, size=(300, 2, 12)) - 1, 39)
    texts = [[" ".join(f"a{n}" for n in of) for of in passage] for passage in drawn]
    write(folder, [f"a{n} a{n + 1}" for n in chance.integers(0, 39, size=300)], texts)
    return Words(folder)


def write(folder: Path, titles: Sequence[str], passages: Sequence[Sequence[str]]) -> None:
    """Write the words of passages, each with its title and its sentences, as a rebuild does."""
    book = Wordbook()
    titled = [book.numbered(title) for title in titles]
    said = [book.numbered(sentence) for passage in passages for sentence in passage]
    count = len(passages)
    columns = Columns(
        passages=np.zeros((count, 3), dtype=np.int32),
        keys=np.zeros((count, 16), dtype=np.uint8),
        sentence_starts=starts(passages),
        spans=np.zeros((len(said), 2), dtype=np.int32),
        word_starts=starts(said),
        words=np.array([word for words in said for word in words], dtype=np.int32),
        title_starts=starts(titled),
        titles=np.array([word for words in titled for word in words], dtype=np.int32),
    )
    write_words(folder, *book.in_order(columns))


def starts(of: Sequence[Sequence[object]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *map(len, of)], dtype=np.int64)


def rows(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, dtype=np.int64)


def rarity(held: int, passages: int = 3) -> float:
    """The idf of a word that stands in so many passages, as Lucene has it."""
    return math.log(1 + (passages - held + 0.5) / (held + 0.5))


def test_the_telling_words_come_in_order_without_their_endings() -> None:
    assert stems("The councils were voting on bridges") == ["council", "vote", "bridg"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HARBOUR", "harbour"),
        ("Zúñiga", "Zuniga"),
        ("Zu\u0301n\u0303iga", "Zúñiga"),  # accents of their own, and built in
        ("the mayor's", "mayor"),
        ("the mayor’s", "mayor"),
        ("U.S.", "US"),
        ("1,200", "1200"),
        ("1,200,000.5", "1200000.5"),
        ("ﬁre", "fire"),  # a ligature
    ],
)
def test_spellings_of_one_word_are_one_word(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


@pytest.mark.parametrize("text", ["", "?!", "the", "Who was it?", "us", "it's", "a b c"])
def test_what_tells_nothing_is_left_out(text: str) -> None:
    assert stems(text) == []


@pytest.mark.parametrize("text", ["1.5", "15"])
def test_numbers_are_told_apart(text: str) -> None:
    assert stems(text) == [text]


@pytest.mark.parametrize("text", ["мост", "桥", "γέφυρα"])
def test_words_of_other_scripts_are_words(text: str) -> None:
    assert len(stems(text)) == 1


@given(st.text())
def test_any_text_has_words_that_are_not_empty(text: str) -> None:
    assert all(stems(text))


@given(st.lists(st.sampled_from(["harbour", "Bridge", "1,200", "U.S.", "the", "mayor's"])))
def test_words_are_read_one_by_one(said: list[str]) -> None:
    assert stems(" ".join(said)) == [stem for word in said for stem in stems(word)]


def test_a_question_has_its_known_words_once_each(words: Words) -> None:
    terms = words.terms("Harbour, harbour, bridge?")
    assert (len(terms.ids), terms.unknown) == (2, ())


def test_what_occurs_nowhere_is_unknown_once(words: Words) -> None:
    assert words.terms("camera bridge cameras tram").unknown == ("camera", "tram")


def test_a_word_weighs_the_more_the_rarer_it_is(words: Words) -> None:
    """Harbour stands in two of the three passages, ferry in one."""
    assert words.terms("harbour ferry").weights == pytest.approx([rarity(2), rarity(1)])


def test_a_word_that_is_unknown_weighs_as_the_rarest(words: Words) -> None:
    terms = words.terms("harbour camera tram")
    assert terms.total == pytest.approx(rarity(2) + 2 * rarity(0))


def test_a_word_of_the_title_is_counted(words: Words) -> None:
    """The first two have their harbour in the text as well; the vote is voted on too."""
    assert words.terms("vote").weights == pytest.approx([rarity(1)])
    assert words.holding("vote").tolist() == [2]


def test_a_question_without_telling_words_weighs_nothing(words: Words) -> None:
    terms = words.terms("Who was it?")
    assert (len(terms.ids), terms.pairs, terms.unknown, terms.total) == (0, (), (), 0.0)


def test_unknown_words_part_what_stands_beside_them(words: Words) -> None:
    assert words.terms("harbour camera bridge").pairs == ()


def test_function_words_part_nothing(words: Words) -> None:
    [pair] = words.terms("the harbour of the bridge").pairs
    assert pair == tuple(words.terms("harbour bridge").ids.tolist())


def test_a_word_twice_is_no_pair(words: Words) -> None:
    assert words.terms("harbour harbour").pairs == ()


def test_passages_with_none_of_the_words_score_0(words: Words) -> None:
    scores = words.scores(words.terms("ferry"))
    assert (scores[:2].tolist(), scores[2] > 0) == ([0, 0], True)


def test_bm25_prefers_the_rarer_word(make: Make) -> None:
    """All are of one length."""
    words = make(["", "", "", ""], [["harbour ferry"], ["harbour tram"], ["bridge tram"], ["x y"]])
    scores = words.scores(words.terms("bridge harbour"))
    assert scores[2] > scores[0] == scores[1] > scores[3] == 0


def test_bm25_is_lucenes(make: Make) -> None:
    """idf * tf / (tf + k1 * (1 - b + b * length / mean length)), k1 1.2 and b 0.75."""
    words = make(["", ""], [["harbour harbour bridge"], ["mayor"]])
    expected = rarity(1, 2) * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert words.scores(words.terms("harbour")) == pytest.approx([expected, 0])


@pytest.mark.parametrize("question", ["", "the", "что", "camera"])
def test_nothing_is_found_by_words_that_are_not_there(words: Words, question: str) -> None:
    assert words.scores(words.terms(question)).tolist() == [0, 0, 0]


def test_a_word_is_held_by_passages_whose_title_or_text_has_it(words: Words) -> None:
    assert words.holding("harbour").tolist() == [0, 1]
    assert words.holding("mayor").tolist() == [0, 2]
    assert words.holding("camera").tolist() == []


def test_the_rows_that_hold_all_words_are_what_sets_say(many: Words) -> None:
    """Of words common and rare, known and unknown, in any order."""
    for said in (["a0"], ["a0", "a1"], ["a9", "a0"], ["a0", "a1", "a2", "a0"], ["a0", "zz"], []):
        held = [set(many.holding(word).tolist()) for word in said]
        shared = sorted(set.intersection(*held)) if held else []
        assert many.holding_all(said).tolist() == shared


def test_passages_that_hold_a_word_ascend(many: Words) -> None:
    for number in range(40):
        assert (np.diff(many.holding(f"a{number}")) > 0).all()


def test_titles_are_looked_at_only_where_it_is_asked_for(many: Words) -> None:
    among = np.arange(many.passages) % 3 == 0
    for number in range(0, 40, 5):
        all_of_them = many.in_title(f"a{number}")
        assert (
            many.in_title(f"a{number}", among).tolist() == all_of_them[among[all_of_them]].tolist()
        )


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=40),
    st.integers(min_value=1, max_value=12),
)
def test_the_best_are_what_sorting_all_finds(scores: list[float], most: int) -> None:
    """Of the same score the lower row; none that scored nothing."""
    all_of_them = np.array(scores, dtype=np.float32)
    order = np.argsort(-all_of_them, kind="stable")[:most]
    assert best(all_of_them, most).tolist() == order[all_of_them[order] > 0].tolist()


def test_sentences_hold_words_by_row_and_column(words: Words) -> None:
    matches = words.in_sentences(words.terms("mayor bridge"), rows(3, 0, 1))
    assert matches.held.tolist() == [[1, 0], [0, 1], [1, 0]]


def test_a_title_is_not_in_its_sentences(words: Words) -> None:
    terms = words.terms("harbour")
    assert words.in_sentences(terms, rows(0, 1, 2)).held.tolist() == [[1], [0], [1]]
    assert words.in_titles(terms, rows(2, 1, 0)).tolist() == [[0], [1], [1]]


def test_a_phrase_stands_side_by_side_and_in_order(words: Words) -> None:
    """`harbour bridge`, and not `bridge of the harbour`."""
    matches = words.in_sentences(words.terms("harbour bridge"), rows(0, 1, 2))
    assert matches.phrases.tolist() == [1, 0, 0]


def test_a_phrase_does_not_span_two_sentences(words: Words) -> None:
    """`opens. The mayor`"""
    assert words.in_sentences(words.terms("opens mayor"), rows(0, 1)).phrases.tolist() == [0, 0]


def test_the_share_of_a_phrase_is_by_its_rarity(words: Words) -> None:
    matches = words.in_sentences(words.terms("harbour bridge spoke"), rows(0))
    pairs = [rarity(2) + rarity(2), rarity(2) + rarity(1)]
    assert matches.phrases == pytest.approx([pairs[0] / sum(pairs)])


def test_a_phrase_that_is_said_twice_counts_once(make: Make) -> None:
    words = make([""], [["harbour bridge harbour bridge"]])
    assert words.in_sentences(words.terms("harbour bridge"), rows(0)).phrases.tolist() == [1]


def test_no_sentences_hold_nothing(words: Words) -> None:
    matches = words.in_sentences(words.terms("mayor bridge"), rows())
    assert (matches.held.shape, matches.phrases.shape) == ((0, 2), (0,))


def test_neighbouring_sentences_share_their_words(words: Words) -> None:
    whole = words.of_sentences(range(2))
    assert whole == words.of_sentences(range(1)) | words.of_sentences(range(1, 2))
    assert words.of_sentences(range(0)) == frozenset()


def test_no_passages_have_no_words(make: Make) -> None:
    words = make([], [])
    terms = words.terms("harbour")
    assert (words.passages, len(terms.ids), words.scores(terms).shape) == (0, 0, (0,))
    assert words.holding("harbour").tolist() == []


def test_passages_without_a_telling_word_are_passages(make: Make) -> None:
    words = make(["", "The"], [["?"], ["It was."]])
    assert words.scores(words.terms("it")).tolist() == [0, 0]


def test_words_are_written_once(tmp_path: Path) -> None:
    write(tmp_path / "words", TITLES, PASSAGES)
    with pytest.raises(FileExistsError):
        write(tmp_path / "words", TITLES, PASSAGES)


def test_another_process_knows_the_words_by_the_same_numbers(words: Words, tmp_path: Path) -> None:
    """Python orders sets of words otherwise in each."""
    question = "the ferry, harbour bridge, mayor"
    code = (
        "import sys; from pathlib import Path; from index.lexical import Words; "
        "words = Words(Path(sys.argv[1])); terms = words.terms(sys.argv[2]); "
        "print(terms.ids.tolist(), terms.pairs, words.scores(terms).tolist())"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "words"), question]
    terms = words.terms(question)
    here = f"{terms.ids.tolist()} {terms.pairs} {words.scores(terms).tolist()}\n"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        there = subprocess.run(
            line, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert there.stdout == here


@given(st.text(), st.integers(0, 3))
def test_any_question_may_be_looked_up(opened: Words, question: str, count: int) -> None:
    terms = opened.terms(question)
    matches = opened.in_sentences(terms, np.arange(count))
    assert matches.held.shape == (count, len(terms.ids))
    assert ((matches.phrases >= 0) & (matches.phrases <= 1 + 1e-6)).all()
    assert (opened.scores(terms) >= 0).all()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """The words of three passages, for all examples of a property."""
    folder = tmp_path_factory.mktemp("opened") / "words"
    write(folder, TITLES, PASSAGES)
    return Words(folder)
