"""A follow-up and the question before it -> a question that stands alone.

By rules, and shy: a new topic taken for a follow-up is answered wrongly, a follow-up taken for a
new topic only poorly. Where no clean rewrite is certain, the words of the question before are
set behind in brackets, which searches as well and reads honestly.
"""

import re
from dataclasses import dataclass

from bot.key_words import CLAUSE, EMPTY, WORD, bare, key_words, says
from bot.pronouns import PERSONAL, STANDS_FOR, WHO, owns, pointing_out
from bot.topics import Kind, Mention, kind_of, mentions

LONGEST = 400  # characters: a longer question says itself what it is about
_MOST_SHOWN = 4
_DATE = re.compile(
    r"\b(?:(?:\d{1,2} )?(?:january|february|march|april|(?-i:May)|june|july|august|september"
    r"|october|november|december)(?: \d{4})?|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\W*(?:(?:thanks?|thank you|ok|okay|great|good|cool|nice|hello|hi|hey|bye|please|so much"
    r"|a lot|very much|got it|i see)\W*)+",
    re.IGNORECASE,
)
_LEAD = r"(?:(?:and|but|so|ok|okay|then|or|also|well|hm+),? )*"
_ABOUT = re.compile(rf"{_LEAD}(?:what|how) about (?P<topic>[^?!]+)[?!. ]*", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"(?:(?:and|or|but|also),? |(?=(?:in|at|on|for|from|since|by|with|during) ))"
    r"(?P<topic>[^?!]+)\?*",
    re.IGNORECASE,
)
_THE_ONE = re.compile(r"(?:the|that) ones? (?=in|on|at|for|from|of)", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(in|to|at|on|for|from|since|by|with|during|near|after|before) ", re.IGNORECASE
)
_CLARIFIES = re.compile(
    r"(?:(?:no|sorry|oops|yes|well|but)\W+)*i(?:'m| am)? (?:meant?|was asking|referring)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\b(?:else|other|others|another|same|instead|as well|too)\b", re.IGNORECASE)
_LINKS = re.compile(r"(?:and|but|so|or|then)\b", re.IGNORECASE)
_OPENS_QUESTION = re.compile(
    r"(?:who|when|where|why|how|did|does|do|was|were|has|have|will|any|which|by|for|to)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r".*\b(?:is|are|was|were|does|do|mean)\b (?:(?:a|an|the) )?\S+(?: mean| stand for)?\W*",
    re.IGNORECASE,
)
_HUMAN = frozenset({Kind.PERSON, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, as it was understood (so it stands alone itself).

    `shown` are the sentences that answered it (none: it was not answered), `titles` those of the
    articles that were cited.
    """

    question: str
    shown: tuple[str, ...]
    titles: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """All that was shown."""
        return *self.shown, *self.titles


def resolved(question: str, before: Turn) -> str:
    """The question made to stand alone; exactly as it was when it already does."""
    asked = " ".join(question.split())
    if len(asked) > LONGEST or not key_words(before.question) or not _asks(asked):
        return question
    whole = _understood(asked, _shortened(before))
    return question if whole == asked else whole


def _shortened(turn: Turn) -> Turn:
    """What is looked at of a turn: names are compared with names, which long texts make slow."""
    return Turn(
        turn.question[:LONGEST],
        tuple(text[:LONGEST] for text in turn.shown[:_MOST_SHOWN]),
        tuple(text[:LONGEST] for text in turn.titles[:_MOST_SHOWN]),
    )


def _understood(asked: str, before: Turn) -> str:
    if topic := _instead(asked):
        return _exchanged(asked, topic, before)
    context = " ".join((before.question, *before.told)).casefold()
    if leaning := pointing_out(asked, mentions(asked, before.told), context):
        return _replaced(asked, leaning, before)
    incomplete = _is_bare(asked) or _goes_on(asked, before) or _CLARIFIES.match(asked)
    return _beside(asked, before) if incomplete else asked


def _asks(question: str) -> bool:
    """False for thanks and for text without a word, which ask nothing."""
    return bool(WORD.search(question)) and not _COURTESY.fullmatch(question)


def _instead(question: str) -> str | None:
    """What "what about …?", "and …?" or "in …?" wants put in place of its like; else None."""
    found = _ABOUT.fullmatch(question) or _FRAGMENT.fullmatch(question)
    if not found:
        return None
    topic = found["topic"].strip(" ,.!?")
    words = [word.casefold() for word in WORD.findall(topic)]
    fits = 0 < len(words) <= 6 and not CLAUSE.intersection(words)
    return topic if fits and not set(words) <= EMPTY else None


def _is_bare(question: str) -> bool:
    """True when nothing in the question says what it is about."""
    return not any(map(says, WORD.findall(question)))


def _goes_on(question: str, before: Turn) -> bool:
    """True for "who else voted?", "and who paid?", "who won?": too little to stand alone."""
    if any(mention.named for mention in mentions(question, before.told)):
        return False
    words = len(key_words(question))
    if _DEFINES.fullmatch(question):
        return False
    if _ADDS.search(question) or _LINKS.match(question):
        return words <= 2
    return words <= 1 and bool(_OPENS_QUESTION.match(question))


def _beside(question: str, before: Turn) -> str:
    """The question, and in brackets the words of the one before that it lacks."""
    own = set(map(bare, WORD.findall(question)))
    lacking = [word for word in key_words(before.question) if bare(word) not in own]
    return f"{question} ({' '.join(lacking)})" if lacking else question


def _exchanged(question: str, topic: str, before: Turn) -> str:
    """The question before, with `topic` where something of its kind stood."""
    preposition, core = _split(topic)
    asked = before.question
    if _DATE.fullmatch(core):
        if len(dates := list(_DATE.finditer(asked))) == 1:
            return _put(asked, dates[0].start(), dates[0].end(), core)
        return _beside(question, before) if dates else _appended(asked, f"in {core}")
    like = _alike(core, mentions(asked, before.told), before)
    if like is not None and _follows(asked[: like.start], preposition):
        return _put(asked, like.start, like.end, core)
    if preposition:
        return _appended(asked, f"{preposition} {core}")
    return _beside(question, before)


def _follows(ahead: str, preposition: str) -> bool:
    """True when what stands before the place of an exchange is the preposition asked for."""
    return not preposition or ahead.casefold().endswith(f" {preposition} ")


def _alike(topic: str, others: list[Mention], before: Turn) -> Mention | None:
    """The one mention that `topic` can stand for; None when none or several can."""
    kind, named = kind_of(topic, before.told)
    tiers = [[m for m in others if m.kind is kind and kind is not Kind.UNKNOWN]]
    if named or kind in _HUMAN:
        tiers.append([m for m in others if m.kind in _HUMAN and kind in _HUMAN])
    if named:
        tiers.append([m for m in others if m.named])
        tiers.append([m for m in others if m.kind in _HUMAN])
    same = next(filter(None, tiers), [])
    return same[0] if len(same) == 1 and same[0].text.casefold() != topic.casefold() else None


def _replaced(question: str, leaning: list[re.Match[str]], before: Turn) -> str:
    """The question with what its pronoun stands for; the other words beside it when too little."""
    pronoun = leaning[0]
    word = pronoun[0].casefold()
    meant = _antecedent(word, before)
    if meant is None:
        return _beside(question, before)
    if owns(question, pronoun):
        meant = _possessive(meant)
    whole = _put(question, pronoun.start(), pronoun.end(), meant)
    one = len({match[0].casefold() for match in leaning}) == 1 or word in PERSONAL
    enough = word in PERSONAL or len(key_words(question)) > 1
    return whole if one and enough else _beside(whole, before)


def _possessive(name: str) -> str:
    if name.endswith(("'s", "’s")):
        return name
    return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"


def _antecedent(pronoun: str, before: Turn) -> str | None:
    """What a pronoun stands for: the only thing of its kind that was asked of, or was shown."""
    texts = [before.question, *(before.shown[:1] if pronoun in PERSONAL else ())]
    if WHO.match(before.question):
        texts.reverse()
    for kinds in STANDS_FOR.get(pronoun, ()):
        for text in texts:
            found = {
                m.text.casefold(): m.text for m in mentions(text, before.told) if m.kind in kinds
            }
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
    return None


def _put(text: str, start: int, end: int, words: str) -> str:
    if start == 0:
        words = words[:1].upper() + words[1:]
    return text[:start] + words + text[end:]


def _appended(question: str, words: str) -> str:
    stem = question.rstrip(" ?.!")
    return f"{stem} {words}?"


def _split(topic: str) -> tuple[str, str]:
    """The preposition of a topic, or nothing, and the rest."""
    topic = _THE_ONE.sub("", topic)
    found = _PREPOSITION.match(topic)
    return (found[1].casefold(), topic[found.end() :]) if found else ("", topic)
