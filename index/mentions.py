"""What a question names: the coverage's outlets, sections, authors and tags, and proper names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facets:
    """What the coverage can be asked by: distinct strings, as the articles write them."""

    outlets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A source where the question names it; `outlets` are the facets' own, none if unknown."""

    span: Span
    words: str
    outlets: tuple[str, ...]


_MEDIA = (
    "Times|Post|News|Herald|Courier|Gazette|Tribune|Journal|Telegraph|Guardian|Observer|Chronicle"
    "|Examiner|Mirror|Dispatch|Globe|Inquirer|Sentinel|Standard|Mail|Magazine|Weekly|Bugle|Review"
)
_KNOWN = (
    "Reuters|Bloomberg|AP|AFP|BBC(?: News| Sport)?|CNN|CNBC|NPR|PBS|ABC News|CBS News|NBC News"
    "|MSNBC|Fox News|Sky News|Sky Sports|ESPN|Al Jazeera|Associated Press|Agence France-Presse"
    "|Wall Street Journal|WSJ|Financial Times|New York Times|NYT|Washington Post|Forbes|Fortune"
    "|Guardian|Economist|Atlantic|New Yorker|Politico|Axios|Vox|Variety|Billboard|Rolling Stone"
    "|Hollywood Reporter|Wired|TechCrunch|The Verge|Engadget|Ars Technica|Mashable|PCWorld|Cricbuzz"
    "|Newsweek|Der Spiegel|Le Monde|El Pa[ií]s|HuffPost|BuzzFeed|USA Today|National Geographic"
    "|Scientific American|Business Insider|Business Standard|Deutsche Welle|Euronews|Xinhua|TASS"
    "|Kyodo|Time [Mm]agazine"
)
_PIECE = (
    r"(?:articles?|reports?|pieces?|stor(?:y|ies)|coverage|columns?|editorials?|interview|essay"
    r"|newspaper|review|account)"
)
_SAYS = (
    r"(?:report(?:s|ed|ing)?|wr[io]tes?|says?|said|claim(?:s|ed)?|suggest(?:s|ed)?|stat(?:es|ed)"
    r"|indicat(?:es|ed)|mention(?:s|ed)?|describ(?:es?|ed)|discuss(?:es|ed)?|noted?s?"
    r"|publish(?:es|ed)|cover(?:s|ed)?|quot(?:es|ed)|highlight(?:s|ed)?|identif(?:ies|ied)|put)"
)
_SOURCE_BEFORE = re.compile(
    r"(?:according\s+to|as\s+per|\bper|(?:report|writt?e|publish|mention|discuss|state|cover|note"
    rf"|highlight|provide|outline|describe|detail|claim|suggest|quote)n?e?d\s+(?:by|in|on)"
    rf"|\b{_PIECE}\s+(?:from|by|in|of|on)|\b(?:did|does|do|has|had|as))"
    r"\s+(?:both\s+)?(?:the\s+)?[\"'‘“]*(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKS_IT = re.compile(
    r"\b(?:did|does|do|has|had|as)\s+(?:both\s+)?(?:the\s+)?[\"'‘“]*(?:the\s+)?$", re.IGNORECASE
)
_SOURCE_AFTER = re.compile(
    rf"[\"'’”]*(?:['’]s?)?\s+(?:\w+\s+)?(?:{_PIECE}|{_SAYS})\b", re.IGNORECASE
)
_JOINED_AFTER = re.compile(
    rf"[\"'’”]*\s+and\s+(?:the\s+)?[\"'‘“]*(?:[A-Z]\w*[\"'’”]*\s+){{1,4}}(?:{_PIECE}|{_SAYS})\b"
)
_SAYS_AFTER = re.compile(rf"[\"'’”]*(?:['’]s)?\s+(?:{_PIECE}|{_SAYS})\b", re.IGNORECASE)
_JOINED = re.compile(
    r"[\"'’”]*,?\s+(?:and|or)\s+(?:by\s+)?(?:the\s+)?[\"'‘“]*(?:the\s+)?$", re.IGNORECASE
)

_UNKNOWN = re.compile(
    rf"(?<![\w.-])(?:{_KNOWN}|(?:[A-Z][\w&.-]*\s+(?:of\s+)?(?:[A-Z][\w&.-]*\s+){{0,3}})"
    rf"(?:{_MEDIA}))(?![\w-])"
)
_UNKNOWN_LOWER = re.compile(
    r"(?<![\w.-])(?:reuters|bloomberg|bbc(?: news)?|cnn|cnbc|espn|afp|al jazeera|associated press"
    r"|wall street journal|financial times|new york times|washington post|fox news|sky news)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:The|A|An|Did|Does|Do|Has|Is|Was|As|According|By|In|Which|What)\s+")
_WORD = re.compile(r"\w+")
_REMEMBERED = 16  # lists of names: all there are, and those of some collections
_CAPITAL_NEXT = re.compile(r"\s+[A-Z]")  # the Times Square


# --- Sources


def is_cased(text: str) -> bool:
    """Whether capitals mean something here: not all lower case, ALL CAPS or Headline Case."""
    words = re.findall(r"[^\W\d_]+", text)
    capitals = [word for word in words[1:] if word[0].isupper() and word != "I"]
    if not capitals or not any(word[0].islower() for word in words[1:]):
        return False
    small = {"Is", "Of", "Did", "Does", "Was", "Are", "Do", "To", "For", "In", "And", "A", "Has"}
    return sum(word in small for word in capitals) < 2


def mentions(question: str, outlets: tuple[str, ...]) -> list[Mention]:
    """The sources that the question names, known ones and others, in order, none overlapping."""
    known = _known_mentions(question, outlets)
    others = _unknown_mentions(question, [mention.span for mention in known])
    return sorted([*known, *others], key=lambda mention: mention.span)


def _known_mentions(question: str, outlets: tuple[str, ...]) -> list[Mention]:
    cased, found = is_cased(question), list[Mention]()
    said = question.casefold()
    for alias, meant in _aliases(outlets):
        if alias not in said:
            continue
        for match in re.finditer(
            rf"(?<![\w-]){re.escape(alias)}(?![\w-])", question, re.IGNORECASE
        ):
            if not _over(match.span(), (m.span for m in found)) and _is_source(
                question, match, cased
            ):
                found.append(Mention(match.span(), match[0], tuple(meant)))
    return found


@lru_cache(_REMEMBERED)
def _aliases(outlets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """What outlets are called, the longest first: in lower case without "the".

    In full, and the part before a bar. "Port Ardell Courier" is also "courier" when no other
    outlet ends so.
    """
    aliases: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    for outlet in outlets:
        plain = re.sub(r"\s*\([^)]*\)\s*$", "", outlet).casefold()
        head = re.split(r"\s+[|–—-]\s+|:\s+", plain)[0]
        names = {plain, head, re.sub(r"\.(?:com|org|net)$", "", head), head.removesuffix(" news")}
        for name in {re.sub(r"^the\s+", "", name) for name in names}:
            if len(name) > 1:
                aliases.setdefault(name, []).append(outlet)
        last = head.rsplit(" ", 1)[-1]
        if re.fullmatch(_MEDIA, last, re.IGNORECASE) and " " in head:
            short.setdefault(last, []).append(outlet)
    named = {name: meant for name, meant in short.items() if len(meant) == 1} | aliases
    return sorted(named.items(), key=lambda pair: -len(pair[0]))


def _is_source(question: str, match: re.Match[str], cased: bool) -> bool:
    """Whether words that are an outlet's name are meant as one: "The Age", not "the age of"."""
    if " " in match[0] or "." in match[0]:
        return not cased or match[0][0].isupper()
    named = cased and match[0][0].isupper() and not _at_start(question, match.start())
    if named and not _CAPITAL_NEXT.match(question, match.end()):
        return True
    before, after = question[: match.start()], question[match.end() :]
    return bool(
        (_SOURCE_BEFORE.search(before) and not _ASKS_IT.search(before))
        or (_SAYS_AFTER.match(after) and before.rstrip().casefold().endswith("the"))
    )


def _at_start(question: str, start: int) -> bool:
    return not question[:start].strip(" \"'‘“")


def _unknown_mentions(question: str, known: list[Span]) -> list[Mention]:
    """Outlets outside the coverage, where a phrase shows that they are meant as the source."""
    pattern = _UNKNOWN if is_cased(question) else _UNKNOWN_LOWER
    found: list[Mention] = []
    for match in pattern.finditer(question):
        start = match.start()
        while lead := _LEADS.match(question, start, match.end()):
            start = lead.end()
        span = (start, match.end())
        if _over(span, known) or not _is_cited(question, span, [*known, *(m.span for m in found)]):
            continue
        found.append(Mention(span, question[slice(*span)], ()))
    return found


def _is_cited(question: str, span: Span, cited: Iterable[Span]) -> bool:
    before, after = question[: span[0]], question[span[1] :]
    if _ASKS_IT.search(before):
        return bool(_SOURCE_AFTER.match(after) or _JOINED_AFTER.match(after))
    if _SOURCE_BEFORE.search(before) or _SAYS_AFTER.match(after):
        return True
    joined = _JOINED.search(before)
    return bool(joined and any(end == joined.start() for _, end in cited))


def _over(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


# --- Sections, tags, authors


def sections(question: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The sections that are named as such: "the sports section", "opinion pieces"."""
    return tuple(section for section in known if _says_section(question, section))


def _says_section(question: str, section: str) -> bool:
    name = re.escape(section.rstrip("s")) + "s?"
    form = (
        rf"(?<!\w)[\"'‘“]?{name}[\"'’”]?\s+(?:section|pages?|desk|pieces?|columns?|stories"
        rf"|articles?)\b|\bsections?\s+[\"'‘“]?{name}(?!\w)"
    )
    return section.casefold().rstrip("s") in question.casefold() and bool(
        re.search(form, question, re.IGNORECASE)
    )


def tags(question: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The tags named as such ("tagged ferry", "#ferry"), or that are names of several words."""
    return tuple(tag for tag in _perhaps_named(question, known) if _says_tag(question, tag))


def _says_tag(question: str, tag: str) -> bool:
    if tag.casefold() not in question.casefold():
        return False
    name, quote = re.escape(tag), "[\"'‘’“”]?"
    form = (
        rf"\b(?:tagged|tags?)\s+(?:with\s+|as\s+)?{quote}{name}(?!\w)"
        rf"|#{name}(?!\w)|(?<!\w){name}{quote}\s+tag\b"
    )
    if re.search(form, question, re.IGNORECASE):
        return True
    words = tag.split()
    named = len(words) > 1 and all(word[0].isupper() for word in words)
    return named and bool(re.search(rf"(?<!\w){name}(?!\w)", question))


def authors(question: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The authors named in full, or by a surname that only one has ("by Marran")."""
    return tuple(author for author, _ in _author_mentions(question, known))


def _author_mentions(question: str, known: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    surnames = _by_surname(known)
    for author in _perhaps_named(question, known):
        full = _find(author, question)
        if full and (" " in author or question[: full[0]].casefold().endswith("by ")):
            yield author, full
        elif " " in author and surnames[surname := _surname(author)] == 1:
            found = _bylined(question, surname) if surname[:1].isupper() else None
            yield from [(author, found)] if found else []


@lru_cache(_REMEMBERED)
def _by_surname(known: tuple[str, ...]) -> Counter[str]:
    """How many authors have each surname."""
    return Counter(_surname(author) for author in known if " " in author)


def _surname(author: str) -> str:
    """The last word of a name, empty for a blank one."""
    return "".join(author.split()[-1:])


def _perhaps_named(question: str, known: tuple[str, ...]) -> list[str]:
    """The names that could be in the question, in their order: a word that they need is in it.

    Of many thousand names a few; to look for each would take longer than all else.
    """
    places = _by_words(known)
    said = {"", *_WORD.findall(question.casefold())}
    return [known[n] for n in sorted({n for word in said for n in places.get(word, ())})]


@lru_cache(_REMEMBERED)
def _by_words(known: tuple[str, ...]) -> dict[str, list[int]]:
    """Places of the names by the word that each begins with, and by the last, which is a surname.

    Those that hold none stand under no word.
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(known):
        for part in {name, *name.split()[-1:]}:
            begins = _WORD.search(part.casefold())
            places.setdefault(begins[0] if begins else "", []).append(place)
    return places


def _find(words: str, question: str) -> Span | None:
    if not words or words.casefold() not in question.casefold():
        return None
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", question, re.IGNORECASE)
    return found.span() if found else None


def _bylined(question: str, surname: str) -> Span | None:
    name = re.escape(surname)
    form = rf"\bby\s+({name})(?!\w)|(?<!\w)({name})['’]s\s+{_PIECE}\b|(?<!\w)({name})\s+wr[io]te"
    flags = re.NOFLAG if is_cased(question) else re.IGNORECASE
    found = re.search(form, question, flags)
    return found.span() if found else None


# --- Proper names and numbers

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d\d?:\d\d|\d[\d,.]*\d(?:st|nd|rd|th)?(?!\w)|\d+(?:st|nd|rd|th)(?!\w)"
    r"|[^\W_]+(?:[.&'’-][^\W_]+)*"
)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_LINKS = frozenset("of de du da di van von der den ter la le los las del bin ibn al el y".split())
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady mayor president minister chancellor"
    " senator governor judge justice captain king queen prince princess pope bishop general"
    " colonel councillor deputy prime vice chief secretary rev st"
    " manager director officer executive".split()
)
_CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
_PLAIN = frozenset(
    "who whom whose what when where why how which is are was were am do does did has have had can"
    " could will would shall should may might must the a an this that these those it its he she"
    " they we you i his her their our your my me in on at by for from of to with without about"
    " after before since until during between among against over under through as if while"
    " whereas because although though and or but so not no yes any anyone anything some someone"
    " give list name tell show explain describe compare find please according considering given"
    " both either neither besides despite except following regarding unlike like upon within"
    " there here then now today currently recently also first second last next i'm what's who's"
    " where's when's how's isn't aren't wasn't didn't doesn't hasn't don't won't can't".split()
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the question; `bare` is it without its possessive ending."""

    start: int
    bare: str
    possessive: bool
    first: bool
    glued: bool

    @property
    def end(self) -> int:
        return self.start + len(self.bare)

    @property
    def is_number(self) -> bool:
        return self.bare[0].isdigit()

    @property
    def key(self) -> str:
        return self.bare.casefold()


def names(question: str, ignored: Iterable[Span] = ()) -> tuple[str, ...]:
    """The proper names and numbers of the question, in order, as it writes them.

    Without titles, months and weekdays, and what stands in `ignored`. When capitals mean nothing
    (all lower case, ALL CAPS, Headline Case) only what holds digits is told.
    """
    skipped = list(ignored)
    tokens = [t for t in _tokens(question) if not _over((t.start, t.end), skipped)]
    if not is_cased(question):
        return _distinct(t.bare for t in tokens if any(c.isdigit() for c in t.bare))
    runs = (_trimmed(run) for run in _runs(question, tokens))
    return _distinct(question[run[0].start : run[-1].end] for run in runs if run)


def bylines(question: str, known: tuple[str, ...]) -> list[Span]:
    """Where an author is named as the writer, not as somebody whom the coverage is about."""
    spans = [span for _, span in _author_mentions(question, known)]
    return [span for span in spans if question[: span[0]].casefold().endswith("by ")]


def _tokens(question: str) -> list[_Token]:
    tokens, end = list[_Token](), 0
    for match in _TOKEN.finditer(question):
        between = question[end : match.start()]
        bare = _POSSESSIVE.sub("", match[0]) or match[0]
        first = not tokens or bool(re.search(r"[.?!:]", between))
        tokens.append(
            _Token(match.start(), bare, bare != match[0], first, between in (" ", " & ", " the "))
        )
        end = match.end()
    return tokens


def _runs(question: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Neighbouring words that make one name."""
    run: list[_Token] = []
    for at, token in enumerate(tokens):
        joins = bool(run) and token.glued and not run[-1].possessive
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if joins and token.key in _LINKS and after and after.glued and _is_capital(after):
            run.append(token)
        elif _is_name(question, token, after) or (joins and token.is_number):
            if (run and not (joins and (not run[-1].is_number or not token.is_number))) or (
                run and run[-1].is_number
            ):
                yield run
                run = []
            run.append(token)
        else:
            if run:
                yield run
            run = []
    if run:
        yield run


def _is_capital(token: _Token) -> bool:
    return token.bare[0].isupper() and token.key not in _PLAIN


def _is_name(question: str, token: _Token, after: _Token | None) -> bool:
    if token.is_number or any(c.isdigit() for c in token.bare):
        return True
    if token.key in _PLAIN or not any(c.isupper() for c in token.bare):
        return False
    if not token.first:
        return True
    marked = token.possessive or sum(c.isupper() for c in token.bare) > 1
    return marked or bool(
        after and after.glued and (_is_capital(after) or (after.is_number and len(token.bare) > 3))
    )


def _trimmed(run: list[_Token]) -> list[_Token]:
    """The run without the titles and dates at its ends; a number after a month is a date's."""
    kept = run
    while kept and (kept[0].key in _TITLES | _LINKS or (kept[0].key in _CALENDAR and _dates(kept))):
        kept = kept[1:]
    return kept


def _dates(run: list[_Token]) -> bool:
    """Whether the month or weekday that opens the run is a date: not in "March Madness"."""
    return len(run) == 1 or run[1].is_number or run[0].key in ("january", "may", "march", "june")


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
