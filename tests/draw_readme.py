"""Draws the README's pictures from what the real bot sends: `python tests/draw_readme.py`.

The bot runs in its own process on the sample coverage, against the stand-in for Discord.
"""

import asyncio
import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_process import TOKEN, running_bot
from discord_places import ATTACH_FILES
from discord_server import (
    EDITOR,
    FORUM,
    GUILD_ID,
    MESSAGE_CONTENT,
    DiscordServer,
    Message,
    Person,
)
from draw_card import draw

from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

PICTURES = Path(__file__).parent / "pictures"
QUESTION = "How many cameras did the council approve?"
NOT_COVERED = "Who won the chess championship?"
SEARCHED = {"query": "ferry fares", "since": "2024"}


def main() -> None:
    """Draw all pictures."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with ArticleStore(home.articles) as store:
            load_sample(store)
            rebuild(store, home.index, DEFAULT_MODEL, SentenceEmbedder)
        asyncio.run(_draw_all(home))


async def _draw_all(home: Home) -> None:
    async with DiscordServer(
        token=TOKEN, guild_id=GUILD_ID, privileged_intents=MESSAGE_CONTENT
    ) as discord:
        editor = await discord.add_member("Editor", permissions=EDITOR)
        forum = await discord.add_channel("ask-the-archive", kind=FORUM)
        await discord.add_channel("city-desk", deny=ATTACH_FILES)
        async with running_bot(home, discord, FOOTNOTE_MESSAGE_CONTENT="1"):
            answer = await (await discord.slash("ask", {"question": QUESTION})).answered()
            _save("answer", answer)
            pressed = await discord.click(answer, answer.custom_ids[0])
            _save("passages", await pressed.answered())
            unknown = await discord.slash("ask", {"question": NOT_COVERED})
            _save("abstention", await unknown.answered())
            found = await discord.slash("search", SEARCHED)
            _save("search", await found.answered())
            _save("setup", await _panel(discord, editor, str(forum.id)))


async def _panel(discord: DiscordServer, editor: Person, forum: str) -> Message:
    panel = await (await discord.slash("footnote setup", by=editor)).answered()
    chosen = await discord.click(panel, "fn:set:auto_channels", by=editor, values=[forum])
    return await chosen.answered()


def _save(name: str, message: Message) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=2)
    PICTURES.mkdir(exist_ok=True)
    channels = message.channel.guild.channels if message.channel.guild else {}
    names = {str(number): f"#{channel.name}" for number, channel in channels.items()}
    body = json.dumps(message.body)
    for number, shown in names.items():
        body = body.replace(f"<#{number}>", shown)
    picture = draw(json.loads(body), now=soon, names=names)
    (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
    print(f"{PICTURES.name}/{name}.svg")


if __name__ == "__main__":
    main()
