"""What sentences claim in all."""

from hypothesis import given
from hypothesis import strategies as st

from bot.claims import claim


def test_words_are_stems_without_numbers_dates_and_plain_words() -> None:
    read = claim("On 3 May the 23 cameras of Ann Bell were broken.")
    assert read.words == {"camera", "ann", "bell", "break"}
    assert read.names == {"ann", "bell"}
    assert read.numbers == {23}


@given(st.text())
def test_any_text_claims_something_or_nothing(text: str) -> None:
    read = claim(text)
    assert all(amount.low <= amount.high for amount in read.amounts)
    assert read.names <= read.words
