"""What a sentence claims: how many of what, when, and what was done.

Words and rules only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.amounts import Amount, read_amounts
from bot.days import Day, read_days
from bot.deeds import Deed, read_deeds
from bot.numbers import read_numbers
from bot.stems import stem
from bot.tokens import PLAIN, tokens


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text claims. `words` are the stems of its telling words, without numbers and dates;
    `names` those of them that are written with a capital inside the sentence."""

    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    deeds: tuple[Deed, ...]
    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[float]


def claim(text: str) -> Claim:
    """What `text` claims."""
    words = tokens(text)
    dated = list(read_days(words))
    used = {place for _, start, end in dated for place in range(start, end)}
    numbers = [read for read in read_numbers(words) if not used & set(range(read.start, read.end))]
    used |= {place for read in numbers for place in range(read.start, read.end)}
    deeds = tuple(read_deeds(words, used))
    return Claim(
        amounts=tuple(read_amounts(words, numbers)),
        days=tuple(day for day, _, _ in dated),
        deeds=deeds,
        words=frozenset(deed.stem for deed in deeds),
        names=frozenset(_names(words, used)),
        numbers=frozenset(read.value for read in numbers),
    )


def _names(tokens: Sequence[str], used: set[int]) -> Iterator[str]:
    for place, word in enumerate(tokens):
        inside = place > 0 and tokens[place - 1] not in {".", "?", "!", '"', "“", ":"}
        if place in used or not word[0].isupper() or word.lower() in PLAIN:
            continue
        follows = tokens[place + 1] if place + 1 < len(tokens) else ""
        if inside or follows[:1].isupper():
            yield stem(word)
