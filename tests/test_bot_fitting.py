"""Whether a sentence holds the kind of thing that a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fitting import fits
from index.question import Asks

UNTYPED = [Asks.HOW, Asks.YES_NO, Asks.OTHER]


@pytest.mark.parametrize(
    ("asks", "question", "sentence"),
    [
        (Asks.WHO, "Who sued the city?", "The city was sued by Brindle."),
        (Asks.WHO, "Who sued the city?", "Ilse Brannagh sued."),
        (Asks.WHO, "Who sued the city?", "“Ilse Brannagh sued,” it said."),
        (Asks.WHO, "Who sued Veydral?", "In May, Veydral was sued by Brindle & Sorn."),
        (Asks.WHERE, "Where is the depot?", "The depot is in Millbrae."),
        (Asks.NUMBER, "How many cameras failed?", "In all, 58 failed."),
        (Asks.NUMBER, "How many cameras failed?", "Two dozen failed."),
        (Asks.NUMBER, "How many of the 640 cameras failed?", "Of 640 cameras 58 failed."),
        (Asks.NUMBER, "How many cameras failed?", "None failed."),
        (Asks.WHEN, "When did it open?", "It opened on 3 March."),
        (Asks.WHEN, "When did it open?", "It opened on Tuesday."),
        (Asks.WHEN, "When did it open?", "It opened in 2019."),
        (Asks.WHEN, "When does it open?", "It opens at 05:50."),
        (Asks.WHEN, "When does it open?", "It opens at 6 a.m."),
        (Asks.WHEN, "When did it open?", "It opened last autumn."),
        (Asks.WHY, "Why was it shut?", "It was shut because of ice."),
        (Asks.WHY, "Why was it shut?", "It was shut so that the bearings can be replaced."),
    ],
)
def test_what_is_asked_for_is_there(asks: Asks, question: str, sentence: str) -> None:
    assert fits(asks, question, sentence)


@pytest.mark.parametrize(
    ("asks", "question", "sentence"),
    [
        (Asks.WHO, "Who sued the city?", "The city was sued yesterday."),
        (Asks.WHO, "Who sued the city?", "Nobody knows."),  # every sentence has a first capital
        (Asks.WHO, "Who sued Veydral?", "The suit against Veydral goes on."),
        (Asks.WHERE, "Where is the depot?", "The depot is large."),
        (Asks.WHERE, "Where is Millbrae?", "A town called Millbrae is nice."),
        (Asks.NUMBER, "How many cameras failed?", "Several cameras failed."),
        (Asks.NUMBER, "How many of the 640 cameras failed?", "The 640 cameras are new."),
        (Asks.WHEN, "When did it open?", "It opened with a dance."),
        (Asks.WHEN, "When did it open?", "It opened after 640 days."),
        (Asks.WHY, "Why was it shut?", "It was shut."),
    ],
)
def test_what_is_asked_for_is_not_there(asks: Asks, question: str, sentence: str) -> None:
    assert not fits(asks, question, sentence)


@pytest.mark.parametrize("asks", UNTYPED)
def test_every_sentence_fits_a_question_that_asks_for_no_kind_of_thing(asks: Asks) -> None:
    assert fits(asks, "Did it open?", "It did.")


@given(st.sampled_from([Asks.WHO, Asks.WHERE]), st.text())
def test_no_name_is_found_in_the_question_itself(asks: Asks, text: str) -> None:
    assert not fits(asks, text, f"the {text.split()[0] if text.split() else ''}")


@given(st.sampled_from(Asks), st.text(), st.text())
def test_any_text_can_be_looked_at(asks: Asks, question: str, sentence: str) -> None:
    assert fits(asks, question, sentence) in (True, False)
