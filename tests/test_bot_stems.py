"""Forms of one word are equal."""

import pytest

from bot.stems import stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("approved", "Approves"),
        ("mayor’s", "mayor"),
        ("people", "person"),
        ("lost", "losing"),
        ("approval", "approves"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_other_words_have_other_stems() -> None:
    assert stem("mayor") != stem("major")
