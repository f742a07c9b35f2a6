"""What came of a question: one line in the log, one tick of the figures, whatever happened."""

import logging
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager

import discord

from bot.delivery import Taken
from bot.desk import Busy, Closing, DeskError, EmptyQuestion, LongQuestion, NotReady
from bot.front import Forgotten, Front, NotHere, Wait
from bot.options import WrongDate
from bot.references import BrokenReference
from bot.slip import Outcome, Slip, error_id, open_slip
from bot.told import Told

log = logging.getLogger(__name__)

LISTED = Outcome("listed")
_REFUSALS: Mapping[type[Exception], Outcome] = {
    Busy: Outcome("busy"),
    Closing: Outcome("refused", "closing"),
    NotReady: Outcome("refused", "not_ready"),
    EmptyQuestion: Outcome("refused", "empty"),
    LongQuestion: Outcome("refused", "long"),
    WrongDate: Outcome("refused", "date"),
    NotHere: Outcome("refused", "channel"),
    Wait: Outcome("refused", "quota"),
    Forgotten: Outcome("refused", "forgotten"),
    BrokenReference: Outcome("refused", "forgotten"),
}
_ERROR, _UNDELIVERED = Outcome("error"), Outcome("error", "delivery")


@contextmanager
def noted(front: Front, id_: str, way: str, member: Hashable) -> Iterator[Slip]:
    """Note what comes of a member's question, while what is inside works on it and answers.

    A question that another process has is not ours to tell of. Raises Busy when as many of the
    member's are in hand as one may have.
    """
    slip = open_slip(id_, way)
    try:
        with front.seat(member):
            yield slip
    except Taken:
        raise
    except Exception as error:  # whatever it was is noted, and goes on up
        slip.outcome = outcome_of(error)
        if slip.outcome.kind == _ERROR.kind:
            error_id()
        _told(front, slip)
        raise
    _told(front, slip)


def answered(slip: Slip, told: Told) -> None:
    """Note an answer, or that the coverage does not say."""
    reason = told.answer.reason
    slip.outcome = Outcome("abstained", reason.lack.value) if reason else Outcome("answered")
    slip.citations = len(told.answer.citations)
    slip.from_memory = told.since is not None


def left(slip: Slip) -> None:
    """Note that what nobody asked us was left to people."""
    slip.outcome = Outcome("abstained", "unsure")


def outcome_of(error: Exception) -> Outcome:
    """What it means that a question ended with this error."""
    if isinstance(error, discord.HTTPException):
        return _UNDELIVERED
    if isinstance(error, DeskError):
        return _REFUSALS.get(type(error), Outcome("refused", "other"))
    return _REFUSALS.get(type(error), _ERROR)


def _told(front: Front, slip: Slip) -> None:
    slip.close()
    log.info("question", extra={"fields": slip.fields()})
    front.observer.question(slip)
