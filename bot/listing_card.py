"""Lists of articles, one article, and a message checked against the coverage, as pages. *"""

from collections.abc import Iterator, Sequence

from bot import wording
from bot.answer import Quote, Role, Sentence
from bot.chosen import chosen
from bot.delivery import Form
from bot.finding import ArticleHit, Checked
from bot.links import safe
from bot.listing import PAGE, Listing
from bot.markdown import clip, day, escape
from bot.page import Block, Page, page_forms
from bot.parts import Source
from bot.views import FootnoteButton, MoreButton, NextButton, PreviousButton
from corpus.article import Article
from corpus.sentences import sentences

_HEADING = 200
_LONGEST_QUOTE = 500  # characters; a longer sentence is left out, for a quote is never cut
_STANDFIRST = 600  # characters of the sentences that an article opens with
_CORRECTION = 500
_CLAIM, _MOST_QUOTES = 300, 2
_FILTERS = 80


def listing_forms(listing: Listing) -> list[Form]:
    """Search results, or the latest articles."""
    title = escape(clip(listing.words, _HEADING)) if listing.words else wording.latest_articles()
    heading = [f"### {title}"]
    if listing.filters.narrowed:
        heading.append(f"-# {wording.only(escape(clip(chosen(listing.filters), _FILTERS)))}")
    if not listing.hits:
        heading.append(wording.nothing_found())

    def page(blocks: Sequence[Block]) -> Page:
        last = listing.skip + len(blocks)

        def buttons() -> list[list[FootnoteButton]]:
            rows: list[FootnoteButton] = []
            if listing.skip:
                rows.append(PreviousButton(f"{listing.id}!{max(0, listing.skip - PAGE)}"))
            if last < listing.total:
                rows.append(NextButton(f"{listing.id}!{last}"))
            return [rows] if rows else []

        shown = wording.shown_of(listing.skip + 1, last, listing.total) if blocks else ""
        return Page("\n".join(heading), tuple(blocks), shown, buttons)

    return page_forms(*map(page, _ever_less(listing.hits, listing.skip + 1)))


def further_forms(hits: Sequence[ArticleHit], answer_id: str, skip: int) -> list[Form]:
    """Articles about a question that the answer to it did not quote."""
    heading = wording.further_articles() if hits[skip:] else wording.nothing_more()

    def page(blocks: Sequence[Block]) -> Page:
        last = skip + len(blocks)

        def buttons() -> list[list[FootnoteButton]]:
            return [[MoreButton(f"{answer_id}!{last}")]] if last < len(hits) else []

        return Page(heading, tuple(blocks), "", buttons)

    return page_forms(*map(page, _ever_less(hits[skip : skip + PAGE], None)))


def article_forms(
    article: Article | None, like: Sequence[Article], copies: tuple[Article, ...] = ()
) -> list[Form]:
    """One article: what it opens with, its dates and corrections, who else printed it, its like."""
    if article is None:
        return page_forms(Page(wording.no_such_article()))
    blocks: list[Block] = [_row(None, article, copies=copies)]
    if opening := "\n".join(f"> {escape(quote.text)}" for quote in _opening(article)):
        blocks.append(opening)
    if article.updated:
        blocks.append(f"-# {wording.last_updated(day(article.updated))}")
    blocks += [
        f"**{wording.correction()}**\n> {escape(' '.join(notice.split()))}"
        for notice in article.corrections
        if len(notice) <= _CORRECTION
    ]
    if like:
        first, *others = (_row(None, other) for other in like)
        blocks += [(f"**{wording.similar_articles()}**", first), *others]
    return page_forms(Page(f"### {wording.article()}", tuple(blocks)))


def checked_forms(checked: Sequence[Checked]) -> list[Form]:
    """What the coverage says of each claim of a message."""
    if not checked:
        return page_forms(Page(f"### {wording.checked()}\n{wording.no_claims()}"))
    pages = (
        Page(
            f"### {wording.checked()}",
            tuple(_claim(one, most) for one in checked),
            wording.check_notice(),
        )
        for most in range(_MOST_QUOTES, 0, -1)
    )
    return page_forms(*pages)


def _claim(checked: Checked, most: int) -> Block:
    """A claim, at most so many quotes that speak of it, and the rows of their articles."""
    answer = checked.answer
    shown = (answer.shown_as(Role.CONTRADICTS) or answer.sentences)[:most]
    numbers = {sentence.number for sentence in shown}
    rows = (
        _row(citation.number, citation.article, citation.link)
        for citation in answer.citations
        if citation.number in numbers
    )
    return (f"**{escape(clip(checked.claim, _CLAIM))}**\n{_verdict(shown)}", *rows)


def _verdict(shown: Sequence[Sentence]) -> str:
    if not shown:
        return wording.abstained()
    denied = shown[0].role == Role.CONTRADICTS
    heading = wording.heading(Role.CONTRADICTS, first=True) if denied else wording.coverage_says()
    lines = [f"> {escape(s.quote.text)} \\[{s.number}\\]" for s in shown]
    return "\n".join([heading, *lines])


def _ever_less(hits: Sequence[ArticleHit], first: int | None) -> Iterator[Sequence[Block]]:
    """The hits as blocks, numbered from `first`; then without quotes, then ever fewer.

    What is left out is the first on the next page.
    """

    def blocks(count: int, *, quoted: bool) -> Sequence[Block]:
        return [
            _hit(hit, None if first is None else first + place, quoted=quoted)
            for place, hit in enumerate(hits[:count])
        ]

    yield blocks(len(hits), quoted=True)
    for count in range(len(hits), 0, -1):
        yield blocks(count, quoted=False)


def _hit(hit: ArticleHit, number: int | None, *, quoted: bool) -> Block:
    row = _row(number, hit.article, hit.quote.link if hit.quote else None, hit.copies)
    if quoted and hit.quote and len(hit.quote.text) <= _LONGEST_QUOTE:
        return (row, f"> {escape(hit.quote.text)}")
    return row


def _row(
    number: int | None,
    article: Article,
    link: str | None = None,
    copies: tuple[Article, ...] = (),
) -> Source:
    return Source(number, article, link or (article.url and safe(article.url)), copies)


def _opening(article: Article) -> Iterator[Quote]:
    """The first sentences, as long as they are short enough to be shown whole."""
    left = _STANDFIRST
    for start, end in list(sentences(article.text[: 2 * _STANDFIRST]))[:3]:
        left -= end - start
        if left < 0 or end == 2 * _STANDFIRST:
            return
        yield Quote(article, start, end)
