"""What a question asks for, read by rules."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import Asks, Facets, read

ASKED = datetime(2025, 4, 16, 10, tzinfo=UTC)
FACETS = Facets(
    outlets=("Port Ardell Courier",),
    sections=("Opinion",),
    authors=("Ilse Marran",),
    tags=("ferry",),
)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who runs the ferry?", Asks.WHO),
        ("Which company runs the ferry?", Asks.WHO),
        ("What is the name of the mayor of Bordel?", Asks.WHO),
        ("After Ann died, who led the council?", Asks.WHO),
        ("When does the tram open?", Asks.WHEN),
        ("In what year did it open?", Asks.WHEN),
        ("can you tell me when the tram opens", Asks.WHEN),
        ("What Western country forbids it?", Asks.WHERE),
        ("where were the cameras put", Asks.WHERE),
        ("How many cameras broke?", Asks.NUMBER),
        ("By how many votes did it pass?", Asks.NUMBER),
        ("What is the mayor's salary?", Asks.NUMBER),
        ("What did the trial cost altogether?", Asks.NUMBER),
        ("what percentage of people voted?", Asks.NUMBER),
        ("Why was it closed?", Asks.WHY),
        ("What caused the fire?", Asks.WHY),
        ("How did the vote go?", Asks.HOW),
        ("Did the mayor apologise?", Asks.YES_NO),
        ("so is the bridge open?", Asks.YES_NO),
        ("What did the council decide?", Asks.OTHER),
        ("ferry", Asks.OTHER),
    ],
)
def test_the_kind_of_answer(question: str, asked: Asks) -> None:
    assert read(question, ASKED).asks is asked


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the ferry?",
        "who is currently mayor?",
        "Who is the current mayor?",
        "Is the bridge still closed?",
        "what's new in Bordel?",
        "How much has it cost so far?",
        "Is the tram running now?",
        "What happened recently?",
    ],
)
def test_the_current_state_is_asked_for(question: str) -> None:
    assert read(question, ASKED).latest


@pytest.mark.parametrize(
    "question",
    [
        "How does alternating current work?",
        "Where does the current flow?",
        "How is it going so far away?",
        "Who lived in what is now Bordel?",
        "When did the ferry start?",
    ],
)
def test_the_current_state_is_not_asked_for(question: str) -> None:
    assert not read(question, ASKED).latest


@pytest.mark.parametrize(
    "question",
    [
        "What did he say before the vote?",
        "what broke after the storm?",
        "What happened next?",
        "Did they first vote and then argue?",
        "Was the fine set earlier than the audit?",
    ],
)
def test_the_order_of_events_is_asked_for(question: str) -> None:
    assert read(question, ASKED).ordered


@pytest.mark.parametrize(
    "question",
    [
        "What broke after 12 January 2025?",
        "Who was the school named after?",
        "Who was it named after all along?",
        "What came before the court?",
        "When did the ferry start?",
    ],
)
def test_the_order_of_events_is_not_asked_for(question: str) -> None:
    assert not read(question, ASKED).ordered


def test_a_reading_is_whole() -> None:
    question = (
        "What did the Courier's opinion pieces say of Ann Hart since 1 June 2024, as per Reuters?"
    )
    reading = read(question, ASKED, FACETS)
    assert (reading.text, reading.asked_at) == (question, ASKED)
    assert reading.period
    assert (reading.period.words, reading.period.explicit) == ("since 1 June 2024", True)
    assert (reading.outlets, reading.sections) == (FACETS.outlets, FACETS.sections)
    assert (reading.authors, reading.tags) == ((), ())
    assert reading.named_outlets_unknown == ("Reuters",)
    assert reading.names == ("Ann Hart", "2024")


def test_what_is_too_long_is_read_up_to_a_limit() -> None:
    reading = read("Who is Ann? " * 500 + "in 2024", ASKED)
    assert (reading.text[-7:], reading.period) == ("in 2024", None)


def test_who_wrote_it_is_no_name_to_look_for() -> None:
    reading = read("What is in the article by Ilse Marran on Bordel?", ASKED, FACETS)
    assert (reading.authors, reading.names) == (("Ilse Marran",), ("Bordel",))


def test_days_of_a_date_are_no_names() -> None:
    assert read("Who met on 12 March 2025 or in the last 24 hours?", ASKED).names == ("2025",)


def test_several_questions_are_told_apart() -> None:
    reading = read("When did the ferry start and who runs it?", ASKED)
    assert reading.parts == ("When did the ferry start", "who runs the ferry")


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read(text, ASKED, FACETS).text == text
