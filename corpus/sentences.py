"""Sentence boundaries by rules: abbreviations, initials, quotes after the stop, other scripts.

Own rules, because none of the libraries measured did better on news text (see the notes on
sentence splitting in the README's architecture section); blingfire was the nearest.
"""

import re
from collections.abc import Iterator

# No sentence is longer than this: text without stops is cut at a space, so that one quote
# always fits on a card. Characters.
LONGEST = 800

_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof sr jr st rev hon gov sen rep gen col capt lt sgt cmdr adm maj insp supt
    pres vs etc al cf approx dept est fig inc ltd co corp bros ed eds mio mrd
    e.g i.e a.m p.m u.s u.k u.n e.u d.c ph.d m.d b.a m.a z.b d.h u.a bzw ca str
    sra srta ud uds av mme mlle""".split()
)
# Abbreviations only before a number: else "no" and "sun" are words.
_BEFORE_NUMBERS = frozenset(
    """no nos nr vol pp jan feb mar apr jun jul aug sep sept oct nov dec
    mon tue wed thu fri sat sun""".split()
)
# A stop, then closing quotes or brackets, then space or the end of the text.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|[؟۔।॥]+[\"'”’»)]*")
_LAST_WORD = re.compile(r"[\w.&'’-]+$")
_LONGEST_WORD = 20  # looked at before a stop, in characters: no abbreviation is longer
_NEXT_STARTS = re.compile(r"\s*[\"'“‘«(\[¿¡—–-]*\s*(\w)")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order, without outer white space.

    A line break always ends a sentence. Every character that is not white space lies in exactly
    one span.
    """
    for line in re.finditer(r"[^\n]+", text):
        for start, end in _in_line(text, line.start(), line.end()):
            yield from _short_enough(text, start, end)


def _in_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, begin, stop, end):
            yield from _stripped(text, begin, stop.end())
            begin = stop.end()
    yield from _stripped(text, begin, end)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    word = _LAST_WORD.search(text, max(begin, stop.start() - _LONGEST_WORD), stop.start())
    following = _NEXT_STARTS.match(text, stop.end(), end)
    number_follows = following is not None and following.group(1).isdigit()
    if stop.group() == "." and word and _is_abbreviation(word.group(), number_follows):
        return False
    return following is None or not following.group(1).islower()


def _is_abbreviation(word: str, number_follows: bool) -> bool:
    bare = word.lstrip("'’-").lower()
    initial = len(bare) == 1 and bare.isalpha() and word[-1].isupper()
    before_number = number_follows and bare in _BEFORE_NUMBERS
    return initial or before_number or bare in _ABBREVIATIONS


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    left = start + len(inner) - len(inner.lstrip())
    right = end - (len(inner) - len(inner.rstrip()))
    if left < right:
        yield left, right


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space if space > 0 else start + LONGEST
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)
