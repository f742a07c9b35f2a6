"""A text holds an answer, or only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluation.matching import holds, normalised


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It cost 5 euros.", "5"),
        ("It cost 5, or 6.", "5"),
        ("It ended 5.", "5"),
        ("The MAYOR said so", "the mayor"),
        ("the\n  mayor", "The Mayor"),
        ("the council’s “no”", 'council\'s "no"'),
        ("1914–18", "1914-18"),
        ("ﬁve Straße", "five STRASSE"),
        ("about £4.5m in all", "£4.5m"),
        ("15 and 5", "5"),
        ("cafe\u0301 noir", "café"),
        ("東京都は", "東京"),
        ("서울은", "서울"),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answer: str) -> None:
    assert holds(normalised(text), normalised(answer))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("15", "5"),
        ("51", "5"),
        ("5.3 per cent", "5"),
        ("2.5 per cent", "5"),
        ("1,500 people", "500"),
        ("1,500 people", "1"),
        ("5th", "5"),
        ("the mayoress", "mayor"),
        ("cafés", "café"),
        ("\u0915\u0940", "\u0915"),
        ("anything", ""),
    ],
)
def test_a_part_of_a_word_or_number_is_not_an_answer(text: str, answer: str) -> None:
    assert not holds(normalised(text), normalised(answer))


@given(st.text(), st.text(), st.text())
def test_an_answer_among_spaces_is_held(before: str, answer: str, after: str) -> None:
    wanted = normalised(answer)
    assert holds(normalised(f"{before} {answer} {after}"), wanted) == bool(wanted) or (
        normalised(f" {answer} ") not in normalised(f"{before} {answer} {after}")
    )


@given(st.text())
def test_what_is_normalised_stays(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
