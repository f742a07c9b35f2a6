"""Shingles: the same words give the same sample, and a part is contained in the whole."""

import random
from array import array

import pytest

from corpus.shingles import (
    CONTAINED,
    LEAST_COMMON,
    containment,
    fingerprint,
    landmarks,
    pack,
    sample,
    unpack,
)

WORDS = "council harbour camera tram bridge ferry school roof tender vote budget night".split()


def story(seed: int, length: int = 400) -> str:
    """An invented text; two seeds share no shingle but by chance."""
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(100)}" for _ in range(length))


def shared(one: str, other: str) -> float:
    ours, theirs = sample(one), sample(other)
    return containment(len(ours & theirs), len(ours), len(theirs))


def test_a_text_is_wholly_contained_in_itself() -> None:
    assert shared(story(1), story(1)) == 1.0


def test_different_texts_have_nothing_in_common() -> None:
    assert shared(story(1), story(2)) == 0.0


def test_a_quarter_is_contained_in_the_whole() -> None:
    assert shared(" ".join(story(1).split()[:100]), story(1)) == 1.0


def test_a_text_is_found_on_a_page_full_of_other_words() -> None:
    assert shared(story(1), f"{story(2, 900)} {story(1)} {story(3, 900)}") == 1.0


def test_a_text_with_one_word_in_twenty_changed_is_still_known() -> None:
    words = story(1).split()
    words[::20] = ["other"] * len(words[::20])
    assert shared(" ".join(words), story(1)) >= CONTAINED


def test_spaces_punctuation_and_capitals_do_not_count() -> None:
    one = story(1)
    other = one.upper().replace(" ", ",\n\n", 50)
    assert (sample(one), fingerprint(one)) == (sample(other), fingerprint(other))


def test_the_fingerprint_tells_of_one_other_word() -> None:
    assert fingerprint("640 cameras.") != fingerprint("460 cameras.")


def test_too_few_in_common_is_nothing() -> None:
    assert containment(LEAST_COMMON - 1, LEAST_COMMON - 1, 100) == 0.0
    assert containment(LEAST_COMMON, LEAST_COMMON, 100) == 1.0


def test_containment_is_of_the_smaller() -> None:
    assert containment(10, 20, 100) == 0.5


def test_about_a_quarter_of_the_shingles_is_kept() -> None:
    assert 0.2 < len(sample(story(1, 4000))) / 4000 < 0.3


@pytest.mark.parametrize("text", ["", "Four words are few.", "…"])
def test_a_text_without_five_words_has_no_sample(text: str) -> None:
    assert sample(text) == frozenset()


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    chance = random.Random(1)
    whole = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(400))
    assert shared(whole[:200], whole) == 1.0


def test_every_hash_fits_a_column_of_sqlite() -> None:
    assert all(-(2**63) <= number < 2**63 for number in sample(story(1)))


def test_a_stored_text_is_read_back() -> None:
    packed = pack(fingerprint(story(1)), sample(story(1)))
    assert unpack(packed) == (fingerprint(story(1)), sample(story(1)))


def test_landmarks_are_the_fingerprint_and_the_smallest_quarter() -> None:
    shingles = sample(story(1, 2000))
    marks = array("q", landmarks(pack(5, shingles)))
    assert marks.tolist() == [5, *sorted(shingles)[: len(shingles) // 4]]


def test_of_short_texts_all_are_landmarks() -> None:
    shingles = sample(story(1, 60))
    assert landmarks(pack(5, shingles)) == pack(5, shingles)
