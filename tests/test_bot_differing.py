"""Reports that differ about the same thing, and those that only seem to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.differing import Statement, differing

DAY = datetime(2025, 1, 14, 12, tzinfo=UTC)


def told(*texts: str) -> list[Statement]:
    """Statements of as many articles, each published two days after the one before."""
    return [Statement(text, f"a{i}", DAY + timedelta(days=2 * i)) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("23 cameras have been installed.", "58 cameras have been installed."),
        ("Twenty-three cameras have been installed", "58 cameras have been installed"),
        ("Storm Hedda broke 23 harbour cameras.", "Storm Hedda broke 58 cameras in the harbour."),
        ("The fire killed a dozen people in Millbrae.", "The Millbrae fire killed 15 people."),
        ("The tram line costs 96 million crowns.", "The tram line costs 103.4 million crowns."),
        ("Turnout in the board election was 41%.", "Turnout in the board election was 36%."),
        ("At least 30 boats sank in the storm.", "The storm sank 20 boats."),
        ("Line 4 to Millbrae opens on 1 March.", "Line 4 to Millbrae opens on 6 September."),
        ("The council approved the camera plan.", "The council rejected the camera plan."),
        (
            "The council approved the plan for masts.",
            "The council did not approve the plan for masts.",
        ),
        ("The council voted 23 to 22 for the pilot.", "The council voted 25 to 20 for the pilot."),
    ],
)
def test_other_numbers_dates_and_outcomes_for_one_thing_differ(one: str, other: str) -> None:
    assert differing(told(one, other)) == [(1, 0)]
    assert differing(told(other, one)) == [(1, 0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("23 cameras have been installed.", "23 cameras have been installed."),
        ("1.2 million cards have been sent.", "1,200,000 cards have been sent."),
        ("About 1,200 people signed the petition.", "1,187 people signed the petition."),
        ("1,200 people signed the petition.", "1,187 people signed the petition."),
        ("5 to 10 boats sank in the storm.", "Seven boats sank in the storm."),
        ("More than 20 boats sank in the storm.", "The storm sank 30 boats."),
        ("23 cameras were put up on the quay.", "58 cameras were put up in the tunnel."),
        ("23 cameras of the network failed.", "Ten of the cameras of the network failed."),
        ("23 new cameras were put up here.", "58 old cameras were put up here."),
        ("In 2023 the club sold 41 boats.", "In 2024 the club sold 27 boats."),
        ("Ann Bell scored 20 points here.", "Carl Dunn scored 17 points here."),
        ("At 10:00 the storm broke 20 masts.", "At 17:00 the storm broke 30 masts."),
        ("After 14 games Bell averages 120 yards.", "After 11 games Bell averages 126 yards."),
        ("For the latest, read our file for 1 May.", "For the latest, read our file for 2 May."),
        ("The first prize is 20 crowns.", "The second prize is 10 crowns."),
        ("It lost 20 boats in the storm.", "It lost 30 boats in the storm."),
        ("The state has reported 108 cases.", "The state has reported 56 cases."),
        ("Were 20 boats sunk by the storm?", "The storm sank 30 boats."),
        ("The storm would sink 20 boats.", "The storm sank 30 boats."),
        ("The storm sank 20 boats and 30 rafts.", "The storm sank 30 boats."),
        ("The council approved the tram line.", "The court rejected the claim of the skippers."),
        ("The council may approve the camera plan.", "The council rejected the camera plan."),
        ("The fair opens on 1 March.", "The school opens on 6 September."),
        ("", ""),
    ],
)
def test_what_fits_or_is_about_something_else_does_not_differ(one: str, other: str) -> None:
    assert differing(told(one, other)) == []


SUPPLIER = "Storm Hedda knocked out 23 of the harbour's 431 cameras, according to Veydral."
LOG = "After Storm Hedda 58 harbour cameras were dark, the city's log says."


def test_counts_of_what_the_question_asks_for_differ_in_other_words() -> None:
    assert differing(told(SUPPLIER, LOG)) == []
    assert differing(told(SUPPLIER, LOG), "How many cameras did the storm break?") == [(1, 0)]


@pytest.mark.parametrize(
    "question", ["How many boats did the storm break?", "How many cameras failed?", "How many", ""]
)
def test_counts_of_what_the_question_does_not_ask_for_do_not(question: str) -> None:
    assert differing(told(SUPPLIER, LOG), question) == []


def test_sentences_of_one_article_do_not_differ() -> None:
    one, other = told("23 cameras have been installed.", "58 cameras have been installed.")
    assert differing([one, Statement(other.text, one.article, other.published)]) == []


def test_counts_of_two_occasions_do_not_differ() -> None:
    one, other = told("23 cameras have been installed.", "58 cameras have been installed.")
    later = DAY + timedelta(days=100)
    assert differing([one, Statement(other.text, other.article, later)]) == []


def test_the_newest_comes_first_and_the_undated_last() -> None:
    undated = Statement("77 cameras have been installed.", "x", None)
    old, new = told("23 cameras have been installed.", "58 cameras have been installed.")
    assert differing([undated, old, new]) == [(2, 1, 0)]


def test_two_things_make_two_groups() -> None:
    said = told(
        "23 cameras have been installed.",
        "The storm sank 30 boats.",
        "58 cameras have been installed.",
        "The storm sank 20 boats.",
    )
    assert differing(said) == [(2, 0), (3, 1)]


def test_statements_that_agree_do_not_stand_in_one_group() -> None:
    said = told(*[f"{count} cameras have been installed." for count in (23, 58, 23)])
    assert differing(said) == [(1, 0)]


def test_a_statement_that_two_groups_want_stands_in_the_first() -> None:
    first, again, second, other = told(
        "23 cameras have been installed.",
        "23 cameras have been installed.",
        "58 cameras have been installed.",
        "77 cameras have been installed.",
    )
    same_article = Statement(second.text, first.article, second.published)
    assert differing([first, again, same_article, other]) == [(3, 0), (2, 1)]


COUNTED = st.builds("{} cameras have been installed.".format, st.integers(0, 99))


@given(
    st.lists(
        st.builds(Statement, st.text() | COUNTED, st.sampled_from("abcd"), st.none()), max_size=8
    ),
    st.text(),
)
def test_any_statements_fall_into_groups_of_different_articles(
    said: list[Statement], question: str
) -> None:
    groups = differing(said, question)
    members = [index for group in groups for index in group]
    assert len(set(members)) == len(members)
    assert all(len({said[index].article for index in group}) == len(group) > 1 for group in groups)
