"""What a text speaks of: names, and things with "the" before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import takewhile

from bot.key_words import EMPTY, SLIGHT, WORD, says


class Kind(Enum):
    """What a mention may be: a name of one word tells little."""

    PERSON = auto()
    PLACE = auto()
    GROUP = auto()
    THING = auto()
    PLURAL = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a text speaks of: `text` is the slice from `start` to `end`."""

    text: str
    start: int
    end: int
    kind: Kind
    named: bool


NAME = re.compile(
    r"[A-Z\u00c0-\u00de][\w'’.-]*\w(?:(?: & | of the | of | de | van | )"
    r"[A-Z\u00c0-\u00de][\w'’.-]*\w)*"
)
_THE = re.compile(r"\b[Tt]he\b")
_PHRASE = re.compile(r"(?: [^\W\d_][\w-]*){1,4}")
_TWO_WORDS = re.compile(r"[A-Z][a-z'’-]+ [A-Z][A-Za-z'’-]+")
_ASKED = re.compile(r"\b(?:did|does|do|would|has|had|will)\s$", re.IGNORECASE)
_SAY = re.compile(
    r" (?:say|said|think|tell|promise|ask|apologi[sz]e|resign|argue|claim|live|die|write)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r",? (?:said|says|told|added|asked|argued|wrote|who|was born|died|resigned)\b")
_NO_NAMES = frozenset(
    "tell give list name explain describe show find please ok thanks monday tuesday wednesday"
    " thursday friday saturday sunday january february march april may june july august september"
    " october november december last next about".split()
)
_LEADS = EMPTY | SLIGHT | _NO_NAMES  # they have a capital before a name, and are no part of it
_TITLES = frozenset(
    "mr mrs ms dr sir dame lord lady judge captain mayor deputy president minister chancellor"
    " senator councillor commissioner professor prof king queen prince princess pope chief"
    " governor king saint".split()
) - {"queen", "saint"}
_ROLES = frozenset(
    "mayor minister president chancellor judge commissioner director captain chairman chairwoman"
    " chair spokesman spokeswoman spokesperson governor senator councillor coach author owner"
    " teacher chief manager king queen prince pope leader head founder".split()
)
_GROUPS = frozenset(
    "council company firm city police government ministry court party union association board"
    " agency commission committee club team parliament university bank systems group hospital"
    " inc ltd corporation alliance office department senate congress league school".split()
)
_PLACES = frozenset(
    "beach island bridge street lane market harbour harbor square park county river lake road"
    " hall terminal station town village district region country state bay port valley hill"
    " mountain mountains avenue".split()
)
_PLACES_FIRST = frozenset(
    "port mount lake san santa st new north south east west fort cape united los las gulf".split()
)
_VERBS = frozenset(
    "cost costs start starts open opens close closes end begin run take happen get go come make"
    " say vote win pay rise fall approve reject order find need want decide work look use be"
    " put sue fine sued fined said opened closed approved rejected halted ordered built made"
    " found won lost paid put held called named written produced created published released"
    " started ended died born finally altogether now again yet first last today".split()
)


def mentions(text: str, shown: Sequence[str]) -> list[Mention]:
    """Names, and "the …" phrases that end before a word that is surely no noun.

    `shown` are texts that tell of what kind a name is.
    """
    names = list(_names(text, shown))
    taken = [(name.start, name.end) for name in names]
    things = [
        thing
        for thing in _things(text)
        if not any(start < thing.end and thing.start < end for start, end in taken)
    ]
    return sorted([*names, *things], key=lambda mention: mention.start)


def kind_of(topic: str, shown: Sequence[str]) -> tuple[Kind, bool]:
    """The kind of a topic that is one mention, and whether it is a name."""
    whole = f"about {topic}"  # a name at the start of a text may be any word
    for mention in mentions(whole, shown):
        if mention.start <= 6 and mention.end == len(whole):
            return mention.kind, mention.named
    return Kind.UNKNOWN, False


def _names(text: str, context: Sequence[str]) -> Iterator[Mention]:
    known = {
        match[0] for shown in context for match in NAME.finditer(shown) if not _opens(shown, match)
    }
    for match in NAME.finditer(text):
        name = _without_lead(match[0])
        start = match.end() - len(name)
        name = re.sub(r"['’]s$", "", name)
        if name and (" " in name or name in known or not _opens(text, match)):
            kind = _name_kind(name, text, start)
            if kind is Kind.UNKNOWN:
                kind = _kind_shown(name, context)
            yield Mention(name, start, start + len(name), kind, True)


def _without_lead(name: str) -> str:
    """A name without the "Did", "The" or "Monday" before it, which had a capital too."""
    while name and name.split()[0].casefold() in _LEADS:
        name = name[len(name.split()[0]) :].lstrip()
    return name


def _kind_shown(name: str, context: Sequence[str]) -> Kind:
    """What the sentences shown tell of a name that the question does not explain."""
    for shown in context:
        for match in NAME.finditer(shown):
            if name in match[0].split() or name == match[0]:
                kind = _name_kind(match[0], shown, match.start())
                if kind is not Kind.UNKNOWN:
                    return kind
    return Kind.UNKNOWN


def _opens(text: str, match: re.Match[str]) -> bool:
    """True at the start of a sentence, where any word has a capital."""
    ahead = text[: match.start()].rstrip(" \"'“‘(")
    return not ahead or ahead[-1] in ".!?:"


def _name_kind(name: str, text: str, start: int) -> Kind:
    words = [word.casefold() for word in WORD.findall(name)]
    ahead, behind = text[max(0, start - 20) : start], text[start + len(name) :]
    if words[0] in _TITLES:
        return Kind.PERSON
    if "&" in name or _GROUPS.intersection(words):
        return Kind.GROUP
    if words[-1] in _PLACES or words[0] in _PLACES_FIRST:
        return Kind.PLACE
    if _SAYS.match(behind) or (_ASKED.search(ahead) and _SAY.match(behind)):
        return Kind.PERSON
    if re.search(r"\b(?:in|at|near|from)\s$", ahead, re.IGNORECASE):
        return Kind.PLACE
    alone = not re.search(r"\b(?:of|to|into|over)\s$", ahead, re.IGNORECASE)
    return Kind.PERSON if alone and _TWO_WORDS.fullmatch(name) else Kind.UNKNOWN


def _things(text: str) -> Iterator[Mention]:
    """What "the" stands before, up to four words."""
    for match in _THE.finditer(text):
        phrase = _PHRASE.match(text, match.end())
        words = list(takewhile(_is_nominal, phrase[0].split())) if phrase else []
        if words:
            thing = f"the {' '.join(words)}"
            yield Mention(thing, match.start(), match.start() + len(thing), _sort(words), False)


def _is_nominal(word: str) -> bool:
    return says(word) and word.casefold() not in _VERBS and not word.endswith("ly")


def _sort(words: list[str]) -> Kind:
    head = words[-1].casefold()
    if head in _ROLES:
        return Kind.PERSON
    if head in _GROUPS:
        return Kind.GROUP
    if head in _PLACES:
        return Kind.PLACE
    return Kind.PLURAL if head.endswith("s") and not head.endswith("ss") else Kind.THING
