"""A question -> what it asks for, read by rules: the time, the sources, the names, the parts."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.clauses import parts
from index.filters import UNFILTERED, Filters
from index.mentions import Facets, Mention, Span, authors, bylines, mentions, names, sections, tags
from index.periods import Period, read_period

__all__ = ["Asks", "Facets", "Period", "Reading", "read"]

MOST_CHARACTERS = 1200  # what is longer is read up to here: no question is, and patterns cost time


class Asks(StrEnum):
    """What kind of thing the answer must hold. A body of people is a who."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    NUMBER = "number"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes or no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood.

    `latest`: it asks for the current state. `ordered`: it is about the order of events, so how
    recent a report is must not play. `outlets`, `sections`, `authors` and `tags` are spelled as in
    the facets; `named_outlets_unknown`, `names` and `period.words` as in the question. An outlet
    that is named as the source is not among the `names`, nor are the days of a date (years are).
    `parts` is empty when it is one question.
    """

    text: str
    asked_at: datetime
    period: Period | None
    latest: bool
    ordered: bool
    asks: Asks
    outlets: tuple[str, ...]
    sections: tuple[str, ...]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    named_outlets_unknown: tuple[str, ...]
    names: tuple[str, ...]
    parts: tuple[str, ...]
    filters: Filters = UNFILTERED


def read(
    question: str,
    asked_at: datetime,
    facets: Facets = Facets(),  # noqa: B008  frozen
    filters: Filters = UNFILTERED,
) -> Reading:
    """What `question`, put at `asked_at` (aware), asks for in a coverage that has `facets`."""
    whole, question = question, question[:MOST_CHARACTERS]
    period = read_period(question, asked_at)
    sources = mentions(question, facets.outlets)
    ignored = [source.span for source in sources] + bylines(question, facets.authors)
    return Reading(
        text=whole,
        asked_at=asked_at,
        period=period,
        latest=is_latest(question),
        ordered=is_ordered(question, period),
        asks=asks(question),
        outlets=_named(sources, facets.outlets),
        sections=sections(question, facets.sections),
        authors=authors(question, facets.authors),
        tags=tags(question, facets.tags),
        named_outlets_unknown=_unknown(sources),
        names=names(question, ignored + _day_spans(question)),
        parts=parts(question, [source.span for source in sources]),
        filters=filters,
    )


def _named(sources: list[Mention], outlets: tuple[str, ...]) -> tuple[str, ...]:
    named = {outlet for source in sources for outlet in source.outlets}
    return tuple(outlet for outlet in outlets if outlet in named)


def _unknown(sources: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.words for source in sources if not source.outlets))


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAYS = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:-|–|and|to)\s*\d{{1,2}}(?:st|nd|rd|th)?)?\s+(?:of\s+)?"
    rf"(?={_MONTH})|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)|\d{{4}}-\d\d-\d\d\b"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4}\b"
    r"|(?:last|past)\s+\d+\s+(?:hour|day|week|month|year)s?|\d+\s+(?:hour|day|week|month|year)s?\s+ago)",
    re.IGNORECASE,
)


def _day_spans(question: str) -> list[Span]:
    """Where numbers count days of the calendar: nothing to look for in the text."""
    return [match.span() for match in _DAYS.finditer(question)]


# --- The current state, the order of events

_LATEST = re.compile(
    r"\b(?:latest|newest|most\s+recent(?:ly)?|recently|currently|nowadays|these\s+days|right\s+now"
    r"|at\s+(?:the\s+moment|present)|as\s+of\s+(?:today|now)|up[\s-]to[\s-]date|to\s+date"
    r"|so\s+far(?!\s+(?:as|away|from|apart))|what(?:['’]s|\s+is)\s+new|still(?!\s+life)"
    r"|recent\s+(?:news|weeks|days|developments?|updates?))\b"
    r"|\b(?<!is )(?<!was )(?<!are )(?<!by )(?<!until )(?<!in what )now\b(?!\s+(?:that|on)\b|-)"
    r"|\b(?:is|are|does|do)\b(?=.*\b(?<!of )today\b(?!['’]s))",
    re.IGNORECASE,
)
_IS_NOW = re.compile(r"(?<!what )\b(?:is|are|was)\s+now\b", re.IGNORECASE)
_CURRENT = re.compile(
    r"(?<!alternating )(?<!direct )(?<!electric )(?<!electrical )(?<!ocean )(?<!tidal )(?<!rip )"
    r"(?<!water )(?<!eddy )(?<!of )\bcurrent\s+(?!in\b|of\b|through\b|flow|from\b|is\b|was\b|to\b"
    r"|and\b|electric|or\b)\w",
    re.IGNORECASE,
)


def is_latest(question: str) -> bool:
    """Whether it asks for the state of things at the time of asking."""
    return bool(_LATEST.search(question) or _IS_NOW.search(question) or _CURRENT.search(question))


_ORDER = re.compile(
    r"\b(?:happen(?:s|ed)?|c[ao]mes?|came|did|do|does)\b[^?]*\b(?:next|afterwards?)\s*(?:[?.!]|$)"
    r"|\bfirst\b.*\bthen\b|\b(?:earlier|later|sooner)\s+than\b|\bprior\s+to\b"
    r"|\b(?:c[ao]me|came|happened|was)\s+(?:first|last|earlier|later)\b"
    r"|\b(?:which|what|who)\b.*\bfirst[,:]?\s+.*\bor\b|\b(?:order|sequence|chronology)\s+of\s+events"
    r"|\bin\s+(?:what|which)\s+order\b|\bled\s+up\s+to\b|\b(?:aftermath|wake)\s+of\b"
    r"|\b(?:timeline)\b",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"(?<!named )(?<!name )(?<!look )(?<!looks )(?<!looked )(?<!looking )(?<!called )(?<!ever )"
    r"(?<!day )(?<!year )(?<!time )(?<!taken )(?<!modelled )(?<!soon )(?<!never )(?<!go )"
    r"\b(?:before|after|until)\s+(?!all\b|long\b|school\b|hours\b|tax(?:es)?\b|dark\b"
    r"|(?:the\s+|a\s+)?(?:court|committee|judge|jury|tribunal|panel|tomorrow)\b)(?=\w|[\"'‘“])",
    re.IGNORECASE,
)


def is_ordered(question: str, period: Period | None) -> bool:
    """Whether it is about the order of events: "after the storm", not "after 12 January"."""
    dated = ""
    if period and re.match(r"(?:before|after|until)\b", period.words, re.IGNORECASE):
        dated = period.words
    rest = question.replace(dated, " ", 1) if dated else question
    return bool(_ORDER.search(rest) or _SIDES.search(rest))


# --- The kind of answer

_AUX = (
    r"(?:do|does|did|is|are|was|were|am|has|have|had|can|could|will|would|shall|should|might|must"
    r"|may)(?:n['’]t)?"
)
_POLITE = re.compile(
    r"^\W*(?:(?:so|and|but|well|ok|okay|hi|hey|hello|please)\b,?\s+)*"
    r"(?:(?:do|does)\s+(?:you|anyone|anybody)\s+know\s+(?:if\s+)?"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|show|explain|say)\s+(?:me|us)?\s*"
    r"|(?:please\s+)?tell\s+(?:me|us)\s+|i\s+(?:want|would\s+like|wonder)\s+(?:to\s+know\s+)?)?",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:who(?:m|se)?|why|how|what|which|where)(?=['’]s\b|\b)"
    rf"|\bwhen(?=['’]s\b|\s+(?:exactly\s+)?{_AUX}\b)",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"\W*{_AUX}\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"how\s+(?:\w+ly\s+)?(?:many|much|old|long|far|often|big|large|tall|high|fast|deep|heavy|wide"
    r"|expensive|late|few|soon|hot|cold|small|close|strong|frequently)\b(?!\s+ago)",
    re.IGNORECASE,
)
_WHEN_HOW = re.compile(r"how\s+(?:long\s+ago|soon|late)\b", re.IGNORECASE)
_WHY_WHAT = re.compile(
    r"how\s+come\b|(?:what|which)\s+(?:(?:is|was|are|were)\s+)?(?:the\s+)?(?:\w+\s+)?reasons?\b"
    r"|what\s+(?:caused|prompted|made|led)\b|what\s+for\s*(?:\?|$)"
    r"|what\s+(?:is|was|were|are)\s+the\s+(?:\w+\s+)?causes?\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:what|which)(?:['’]s)?\s+(?:(?:is|was|are|were|would\s+be)\s+)?(?:the\s+|a\s+|an\s+|his\s+"
    r"|her\s+|their\s+|its\s+)?(?:(?:last\s+|first\s+)?names?\s+of\s+(?:the\s+|a\s+)?)?(?P<noun>[^?,]*)",
    re.IGNORECASE,
)
_ENDS_NOUN = re.compile(
    rf"\s+(?:{_AUX}|of|in|on|at|for|from|by|to|with|that|who|which|when|where|between|among)\b"
    r"|(?<=s)[’']\s",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^.*[’']s\s")
_COSTS = re.compile(
    r"what\s+(?:(?:do|does|did|will|would|has|have)\b[^?]*\bcost(?:ing)?\b|is\b[^?]*\bworth\b)",
    re.IGNORECASE,
)
_KINDS = {
    Asks.WHEN: "year date day month time century decade era season years dates",
    Asks.WHERE: "city country place town village street state region county location district"
    " continent area site venue province nation island neighbourhood neighborhood river stadium"
    " building cities countries places towns",
    Asks.NUMBER: "percentage percent share proportion number amount price cost fee fare salary"
    " population size rate age score turnout total count length height distance budget temperature"
    " margin rent speed weight width depth value worth sum",
    Asks.WHO: "person people individual individuals player man woman men women councillor"
    " minister mayor judge actor actress president king queen member members leader author writer"
    " singer artist scientist scientists scholar coach captain politician director founder"
    " company companies organisation organization firm team club party group agency institution"
    " quarterback emperor inventor physicist architect entities",
}
_KIND_OF = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}


def asks(question: str) -> Asks:
    """The kind of thing that the answer must hold, by the first question word that asks."""
    body = _POLITE.sub("", question, count=1)
    if _YES_NO.match(body):
        return Asks.YES_NO
    if match := _ASKED.search(body):
        return _asked(body[match.start() :])
    if re.search(r"\bwhen\b", body, re.IGNORECASE):
        return Asks.WHEN
    return Asks.YES_NO if re.search(rf",\s*{_AUX}\s", body, re.IGNORECASE) else Asks.OTHER


def _asked(words: str) -> Asks:
    """The kind by `words`, which begin with the question word."""
    word = re.split(r"\W", words.casefold(), maxsplit=1)[0]
    if _WHY_WHAT.match(words) or word == "why":
        return Asks.WHY
    if word == "how":
        return _how(words)
    if word in ("what", "which"):
        return _what(words)
    return {"when": Asks.WHEN, "where": Asks.WHERE}.get(word, Asks.WHO)


def _how(words: str) -> Asks:
    if re.match(r"how\s+about\b", words, re.IGNORECASE):
        return Asks.OTHER
    if _WHEN_HOW.match(words):
        return Asks.WHEN
    return Asks.NUMBER if _HOW_MANY.match(words) else Asks.HOW


def _what(words: str) -> Asks:
    """By the noun that is asked for: "what Western country", "what is the price of"."""
    match = _WHAT.match(words)
    if not match:
        return Asks.OTHER
    if _COSTS.match(words):
        return Asks.NUMBER
    said = _ENDS_NOUN.split(" " + match["noun"], maxsplit=1)[0]
    noun = _OWNER.sub("", said).split()[:4]
    kinds = [_KIND_OF[word] for word in map(str.casefold, noun) if word in _KIND_OF]
    leads = noun and noun[0].casefold() in ("type", "kind", "sort", "form")
    return kinds[-1] if kinds and not leads else Asks.OTHER
