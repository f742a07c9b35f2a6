"""Pronouns that point out of their question, and those that do not."""

import pytest

from bot.pronouns import owns, pointing_out
from bot.topics import mentions


def pointing(question: str) -> list[str]:
    return [match[0] for match in pointing_out(question, mentions(question, ()), "")]


@pytest.mark.parametrize(
    ("question", "pronouns"),
    [
        ("What did she say about it?", ["she", "it"]),
        ("How much did they cost?", ["they"]),
        ("Who is her deputy?", ["her"]),
    ],
)
def test_a_pronoun_of_which_the_question_says_nothing_points_out(
    question: str, pronouns: list[str]
) -> None:
    assert pointing(question) == pronouns


@pytest.mark.parametrize(
    "question",
    [
        "Is there a car park at the terminal?",
        "Is it true that ferry fares will rise in April?",
        "Did the mayor say why she resigned?",
        "Who played Rosario, and is she alive?",
        "What happened this week?",
    ],
)
def test_a_pronoun_that_the_question_explains_does_not(question: str) -> None:
    assert pointing(question) == []


@pytest.mark.parametrize(
    ("question", "owning"),
    [("Who is her deputy?", True), ("Who saw her?", False), ("Why did she go?", False)],
)
def test_her_owns_what_follows(question: str, owning: bool) -> None:
    [match] = pointing_out(question, (), "")
    assert owns(question, match) is owning
