"""A whole evening: thirty members, three hundred interactions, faults, and two restarts."""

import re
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_process import TOKEN
from discord_server import GUILD_ID, MESSAGE_CONTENT, DiscordServer
from scripted_evening import Evening, played, waiting

from bot.records.records import Records
from corpus.home import Home

_ALREADY = re.compile(r"POST /interactions/\d+/\S+: 400 40060 ")


async def test_an_evening_ends_with_everything_answered_and_nothing_lost(
    sample_home: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "evening")
    shutil.copytree(sample_home.root, home.root)
    async with DiscordServer(
        token=TOKEN, guild_id=GUILD_ID, privileged_intents=MESSAGE_CONTENT
    ) as discord:
        evening = Evening(discord, seed=20)
        await evening.begin()
        log = await played(evening, home)

        assert evening.failures == []
        assert sum(evening.done.values()) >= 300
        assert waiting(discord) == []
        already = [one for one in discord.violations if _ALREADY.match(one)]
        assert [one for one in discord.violations if one not in already] == []
        # a callback whose answer was lost is tried again; what was told of twice is answered once
        assert len(already) <= evening.lost_callbacks + len(evening.delivered_again)
        assert [message.pings for message in discord.messages if message.pings] == []
        assert discord.gateway.resumes
        for trouble in ("Traceback", "heartbeat blocked"):
            assert [line for line in log if trouble in line] == []
        with Records(home.records) as records:
            assert_all_kept(records, evening)


def assert_all_kept(records: Records, evening: Evening) -> None:
    """Votes, private choices, settings and filed questions are there after all restarts."""
    expected = evening.expected
    for answer_id, votes in expected.votes.items():
        helpful = sum(votes.values())
        assert records.votes(answer_id) == (helpful, len(votes) - helpful)
    assert len(expected.votes) >= 10
    known = records.privates()
    assert expected.private
    assert all(known[records.member(user)] for user in expected.private)
    settings = records.server(GUILD_ID)
    assert settings.auto_channels == {evening.forum.id}
    assert settings.keep_questions
    assert (settings.per_day, settings.per_minute) == (500, 30)
    filed: Counter[str] = Counter()
    for gap in records.gaps(GUILD_ID, datetime.now(UTC) - timedelta(days=1)):
        filed[gap.why] += gap.count
    assert {why: filed[why] for why in expected.filed} == expected.filed
    for member in evening.leaving:
        assert records.member(member.id) not in known
