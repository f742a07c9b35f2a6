"""Fuzzing: readers and card builders, what each may refuse with, and what must hold of the rest.

An input is named by its target, a seed and a number, and made anew from those; so what hung or
killed the process that read it is still known.
"""

import random
import signal
import tempfile
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from types import FrameType

from discord_limits import MAX_TEXT_WEIGHT, message_problems, pings, text_weight
from fuzz_cards import messages, tape
from fuzz_seeds import seeds, words
from mutations import mutated
from yarl import URL

from bot.claims import claim
from bot.following import Turn, resolved
from bot.front import question_on
from bot.gaps import Group, as_csv
from bot.options import WrongDate, filters_of
from bot.premises import contradiction, denial
from bot.references import BrokenReference, pack, unpack
from corpus.answers import Answer, FetchError, fetched
from corpus.article import Article, ArticleError, Content
from corpus.charset import decode
from corpus.dates import last_moment, moment_of, parse_date
from corpus.fields import Found, found
from corpus.formats import read
from corpus.listing import feed_listing, kind_of, sitemap_listing, wordpress_listing
from corpus.passages import Size, split
from corpus.reading import read_body, read_text
from corpus.robots import read_robots
from corpus.rows import article_row, to_article
from corpus.sentences import sentences
from corpus.sitemaps import sitemaps_in
from corpus.text import body, paragraphs, tidy
from corpus.urls import fold, registered_domain
from corpus.wordpress import read_posts
from index.question import Facets
from index.question import read as read_question

SECONDS = 2.0  # of processor time that one input may take
_URL = "https://courier.example/2024/03/14/cameras"
_ASKED = datetime(2025, 4, 16, 10, tzinfo=UTC)
_NOW = 1_710_000_000.0  # seconds since 1970
_FACETS = Facets(
    outlets=("Port Ardell Courier", "The Courier", "Tamm Monthly"),
    sections=("Opinion", "Council"),
    authors=("Ilse Marran", "Ann Lee"),
    tags=("ferry", "cameras"),
)
_LINES = frozenset("\n")


class Unsound(AssertionError):
    """What was read is not as it must be; the message says how."""


class Hang(BaseException):
    """An input took longer than it may. No Exception: what is read must not catch it."""


Check = Callable[[bytes], None]
Make = Callable[[random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: `check` raises `refusals` for what it may refuse, anything else is a defect.

    `make` is an input by chance; `share` how many of a thousand inputs are for this target.
    """

    name: str
    check: Check
    make: Make
    refusals: tuple[type[Exception], ...]
    share: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an input went; `failure` is empty when it was read or refused."""

    refused: bool
    failure: str = ""


def tried(target: Target, data: bytes, seconds: float = SECONDS) -> Outcome:
    """`data` given to a target; interrupted after `seconds` of processor time."""
    signal.signal(signal.SIGPROF, _interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        target.check(data)
    except target.refusals:
        return Outcome(refused=True)
    except Hang as hang:
        return Outcome(False, f"took more than {seconds:g} s\n{_where(hang)}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return Outcome(False, f"{type(error).__name__}: {str(error)[:300]}\n{_where(error)}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Outcome(refused=False)


def made(target: Target, seed: int, number: int) -> bytes:
    """The input of this number."""
    return target.make(random.Random(f"{seed}/{target.name}/{number}"))


def smaller(data: bytes, fails: Callable[[bytes], bool], most: int = 400) -> bytes:
    """A part of `data` that still fails: halves, quarters, … taken away as long as it does.

    `most` is how often that is tried.
    """
    size = len(data) // 2
    while size and most > 0:
        start = 0
        while start < len(data) and most > 0:
            most -= 1
            shorter = data[:start] + data[start + size :]
            if shorter != data and fails(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data


def _interrupt(_: int, __: FrameType | None) -> None:
    raise Hang


def _where(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__)[-4:])


# What must hold of whatever is read


def _hold(condition: bool, what: str) -> None:
    if not condition:
        raise Unsound(what)


def _clean(text: str, what: str, allowed: frozenset[str] = frozenset()) -> None:
    """Text that can be stored and shown: whole characters, none that controls."""
    text.encode()  # a lone surrogate is a UnicodeEncodeError
    odd = next((c for c in text if unicodedata.category(c) == "Cc" and c not in allowed), None)
    _hold(odd is None, f"a control character in the {what}: {odd!r}")


def _count(text: str) -> int:
    return len(text.split())


def _content(content: Content) -> None:
    """An article as it comes in: clean, cut without a gap, quoted as it stands, kept as it is."""
    _clean(content.text, "text", _LINES)
    _clean(content.title, "title")
    for value in (content.outlet, content.section, content.language, *content.authors):
        _clean(value or "", "fields")
    for value in (*content.tags, *content.corrections):
        _clean(value, "tags and corrections", _LINES)
    fields = {name: getattr(content, name) for name in Content.__slots__}
    article = Article(id="aaaaaaaaaa", revision=1, **fields)
    end = 0
    for passage in split(article, _count, Size(40, 50)):
        _hold(passage.text == content.text[passage.start : passage.end], "passage is no slice")
        _hold(not content.text[end : passage.start].strip(), "text between two passages")
        end = passage.end
    _hold(not content.text[end:].strip(), "text after the last passage")
    end = 0
    for start, stop in sentences(content.text):
        _hold(start >= end and stop > start, "sentences overlap")
        _hold(not content.text[end:start].strip(), "text between two sentences")
        end = stop
    _hold(to_article([None if c is None else str(c) for c in article_row(article)]).text
          == content.text, "kept otherwise than it came")  # fmt: skip
    content.digest()


# Readers


def _text(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for paragraph in paragraphs(text):
        _hold(bool(paragraph.strip()) and "\n" not in paragraph, "a paragraph of no line")
        _hold(not any(unicodedata.category(c) == "Cc" for c in paragraph), "a control character")
    _hold(tidy(tidy(text)) == tidy(text), "tidy twice is not tidy once")
    body(text)


def _scraped(data: bytes) -> None:
    page = read_text(decode(data))
    known = {tidy(one) for one in paragraphs(decode(data))}
    for paragraph in page.text.split("\n\n") if page.text else ():
        _hold(any(paragraph in one for one in known), "a paragraph that the page does not have")
    _content(found(page, {}, "place", "where").content)


def _html(data: bytes) -> None:
    _content(found(read_body(data, _URL, "text/html", None), {}, "place", "where").content)


def _feed(data: bytes) -> None:
    kind_of(data)
    for item in feed_listing(data, "https://courier.example/feed").items:
        item.stamp.encode()
        page = item.page()
        if page is not None:
            _told(partial(found, page, {}, "place", "where"))


def _told(make: Callable[[], Found]) -> None:
    """An item of many: one that is refused leaves the others."""
    try:
        item = make()
    except ArticleError:
        return
    _content(item.content)


def _sitemap(data: bytes) -> None:
    for item in sitemap_listing(data, "https://courier.example/sitemap.xml").items:
        fold(item.url)
        registered_domain(item.url)


def _wordpress(data: bytes) -> None:
    posts, _ = read_posts(data)
    for item in wordpress_listing(posts).items:
        page = item.page()
        if page is not None:
            _told(partial(found, page, {}, "place", "where"))


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="footnote-fuzz-"))


def _file(suffix: str, data: bytes) -> None:
    """A file of this kind, as it is imported: what is refused in it is told, not raised."""
    path = _folder() / f"input{suffix}"
    path.write_bytes(data)
    for item in read(path, {}):
        if isinstance(item, Found):
            _content(item.content)


def _charset(data: bytes) -> None:
    header = data[:12].decode("latin-1")
    decode(data, header)
    decode(data).encode("utf-8", "surrogatepass")


def _robots(data: bytes) -> None:
    headers = {"Retry-After": data[:40].decode("latin-1"), "Date": data[40:80].decode("latin-1")}
    place = URL("https://courier.example/robots.txt")
    robots = read_robots(Answer(place, 200, headers, data), _NOW)
    robots.allows(URL("https://courier.example/news/2024/a-long-story-of-the-cameras?print=1"))
    _hold(0 <= robots.delay <= 60, f"a delay of {robots.delay} s")
    sitemaps_in(data.decode("utf-8", "replace"))
    fetched(Answer(place, 200 if len(data) % 2 else 503, headers, data), None, None, _NOW)


def _date(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for read_it in (parse_date, last_moment):
        try:
            moment = read_it(text)
        except ArticleError:
            continue
        _hold(moment.tzinfo is not None, "a date without a zone")
        moment.isoformat()
        moment.astimezone(UTC)
    for number in (int, float):
        try:
            moment_of(number(text))
        except (ValueError, OverflowError) as error:
            if isinstance(error, OverflowError) and "convert" not in str(error):
                raise
    filters_of(text[:100], text[-100:])


# Readers of what members write


def _question(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    reading = read_question(text, _ASKED, _FACETS)
    _hold(reading == read_question(text, _ASKED, _FACETS), "read twice, read otherwise")
    _hold(reading.text == text, "the question is another")
    _hold(len(reading.parts) <= 20 and all(part.strip() for part in reading.parts), "its parts")
    _hold(all(name.strip() for name in reading.names), "a name without letters")
    if reading.period:
        since, until = reading.period.since, reading.period.until
        _hold(not (since and until) or since <= until, "a period that ends before it begins")


def _conversation(data: bytes) -> None:
    text = data.decode("utf-8", "replace")[:4000]
    half = len(text) // 2
    one, other = text[:half], text[half:]
    for before in (Turn(one, (other,), (one,)), Turn("Why did Ann Lee resign?", (one,))):
        _hold(bool(resolved(other, before).strip()) or not other.strip(), "a question vanished")
    claim(text)
    contradiction(one, [other, one])
    denial(one, [other, text])
    question_on(text)


def _button(data: bytes) -> None:
    """The state of a button of ours; Discord gives back what was in it, 100 characters at most."""
    references = unpack(data.decode("utf-8", "replace")[:100])
    for one in references:
        _hold(max(one.revision, one.start, one.end) < 2**63, "a number that is not storable")
    _hold(pack(references, 100) != "" or not references, "references do not fit where they were")


def _table(data: bytes) -> None:
    lines = tuple(data.decode("utf-8", "replace").split("\n"))
    made_of = Group(lines[0], len(lines), (), _ASKED, lines, lines[:3])
    _hold(as_csv([made_of]).count("\r\n") >= 2, "a table without its line")


# Cards


def _card(data: bytes) -> None:
    for message in messages(data.decode("utf-8", "replace")):
        problems = message_problems(message)
        _hold(problems == [], "; ".join(problems[:3]))
        _hold(text_weight(message) <= MAX_TEXT_WEIGHT, f"weighs {text_weight(message)}")
        _hold(pings(message) == set(), f"pings {pings(message)}")


def _mutated(form: str, chance: random.Random) -> bytes:
    return mutated(seeds(form), words(form), chance)


def _any_form(chance: random.Random) -> bytes:
    return _mutated(chance.choice(("text", "html", "feed", "robots")), chance)


def _taped(chance: random.Random) -> bytes:
    data = tape(chance)
    return data if chance.random() < 0.5 else mutated([data], words("tape"), chance)


def _state(chance: random.Random) -> bytes:
    sound = [b"aaaaaaaaaa1.0-g~bbbbbbbbbb2.0-g.1-2", b"aaaaaaaaaazz.zz-zz", b"1!aaaaaaaaaa1.0-g"]
    return mutated(sound, [b"~", b".", b"-", b"z" * 20, b"!", b"9", b"a2"], chance)


_ARTICLE, _NEVER = (ArticleError,), ()
TARGETS: tuple[Target, ...] = (
    Target("text", _text, partial(_mutated, "text"), _NEVER, 90),
    Target("scraped page", _scraped, partial(_mutated, "text"), _ARTICLE, 110),
    Target("HTML", _html, partial(_mutated, "html"), _ARTICLE, 110),
    Target("feed", _feed, partial(_mutated, "feed"), _ARTICLE, 70),
    Target("sitemap", _sitemap, partial(_mutated, "sitemap"), _ARTICLE, 50),
    Target("JSON lines", partial(_file, ".jsonl"), partial(_mutated, "jsonl"), _NEVER, 80),
    Target("WordPress export", partial(_file, ".xml"), partial(_mutated, "wxr"), _NEVER, 60),
    Target("WordPress posts", _wordpress, partial(_mutated, "wordpress"), _ARTICLE, 50),
    Target("Markdown", partial(_file, ".md"), partial(_mutated, "markdown"), _NEVER, 50),
    Target("PDF", partial(_file, ".pdf"), partial(_mutated, "pdf"), _NEVER, 30),
    Target("robots.txt", _robots, partial(_mutated, "robots"), (FetchError,), 40),
    Target("character set", _charset, _any_form, _NEVER, 40),
    Target("date", _date, partial(_mutated, "date"), (WrongDate,), 40),
    Target("question", _question, partial(_mutated, "question"), _NEVER, 70),
    Target("conversation", _conversation, partial(_mutated, "question"), _NEVER, 40),
    Target("button", _button, _state, (BrokenReference,), 10),
    Target("table of gaps", _table, partial(_mutated, "question"), _NEVER, 10),
    Target("card", _card, _taped, _NEVER, 50),
)
"""All that is fuzzed; the shares sum to 1000."""


def counts(inputs: int, targets: Sequence[Target] = TARGETS) -> Iterator[tuple[Target, int]]:
    """How many of `inputs` are for each target, by its share; at least one."""
    whole = sum(target.share for target in targets)
    for target in targets:
        yield target, max(1, inputs * target.share // whole)
