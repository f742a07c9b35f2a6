"""A coverage of any size that nobody wrote: articles and questions, the same for the same seed.

The words are those of the sample articles, in sentences that follow two or three of them word by
word (a chain of neighbouring words), so that every article has its own mixture of subjects. Names
and numbers are invented: some ten thousand surnames, as many places and firms, so that the tail of
rare words grows with the coverage as it does in life. Each article holds one fact to ask for.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import corpus
from corpus.article import Content
from corpus.fields import Found
from corpus.formats import Item, read
from index.filters import UNFILTERED, Filters

SAMPLE = Path(corpus.__file__).with_name("articles")
OUTLETS, SECTIONS, AUTHORS, TAGS = 40, 24, 1500, 2000
SURNAMES, PLACES, FIRST_NAMES = 12_000, 9_000, 300
FIRST_DAY, DAYS = datetime(2010, 1, 1, tzinfo=UTC), 5_900
LAST_DAY = FIRST_DAY + timedelta(days=DAYS)
UNDATED, COPIED = 0.02, 0.01  # shares of the articles
PARAGRAPHS = (12, 21)
SENTENCES = (2, 4)  # in a paragraph
SENTENCE = (7, 34)  # words
STRAYS = 0.25  # share of the words that follow as anywhere in the sample

_ONSETS = "b br c d dr f fl g gr h j k kl l m n p pr r s sk st t th tr v w z".split()
_NUCLEI = "a ai e ea ei i o oa ou u".split()
_CODAS = "ck l ld lm m n nd ng r rk rn s sk st t th x".split()
_THINGS = (
    "footbridge|tram depot|swimming hall|sewer|library|ferry pier|school kitchen|fire station"
    "|sea wall|market roof|cycle path|bus shelter|town archive|concert hall|skate park|clinic"
).split("|")
_ROLES = "engineer mayor treasurer spokeswoman chair director surveyor inspector".split()
_WORD = re.compile(r"\w")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_ENDS = (".", "?", "!", ".”", '."', '?"', '!"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the coverage. `answered`: the coverage holds what it asks for."""

    text: str
    filters: Filters = UNFILTERED
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """What one article alone says."""

    person: str
    role: str
    place: str
    thing: str
    crowns: int
    opening: datetime

    def sentence(self) -> str:
        """As its article says it."""
        return (
            f"{self.person}, the {self.role} of {self.place}, said that the new {self.thing} in "
            f"{self.place} would cost {self.crowns:,} crowns and open on "
            f"{self.opening.day} {self.opening:%B %Y}."
        )


def article(number: int, seed: int) -> Content:
    """The article of this number; a few are copies of the one before, in another outlet."""
    chance = random.Random(f"article {seed} {number}")
    if number % round(1 / COPIED) == 1:
        return _copied(article(number - 1, seed), number, chance)
    sources = chance.sample(range(len(_sources())), chance.randint(2, 3))
    names = _Names(chance)
    told = [_paragraph(sources, names, chance) for _ in range(chance.randint(*PARAGRAPHS))]
    stated = fact(number, seed)
    told.insert(chance.randint(0, len(told)), stated.sentence())
    outlet = f"The {place(chance.randrange(OUTLETS))} Courier"
    day = FIRST_DAY + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
    return Content(
        title=f"{stated.place}: {_headline(sources, names, chance)}",
        text="\n\n".join(told),
        outlet=outlet,
        url=f"https://{_host(outlet)}.example/{chance.getrandbits(40):x}/story-{number}",
        authors=(person(random.Random(f"author {chance.randrange(AUTHORS)}")),),
        section=f"{_SECTION[chance.randrange(SECTIONS)]}",
        tags=tuple(f"{_THINGS[t % 16]} {place(t)}" for t in chance.sample(range(TAGS), 2)),
        published=None if chance.random() < UNDATED else day,
    )


def fact(number: int, seed: int) -> Fact:
    """What the article of this number alone says."""
    chance = random.Random(f"fact {seed} {number}")
    return Fact(
        person=person(chance),
        role=chance.choice(_ROLES),
        place=place(chance.randrange(PLACES)),
        thing=chance.choice(_THINGS),
        crowns=chance.randrange(20_000, 90_000_000),
        opening=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
    )


def questions(count: int, articles: int, seed: int) -> list[Asked]:
    """Questions about the first so many articles, in turn of each kind."""
    chance = random.Random(f"questions {seed}")
    made: list[Asked] = []
    while len(made) < count:
        number = chance.randrange(articles)
        made += _questions(fact(number, seed), article(number, seed), chance)
    return made[:count]


def filters(number: int, seed: int) -> dict[str, Filters]:
    """A filter of each kind that the article fits; wide ones and narrow ones."""
    content = article(number, seed)
    day = content.published or FIRST_DAY
    return {
        "date": Filters(since=day - timedelta(days=15), until=day + timedelta(days=15)),
        "outlet": Filters(outlets=(str(content.outlet),)),
        "section": Filters(sections=(str(content.section),)),
        "author": Filters(authors=content.authors),
        "date and section": Filters(
            since=day - timedelta(days=90), sections=(str(content.section),)
        ),
    }


def _questions(stated: Fact, content: Content, chance: random.Random) -> Iterator[Asked]:
    absent = person(random.Random(f"absent {chance.random()}"))
    year = f" in {content.published.year}" if content.published else ""
    day = content.published or FIRST_DAY
    yield Asked(f"How much would the new {stated.thing} in {stated.place} cost?")
    yield Asked(f"What did {stated.person} say about the {stated.thing}?")
    yield Asked(f"When will the {stated.thing} in {stated.place} open?")
    yield Asked(f"Who is the {stated.role} of {stated.place}?")
    yield Asked(f"What was said of {stated.place}{year}?")
    yield Asked(f"What is the latest on the {stated.thing} and who pays for it?")
    yield Asked(f"According to {content.outlet}, what does the {stated.thing} cost?")
    yield Asked(
        f"What did {stated.person} say?",
        Filters(since=day - timedelta(days=40), until=day + timedelta(days=40)),
    )
    yield Asked(f"What will {stated.place} build?", Filters(outlets=(str(content.outlet),)))
    yield Asked(f"Who spoke of {stated.place}?", Filters(sections=(str(content.section),)))
    yield Asked(f"Why did {absent} resign from the space agency?", answered=False)
    yield Asked("How many moons does the planet Saturn have?", answered=False)


class _Names:
    """Whom and what the names of the sample stand for in one article: always the same."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._standing: dict[str, str] = {}

    def of(self, word: str) -> str:
        """The word, or what stands for it: a name for a name, a number for a number."""
        kind, bare = _kinds()[word]
        if not kind:
            return word
        if bare not in self._standing:
            self._standing[bare] = self._made(kind, bare)
        return word.replace(bare, self._standing[bare])

    def _made(self, kind: str, bare: str) -> str:
        if kind == "name":
            draw = self._chance.randrange(SURNAMES + PLACES)
            return surname(draw) if draw < SURNAMES else place(draw - SURNAMES)
        figures = re.sub(r"[,.]", "", bare)
        if len(figures) == 4 and bare.startswith("20") and figures == bare:
            return str(FIRST_DAY.year + self._chance.randrange(17))
        return f"{self._chance.randrange(1, 10 ** len(figures)):,}"


def person(chance: random.Random) -> str:
    """A first name and a surname."""
    return f"{_FIRST[chance.randrange(FIRST_NAMES)]} {surname(chance.randrange(SURNAMES))}"


@cache
def surname(number: int) -> str:
    """The surname of this number."""
    return _syllables(random.Random(f"surname {number}"), 2).title()


@cache
def place(number: int) -> str:
    """The place of this number."""
    chance = random.Random(f"place {number}")
    return f"{_syllables(chance, chance.randint(1, 2))}{chance.choice(_PLACED)}".title()


def _syllables(chance: random.Random, count: int) -> str:
    said = [chance.choice(_ONSETS) + chance.choice(_NUCLEI) for _ in range(count)]
    return "".join(said) + chance.choice(_CODAS)


_PLACED = "by ford ham haven mouth stead ton wick worth".split()
_FIRST = [_syllables(random.Random(f"first {n}"), 1).title() for n in range(FIRST_NAMES)]
_SECTION = [
    f"{a}{b}" for a in ("City", "Region", "World") for b in ("", *(f" {n}" for n in range(2, 9)))
]


def _copied(original: Content, number: int, chance: random.Random) -> Content:
    outlet = f"The {place(chance.randrange(OUTLETS))} Courier"
    return Content(
        title=original.title,
        text=original.text,
        outlet=outlet,
        url=f"https://{_host(outlet)}.example/{chance.getrandbits(40):x}/story-{number}",
        section=original.section,
        published=original.published and original.published + timedelta(hours=5),
    )


def _host(outlet: str) -> str:
    return "-".join(outlet.casefold().split())


def _paragraph(sources: Sequence[int], names: _Names, chance: random.Random) -> str:
    return " ".join(_sentence(sources, names, chance) for _ in range(chance.randint(*SENTENCES)))


def _headline(sources: Sequence[int], names: _Names, chance: random.Random) -> str:
    words = _walk(sources, chance, 9)
    return " ".join(names.of(word) for word in words).rstrip(".,;:?!”\"'")


def _sentence(sources: Sequence[int], names: _Names, chance: random.Random) -> str:
    words = _walk(sources, chance, SENTENCE[1])
    said = " ".join(names.of(word) for word in words)
    said = said[0].upper() + said[1:]
    return said if said.endswith(_ENDS) else said.rstrip(",;:—–-") + "."


def _walk(sources: Sequence[int], chance: random.Random, longest: int) -> list[str]:
    """Words as they follow one another in the sources, from one to another where they meet."""
    begins, after = _sources()[sources[chance.randrange(len(sources))]]
    word = begins[chance.randrange(len(begins))]
    words = [word]
    while len(words) < longest and not (len(words) >= SENTENCE[0] and word.endswith(_ENDS)):
        _, after = _sources()[sources[chance.randrange(len(sources))]]
        strays = chance.random() < STRAYS
        following = (None if strays else after.get(word)) or _everywhere().get(word)
        if not following:
            begins, _ = _sources()[sources[chance.randrange(len(sources))]]
            following = begins
        word = following[chance.randrange(len(following))]
        words.append(word)
    return words


@cache
def _texts() -> list[list[str]]:
    """The words of each sample article, with what stands beside them."""
    items: Iterator[Item] = (
        item for file in sorted(SAMPLE.glob("*.md")) for item in read(file, {})
    )
    return [item.content.text.split() for item in items if isinstance(item, Found)]


@cache
def _sources() -> list[tuple[list[str], dict[str, list[str]]]]:
    """Of each sample article, what sentences begin with, and what follows each word."""
    return [_chain([words]) for words in _texts()]


@cache
def _everywhere() -> dict[str, list[str]]:
    return _chain(_texts())[1]


def _chain(texts: Sequence[Sequence[str]]) -> tuple[list[str], dict[str, list[str]]]:
    begins: list[str] = []
    after: dict[str, list[str]] = {}
    for words in texts:
        begins.append(words[0])
        for one, following in pairwise(words):
            after.setdefault(one, []).append(following)
            if one.endswith(_ENDS):
                begins.append(following)
    return begins, after


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """Of each word of the sample, whether it is a name or a number, and what of it that is."""
    lower = {re.sub(r"\W", "", w) for text in _texts() for w in text if not w[0].isupper()}
    return {word: _kind(word, lower) for text in _texts() for word in text}


def _kind(word: str, lower: set[str]) -> tuple[str, str]:
    if number := _NUMBER.search(word):
        return "number", number[0]
    name = re.search(r"[A-Z][^\W\d_]{2,}", word)
    if name and name[0].casefold() not in lower and name[0] not in _NO_NAMES:
        return "name", name[0]
    return "", word


_NO_NAMES = frozenset(
    """January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday Nobody Everyone Somebody Neither Nothing
    Asked Deputy Councillor Mayor Judge Professor Captain""".split()
)
