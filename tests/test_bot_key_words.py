"""The words that say what a question is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.key_words import MOST_KEY_WORDS, WORD, bare, key_words, says


def test_key_words_are_the_telling_ones_in_order_each_once() -> None:
    assert key_words("Why did the ferry to Gull Island stop, and do cameras stop?") == (
        "ferry",
        "Gull",
        "Island",
        "stop",
        "cameras",
    )


@pytest.mark.parametrize("word", ["many", "happened", "didn’t", "they're", "The"])
def test_a_word_that_could_be_about_anything_says_nothing(word: str) -> None:
    assert not says(word)


@pytest.mark.parametrize("word", ["cameras", "2024", "Veydral"])
def test_a_word_that_can_be_a_topic_says_something(word: str) -> None:
    assert says(word)


@pytest.mark.parametrize(
    ("word", "form"), [("Cameras", "camera"), ("mayor’s", "mayor"), ("gas", "gas")]
)
def test_forms_of_a_word_are_compared_without_their_endings(word: str, form: str) -> None:
    assert bare(word) == form


@given(st.text())
def test_key_words_are_few_and_of_the_text(text: str) -> None:
    found = key_words(text)
    assert len(found) <= MOST_KEY_WORDS
    assert set(found) <= set(WORD.findall(text))
