"""Why a question got no answer, in a sentence for whoever asked."""

from bot import wording
from bot.desk import LONGEST_QUESTION, Busy, Closing, EmptyQuestion, LongQuestion, NotReady
from bot.references import BrokenReference

_SENTENCES: dict[type[Exception], str] = {
    Busy: wording.BUSY,
    Closing: wording.CLOSING,
    NotReady: wording.NOT_READY,
    EmptyQuestion: wording.EMPTY,
    LongQuestion: wording.too_long(LONGEST_QUESTION),
    BrokenReference: wording.OLD_BUTTON,
}


def sentence_for(error: Exception) -> str | None:
    """None for what should not happen."""
    return _SENTENCES.get(type(error))
