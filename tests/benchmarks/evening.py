"""How long members wait, and how late the bot's event loop is, while much goes on at once.

    PYTHONPATH=tests python tests/benchmarks/evening.py
    PYTHONPATH=tests python tests/benchmarks/evening.py --evenings 5 --seed 7

First questions, none like another, so many at a time all the while an index is rebuilt beside the
bot; then whole evenings as in tests/scripted_evening.py, faults and two restarts included. The bot
runs as its users run it, on the sample coverage. The members, the stand-in for Discord and the
rebuilding share its machine: what is told is what they leave it. "Acknowledged" is the time from
an interaction being delivered to its first callback, which Discord gives three seconds; "loop late"
the worst of any second by how much the event loop came back later than it was asked to.
"""

import argparse
import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot_process import TOKEN, running_bot
from discord_server import GUILD_ID, MESSAGE_CONTENT, DiscordServer, Interaction
from rich.console import Console
from rich.table import Table
from scripted_evening import SURE, Evening, played, rebuild_beside, waiting
from timed_bot import late

from corpus.home import Home
from corpus.sample import load_sample
from corpus.store import ArticleStore
from index.embedding import DEFAULT_MODEL
from index.rebuild import rebuild
from index.torch_embedder import SentenceEmbedder

ALLOWED_LATE = 0.25  # seconds
_WIDTH = 120  # characters of the table


@dataclass(frozen=True)
class Figures:
    """What one run came to; times in seconds. `wrong`: what should not have happened."""

    name: str
    interactions: int
    acknowledged: Sequence[float]
    answered: Sequence[float]
    late: Sequence[float]
    wrong: int


def main() -> None:
    """Print all figures; see above."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--evenings", type=int, default=3, help="how many (3)")
    parser.add_argument("--at-once", type=int, default=20, help="questions in flight (20)")
    parser.add_argument("--seed", type=int, default=1, help="of the first evening (1)")
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "sample")
        with ArticleStore(home.articles) as store:
            load_sample(store)
            rebuild(store, home.index, DEFAULT_MODEL, SentenceEmbedder)
        runs = [asyncio.run(_rebuilding(_copied(home, "rebuilding"), given.at_once))]
        runs += [
            asyncio.run(_evening(_copied(home, f"evening-{seed}"), seed))
            for seed in range(given.seed, given.seed + given.evenings)
        ]
    Console(width=_WIDTH).print(_table(runs))
    worst = max(one for run in runs for one in run.late)
    print(f"loop late by {worst:.3f} s at most, {ALLOWED_LATE} s allowed; {os.cpu_count()} CPUs")


def _copied(home: Home, name: str) -> Home:
    copied = Home(home.root.with_name(name))
    shutil.copytree(home.root, copied.root)
    return copied


async def _rebuilding(home: Home, at_once: int) -> Figures:
    async with (
        DiscordServer(token=TOKEN, guild_id=GUILD_ID) as discord,
        running_bot(home, discord, module="timed_bot", FOOTNOTE_QUEUE="100") as bot,
    ):
        evening = Evening(discord, seed=0)
        await evening.begin()
        numbers = itertools.count()
        building = asyncio.create_task(rebuild_beside(home))

        async def keep_asking() -> None:
            while not building.done():
                number = next(numbers)
                question = {"question": f"{SURE} {number}"}
                await evening.slash("ask", question, by=evening.readers[number % 20])

        await asyncio.gather(building, *(keep_asking() for _ in range(at_once)))
        await evening.hear_the_news()
        return _figures(f"{at_once} in flight", evening, bot.log)


async def _evening(home: Home, seed: int) -> Figures:
    async with DiscordServer(
        token=TOKEN, guild_id=GUILD_ID, privileged_intents=MESSAGE_CONTENT
    ) as discord:
        evening = Evening(discord, seed=seed)
        await evening.begin()
        log = await played(evening, home, module="timed_bot")
        return _figures(f"evening {seed}", evening, log)


def _figures(name: str, evening: Evening, log: Sequence[str]) -> Figures:
    discord = evening.discord
    unexpected = [one for one in discord.violations if " 40060 " not in one]
    pinging = [message for message in discord.messages if message.pings]
    broken = [line for line in log if "Traceback" in line or "heartbeat blocked" in line]
    wrong = [*evening.failures, *unexpected, *broken]
    for one in wrong:
        print(one)
    return Figures(
        name=name,
        interactions=sum(evening.done.values()),
        acknowledged=list(_acknowledged(discord.interactions)),
        answered=evening.took,
        late=late(log),
        wrong=len(wrong) + len(pinging) + len(waiting(discord)),
    )


def _acknowledged(interactions: Sequence[Interaction]) -> list[float]:
    times = (one.acknowledged_after for one in interactions)
    return [seconds for seconds in times if seconds is not None]


def _table(runs: Sequence[Figures]) -> Table:
    table = Table("", "interactions", "acknowledged", "answered", "loop late", "wrong")
    table.caption = "seconds: half within · 95 of 100 within · worst"
    for run in runs:
        times = (run.acknowledged, run.answered, run.late)
        shown = [" · ".join(f"{one:.3f}" for one in _quantiles(seconds)) for seconds in times]
        table.add_row(run.name, str(run.interactions), *shown, str(run.wrong))
    return table


def _quantiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """The median, the 95th percentile and the most."""
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return ordered[last // 2], ordered[last * 95 // 100], ordered[last]


if __name__ == "__main__":
    main()
