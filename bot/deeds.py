"""What a sentence says was done, and whether it says that it was not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.stems import stem
from bot.tokens import PLAIN, lowered

_NEGATIONS = frozenset("not never no cannot".split())
# After these a negation denies nothing: "not only", "no later than".
_MERE = frozenset("only just merely simply until later more less fewer because least one".split())
_HEDGES = frozenset("whether if unless could might would should may until before".split())
_FEARS = {"fail", "refus", "declin"}  # with "to" after them: it did not happen


@dataclass(frozen=True, slots=True)
class Deed:
    """A telling word (its stem), where it stands among the words, and whether it is denied."""

    stem: str
    place: int
    denied: bool
    hedged: bool


def read_deeds(tokens: Sequence[str], used: set[int]) -> Iterator[Deed]:
    """Every telling word of `tokens`, but for the places `used` by numbers and dates."""
    for place, word in enumerate(tokens):
        telling = place not in used and word[0].isalpha() and word.lower() not in PLAIN
        found = _direction(tokens, place) or (telling and (_vote(tokens, place) or stem(word)))
        if found:
            yield Deed(found, place, _denied(tokens, place), _hedged(tokens, place))


def _direction(tokens: Sequence[str], place: int) -> str | None:
    """ "goes up", "went down"."""
    if tokens[place].lower() in {"go", "goes", "went", "gone"} and place + 1 < len(tokens):
        return {"up": stem("went_up"), "down": stem("went_down")}.get(tokens[place + 1].lower())
    return None


def _vote(tokens: Sequence[str], place: int) -> str | None:
    """How a vote went, from "voted against", "voted 23 to 22 on Thursday for"."""
    if stem(tokens[place]) == "advis" and "against" in lowered(tokens[place : place + 4]):
        return stem("advised_against")
    if stem(tokens[place]) != "vote" or tokens[place].lower() == "votes":
        return None
    for word in lowered(tokens[place + 1 : place + 9]):
        if word == "against":
            return stem("voted_against")
        if word in {"for", "favour", "favor", "with"}:
            return stem("voted_for")
        if word in {".", ";"}:
            break
    return None


def _denied(tokens: Sequence[str], place: int) -> bool:
    """A negation before, or "failed to", with no telling word between ("no" leaps over one)."""
    if "until" in lowered(tokens[place + 1 : place + 3]):
        return False
    leaps = 0
    for back in range(place - 1, max(-1, place - 6), -1):
        word = tokens[back].lower()
        if _is_negation(word):
            return _denies(tokens, back) and (leaps <= 0 or word == "no")
        if stem(word) in _FEARS and tokens[back + 1].lower() == "to":
            return leaps <= 0
        leaps += _leap(word)
        if not word[0].isalpha() or leaps > 1 or (leaps > 0 and word in PLAIN):
            return False
    return False


def _leap(word: str) -> int:
    """One for a telling word; "or" allows for one: "did not like or approve it"."""
    if word == "or":
        return -1
    return int(word not in PLAIN and not word.endswith("ly"))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or bool(re.search(r"n['’]t$", word))


def _denies(tokens: Sequence[str], place: int) -> bool:
    """Whether a negation denies what follows it."""
    return tokens[place + 1].lower() not in _MERE and not _quoted(tokens, place)


def _quoted(tokens: Sequence[str], place: int) -> bool:
    """A "no" that is said, not one that denies."""
    return place > 0 and tokens[place - 1] in {"/", '"', "“", "'", "‘"}


def _hedged(tokens: Sequence[str], place: int) -> bool:
    """Said to be possible, asked or wished rather than so."""
    near = [word for word in tokens[max(0, place - 5) : place] if word != "May"]
    return bool(_HEDGES & set(lowered(near)))
