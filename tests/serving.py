"""Homes that a bot is started on: the sample coverage, with servers set up before it looks."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from discord_server import GUILD_ID, DiscordServer, Interaction, Message, Person

from bot.records.records import Records
from bot.server import ServerSettings
from corpus.article import Article
from corpus.home import Home
from corpus.store import ArticleStore

QUESTION = "How many smart cameras did the council approve?"
ANSWER = "640 smart cameras"
FOLLOW_UP = "And when was that?"
NOT_COVERED = "How many moons does Jupiter have?"
ABSTAINED = "Our coverage doesn't say."
UNDERSTOOD = "Understood as:"
UNLIMITED = ServerSettings(per_minute=0, per_day=0)


def served(home: Home, folder: Path, servers: Mapping[int, ServerSettings] | None = None) -> Home:
    """A copy of a home; members of its server may ask as much as they like unless told."""
    shutil.copytree(home.root, folder, dirs_exist_ok=True)
    copy = Home(folder)
    with Records(copy.records) as records:
        for guild, settings in ({GUILD_ID: UNLIMITED} | dict(servers or {})).items():
            records.save_server(guild, settings)
    return copy


def articles_in(home: Home) -> list[Article]:
    """All the coverage."""
    with ArticleStore(home.articles) as store:
        return list(store.articles())


def count(home: Home, query: str, *values: object) -> int:
    """What a query of the records counts, while a bot uses them."""
    with closing(sqlite3.connect(home.records)) as db:
        (found,) = db.execute(query, values).fetchone()
    return int(found)


async def answer(discord: DiscordServer, question: str = QUESTION, **how: object) -> Message:
    """What /ask shows at last."""
    return await final(await asked(discord, question, **how))


async def final(interaction: Interaction, within: float = 30) -> Message:
    """What an interaction is answered with, once it is more than that we are searching."""
    return await interaction.answered(
        within, when=lambda message: not message.content.startswith("-# ")
    )


async def asked(discord: DiscordServer, question: str = QUESTION, **how: object) -> Interaction:
    """A question put by /ask; `private` and the like are options, `by` and `channel` are not."""
    places = {key: how.pop(key) for key in list(how) if key in _PLACES}
    return await discord.slash("ask", {"question": question, **how}, **places)  # type: ignore[arg-type]


def button(message: Message, label: str) -> str:
    """The custom_id of the button with this label."""
    found = [item["custom_id"] for item in message.interactive if item.get("label") == label]
    assert found, f"no {label!r} among {[item.get('label') for item in message.interactive]}"
    return str(found[0])


def labels(message: Message) -> list[str]:
    """The labels of the buttons that do something."""
    return [str(item.get("label")) for item in message.interactive]


async def newcomer(discord: DiscordServer, name: str = "") -> Person:
    """Somebody who has not asked anything yet."""
    return await discord.add_member(name)


_PLACES = ("by", "channel", "guild_id", "locale", "user_installed", "permissions", "user_id")
