"""A sentence as the words, numbers and marks it is made of."""

import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(
    r"[£$€]|%|\d+(?:-\d+){2,}|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]"
)
# Words that tell nothing of what a sentence is about.
PLAIN = frozenset(
    """a an the this that these those there here it its he she they them their his her hers him
    i me my we us our you your who whom whose which what when where why how whether if and or but
    nor so than then as at by for from in into of off on onto out over to under up upon with
    within without about after again against all also am any are be been being because before
    below between both can could did do does doing done down during each either else ever few
    had has have having just later least less let many may might more most much must neither
    never new no not now only other ought own per rather same shall should since some such still
    too until very was were will would yet yes while s t d ll re ve didn doesn isn wasn weren won
    hasn haven couldn wouldn come go went goes say says said according happen happened happens
    take took taken make made get got one ones first last mr mrs ms dr next long far finally
    put actually really exactly reason name type kind known called""".split()
)


def tokens(text: str) -> list[str]:
    """The tokens of `text`, in order."""
    return [found.group() for found in _TOKEN.finditer(text)]


def lowered(tokens: Iterable[str]) -> list[str]:
    """Each token in lower case."""
    return [token.lower() for token in tokens]


def is_digits(tokens: Sequence[str], place: int) -> bool:
    """Whether there is a token at `place`, and it is digits only."""
    return 0 <= place < len(tokens) and tokens[place].isdecimal()
