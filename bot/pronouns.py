"""The pronouns of a question that stand for something outside it."""

import re
from collections.abc import Iterable, Sequence

from bot.key_words import EMPTY, WORD, bare, key_words, says
from bot.topics import NAME, Kind, Mention

# Words not heard before, from which on "they" and "it" make no follow-up; nor do "this" and "that".
_OWN_TOPIC = 4
_OWN_SUBJECT = 6
_VAGUE = frozenset("it its they them their theirs there".split())
PERSONAL = frozenset("he she him his her hers".split())
_MANY_WORDS = frozenset("they them their theirs".split())
_OBJECTS = frozenset("him them".split())
_DEMONSTRATIVE = frozenset("this that these those there".split())
_BEFORE_CLAUSES = frozenset("so such now know sure say said true mean".split())
_ASPECTS = frozenset(
    "process difference relationship issue issues cost costs price reason reasons purpose name"
    " names number result results date point total amount rest first last best only one ones"
    " other others same main advantage advantages benefit benefits effect effects cause".split()
)
_PEOPLE = (frozenset({Kind.PERSON}), frozenset({Kind.UNKNOWN}))
_MANY = (frozenset({Kind.PLURAL, Kind.GROUP}),)
_ONE = (frozenset({Kind.THING, Kind.GROUP, Kind.PLACE, Kind.UNKNOWN}),)
STANDS_FOR = {
    **dict.fromkeys(("he", "she", "him", "his", "her", "hers"), _PEOPLE),
    **dict.fromkeys(("they", "them", "their", "theirs"), _MANY),
    **dict.fromkeys(("it", "its"), _ONE),
}
_OWNING = frozenset("his hers their theirs its".split())
_POINTING = re.compile(
    r"\b(?:he|she|him|his|hers|her|they|them|their|theirs|it|its|there"
    r"|(?:that|this|these|those)"
    r"(?! (?:years?|months?|weeks?|days?|morning|evening|afternoon|summer|winter|spring|autumn"
    r"|season|time|much|many|long|far|\w+day|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|channel|server|bot|site|website|country|newspaper)\b)"
    r")\b(?!['’]\w)",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r" (?:\w+ )?(?:true|like to|possible|likely|legal|illegal|safe|allowed|take to|takes? \w* ?to"
    r"|raining|snowing|worth|ok|okay|normal|necessary|cost to|costs to|mean to|required"
    r"|going to (?:rain|snow)|important|easy|hard|difficult|better|best|illegal) ?\b",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"\b(?:is|are|was|were|will|be|been|has|have|isn't|aren't)\s*$", re.IGNORECASE)
_EXISTS_AFTER = re.compile(
    r" (?:is|are|was|were|will|has|have|be|been)\b(?! \w*\W*$)", re.IGNORECASE
)
_NEW_CLAUSE = re.compile(
    r"[,;:]|\b(?:that|if|when|because|after|before|and|but|to|while)\b", re.IGNORECASE
)
_AND = re.compile(r",|\band\b", re.IGNORECASE)
_AGENT = re.compile(r"(?:or|er|ist|ian|man|woman|ess|['’]s)$", re.IGNORECASE)
WHO = re.compile(r"(?:and )?(?:who|which (?:person|councillor|minister|judge))\b", re.IGNORECASE)


def pointing_out(question: str, own: Sequence[Mention], context: str) -> list[re.Match[str]]:
    """The pronouns that point out of the question.

    `own` is what the question itself mentions, `context` all that was asked and shown before.
    """
    found = [
        match
        for match in _POINTING.finditer(question)
        if not _points_at_nothing(question, match)
        and not any(_explains(mention, match, question) for mention in own)
        and not _is_told(match, question)
    ]
    personal = any(match[0].casefold() in PERSONAL for match in found)
    return [] if not personal and _has_own_topic(question, found, own, context) else found


def _explains(mention: Mention, pronoun: re.Match[str], question: str) -> bool:
    """True when the pronoun can stand for what the question itself has named before it."""
    word = pronoun[0].casefold()
    between = question[mention.end : pronoun.start()]
    head = mention.text.split()[-1].casefold()
    if mention.end > pronoun.start() or word in _DEMONSTRATIVE:
        return False
    if head in _ASPECTS and len(mention.text.split()) == 2:  # "the price"
        return False
    if word in _OBJECTS and not _NEW_CLAUSE.search(between):
        return False
    if word in PERSONAL:
        return mention.kind in (Kind.PERSON, Kind.UNKNOWN) or bool(_AGENT.search(mention.text))
    return mention.kind is not Kind.PERSON or word in _MANY_WORDS


def _is_told(pronoun: re.Match[str], question: str) -> bool:
    """True for "who played her, and is she alive?" and "what is a quay and who owns it?"."""
    ahead = question[: pronoun.start()]
    if not _AND.search(ahead):
        return False
    if pronoun[0].casefold() in PERSONAL:
        return bool(WHO.match(ahead))
    return pronoun[0].casefold() in _VAGUE and bool(key_words(_AND.split(ahead)[0]))


def _has_own_topic(
    question: str, found: Iterable[re.Match[str]], own: Iterable[Mention], context: str
) -> bool:
    """True when a question that holds "they" or "it" is about something else all the same."""
    vague = all(match[0].casefold() in _VAGUE for match in found)
    if vague and any(mention.named and mention.text.casefold() not in context for mention in own):
        return True
    heard = set(map(bare, WORD.findall(context)))
    news = set(map(bare, key_words(question))) - heard
    return len(news) >= (_OWN_TOPIC if vague else _OWN_SUBJECT)


def _points_at_nothing(question: str, match: re.Match[str]) -> bool:
    """True for "is it true that", "is there", "the day that": words that only hold a place."""
    ahead, behind = question[: match.start()], question[match.end() :]
    pronoun = match[0].casefold()
    if pronoun in ("it", "that", "this") and _EMPTY_IT.match(behind):
        return len(key_words(behind)) > 2 or bool(NAME.search(behind))
    if pronoun == "there":
        return bool(_EXISTS.search(ahead) or _EXISTS_AFTER.match(behind))
    last = WORD.findall(ahead)[-1:]
    return (
        pronoun == "that"
        and bool(last and re.match(r" \w", behind))
        and (says(last[0]) or last[0].casefold() in _BEFORE_CLAUSES)
    )


def owns(question: str, pronoun: re.Match[str]) -> bool:
    """True for "his", and for "her" before what is hers."""
    word = pronoun[0].casefold()
    if word != "her":
        return word in _OWNING
    following = WORD.match(question[pronoun.end() :].lstrip())
    return following is not None and following[0].casefold() not in EMPTY
