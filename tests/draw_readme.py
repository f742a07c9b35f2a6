"""Draws the README's pictures from what the real bot sends: `python tests/draw_readme.py`.

The bot runs in its own process on the sample coverage, against the stand-in for Discord.
"""

import asyncio
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_process import TOKEN, running_bot
from discord_server import DiscordServer, Message
from draw_card import draw

from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL, SentenceEmbedder
from index.rebuild import rebuild

PICTURES = Path(__file__).parent / "pictures"
QUESTION = "How many cameras did the council approve?"
NOT_COVERED = "Who won the chess championship?"


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
    async with DiscordServer(token=TOKEN) as discord, running_bot(home, discord):
        answer = await (await discord.slash("ask", {"question": QUESTION})).answered()
        _save("answer", answer)
        pressed = await discord.click(answer, answer.custom_ids[0])
        _save("passages", await pressed.answered())
        unknown = await discord.slash("ask", {"question": NOT_COVERED})
        _save("abstention", await unknown.answered())


def _save(name: str, message: Message) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=2)
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.svg").write_text(draw(message.body, now=soon), encoding="utf-8")
    print(f"{PICTURES.name}/{name}.svg")


if __name__ == "__main__":
    main()
