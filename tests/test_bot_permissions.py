"""What the bot may do in a channel."""

import discord
import pytest
from managing import channel, forum, managed, reader, server

from bot.permissions import Audit, Problem, audit, manages, missing, missing_permission
from bot.server import ServerSettings

VIEW, SEND, EMBED, HISTORY = (
    discord.Permissions(**{name: True}).value
    for name in ("view_channel", "send_messages", "embed_links", "read_message_history")
)
IN_THREADS = discord.Permissions(send_messages_in_threads=True).value


def found(guild: discord.Guild, number: int) -> discord.abc.GuildChannel:
    there = guild.get_channel(number)
    assert there
    return there


def test_where_nothing_is_denied_nothing_is_missing() -> None:
    assert missing(found(server(channel(1)), 1)) == ()


def test_what_is_missing_has_the_names_of_discords_settings() -> None:
    assert missing(found(server(channel(1, deny=HISTORY | EMBED)), 1)) == (
        "Read Message History",
        "Embed Links",
    )


def test_what_is_lacking_only_for_lack_of_another_is_not_told() -> None:
    assert missing(found(server(channel(1, deny=SEND)), 1)) == ("Send Messages",)
    assert missing(found(server(channel(1, deny=VIEW)), 1)) == ("View Channel",)


def test_a_forum_is_written_in_by_threads_alone() -> None:
    assert missing(found(server(forum(1, deny=SEND)), 1)) == ()
    assert missing(found(server(forum(1, deny=IN_THREADS)), 1)) == ("Send Messages in Threads",)


def test_the_first_that_is_missing_is_told_to_an_asker() -> None:
    there = found(server(channel(1, deny=EMBED)), 1)
    assert isinstance(there, discord.TextChannel)
    assert missing_permission(there) == "Embed Links"


def test_a_refusal_for_another_reason_is_told_as_send_messages() -> None:
    there = found(server(channel(1)), 1)
    assert isinstance(there, discord.TextChannel)
    assert missing_permission(there) == "Send Messages"


def test_chosen_channels_are_audited_and_no_others() -> None:
    guild = server(channel(1, deny=SEND), channel(2, deny=SEND))
    assert audit(guild, ServerSettings(channels=frozenset({1}))) == Audit(
        checked=1, problems=(Problem(1, ("Send Messages",)),)
    )


def test_where_everywhere_is_allowed_all_channels_that_are_seen_are_audited() -> None:
    guild = server(channel(1, deny=SEND), channel(2), channel(3, deny=VIEW))
    assert audit(guild, ServerSettings()) == Audit(
        checked=2, problems=(Problem(1, ("Send Messages",)),), hidden=1
    )


def test_a_chosen_channel_that_is_not_seen_is_a_problem() -> None:
    guild = server(channel(1, deny=VIEW))
    [problem] = (audit(guild, ServerSettings(digest_channel=1)) or Audit(0)).problems
    assert problem.missing == ("View Channel",)


def test_a_chosen_channel_that_is_not_there_is_gone() -> None:
    guild = server(channel(1))
    settings = ServerSettings(channels=frozenset({1, 9}), auto_channels=frozenset({8}))
    assert audit(guild, settings) == Audit(checked=1, gone=(8, 9))


def test_a_server_that_the_bot_does_not_know_is_not_audited() -> None:
    assert audit(server(channel(1), joined=False), ServerSettings()) is None


@pytest.mark.parametrize("permission", ["manage_guild", "administrator"])
def test_who_manages_the_server_may(permission: str) -> None:
    assert manages(managed(permissions=discord.Permissions(**{permission: True})))


def test_others_may_not_and_nobody_outside_of_servers() -> None:
    assert not manages(reader())
    assert not manages(managed(guild_id=None))
