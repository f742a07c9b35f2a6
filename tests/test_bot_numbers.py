"""Numbers in figures and in words."""

import pytest

from bot.numbers import Number, read_numbers
from bot.tokens import tokens


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("some 1,200 of them", Number(1, 2, 1200)),
        ("1.2 million", Number(0, 2, 1_200_000)),
        ("a million", Number(0, 2, 1_000_000)),
        ("twenty-three", Number(0, 3, 23)),
        ("two thirds of all", Number(0, 2, 66.7)),
        ("half the town", Number(0, 1, 50)),
    ],
)
def test_a_number_is_read_with_the_tokens_it_takes(text: str, number: Number) -> None:
    assert list(read_numbers(tokens(text))) == [number]


@pytest.mark.parametrize("text", ["at 17:00", "9-1-1", "an hour and a half", "a third try"])
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert list(read_numbers(tokens(text))) == []
