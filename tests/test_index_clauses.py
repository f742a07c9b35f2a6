"""Several questions in one are taken apart; one question is left whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clauses import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "When did the ferry start and who runs it?",
            ("When did the ferry start", "who runs the ferry"),
        ),
        (
            "Did the mayor apologise, and what for?",
            ("Did the mayor apologise", "why did the mayor apologise"),
        ),
        ("When did the tram open and why?", ("When did the tram open", "why did the tram open")),
        ("Who won? And who lost?", ("Who won", "who lost")),
        (
            "How did Amsterdam compared with Bordel vote?",
            ("How did Amsterdam vote", "How did Bordel vote"),
        ),
        (
            "How do ferry fares in Ardell compare with those in Brackwater?",
            ("ferry fares in Ardell", "ferry fares in Brackwater"),
        ),
        (
            "Did ferry fares rise, while tram fares fell?",
            ("Did ferry fares rise", "tram fares fell"),
        ),
    ],
)
def test_several_questions(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who sells bread and butter?",
        "What did Brindle & Sorn ask for?",
        "When did Marks and Spencer open?",
        "How many cost between 2 and 5 crowns?",
        "When and where was the vote?",
        "Who is the man who came and who left?",
        "What happened while the bridge was closed?",
        "How often did he win, while he was captain?",
        "What did Ruta Harvane and the council decide?",
        "And why?",
        "",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts(question) == ()


def test_clauses_with_their_own_sources_are_cut_between_them() -> None:
    question = "Was the fine raised as reported by the Courier, while the Herald says it was cut?"
    sources = [
        (question.index(name), question.index(name) + len(name)) for name in ("Courier", "Herald")
    ]
    assert parts(question, sources) == (
        "Was the fine raised as reported by the Courier",
        "the Herald says it was cut",
    )


def test_reports_that_are_set_side_by_side_are_given_the_question() -> None:
    question = (
        "Between the report by Ann on 3 May and the article by Bo on 4 May, did the fine rise?"
    )
    assert parts(question) == (
        "the report by Ann on 3 May, did the fine rise",
        "article by Bo on 4 May, did the fine rise",
    )


@given(st.text())
def test_any_text_gives_no_part_or_several(text: str) -> None:
    found = parts(text)
    assert len(found) != 1
    assert all(part.strip() for part in found)
