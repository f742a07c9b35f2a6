"""Several questions in one -> each of them, readable alone; split only where it is sure.

The parts are search queries: a part that leans on the first ("and who runs it?") is given its
subject, not its grammar.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

Span = tuple[int, int]

_WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
_AUX = (
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should"
    r"|isn['’]t|aren['’]t|didn['’]t|doesn['’]t)"
)
_SUBJECT = (
    r"(?:(?:the|a|an|this|that|these|those|it|he|she|they|we|you|there|his|her|their|its|any|both)"
    r"\b|[\"'‘“]?[A-Z])"
)
_ASKING = re.compile(rf"\s*(?:[\w\s]+,\s*)?\W*(?:{_WH}|{_AUX})\b", re.IGNORECASE)
_AND_ASKS = re.compile(
    rf"[,;]?\s+(?:and|but|or)\s+(?:also\s+|then\s+|if\s+so,?\s+)?"
    rf"(?=(?:(?:by|for|in|on|at|to|from|with)\s+)?(?i:{_WH})\b|(?i:{_AUX})\s+{_SUBJECT})"
)
_RELATIVE = re.compile(r"\b(who|whom|whose|which|where|that)\b", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"(what\s+for|why|when|where|how|who|by\s+whom|how\s+much|how\s+many|by\s+how\s+much)",
    re.IGNORECASE,
)
_WHILE = re.compile(r",\s*(?:while|whereas|whilst)\s+", re.IGNORECASE)
_NAME = r"(?:[A-Z][\w’'.-]*(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*)"
_COMPARED = re.compile(
    rf"(?P<pre>.*?\b)(?P<one>{_NAME}),?\s+(?:(?:as\s+)?compared\s+(?:with|to)|versus|vs\.?)"
    rf"\s+(?P<other>{_NAME}),?(?P<post>.*)"
)
_DIFFERENCE = re.compile(
    r".*\b(?:differences?|gap|comparison)\s+(?:\w+\s+)?between\s+"
    rf"(?P<one>(?:the\s+)?{_NAME})\s+and\s+(?P<other>(?:the\s+)?{_NAME})(?P<post>.*)"
)
_COMPARE = re.compile(
    r"(?:so\s+)?how\s+(?:do|does|did)\s+(?P<one>.+?)\s+(?:compare|differ)\s+(?:with|to|from)\s+"
    r"(?P<other>.+)",
    re.IGNORECASE,
)
_PIECE = r"(?:reports?|articles?|coverage|story|stories|piece|account)"
_BETWEEN = re.compile(
    rf"(?:between|after)\s+(?P<one>(?:the\s+)?.*?\b{_PIECE}\b.*?),?\s+and\s+(?:the\s+)?"
    rf"(?P<other>(?:subsequent\s+|later\s+)?(?:\S+\s+){{0,8}}?{_PIECE}\b.*?)"
    rf",\s+(?P<rest>(?:{_WH}|{_AUX})\b.*)",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r",?\s+(?:while|whereas)\s+|;\s*|,\s+(?:(?:and|but)\s+)?"
    r"(?:(?:who|which|whose|that)\s+)?(?=(?:also|is|was|are|were|has|have|had|as|if|in|does|did"
    r"|the|another|what|which|who|whose|according)\b)"
    r"|,?\s+and\s+(?:who\s+|which\s+|that\s+|whose\s+)?(?=(?:also|is|was|are|were|has|have|had"
    r"|does|did)\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\bby|\bper|according\s+to)\s+(?:both\s+)?(?:the\s+)?[\"'‘“]*(?:the\s+)?$", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(it|they|them|he|she|him|its|their|his)\b", re.IGNORECASE)
_LEAD = re.compile(rf"{_WH}(?:\s+(?:much|many|long|old|far|often))?\b\s*", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{_LEAD.pattern})?(?:{_AUX}\s+)?", re.IGNORECASE)
_HEAD = re.compile(
    rf"(?:.*?\b{_AUX}\s+)?(?P<subject>(?:the|a|an)\s+(?P<noun>.+)|{_NAME})",
)
_STOPS = frozenset(
    "in on at of for by to from with about after before since until during the a an this that his"
    " her their its start begin open close end run cost vote say said win lose happen go come get"
    " take make die resign leave decide approve reject plan pay buy sell build announce promise"
    " think want need apologise apologize agree meet work last find put cut ban fine close replace"
    " rise fall stop move do have be become and or last this next able".split()
)


def parts(question: str, sources: Sequence[Span] = ()) -> tuple[str, ...]:
    """The single questions in `question`, or () when it is one.

    `sources` are the places at which it names an outlet: two clauses with their own sources are
    two questions.
    """
    text = question.strip()
    offset = len(question) - len(question.lstrip())
    moved = [(start - offset, end - offset) for start, end in sources]
    found = next(filter(None, _readings(text, moved)), [])
    whole = tuple(dict.fromkeys(part for part in map(_trimmed, found) if part))
    return whole if len(whole) > 1 else ()


def _readings(text: str, sources: Sequence[Span]) -> Iterator[list[str]]:
    """The ways to split, the surest first; empty when one does not fit."""
    yield _questions(text)
    yield _between(text)
    yield _by_source(text, sources)
    yield _while(text)
    yield _compared(text)
    yield _and(text)


def _trimmed(part: str) -> str:
    return part.strip(" ,;?!.\n\t")


def _questions(text: str) -> list[str]:
    """ "Who won? And who lost?": sentences that ask, each split further."""
    asked = [part for part in re.split(r"(?<=\?)[\"'”’]?\s+", text) if len(part.split()) > 1]
    if len(asked) < 2 or not all(part.rstrip("\"'”’").endswith("?") for part in asked[:-1]):
        return []
    plain = [re.sub(r"^(?:and|but|or|also)\s+", "", part, flags=re.IGNORECASE) for part in asked]
    carried = [plain[0], *(_carried(plain[0], part) for part in plain[1:])]
    return [single for part in carried for single in (_and(part) or [part])]


def _between(text: str) -> list[str]:
    """Between the report by A and the report by B, did it change? A report without a subject of
    its own is given the question."""
    if not (match := _BETWEEN.match(text)):
        return []
    rest = match["rest"]
    clauses = (match["one"], match["other"])
    return [part if len(part.split()) > 11 else f"{part}, {rest}" for part in clauses]


def _by_source(text: str, sources: Sequence[Span]) -> list[str]:
    """A clause for each source: "as reported by X, while Y says"."""
    cuts: list[Span] = []
    for (start, end), (after, _) in pairwise(sources):
        boundaries = list(_BOUNDARY.finditer(text, end, after))
        if boundaries:
            trailing = _TRAILING.search(text[:start])
            cuts.append((boundaries[0] if trailing else boundaries[-1]).span())
    clauses = _cut(text, cuts)
    return clauses if all(len(clause.split()) > 3 for clause in clauses) else []


def _cut(text: str, cuts: Sequence[Span]) -> list[str]:
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)] if cuts else []


def _while(text: str) -> list[str]:
    """ "Did A rise, while B fell?" """
    match = _WHILE.search(text)
    if not match or not _ASKING.match(text):
        return []
    sides = [text[: match.start()], text[match.end() :]]
    if _PRONOUN.match(sides[1]):
        return []
    return sides if all(len(side.split()) > 2 for side in sides) else []


def _compared(text: str) -> list[str]:
    """One question for each of two names that are compared."""
    if match := _COMPARE.fullmatch(text):
        one, other = match["one"], match["other"]
        head = re.split(r"\s+(?:in|of|on|at|for|from|by|to)\s+", one)[0]
        return [one, re.sub(r"^(?:those|that)\b", lambda _: head, other)]
    if match := _DIFFERENCE.fullmatch(text):
        return [match["one"] + match["post"], match["other"] + match["post"]]
    if match := _COMPARED.fullmatch(text):
        pre, post = match["pre"], match["post"]
        return [pre + match["one"] + post, pre + match["other"] + post]
    return []


def _and(text: str) -> list[str]:
    """ "When did the ferry start and who runs it?" """
    if not _ASKING.match(text):
        return []
    cuts = [match.span() for match in _AND_ASKS.finditer(text) if _asks_anew(text, match)]
    clauses = _cut(text, cuts)
    return [*clauses[:1], *(_carried(clauses[0], clause) for clause in clauses[1:])]


def _asks_anew(text: str, match: re.Match[str]) -> bool:
    """Whether what follows "and" is a question, not "when and where" or "who came and who left"."""
    left, right = text[: match.start()], text[match.end() :]
    if len(left.split()) < 2 or re.search(rf"\b{_WH}$", left, re.IGNORECASE):
        return False
    word = right.split()[0].casefold().strip("?")
    inner = {m.group(1).casefold() for m in _RELATIVE.finditer(left, len(left.split()[0]))}
    objects = re.search(r"\b(?:know|say|said|explain|decide|about|of|on)$", left)
    return word not in inner and not objects


def _carried(first: str, part: str) -> str:
    """`part` with what it leans on in `first`: its subject for a pronoun, all of it for "why?"."""
    said = _trimmed(part)
    if _ELLIPTIC.fullmatch(said):
        word = "why" if said.casefold().split() == ["what", "for"] else said
        body = _LEAD.sub("", _trimmed(first), count=1)
        starts_small = re.match(rf"{_AUX}\b", body, re.IGNORECASE)
        return f"{word} {body[0].lower() + body[1:] if starts_small else body}"
    subject, pronoun = _subject(first), _PRONOUN.search(part)
    if not subject or not pronoun:
        return part
    owned = pronoun[0].casefold() in ("its", "their", "his")
    return part[: pronoun.start()] + subject + ("'s" if owned else "") + part[pronoun.end() :]


def _subject(text: str) -> str:
    """The thing that a question is about: its first noun with an article, or its first name."""
    body = _OPENING.sub("", _trimmed(text), count=1)
    match = _HEAD.search(body)
    if not match or not match["noun"]:
        return match["subject"] if match else ""
    words = match["noun"].split()
    stop = next((at for at, word in enumerate(words) if word.casefold() in _STOPS), None)
    count = min(3, len(words) - 1 if stop is None else stop)
    article = match["subject"].split()[0]
    return " ".join([article, *words[: max(1, count)]])
