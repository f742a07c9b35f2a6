"""A timeline as Discord shows it: the picture, and the same numbers below it. *"""

import asyncio
import io
from typing import Any

import discord

from bot import wording
from bot.delivery import Form
from bot.links import safe
from bot.markdown import clip, escape
from bot.page import Page, page_card, page_forms
from bot.parts import Source
from bot.timeline import Timeline
from bot.timeline_plot import alt_text, draw, nothing

_FILE = "timeline.png"
_TOPIC = 150


async def timeline_forms(timeline: Timeline) -> list[Form]:
    """The forms in which to send a timeline, the best first."""
    page = _page(timeline)
    if not timeline.weeks:
        return page_forms(page)
    picture = await asyncio.to_thread(draw, timeline)
    alt = alt_text(timeline)

    def card() -> dict[str, Any]:
        file = discord.File(io.BytesIO(picture), _FILE, description=alt)
        view = page_card(page)
        gallery: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery(
            discord.MediaGalleryItem(f"attachment://{_FILE}", description=alt)
        )
        with_picture = discord.ui.LayoutView(timeout=None)
        with_picture.add_item(gallery)
        for item in list(view.children):
            view.remove_item(item)
            with_picture.add_item(item)
        return {"view": with_picture, "attachments": [file]}

    return [Form("card with picture", card), *page_forms(page)]


def _page(timeline: Timeline) -> Page:
    rows = [
        Source(number, article, article.url and safe(article.url))
        for number, article in enumerate(timeline.key, start=1)
    ]
    heading = f"### {escape(clip(timeline.topic, _TOPIC))}"
    if not timeline.weeks:
        return Page(f"{heading}\n{escape(nothing(timeline))}")
    return Page(heading, tuple(rows), wording.timeline_counts(timeline.total, timeline.undated))
