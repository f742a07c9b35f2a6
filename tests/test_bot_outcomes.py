"""What is noted of a question, and what is not."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from front_office import ANSWER, FakeDesk, fronted
from interactions import refusal
from newsroom import abstention

from bot.answer import Lack, Reason
from bot.delivery import Taken, sentence_of
from bot.desk import Busy, Closing, EmptyQuestion, LongQuestion, NotReady
from bot.front import Forgotten, Front, NotHere, Wait
from bot.observing import Observer
from bot.options import WrongDate
from bot.outcomes import answered, left, noted, outcome_of
from bot.references import BrokenReference
from bot.slip import Outcome, Slip, slip_in_hand
from bot.told import Told

MOMENT = datetime(2024, 3, 15, tzinfo=UTC)
MEMBER = 4711


class Hearing(Observer):
    """Notes the questions it is told of."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []

    def question(self, slip: Slip) -> None:
        self.slips.append(slip)


@pytest.fixture
def hearing() -> Hearing:
    return Hearing()


@pytest.fixture
async def front(tmp_path: Path, hearing: Hearing) -> AsyncIterator[Front]:
    async with fronted(tmp_path, FakeDesk(), observer=hearing) as made:
        yield made


def fields(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(one)["fields"] for one in caplog.records if one.name == "bot.outcomes"]


async def test_an_answer_is_one_line_with_its_stages(
    front: Front, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with noted(front, "interaction 7", "slash", MEMBER) as slip:
        slip.add({"wait": 0.001, "words": 0.25}, "index-1")
        slip.add({"words": 0.25}, None)
        answered(slip, Told(ANSWER))
    (told,) = fields(caplog)
    assert told.pop("total_ms") >= 0
    assert told == {
        "id": "interaction 7",
        "way": "slash",
        "outcome": "answered",
        "citations": 1,
        "wait_ms": 1.0,
        "words_ms": 500.0,
        "index": "index-1",
    }
    assert hearing.slips == [slip]


async def test_an_abstention_says_what_was_lacking(front: Front, hearing: Hearing) -> None:
    with noted(front, "message 7", "mention", MEMBER) as slip:
        answered(slip, Told(abstention(reason=Reason(Lack.NAME, "Ann")), since=MOMENT))
    (told,) = hearing.slips
    assert told.outcome == Outcome("abstained", "name")
    assert told.from_memory
    assert "Ann" not in str(told.fields())


async def test_what_is_left_to_people_is_an_abstention(front: Front, hearing: Hearing) -> None:
    with noted(front, "post 7", "forum", MEMBER) as slip:
        left(slip)
    assert hearing.slips[0].outcome == Outcome("abstained", "unsure")


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (Busy(), "busy", ""),
        (Closing(), "refused", "closing"),
        (NotReady(), "refused", "not_ready"),
        (EmptyQuestion(), "refused", "empty"),
        (LongQuestion(), "refused", "long"),
        (WrongDate("soon"), "refused", "date"),
        (NotHere([1]), "refused", "channel"),
        (Wait(MOMENT), "refused", "quota"),
        (Forgotten(), "refused", "forgotten"),
        (BrokenReference(), "refused", "forgotten"),
        (refusal(500), "error", "delivery"),
        (ZeroDivisionError(), "error", ""),
    ],
)
async def test_every_end_has_an_outcome(
    front: Front, hearing: Hearing, error: Exception, kind: str, reason: str
) -> None:
    assert outcome_of(error) == Outcome(kind, reason)
    with pytest.raises(type(error)), noted(front, "interaction 7", "slash", MEMBER):
        raise error
    (slip,) = hearing.slips
    assert (slip.error is not None) == (kind == "error")


async def test_the_error_that_a_member_is_told_is_the_one_in_the_line(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(ZeroDivisionError) as caught, noted(front, "message 7", "dm", MEMBER):
        raise ZeroDivisionError
    sentence = sentence_of(caught.value, "message 7")
    (told,) = fields(caplog)
    assert told["error"] in sentence
    assert f"error {told['error']} in message 7" in caplog.text


async def test_what_another_process_has_is_not_ours_to_tell_of(
    front: Front, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(Taken), noted(front, "interaction 7", "slash", MEMBER):
        raise Taken
    assert hearing.slips == []
    assert fields(caplog) == []


async def test_no_line_names_the_member(
    front: Front, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with noted(front, "interaction 7", "slash", MEMBER):
        pass
    assert str(MEMBER) not in str([vars(record) for record in caplog.records])
    assert str(MEMBER) not in str(hearing.slips)


async def test_a_member_has_a_share_of_the_queue_and_others_theirs(
    front: Front, hearing: Hearing
) -> None:
    with front.seat(1), front.seat(1), front.seat(1), front.seat(1):
        with noted(front, "interaction 5", "slash", 1), noted(front, "interaction 6", "slash", 2):
            with pytest.raises(Busy), noted(front, "interaction 7", "slash", 1):
                pytest.fail("it is the sixth of twenty")
            with noted(front, "interaction 8", "slash", 2):
                pass
        with noted(front, "interaction 9", "slash", 1):
            pass
    kinds = {slip.id.partition(" ")[2]: slip.outcome.kind for slip in hearing.slips}
    assert kinds == {"5": "shown", "6": "shown", "7": "busy", "8": "shown", "9": "shown"}


async def test_the_slip_is_found_by_what_works_on_the_question(front: Front) -> None:
    with noted(front, "interaction 7", "slash", MEMBER) as slip:
        assert slip_in_hand() is slip
