"""Every reason for which there is no answer has its sentence."""

from datetime import UTC, datetime

import pytest

from bot.desk import Busy, Closing, DeskError, EmptyQuestion, LongQuestion, NotReady
from bot.explanations import sentence_for
from bot.front import Forgotten, NotHere, Wait
from bot.options import WrongDate
from bot.references import BrokenReference

ERRORS = [
    Busy(),
    Closing(),
    NotReady(),
    EmptyQuestion(),
    LongQuestion(),
    Forgotten(),
    NotHere([5, 7]),
    Wait(datetime(2026, 1, 1, tzinfo=UTC)),
    WrongDate("soon"),
    BrokenReference(),
]


def test_none_is_missing() -> None:
    assert set(DeskError.__subclasses__()) <= {type(error) for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_reason_has_its_own_sentence(error: Exception) -> None:
    sentence = sentence_for(error)
    assert sentence
    assert sentence.endswith((".", "?"))


def test_the_sentences_differ() -> None:
    assert len({sentence_for(error) for error in ERRORS}) == len(ERRORS)


def test_what_the_reason_knows_is_said() -> None:
    assert "<#5> <#7>" in str(sentence_for(NotHere([5, 7])))
    assert "<t:1767225600:R>" in str(sentence_for(Wait(datetime(2026, 1, 1, tzinfo=UTC))))


def test_what_should_not_happen_has_none() -> None:
    assert sentence_for(ValueError()) is None
