"""Why a question got no answer, in a sentence for whoever asked."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import wording
from bot.desk import LONGEST_QUESTION, Busy, Closing, EmptyQuestion, LongQuestion, NotReady
from bot.front import Forgotten, NotHere, Wait
from bot.markdown import ago, clip, escape
from bot.options import WrongDate
from bot.references import BrokenReference

_MOST_CHANNELS = 10
_SAID = 80  # characters of what was taken for a date

_SENTENCES: Mapping[type[Exception], Callable[[Any], str]] = {
    Busy: lambda _: wording.busy(),
    Closing: lambda _: wording.closing(),
    NotReady: lambda _: wording.not_ready(),
    EmptyQuestion: lambda _: wording.empty(),
    LongQuestion: lambda _: wording.too_long(LONGEST_QUESTION),
    BrokenReference: lambda _: wording.old_button(),
    Forgotten: lambda _: wording.forgotten_answer(),
    NotHere: lambda error: wording.not_here(_channels(error.channels)),
    Wait: lambda error: wording.wait(ago(error.until)),
    WrongDate: lambda error: wording.wrong_date(escape(clip(error.said, _SAID))),
}


def sentence_for(error: Exception) -> str | None:
    """None for what should not happen."""
    sentence = _SENTENCES.get(type(error))
    return sentence(error) if sentence else None


def _channels(channels: tuple[int, ...]) -> str:
    return " ".join(f"<#{channel}>" for channel in channels[:_MOST_CHANNELS])
