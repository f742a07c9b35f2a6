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
    pres vs etc al cf approx dept est fig inc ltd co corp bros no nos vol pp ed eds
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
    e.g i.e a.m p.m u.s u.k u.n e.u d.c ph.d m.d b.a m.a z.b d.h u.a bzw ca nr str
    sra srta ud uds av mme mlle""".split()
)
# A stop, then closing quotes or brackets, then space or the end of the text.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|[؟۔।॥]+[\"'”’»)]*")
_LAST_WORD = re.compile(r"[\w.&'’-]+$")
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
    word = _LAST_WORD.search(text, begin, stop.start())
    if stop.group() == "." and word and _is_abbreviation(word.group()):
        return False
    following = _NEXT_STARTS.match(text, stop.end(), end)
    return following is None or not following.group(1).islower()


def _is_abbreviation(word: str) -> bool:
    bare = word.lstrip("'’-").lower()
    initial = len(bare) == 1 and bare.isalpha() and word[-1].isupper()
    return initial or bare in _ABBREVIATIONS


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
