"""The quotes of an answer where they stand: each in its paragraph, between its neighbours. *"""

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot import wording
from bot.answer import Quote
from bot.context import context
from bot.delivery import Form
from bot.desk import Found
from bot.markdown import escape
from bot.parts import Source, button_url, facts, fits, source_row, source_title

_PLAIN = 2000  # characters of a plain message


def passages_forms(found: Sequence[Found]) -> list[Form]:
    """The forms in which to show quotes in context, the best first."""
    return [
        Form("card", lambda: {"view": passages_card(found)}),
        Form("plain text", lambda: {"content": _plain(found)}),
    ]


def passages_card(found: Sequence[Found]) -> discord.ui.LayoutView:
    """One block per article. Without room for all, first the context goes, then whole quotes."""
    for count, around in _ways(len(found)):
        view = discord.ui.LayoutView(timeout=None)
        for item in _items(found[:count], around):
            view.add_item(item)
        for line in _left_out(found, count):
            view.add_item(discord.ui.TextDisplay(line))
        if fits(view):
            break
    return view


def _plain(found: Sequence[Found]) -> str:
    for text in _plain_ways(found):
        if len(text) <= _PLAIN:
            break
    return text


def _plain_ways(found: Sequence[Found]) -> Iterator[str]:
    for count, around in _ways(len(found)):
        yield "\n".join([*_lines(found[:count], around), *_left_out(found, count)])
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


def _items(found: Sequence[Found], around: bool) -> Iterator[discord.ui.Item[Any]]:
    for number, quotes in _by_article(found):
        if quotes:
            yield source_row(Source(number, quotes[0].article, quotes[0].link))
            yield discord.ui.TextDisplay("\n".join(_quoted(quote, around) for quote in quotes))
        else:
            yield discord.ui.TextDisplay(f"**{number}** · {wording.GONE}")


def _lines(found: Sequence[Found], around: bool) -> Iterator[str]:
    for number, quotes in _by_article(found):
        if not quotes:
            yield f"**{number}** · {wording.GONE}"
            continue
        source = Source(number, quotes[0].article, quotes[0].link)
        url = button_url(source)
        link = f" [{wording.OPEN}](<{url}>)" if url else ""
        yield f"{source_title(source)} · {facts(source.article)}{link}"
        yield from (_quoted(quote, around) for quote in quotes)


def _by_article(found: Sequence[Found]) -> Iterator[tuple[int, list[Quote]]]:
    """Each article's number, as on the answer, with its quotes: none when it is gone."""
    by_article: dict[str, list[Quote]] = {}
    for item in found:
        quotes = by_article.setdefault(item.reference.article_id, [])
        if item.quote:
            quotes.append(item.quote)
    yield from enumerate(by_article.values(), start=1)


def _quoted(quote: Quote, around: bool) -> str:
    place = context(quote)
    words = f"**{escape(quote.text)}**"
    if around:
        words = " ".join(
            part for part in (escape(place.before), words, escape(place.after)) if part
        )
    return f"> {words}\n-# {wording.paragraph(place.paragraph, place.paragraphs)}"
