"""A page: a heading, blocks below each other, buttons; as a card, else as plain text. *

Both are made from the same blocks, and leave out whole blocks from the end to fit, never words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot import wording
from bot.delivery import Form
from bot.parts import Source, also_printed, button_url, facts, fits, source_row, source_title
from bot.views import FootnoteButton, row

_PLAIN = 2000  # characters of a plain message
_MOST_PARTS = 39  # components of a message, with room for a picture
NEUTRAL = discord.Colour(0x80848E)
Block = str | Source | tuple[str | Source, ...]  # what is in a tuple is shown whole or not at all


@dataclass(frozen=True, slots=True)
class Page:
    """Texts are markdown, escaped by who wrote them. `buttons` are rows, made anew for each use."""

    heading: str
    blocks: tuple[Block, ...] = ()
    footer: str = ""
    buttons: Callable[[], Sequence[Sequence[FootnoteButton]]] = tuple
    colour: discord.Colour = NEUTRAL


def page_forms(page: Page, *shorter: Page) -> list[Form]:
    """The forms in which to send a page, the best first.

    Where a page has no room, the first of the `shorter` ones that has is sent in its place.
    """
    ways = (page, *shorter)
    return [
        Form("card", lambda: {"view": page_card(*ways)}),
        Form("plain text", lambda: {"content": _plain(ways), "view": None}),
    ]


def page_card(*ways: Page) -> discord.ui.LayoutView:
    """The first page that fits as a card; of the last, as much as fits."""
    for page in _ever_less(ways):
        container: discord.ui.Container[Any] = discord.ui.Container(
            *_parts(page), accent_colour=page.colour
        )
        view = discord.ui.LayoutView(timeout=None)
        if sum(1 for _ in container.walk_children()) < _MOST_PARTS:
            view.add_item(container)
            if fits(view):
                break
    return view


def _ever_less(ways: Sequence[Page]) -> Iterator[Page]:
    yield from ways
    for count in range(len(ways[-1].blocks) - 1, -1, -1):
        yield replace(ways[-1], blocks=ways[-1].blocks[:count])


def _flat(blocks: Sequence[Block]) -> Iterator[str | Source]:
    for block in blocks:
        yield from block if isinstance(block, tuple) else (block,)


def _parts(page: Page) -> Iterator[discord.ui.Item[Any]]:
    yield discord.ui.TextDisplay(page.heading)
    for block in _flat(page.blocks):
        yield discord.ui.TextDisplay(block) if isinstance(block, str) else source_row(block)
    if page.footer:
        yield discord.ui.TextDisplay(f"-# {page.footer}")
    rows = page.buttons()
    if rows:
        yield discord.ui.Separator()
        yield from (row(*together) for together in rows)


def _plain(ways: Sequence[Page]) -> str:
    for page in _ever_less(ways):
        lines = [page.heading, *map(_line, _flat(page.blocks))]
        if page.footer:
            lines.append(f"-# {page.footer}")
        text = "\n".join(lines)
        if len(text) <= _PLAIN:
            break
    return text[:_PLAIN]


def _line(block: str | Source) -> str:
    if isinstance(block, str):
        return block
    url = button_url(block)
    link = f" [{wording.open_article()}](<{url}>)" if url else ""
    return f"{source_title(block)} · {facts(block.article)}{link}{also_printed(block)}"
