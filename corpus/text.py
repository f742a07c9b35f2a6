"""Text as it arrives -> paragraphs separated by one blank line.

Only what cannot change a word is done here: line ends, kinds of space, invisible characters,
hard-wrapped lines joined. Finding the article inside a scraped page is another matter.
"""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

# Zero-width space, word joiner, byte-order mark, soft hyphen. Not the (non-)joiners U+200C and
# U+200D: Persian, Hindi and emoji need them.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
# So many accents in a row are no letter's, and composing them costs the square of their number.
_HEAP = re.compile(r"((?:(?![!-~\u2010-\u206f])[^\w\s]){100,})")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*$")
# Chinese and Japanese are written without spaces, Thai, Lao, Khmer and Burmese between sentences.
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_ACCENTS = 100
_TO_A_WORD = 2  # characters, in Chinese and Japanese
_WRAPPED = range(45, 201)  # columns to which editors and mail programs break lines
_FORCED = 0.6  # of the line breaks inside paragraphs, of a text that was broken so
_MANY = 20  # so many are no chance: the others are where paragraphs end, without a blank line
_FORCED_OF_MANY = 0.4
_LONGER = 20  # one line in so many may be longer than the width: a notice that was put above
_MOST_WIDTHS = 12  # that are tried
_LONG = 0.75  # of the width
_LEAST_SMALL = 5  # lines that begin with a small letter; a menu around them does not matter then
_LEAST_CASED = 3  # breaks before a letter that has capitals, by which a list is told
_RUN_ON = 0.2  # of those, before a small letter: sentences go on, the items of a list do not

Breaks = list[tuple[str, str]]  # lines and what follows them


def tidy(text: str) -> str:
    """One line of text: NFC, one kind of space, nothing invisible, trimmed."""
    return " ".join(_clean(text).split())


def word_count(text: str) -> int:
    """How many words there are in `text`; where a script has no spaces, as many as it would be."""
    if text.isascii():
        return len(text.split())
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    return len(_UNSPACED.sub(" ", text).split()) + -(-unspaced // _TO_A_WORD)


def is_heaped(text: str) -> bool:
    """Whether accents are heaped up in it, a hundred and more in a row: no script does that."""
    heaps = (found[0] for found in _HEAP.finditer(text))
    return any(sum(map(bool, map(unicodedata.combining, heap))) >= _ACCENTS for heap in heaps)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, each on one line.

    Blank lines separate paragraphs. Inside such a block, lines are one paragraph when they look
    hard-wrapped, else each line is its own.
    """
    cleaned = _clean(text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = [
        [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        for block in re.split(r"\n[^\S\n]*\n", cleaned)
    ]
    return [paragraph for block in _unwrapped(blocks) for paragraph in block]


def body(text: str) -> str:
    """`text` in the form that Content keeps: paragraphs separated by one blank line."""
    return "\n\n".join(paragraphs(text))


def _unwrapped(blocks: list[list[str]]) -> list[list[str]]:
    """The lines of each block, those joined that an editor of a fixed width has broken.

    Such a break is forced: the next word would not have fitted. A list's lines end elsewhere.
    """
    lines = [line for block in blocks for line in block if " " in line]
    inner = [(one, following) for block in blocks for one, following in pairwise(block)]
    width = _width(lines, inner)
    if width is None:
        return blocks
    forced = [(one, following) for one, following in inner if _is_forced(one, following, width)]
    unended = [(one, following) for one, following in forced if not _SENTENCE_END.search(one)]
    if _is_list(unended) or not (_prevail(unended, inner) or _run_on(unended, inner, width)):
        return blocks
    if len(forced) == len(inner) >= _MANY and len(blocks) > 1:  # blank lines tell all
        return [[" ".join(block)] if block else [] for block in blocks]
    counts = Counter(lines)
    alone = frozenset(line for line in lines if counts[line] > 1)  # such as a headline
    return [_joined(block, width, alone) for block in blocks]


def _width(lines: list[str], inner: Breaks) -> int | None:
    """The columns to which the lines may have been broken: those that force most breaks."""
    lengths = sorted(map(len, lines), reverse=True)
    longest = lengths[: 1 + len(lengths) // _LONGER]
    widths = sorted({length for length in longest if length in _WRAPPED}, reverse=True)
    if len(widths) <= 1:
        return next(iter(widths), None)
    return max(widths[:_MOST_WIDTHS], key=lambda width: _forced_at(width, inner))


def _forced_at(width: int, inner: Breaks) -> int:
    return sum(
        _is_forced(one, following, width) and not _SENTENCE_END.search(one)
        for one, following in inner
    )


def _prevail(unended: Breaks, inner: Breaks) -> bool:
    """Whether a fair share of all breaks are forced ones within a sentence."""
    share = _FORCED if len(unended) < _MANY else _FORCED_OF_MANY
    return bool(unended) and len(unended) >= share * len(inner)


def _run_on(unended: Breaks, inner: Breaks, width: int) -> bool:
    """Whether long lines go on in the next one, whatever short lines stand around them."""
    long = sum(
        width >= len(one) > _LONG * width and not _SENTENCE_END.search(one) for one, _ in inner
    )
    small = sum(following[0].islower() for _, following in unended)
    return small >= _LEAST_SMALL and small >= _FORCED_OF_MANY * long


def _is_list(breaks: Breaks) -> bool:
    """Whether the lines after these breaks begin as items or verses do: with capitals."""
    firsts = [following[0] for _, following in breaks]
    cased = [first for first in firsts if first.islower() or first.isupper()]
    small = sum(first.islower() for first in cased)
    return len(cased) >= _LEAST_CASED and small < _RUN_ON * len(cased)


def _joined(block: list[str], width: int, alone: frozenset[str]) -> list[str]:
    joined = [block[:1]]
    for at, (one, following) in enumerate(pairwise(block)):
        runs_on = following[:1].islower() and width >= len(one) > width / 2
        after = block[at + 2] if at + 2 < len(block) else None
        apart = {one, following} & alone or _is_heading(one, following, after, width)
        forced = _is_forced(one, following, width) and not apart
        if forced or runs_on:
            joined[-1].append(following)
        else:
            joined.append([following])
    return [" ".join(lines) for lines in joined if lines]


def _is_heading(line: str, following: str, after: str | None, width: int) -> bool:
    """Whether a line below a finished sentence is none itself, and ends of its own accord."""
    ended, finished = _SENTENCE_END.search(line), _SENTENCE_END.search(following)
    short = len(following) < width / 2 or (
        after is not None and after[0].isupper() and not _is_forced(following, after, width)
    )
    return bool(ended) and not finished and short and following[0].isupper()


def _is_forced(line: str, following: str, width: int) -> bool:
    return len(line) <= width < len(line) + 1 + len(following.split(" ", 1)[0])


def _clean(text: str) -> str:
    """NFC without invisible characters; control characters and odd spaces become spaces."""
    seen = _INVISIBLE.sub("", text)
    parts = _HEAP.split(seen) if _HEAP.search(seen) else [seen]
    composed = "".join(
        part if _HEAP.fullmatch(part) else unicodedata.normalize("NFC", part) for part in parts
    )
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") and c not in "\r\n" else c
        for c in composed
    )
