"""Parts that cards share, and the budget that keeps a card within Discord's limits. *"""

from dataclasses import dataclass
from datetime import datetime

import discord

from bot import wording
from bot.links import safe
from bot.markdown import clip, day, escape
from corpus.article import Article

# Discord allows 4,000 characters over all text of a message, and answers with an error 500 at
# about 10,170 bytes (discord-api-docs issue 8554). A URL in a button costs neither.
MOST_CHARACTERS = 3800
MOST_BYTES = 9500
MOST_URL = 512  # of a link button
MOST_ROW_URL = 1000  # of a link in a row, for what is too long for a button
MOST_MARKER_URL = 400  # of a marker in the text; a longer one stands unlinked
_DAY = 86400  # seconds
_TITLE, _OUTLET, _AUTHORS = 150, 80, 80  # characters


@dataclass(frozen=True, slots=True)
class Source:
    """An article as a row of a card; `number` is None for a suggestion."""

    number: int | None
    article: Article
    link: str | None
    copies: tuple[Article, ...] = ()


def fits(view: discord.ui.LayoutView) -> bool:
    """True when Discord takes the text of this view."""
    texts = [
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    ]
    characters = sum(len(text) for text in texts)
    size = sum(len(text.encode()) for text in texts)
    return characters <= MOST_CHARACTERS and size <= MOST_BYTES


def source_row(source: Source) -> discord.ui.Item[discord.ui.LayoutView]:
    """Title, facts and copies, with an Open button when the article has an address."""
    url = button_url(source)
    link = "" if url else long_link(source)
    text: discord.ui.TextDisplay[discord.ui.LayoutView] = discord.ui.TextDisplay(
        f"{source_title(source)}\n-# {facts(source.article)}{link}{also_printed(source)}"
    )
    if url is None:
        return text
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
        label=wording.open_article(), url=url, style=discord.ButtonStyle.link
    )
    return discord.ui.Section(text, accessory=button)


def source_title(source: Source) -> str:
    """`1 · Title` in bold."""
    number = f"{source.number} · " if source.number else ""
    return f"**{number}{escape(clip(source.article.title, _TITLE))}**"


def facts(article: Article) -> str:
    """Outlet · date · authors · kind, if no plain report · what became of it · who may read it."""
    parts = [
        escape(clip(article.outlet, _OUTLET)) if article.outlet else wording.outlet_unknown(),
        published(article),
        escape(clip(", ".join(article.authors), _AUTHORS)),
        wording.kind(article.kind),
        wording.changed(article.change, day(article.changed) if article.changed else ""),
        wording.subscribers_only() if article.paywalled else "",
    ]
    return " · ".join(part for part in parts if part)


def published(article: Article) -> str:
    """The day of publication, or that it is not known."""
    return day(article.published) if article.published else wording.date_unknown()


def also_printed(source: Source) -> str:
    """A line of its own that says who prints copies; nothing when there are none."""
    names = [escape(name) for name in wording.printers(source.article, source.copies)]
    return f"\n-# {wording.also_printed(names)}" if names else ""


def button_url(source: Source) -> str | None:
    """The link to the words, else the plain address, else nothing, as a button takes it."""
    page = safe(source.article.url) if source.article.url else None
    return next((url for url in (source.link, page) if url and len(url) <= MOST_URL), None)


def long_link(source: Source) -> str:
    """A link in the text, to an address that is too long for a button."""
    page = safe(source.article.url) if source.article.url else ""
    return f" · [{wording.open_article()}]({page})" if 0 < len(page) <= MOST_ROW_URL else ""


def dates(articles: list[Article]) -> str:
    """The span of the publication dates, saying so where there are none."""
    known = sorted(article.published for article in articles if article.published)
    if not known:
        return wording.date_unknown()
    whole = date_span(known[0], known[-1])
    return whole if len(known) == len(articles) else wording.some_undated(whole)


def date_span(earliest: datetime | None, latest: datetime | None) -> str:
    """From one day to another."""
    if earliest is None or latest is None:
        return wording.date_unknown()
    if earliest.timestamp() // _DAY == latest.timestamp() // _DAY:
        return day(latest)  # the marks would differ, and what members see would not
    return wording.span(day(earliest), day(latest))
