"""What sentences count, and when two counts clash."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amounts import SCORE, Amount, apart
from bot.claims import claim


def amount(text: str) -> tuple[float, str]:
    """The number and the unit of the only amount in a text."""
    (one,) = claim(text).amounts
    assert one.low == one.high
    return one.low, one.unit


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("They put up 23 cameras.", 23, "camera"),
        ("They put up twenty-three cameras.", 23, "camera"),
        ("They put up a dozen cameras.", 12, "camera"),
        ("They put up 58 harbour cameras on masts.", 58, "camera"),
        ("A total of 1,200 people came.", 1200, "person"),
        ("It carried 1.2 million passengers.", 1_200_000, "passeng"),
        ("It costs 18.4 million crowns.", 18_400_000, "crown"),
        ("It is a 612-million-crown plan.", 612_000_000, "crown"),
        ("It costs £5m.", 5_000_000, "pound"),
        ("It costs $1.2 billion.", 1_200_000_000, "dollar"),
        ("It costs €30.", 30, "euro"),
        ("Turnout was 41.3 per cent.", 41.3, "percent"),
        ("Turnout was 41.3%.", 41.3, "percent"),
        ("Two thirds of the masts fell.", 66.7, "percent"),
        ("A third of the roof fell.", 33.3, "percent"),
        ("It is a 17-page opinion.", 17, "page"),
        ("It failed in 23 of the harbour's 431 cameras.", 23, "camera"),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, value: float, unit: str) -> None:
    assert amount(text) == (value, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("About 100 people came.", 90, 110),
        ("More than 100 people came.", 100, math.inf),
        ("At least 100 people came.", 100, math.inf),
        ("Fewer than 100 people came.", 0, 100),
        ("Up to 100 people came.", 0, 100),
        ("They sent 5 to 10 people.", 5, 10),
    ],
)
def test_a_number_that_is_not_exact_spans_what_fits_it(text: str, low: float, high: float) -> None:
    first = claim(text).amounts[0]
    assert [first.low, first.high] == pytest.approx([low, high])


@pytest.mark.parametrize(
    "text",
    [
        "It opens at 17:00.",
        "They watched 9-1-1.",
        "It began in 1997.",
        "Six years ago it fell.",
        "Season 7 starts.",
    ],
)
def test_times_names_and_years_count_nothing(text: str) -> None:
    assert claim(text).amounts == ()


def test_a_vote_is_one_amount() -> None:
    votes = [
        claim(f"It passed by {score}.").amounts for score in ("26 votes to 18", "26 votes to 19")
    ]
    assert [len(amounts) for amounts in votes] == [1, 1]
    assert {amounts[0].unit for amounts in votes} == {SCORE}
    assert apart(votes[0][0], votes[1][0])


def test_some_of_a_number_of_things_are_a_part() -> None:
    assert claim("Ten of the cameras failed.").amounts[0].part
    assert not claim("Ten cameras failed.").amounts[0].part


def exactly(value: float) -> Amount:
    return Amount(float(value), float(value), "person", frozenset())


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (23, 58, True),
        (23, 24, True),
        (23, 23, False),
        (1200, 1187, False),
        (1200, 1500, True),
        (640, 600, True),
        (3, 4, True),
    ],
)
def test_numbers_clash_unless_one_is_the_other_rounded(
    one: float, other: float, clash: bool
) -> None:
    assert apart(exactly(one), exactly(other)) is clash
    assert apart(exactly(other), exactly(one)) is clash


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_clashing_is_mutual_and_never_with_itself(one: int, other: int) -> None:
    assert apart(exactly(one), exactly(other)) == apart(exactly(other), exactly(one))
    assert not apart(exactly(one), exactly(one))
