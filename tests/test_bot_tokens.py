"""A sentence falls into words, numbers and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It didn’t cost £1,200.50.", ["It", "didn’t", "cost", "£", "1,200.50", "."]),
        ("a 17-page opinion", ["a", "17", "-", "page", "opinion"]),
        ("at 17:00, not 9-1-1", ["at", "17:00", ",", "not", "9-1-1"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text())
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    rest = text
    for token in tokens(text):
        _, found, rest = rest.partition(token)
        assert found
