"""Dates in words, in every language."""

from datetime import date

import pytest

from bot import written_dates
from bot.languages import speaking

DAY = date(2024, 3, 11)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "11 March 2024 | 11 Mar | March 2024 | Mar"),
        ("es", "11 de marzo de 2024 | 11 mar | marzo de 2024 | mar"),
        ("fr", "11 mars 2024 | 11 mars | mars 2024 | mars"),
        ("de", "11. März 2024 | 11. März | März 2024 | Mär"),
        ("pt_BR", "11 de março de 2024 | 11 de mar. | março de 2024 | mar."),
        ("sr", "11. mart 2024. | 11. mar | mart 2024. | mar"),
    ],
)
def test_dates_are_written_in_the_language_in_force(language: str, expected: str) -> None:
    with speaking(language):
        written = (
            written_dates.day(DAY),
            written_dates.day_of_year(DAY),
            written_dates.month(DAY),
            written_dates.month_of_year(DAY),
        )
    assert " | ".join(written) == expected
