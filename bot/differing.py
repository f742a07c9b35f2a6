"""Statements of different articles that give different numbers, dates or outcomes for one thing.

Nothing is said of who is right. The rules would rather miss a difference than see one between
statements about two things.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from bot.amounts import MEASURES, SCORE, Amount, apart
from bot.claims import Claim, claim
from bot.days import Day, comparable, days_apart
from bot.opposites import alike, opposed
from bot.stems import stem

# How much two statements must share to be about the same thing, as a share of the telling words
# of the one that has fewer, leaving out what they differ in. Chosen by reading what they find in
# the sample coverage; there is no larger set.
_SHARE = 0.75
_OF_LONGER = 0.4  # and of the one that has more
# Fewer words than this in common must be all that one of them has to say.
_WORDS = 3
# Reports further apart in time than this tell of two occasions. Days.
_OCCASION = 45


# A time of day, and a year wherever it stands.
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b|\b\d{1,2}:\d\d\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HOW_MANY = re.compile(r"\bhow many\s+", re.IGNORECASE)
# Who says so is not what it is about.
_SOURCE = re.compile(
    r",?\s*\baccording to (?:the |its )?(?:[A-Z][\w’'-]+[ ,]*){0,4}"
    r"|\b(?:the )?(?:[A-Z]?[\w’'-]+ ){1,2}(?:said|says|reported|announced)(?: on \w+day)?(?: that)?"
    r"|,? (?:the )?(?:[A-Z]?[\w’'-]+ ){1,3}(?:said|says|reported|announced)(?: on \w+day)?(?=[.,])"
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous|"
    r"final|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\b(?:would|could|might|whether|if)\b", re.IGNORECASE)
# Of whom or what such a sentence speaks stands in the one before.
_LEANS = re.compile(
    r"^\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|there|some|another|others|both|"
    r"i|we|my|our|you|your|the (?:state|company|city|county|country|team|club|group|firm|party))\b"
    r"|for (?:the|more|developments)\b.*\b(?:read|see|visit|follow|view)\b"
    r"|.*\b(?:this (?:story|article|page|file|report)|editor['’]s note|latest|live updates)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence shown or about to be, the id of its article, and when that was published."""

    text: str
    article: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A statement, what it claims, whom and what it names, the first, second... in it, its times
    of day and years; and whether it tells by itself of what is so."""

    statement: Statement
    claim: Claim
    names: frozenset[str]
    ordinals: frozenset[str]
    times: frozenset[str]
    years: frozenset[str]
    clear: bool


def _read(statement: Statement) -> _Read:
    text = _SOURCE.sub(" ", statement.text)
    names = frozenset(stem(word) for word in _NAME.findall(text)) & claim(text).words
    ordinals = frozenset(word.lower() for word in _ORDINAL.findall(text))
    text_only = statement.text.strip()
    whole = not text_only[:1].islower() and not text_only.endswith("?")
    clear = whole and not _LEANS.match(text_only) and not _WISHED.search(text_only)
    times, years = frozenset(_CLOCK.findall(text)), frozenset(_YEAR.findall(text))
    return _Read(statement, claim(text), names, ordinals, times, years, clear)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question wants counted, a stem, and the question's other telling words."""

    unit: str
    words: frozenset[str]


def _asked(question: str) -> _Asked | None:
    found = _HOW_MANY.search(question)
    if found is None:
        return None
    one = claim(f"23 {question[found.end() :]}")
    unit = one.amounts[0].unit if one.amounts else None
    return _Asked(unit, claim(question).words - {unit}) if unit else None


def differing(statements: Sequence[Statement], question: str = "") -> list[tuple[int, ...]]:
    """Groups of indices of statements from different articles that differ about the same thing.

    In a group the newest comes first, undated ones last; no statement stands in two groups.
    Groups are in the order of their first statement in `statements`. Where `question` asks "how
    many cameras…", statements that each give one count of cameras need to share fewer words.
    """
    read = [_read(one) for one in statements]
    asked = _asked(question)
    groups: list[list[int]] = []
    for one, other in combinations(range(len(read)), 2):
        if _differ(read[one], read[other], asked):
            _join(groups, one, other, read, asked)
    return [tuple(sorted(group, key=lambda i: _age(statements[i]))) for group in groups]


def _join(
    groups: list[list[int]], one: int, other: int, read: Sequence[_Read], asked: _Asked | None
) -> None:
    """Put a pair into the group that holds the one and differs from the other throughout."""
    if any(other in group for group in groups):
        return
    for group in groups:
        if one in group:
            if all(_differ(read[i], read[other], asked) for i in group):
                group.append(other)
            return
    groups.append([one, other])


def _age(statement: Statement) -> tuple[bool, float]:
    """Sorts the newest first and what has no date last."""
    published = statement.published
    return (published is None, -published.timestamp() if published else 0.0)


def _differ(one: _Read, other: _Read, asked: _Asked | None = None) -> bool:
    if one.statement.article == other.statement.article or not _comparable(one, other):
        return False
    if _two_periods(one.claim, other.claim):
        return _dates_differ(one, other)
    if asked and _counts_differ(one, other, asked):
        return True
    return _numbers_differ(one, other) or _dates_differ(one, other) or _outcomes_differ(one, other)


def _comparable(one: _Read, other: _Read) -> bool:
    """True unless each names somebody, something or a time that the other does not."""
    named = one.names - other.claim.words and other.names - one.claim.words
    timed = one.times and other.times and not one.times & other.times
    dated = one.years and other.years and not one.years & other.years
    clear = one.clear and other.clear and one.ordinals == other.ordinals
    return clear and not (named or timed or dated)


def _two_periods(one: Claim, other: Claim) -> bool:
    """True when both name a time and no time is common to both."""
    return bool(one.days and other.days) and not any(
        not days_apart(a, b) for a in one.days for b in other.days
    )


def _about_one_thing(one: frozenset[str], other: frozenset[str], given: int = 0) -> bool:
    """True when the words left say the same thing; `given` words are known to be shared."""
    shared = len(one & other)
    least = min(len(one), len(other))
    if shared + given < 2 or not shared or shared < _OF_LONGER * max(len(one), len(other)):
        return False
    return shared >= (_SHARE if shared + given >= _WORDS else 1.0) * least


def _numbers_differ(one: _Read, other: _Read) -> bool:
    if _one_occasion(one, other):
        return any(
            _clash(a, b, one.claim, other.claim) for a, b in _measures(one.claim, other.claim)
        )
    return False


def _counts_differ(one: _Read, other: _Read, asked: _Asked) -> bool:
    """Each gives one count of what is asked, of what is asked about, and they clash."""
    a, b = (
        [amount for amount in read.claim.amounts if amount.unit == asked.unit]
        for read in (one, other)
    )
    if len(a) != 1 or len(b) != 1 or not apart(a[0], b[0]) or not _one_occasion(one, other):
        return False
    if a[0].low in other.claim.numbers or b[0].low in one.claim.numbers:
        return False
    shared = one.claim.words & other.claim.words - {asked.unit}
    return len(shared & asked.words) >= 1 and len(shared) >= _WORDS


def _measures(one: Claim, other: Claim) -> Iterator[tuple[Amount, Amount]]:
    """Pairs of amounts that count the same kind of thing, where each names but one of them."""
    for a in one.amounts:
        for b in other.amounts:
            alone = _single(a, one) and _single(b, other)
            kinds = a.kinds <= b.kinds | other.words and b.kinds <= a.kinds | one.words
            if alone and kinds and a.unit == b.unit and a.part == b.part:
                yield a, b


def _single(amount: Amount, said: Claim) -> bool:
    return sum(other.unit == amount.unit for other in said.amounts) == 1


def _clash(a: Amount, b: Amount, one: Claim, other: Claim) -> bool:
    named = {v for amount in one.amounts for v in (amount.low, amount.high)} | one.numbers
    if not apart(a, b) or b.low in named or a.low in other.numbers:
        return False
    if any(x.unit == y.unit != a.unit and apart(x, y) for x in one.amounts for y in other.amounts):
        return False  # after 14 games and after 11
    unit = {a.unit, *a.kinds}
    return _about_one_thing(
        one.words - unit, other.words - unit, given=a.unit not in MEASURES | {SCORE}
    )


def _one_occasion(one: _Read, other: _Read) -> bool:
    """True unless the articles were published too far apart to tell of one count."""
    first, second = one.statement.published, other.statement.published
    if first is None or second is None:
        return True
    return abs(first.timestamp() - second.timestamp()) <= _OCCASION * 86400


def _dates_differ(one: _Read, other: _Read) -> bool:
    a, b = _only_day(one.claim), _only_day(other.claim)
    if (
        one.years != other.years
        or a is None
        or b is None
        or not (comparable(a, b) and days_apart(a, b))
    ):
        return False
    shared = one.claim.words & other.claim.words
    if any(
        a.unit == b.unit and apart(a, b) for a in one.claim.amounts for b in other.claim.amounts
    ):
        return False  # two polls, two matches
    exact = a.month is not None and b.month is not None and a.after == b.after
    named = one.claim.names & other.claim.names
    shared = one.claim.words & other.claim.words
    enough = bool(named) and len(shared) >= _WORDS
    return exact and enough and _about_one_thing(one.claim.words, other.claim.words)


def _only_day(said: Claim) -> Day | None:
    return said.days[0] if len(said.days) == 1 else None


def _outcomes_differ(one: _Read, other: _Read) -> bool:
    return _one_occasion(one, other) and any(
        _contrary(one, other, a.stem, b.stem, a.denied, b.denied)
        for a in one.claim.deeds
        for b in other.claim.deeds
        if not (a.hedged or b.hedged)
    )


def _contrary(one: _Read, other: _Read, a: str, b: str, a_denied: bool, b_denied: bool) -> bool:
    against = opposed(a, b) and not a_denied and not b_denied
    if not against and (a != b or a_denied == b_denied):
        return False
    if any(alike(a, deed.stem) and deed.denied == a_denied for deed in other.claim.deeds):
        return False
    if any(alike(b, deed.stem) and deed.denied == b_denied for deed in one.claim.deeds):
        return False
    words, others = one.claim.words - {a, b, "vote"}, other.claim.words - {a, b, "vote"}
    shared = len(words & others)
    return shared >= 2 and shared >= _SHARE * max(len(words), len(others))
