"""The quotes of an answer where they stand: each in its paragraph, between its neighbours. *"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot import wording
from bot.answer import Quote
from bot.context import context
from bot.delivery import Form
from bot.desk import Found
from bot.markdown import escape
from bot.parts import Source, button_url, facts, fits, source_row, source_title
from bot.views import FootnoteButton, PassagesBackButton, PassagesNextButton, row

_PLAIN = 2000  # characters of a plain message
_MOST_PARTS = 36  # components of a message, with room for what turns pages


@dataclass(frozen=True, slots=True)
class _Leaf:
    """Quotes that stand on one page; `first` is the number of the first article."""

    found: tuple[Found, ...]
    first: int = 1


def passages_forms(found: Sequence[Found], packed: str = "", page: int = 0) -> list[Form]:
    """The forms in which to show quotes in context, the best first.

    What has no room together stands on several pages; `packed` are the references, for the
    buttons that turn them.
    """
    leaves = list(_leaves(found))
    page = max(0, min(page, len(leaves) - 1))
    leaf = leaves[page]
    return [
        Form("card", lambda: {"view": _turned(leaf, packed, page, len(leaves))}),
        Form("plain text", lambda: {"content": _plain(leaf), "view": None}),
    ]


def _leaves(found: Sequence[Found]) -> Iterator[_Leaf]:
    """As many articles on a page as have room with the words around their quotes; at least one."""
    together: tuple[Found, ...] = ()
    first = 1
    articles = list(_together(found))
    for number, quotes in enumerate(articles, start=1):
        more = (*together, *quotes)
        if together and not _has_room(_Leaf(more, first)):
            yield _Leaf(together, first)
            together, first, more = (), number, quotes
        together = more
    yield _Leaf(together, first)


def _together(found: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    """The quotes of each article, in order of their first."""
    by_article: dict[str, list[Found]] = {}
    for item in found:
        by_article.setdefault(item.reference.article_id, []).append(item)
    yield from map(tuple, by_article.values())


def _has_room(leaf: _Leaf) -> bool:
    view = _card(leaf, len(leaf.found), around=True)
    view.add_item(discord.ui.TextDisplay(f"-# {wording.page_of(999, 999)}"))
    return fits(view) and view.total_children_count <= _MOST_PARTS


def _turned(leaf: _Leaf, packed: str, page: int, pages: int) -> discord.ui.LayoutView:
    """One page. Without room for all, first the context goes, then whole quotes."""
    for count, around in _ways(len(leaf.found)):
        view = _card(leaf, count, around=around)
        for line in _left_out(leaf.found, count):
            view.add_item(discord.ui.TextDisplay(line))
        if pages > 1:
            view.add_item(discord.ui.TextDisplay(f"-# {wording.page_of(page + 1, pages)}"))
            view.add_item(row(*_turning(packed, page, pages)))
        if fits(view):
            break
    return view


def _card(leaf: _Leaf, count: int, *, around: bool) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    for item in _items(_Leaf(leaf.found[:count], leaf.first), around):
        view.add_item(item)
    return view


def _turning(packed: str, page: int, pages: int) -> Iterator[FootnoteButton]:
    if page > 0:
        yield PassagesBackButton(f"{page - 1}!{packed}")
    if page + 1 < pages:
        yield PassagesNextButton(f"{page + 1}!{packed}")


def _plain(leaf: _Leaf) -> str:
    for text in _plain_ways(leaf):
        if len(text) <= _PLAIN:
            break
    return text


def _plain_ways(leaf: _Leaf) -> Iterator[str]:
    found = leaf.found
    for count, around in _ways(len(found)):
        lines = _lines(_Leaf(found[:count], leaf.first), around)
        yield "\n".join([*lines, *_left_out(found, count)])
    if quote := found[0].quote:
        title = source_title(Source(1, quote.article, None))
        yield "\n".join([title, f"> **{escape(quote.text)}**", *_left_out(found, 1)])


def _left_out(found: Sequence[Found], count: int) -> list[str]:
    missing = len(found) - count
    return [f"-# {wording.more_quotes(missing)}"] if missing else []


def _ways(quotes: int) -> Iterator[tuple[int, bool]]:
    """How many quotes to show, and whether with the words around them; the fullest first."""
    yield quotes, True
    for count in range(quotes, 0, -1):
        yield count, False


def _items(leaf: _Leaf, around: bool) -> Iterator[discord.ui.Item[Any]]:
    for number, quotes in _by_article(leaf):
        if quotes:
            yield source_row(Source(number, quotes[0].article, quotes[0].link))
            yield discord.ui.TextDisplay("\n".join(_quoted(quote, around) for quote in quotes))
        else:
            yield discord.ui.TextDisplay(f"**{number}** · {wording.gone()}")


def _lines(leaf: _Leaf, around: bool) -> Iterator[str]:
    for number, quotes in _by_article(leaf):
        if not quotes:
            yield f"**{number}** · {wording.gone()}"
            continue
        source = Source(number, quotes[0].article, quotes[0].link)
        url = button_url(source)
        link = f" [{wording.open_article()}](<{url}>)" if url else ""
        yield f"{source_title(source)} · {facts(source.article)}{link}"
        yield from (_quoted(quote, around) for quote in quotes)


def _by_article(leaf: _Leaf) -> Iterator[tuple[int, list[Quote]]]:
    """Each article's number, as on the answer, with its quotes: none when it is gone."""
    for number, items in enumerate(_together(leaf.found), start=leaf.first):
        yield number, [item.quote for item in items if item.quote]


def _quoted(quote: Quote, around: bool) -> str:
    place = context(quote)
    words = f"**{escape(quote.text)}**"
    if around:
        words = " ".join(
            part for part in (escape(place.before), words, escape(place.after)) if part
        )
    return f"> {words}\n-# {wording.paragraph(place.paragraph, place.paragraphs)}"
