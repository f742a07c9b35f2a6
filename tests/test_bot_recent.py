"""Recent answers: remembered for an hour, and no more than there is room for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsroom import abstention

from bot import recent
from bot.following import Turn
from bot.recent import LASTING, Asked, Asking, Recent
from index.filters import Filters

NOW = datetime(2024, 6, 12, 12, tzinfo=UTC)
ASKING = Asking("Who won?", None, Filters(), False, NOW.date(), "index-1")
ANSWER = abstention()


def remembered(asking: Asking = ASKING, at: datetime = NOW) -> Recent:
    known = Recent()
    known.put(asking, Asked(ANSWER, at))
    return known


def test_the_same_question_has_its_answer_and_when_it_was_given() -> None:
    found = remembered().get(ASKING, NOW + timedelta(minutes=59))
    assert found == Asked(ANSWER, NOW, cached=True)


def test_after_an_hour_it_has_not() -> None:
    assert remembered().get(ASKING, NOW + LASTING) is None


def test_whatever_differs_is_another_question() -> None:
    known = remembered()
    for other in (
        replace(ASKING, question="who won?"),
        replace(ASKING, after=Turn("Who?", ())),
        replace(ASKING, filters=Filters(among=("Courier",))),
        replace(ASKING, anytime=True),
        replace(ASKING, day=NOW.date() + timedelta(days=1)),
        replace(ASKING, index="index-2"),
    ):
        assert known.get(other, NOW) is None


def test_the_oldest_answers_make_room() -> None:
    known = Recent()
    for number in range(recent.MOST + 1):
        asking = replace(ASKING, question=str(number))
        known.put(asking, Asked(ANSWER, NOW + timedelta(seconds=number)))
    assert len(known) == recent.MOST
    assert known.get(replace(ASKING, question="0"), NOW) is None
    assert known.get(replace(ASKING, question="1"), NOW) is not None


def test_what_is_too_old_is_forgotten() -> None:
    known = remembered()
    known.put(replace(ASKING, question="later"), Asked(ANSWER, NOW + LASTING))
    assert len(known) == 1
