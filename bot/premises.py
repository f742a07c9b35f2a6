"""What a question takes for granted, and the sentence that says otherwise.

"Why did the council reject the cameras?" takes a rejection for granted; "Did the council reject
the cameras?" does not. The rules would rather miss a false premise than doubt a true one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.amounts import Amount, apart, same_measure
from bot.claims import Claim, claim
from bot.days import Day, comparable, days_apart
from bot.deeds import Deed
from bot.opposites import alike, has_opposite, opposed
from bot.stems import stem

_ASKS = re.compile(r"\b(?:why|how|when|where|who|whom|whose|what|which)\b", re.IGNORECASE)
# A question that opens so is open: it takes nothing for granted that these rules could deny.
_OPEN = re.compile(
    r"^\W*(?:(?:so|and|but|ok|hey|well|or)\W+)*(?:is|are|was|were|am|do|does|did|has|have|had|can|"
    r"could|will|would|should|shall|may|might|isn|aren|wasn|weren|don|doesn|didn|hasn|haven|"
    r"won|wouldn)\b(?!.*\b(?:tell|explain|say|know)\b)",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\W*why\b", re.IGNORECASE)
_WHY_NOT = re.compile(r"^\W*why\s+\w+n['’]t\b", re.IGNORECASE)
_NOT = re.compile(r"n['’]t\b|\b(?:not|no|never)\b", re.IGNORECASE)
_IMAGINED = re.compile(r"\b(?:would|could|might|should|if|whether|what if)\b", re.IGNORECASE)
# After these a date is not when the thing itself happened.
_AROUND = frozenset("before after since between during and to prior following than".split())
_LIMITS = frozenset("by until till from through".split())
_LEANING = re.compile(r"^\W*(?:he|she|it|they|his|her|its|their|this|that|the)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"(?<![.!?:“\"])(?:(?<=\s)|^)[A-Z][\w’'-]+"
    r"(?:\s+(?:[A-Z]\.\s+)?(?:van |de |von )?[A-Z][\w’'-]+)+"
)

_ASKING = frozenset("why how when where who whom whose what which did does do is was".split())
_TITLES = frozenset(
    """deputy mayor councillor judge captain director president minister king queen dr mr mrs ms
    professor chief superintendent coach""".split()
)
# What is asked for need not stand in the sentence: "which factory built the trams".
_SOUGHT = re.compile(r"\b(?:which|what|whose)\s+(\w+)\s+(?!of\b)", re.IGNORECASE)
_BY_TITLE = frozenset(
    """deputy mayor councillor judge captain director president minister king queen st dr professor
    union street square city council systems office court association party list hospital school
    university agency bank river lake north south east west new united states super bowl war world
    league award awards company club press church committee library bridge island""".split()
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How much a sentence must share with a question, leaving out what they differ in.

    `share` is of the question's telling words; `words` how many at least; a sentence whose own
    words nearly all stand in the question (`own`, a share of the sentence's) fits with one.
    """

    share: float
    words: int
    own: float = 1.1

    def holds(self, asked: frozenset[str], said: frozenset[str]) -> bool:
        """True when the sentence is about what the question is about."""
        shared = len(asked & said)
        if shared and said and shared >= self.own * len(said):
            return True
        return shared >= min(self.words, max(1, len(asked))) and shared >= self.share * len(asked)


# Chosen with `tests/benchmarks/false_premises.py` on its tuning half.
_NUMBER = Fit(share=0.5, words=1, own=0.99)
_DATE = Fit(share=0.6, words=3)
_LEANING_DATE = Fit(share=0.5, words=1)
_OUTCOME = Fit(share=0.6, words=2, own=0.75)
_BORNE_OUT = Fit(share=0.4, words=1)
_NAME = Fit(share=0.75, words=3)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The sentence at `place` says otherwise; `how` is outcome, number, date or name."""

    place: int
    how: str


@dataclass(frozen=True, slots=True)
class _Premise:
    """A question: what it claims, its words but for what it asks for, what it says was done
    (nothing where a negation makes that unclear), and the persons it names."""

    claim: Claim
    words: frozenset[str]
    deeds: tuple[Deed, ...]
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence: what it claims, the persons it names, whether it leans on the one before."""

    claim: Claim
    persons: tuple[str, ...]
    leans: bool


def contradicted(question: str, sentence: str) -> str | None:
    """How `sentence` denies what `question` takes for granted; None when it does not.

    One of "outcome" (it went the other way, or did not happen), "number", "date" and "name".
    """
    found = contradiction(question, [sentence])
    return found.how if found else None


def contradiction(question: str, sentences: Sequence[str]) -> Contradiction | None:
    """The first of `sentences` that denies what `question` takes for granted.

    None also when another of them bears the question out: then the coverage is divided, which is
    not for us to decide.
    """
    return _denied(_premise(question), sentences) if takes_for_granted(question) else None


def denial(statement: str, sentences: Sequence[str]) -> Contradiction | None:
    """The first of `sentences` that denies what `statement` says, as in `contradiction`."""
    if _IMAGINED.search(statement):
        return None
    read = claim(statement)
    return _denied(_Premise(read, read.words, read.deeds, tuple(_persons(statement))), sentences)


def _denied(asked: _Premise, sentences: Sequence[str]) -> Contradiction | None:
    said = [_said(sentence) for sentence in sentences]
    for place, one in enumerate(said):
        for how, denied, borne_out in _WAYS:
            point = denied(asked, one)
            if point is not None and not any(borne_out(asked, point, other) for other in said):
                return Contradiction(place, how)
    return None


def _premise(question: str) -> _Premise:
    read = claim(question)
    sought = {stem(word) for word in _SOUGHT.findall(question)}
    deeds = _taken_deeds(question, read.deeds)
    return _Premise(read, read.words - sought, deeds, tuple(_persons(question)))


def _taken_deeds(question: str, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    if _WHY_NOT.match(question):
        return tuple(replace(deed, denied=True) for deed in deeds if has_opposite(deed.stem))
    if _NOT.search(question) and not _WHY.match(question):
        return ()
    return deeds


def _said(sentence: str) -> _Said:
    leans = _LEANING.match(sentence) is not None
    return _Said(claim(sentence), tuple(_persons(sentence)), leans)


def takes_for_granted(question: str) -> bool:
    """True for questions that say that something is so and ask about it: why, how, when."""
    return bool(_ASKS.search(question)) and not (
        _OPEN.search(question) or _IMAGINED.search(question)
    )


def _other_number(asked: _Premise, said: _Said) -> Amount | None:
    if _clashing_days(asked.claim.days, said.claim.days):
        return None
    for amount in asked.claim.amounts:
        rivals = [other for other in said.claim.amounts if same_measure(amount, other)]
        rest = asked.words - {amount.unit} - amount.kinds
        if (
            amount.low == amount.high
            and not _holds(amount, said.claim)
            and rivals
            and all(apart(amount, other) for other in rivals)
            and _NUMBER.holds(rest, said.claim.words - {amount.unit})
        ):
            return amount
    return None


def _holds(amount: Amount, said: Claim) -> bool:
    """True when the number stands in the sentence in any role."""
    bounds = {value for one in said.amounts for value in (one.low, one.high)}
    return amount.low in said.numbers | bounds


def _number_borne_out(asked: _Premise, amount: Amount, said: _Said) -> bool:
    rest = asked.words - {amount.unit} - amount.kinds
    return _holds(amount, said.claim) and (not rest or bool(rest & said.claim.words))


def _clashing_days(asked: Iterable[Day], said: Sequence[Day]) -> bool:
    return any(
        said and all(comparable(one, other) and days_apart(one, other) for other in said)
        for one in asked
    )


def _other_date(asked: _Premise, said: _Said) -> Day | None:
    fit = _LEANING_DATE if said.leans else _DATE
    if not fit.holds(asked.words, said.claim.words):
        return None
    for day in asked.claim.days:
        rivals = [other for other in said.claim.days if comparable(day, other)]
        if rivals and all(days_apart(day, one) and _alike_placed(day, one) for one in rivals):
            return day
    return None


def _alike_placed(one: Day, other: Day) -> bool:
    """Both are when it happened, or both its limit: "until 3 May" says nothing of "on 7 May"."""
    if one.after == other.after:
        return one.after not in _AROUND - {"than"}
    around = one.after in _AROUND or other.after in _AROUND
    return not around and (one.after in _LIMITS) == (other.after in _LIMITS)


def _date_borne_out(asked: _Premise, day: Day, said: _Said) -> bool:
    agreeing = any(comparable(day, one) and not days_apart(day, one) for one in said.claim.days)
    return agreeing and len(asked.words & said.claim.words) >= 2


def _other_outcome(asked: _Premise, said: _Said) -> Deed | None:
    for deed in asked.deeds:
        for other in said.claim.deeds:
            if (
                not (deed.hedged or other.hedged)
                and _contrary(deed, other)
                and not _also_said(deed, said.claim)
                and _same_matter(asked, deed, said, other)
            ):
                return deed
    return None


def _contrary(deed: Deed, other: Deed) -> bool:
    """Opposed and neither denied; or the same and one of them denied."""
    if deed.stem == other.stem:
        return deed.denied != other.denied
    return opposed(deed.stem, other.stem) and not deed.denied and not other.denied


def _also_said(deed: Deed, said: Claim) -> bool:
    """The sentence also says what the question does."""
    return any(alike(deed.stem, other.stem) and deed.denied == other.denied for other in said.deeds)


def _same_matter(asked: _Premise, deed: Deed, said: _Said, other: Deed) -> bool:
    rest = asked.words - {deed.stem}
    words = said.claim.words - {other.stem, "vote"}
    if other.denied and said.claim.words <= asked.words:
        return True  # "There were no arrests."
    if not _OUTCOME.holds(rest, words):
        return False
    missing = (asked.claim.names - {deed.stem}) - said.claim.words
    return said.leans or not (missing and said.claim.names - asked.words)


def _outcome_borne_out(asked: _Premise, deed: Deed, said: _Said) -> bool:
    rest = asked.words - {deed.stem}
    return _also_said(deed, said.claim) and _BORNE_OUT.holds(rest, said.claim.words)


def _other_name(asked: _Premise, said: _Said) -> str | None:
    if said.leans or not any(_stems(one).isdisjoint(asked.claim.words) for one in said.persons):
        return None
    for person in asked.persons:
        if not _stems(person) <= asked.claim.words:
            continue  # "In June"
        rest = asked.words - _stems(person)
        absent = _stems(person).isdisjoint(said.claim.words)
        if absent and len(rest) >= _NAME.words and _NAME.holds(rest, said.claim.words):
            return person
    return None


def _name_borne_out(asked: _Premise, person: str, said: _Said) -> bool:
    shared = asked.words & said.claim.words - _stems(person)
    return len(shared) >= 2 and not _stems(person).isdisjoint(said.claim.words)


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in name.split())


def _persons(text: str) -> Iterator[str]:
    """Two or more capitalised words in a row that are neither a title nor an institution."""
    for match in _PERSON.finditer(text):
        words = [word for word in match.group().split() if word.lower() not in _ASKING]
        while words and words[0].lower().rstrip(".") in _TITLES:
            words.pop(0)
        if len(words) >= 2 and not _BY_TITLE & {word.lower() for word in words}:
            yield " ".join(words)


# Each way to deny a premise: its name, what finds the point denied, what tells that a sentence
# bears that point out after all.
_WAYS: tuple[tuple[str, Callable[..., object], Callable[..., bool]], ...] = (
    ("outcome", _other_outcome, _outcome_borne_out),
    ("number", _other_number, _number_borne_out),
    ("date", _other_date, _date_borne_out),
    ("name", _other_name, _name_borne_out),
)
