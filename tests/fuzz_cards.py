"""Cards of answers, lists and articles whose every part was written by chance."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from newsroom import COVERAGE, DAY, SIGNS, WORDS, abstention, answer, article, payload

from bot.answer import Answer, Lack, Quote, Reason, Role
from bot.card import about_forms, answer_forms
from bot.delivery import Form
from bot.desk import Found
from bot.finding import ArticleHit, Checked
from bot.languages import LANGUAGES, speaking
from bot.listing import PAGE, Listing
from bot.listing_card import article_forms, checked_forms, further_forms, listing_forms
from bot.passages_card import passages_forms
from bot.references import pack, refer
from bot.told import Told
from corpus.article import Article, ArticleError, Change, Kind, check_url
from corpus.sentences import sentences
from corpus.text import body, tidy
from index.filters import Filters

ANSWER_ID = "abcd2345"
_MARK = "\x1e"
_MOST = 8 * 1024  # characters of a piece
_PADDING = (0, 0, 150, 350, 480, 500, 1980)  # characters that lengthen an address


class Tape:
    """Numbers and texts read from one text; when it is at its end, the same ones for ever."""

    def __init__(self, text: str) -> None:
        numbers, *pieces = text.split(_MARK)
        self._numbers = [ord(sign) for sign in numbers]
        self._pieces = pieces

    def number(self, most: int) -> int:
        """0 to `most`."""
        return self._numbers.pop(0) % (most + 1) if self._numbers else 0

    def text(self) -> str:
        """What the corpus would let in of the next piece, on as many lines as it has."""
        piece = self._pieces.pop(0) if self._pieces else ""
        return body(piece[:_MOST].encode(errors="ignore").decode()) or "The council met."

    def line(self) -> str:
        """The same on one line."""
        return tidy(self.text())

    def moment(self) -> datetime | None:
        """None, a usual day, or one at the edges of the calendar."""
        edges = (None, DAY, datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))
        return (*edges, DAY + timedelta(days=self.number(4000)))[self.number(4)]


def tape(chance: random.Random) -> bytes:
    """A tape from which a card can be read."""
    numbers = "".join(chr(chance.randrange(1, 30)) for _ in range(chance.randrange(120)))
    pieces = [
        "".join(chance.choice((*SIGNS, *WORDS)) for _ in range(chance.choice((1, 3, 9, 40))))
        for _ in range(chance.randrange(2, 24))
    ]
    return _MARK.join([numbers, *pieces]).encode()


def messages(text: str) -> Iterator[dict[str, Any]]:
    """The messages, in one language, of every form of the card that `text` is the tape of."""
    reel = Tape(text)
    language = sorted(LANGUAGES)[reel.number(len(LANGUAGES) - 1)]
    make = _CARDS[reel.number(len(_CARDS) - 1)]
    with speaking(language):
        for form in make(reel):
            yield payload(form.make())


def _article(reel: Tape, number: int = 0) -> Article:
    moment = reel.moment()
    return article(
        reel.text(),
        number,
        title=reel.line(),
        outlet=reel.line() if reel.number(3) else None,
        authors=tuple(reel.line() for _ in range(reel.number(3))),
        url=_url(reel),
        published=moment,
        kind=list(Kind)[reel.number(len(Kind) - 1)],
        revision=1 + reel.number(2000),
        change=[None, *Change][reel.number(len(Change))],
        changed=moment,
        paywalled=bool(reel.number(1)),
    )


def _url(reel: Tape) -> str | None:
    """An address that the corpus lets in, or none."""
    hosts = (
        "courier.example",
        "münchen.example:8080",
        "日本.example",
        "".join(reel.line().split()),
    )
    path = "".join(reel.line().split()) + "x" * _PADDING[reel.number(len(_PADDING) - 1)]
    url = f"https://{hosts[reel.number(len(hosts) - 1)]}/{path}"[:2100]
    try:
        check_url(url)
    except ArticleError:
        return None
    return url


def _quotes(reel: Tape) -> list[Quote]:
    """Sentences of one to four articles, each once."""
    found = []
    for number in range(1 + reel.number(3)):
        source = _article(reel, number)
        spans = [Quote(source, *span) for span in sentences(source.text)]
        found += spans[: 1 + reel.number(3)]
    return found


def _answer(reel: Tape) -> Answer:
    if not reel.number(7):
        near = [_article(reel, number) for number in range(reel.number(3))]
        lack = list(Lack)[reel.number(len(Lack) - 1)]
        reason = Reason(lack, reel.line())
        return abstention(*near, question=reel.line(), reason=reason, understood=reel.line())
    quotes = _quotes(reel)
    denying = reel.number(len(quotes))
    roles = [Role.CONTRADICTS] * denying + [Role.ANSWERS] * (len(quotes) - denying)
    if reel.number(1) and len(quotes) - denying >= 2:
        roles[denying:] = [Role.DIFFERS] * (len(quotes) - denying)
    copies = [_article(reel) for _ in range(reel.number(3))]
    understood = reel.line() if reel.number(1) else None
    return answer(*quotes, question=reel.line(), roles=roles, copies=copies, understood=understood)


def _filters(reel: Tape) -> Filters:
    names = tuple((reel.line(),) if reel.number(1) else () for _ in range(4))
    return Filters(reel.moment(), reel.moment(), *names)


def _hits(reel: Tape, most: int) -> list[ArticleHit]:
    found = []
    for number in range(reel.number(most)):
        source = _article(reel, number)
        first = Quote(source, *next(sentences(source.text))) if reel.number(2) else None
        found.append(
            ArticleHit(source, first, tuple(_article(reel) for _ in range(reel.number(2))))
        )
    return found


def _answered(reel: Tape) -> list[Form]:
    told = Told(
        _answer(reel),
        ANSWER_ID if reel.number(3) else None,
        bool(reel.number(1)),
        _filters(reel),
        DAY if reel.number(1) else None,
        ("", "-# Corrected since.")[reel.number(1)],
    )
    return answer_forms(told)


def _listed(reel: Tape) -> list[Form]:
    found = _hits(reel, PAGE)
    skip = PAGE * reel.number(3)
    total = skip + len(found) + reel.number(30)
    words = reel.line() if reel.number(2) else ""
    return listing_forms(Listing(words, _filters(reel), tuple(found), total, skip, ANSWER_ID))


def _further(reel: Tape) -> list[Form]:
    return further_forms(_hits(reel, 7), ANSWER_ID, reel.number(8))


def _single(reel: Tape) -> list[Form]:
    notices = tuple(reel.line() for _ in range(reel.number(29)))
    like = [_article(reel, number) for number in range(reel.number(3))]
    copies = tuple(_article(reel) for _ in range(reel.number(3)))
    one = _article(reel)
    return article_forms(replace(one, corrections=notices, updated=reel.moment()), like, copies)


def _checked(reel: Tape) -> list[Form]:
    return checked_forms([Checked(reel.line(), _answer(reel)) for _ in range(reel.number(4))])


def _in_context(reel: Tape) -> list[Form]:
    quotes = _quotes(reel)
    references = [refer(quote) for quote in quotes]
    found = [
        Found(reference, quote if reel.number(5) or not reel.number(1) else None)
        for reference, quote in zip(references, quotes, strict=True)
    ]
    return passages_forms(found, pack(references, 90), reel.number(5))


def _about(reel: Tape) -> list[Form]:
    return about_forms(replace(COVERAGE, model=reel.line(), articles=reel.number(10**6)))


_CARDS: tuple[Callable[[Tape], list[Form]], ...] = (
    _answered,
    _answered,
    _listed,
    _further,
    _single,
    _checked,
    _in_context,
    _about,
)
