"""Servers, channels, threads and people in the stand-in for Discord, as discord.py sees them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord_client import TOKEN, Client, connecting
from discord_limits import EPHEMERAL
from discord_places import (
    ATTACH_FILES,
    EMBED_LINKS,
    MANAGE_GUILD,
    MEMBER,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    USE_EXTERNAL_APPS,
    VIEW_CHANNEL,
    Channel,
)
from discord_server import FORUM, GUILD_ID, READER_ID, DiscordServer, Interaction

HEARING = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(TOKEN, guild_id=GUILD_ID) as running:
        yield running


def hearing(server: DiscordServer, **options: Any) -> Any:
    return connecting(server, **{"intents": HEARING} | options)


def here(server: DiscordServer) -> Channel:
    return next(iter(server.guild.channels.values()))


async def say_seen(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("seen")


async def ask(server: DiscordServer, **how: Any) -> Interaction:
    return await server.slash("ask", {"question": "?"}, **how)


async def code_of(call: Awaitable[object]) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await call
    return refused.value.code


# What the bot may do in a channel

Doing = Callable[[discord.abc.Messageable], Awaitable[object]]


async def send(place: discord.abc.Messageable) -> None:
    await place.send("hello")


async def send_file(place: discord.abc.Messageable) -> None:
    await place.send("hello", file=discord.File(BytesIO(b"a"), "a.txt"))


async def send_only_embed(place: discord.abc.Messageable) -> None:
    await place.send(embed=discord.Embed(description="hello"))


async def reply(place: discord.abc.Messageable) -> None:
    assert isinstance(place, discord.PartialMessageable)
    await place.send("hello", reference=place.get_partial_message(1))


async def start_typing(place: discord.abc.Messageable) -> None:
    await place.typing()


@pytest.mark.parametrize(
    ("denied", "doing", "code"),
    [
        (VIEW_CHANNEL, send, 50001),
        (VIEW_CHANNEL, start_typing, 50001),
        (SEND_MESSAGES, send, 50013),
        (SEND_MESSAGES, start_typing, 50013),
        (ATTACH_FILES, send_file, 50013),
        (EMBED_LINKS, send_only_embed, 50006),
        (READ_MESSAGE_HISTORY, reply, 160002),
    ],
)
async def test_a_missing_permission_has_its_code(
    server: DiscordServer, denied: int, doing: Doing, code: int
) -> None:
    channel = await server.add_channel(deny=denied)
    async with hearing(server) as client:
        assert await code_of(doing(client.place(channel))) == code
    assert str(code) in server.violations[0]


async def test_embeds_that_may_not_be_shown_are_dropped_without_a_word(
    server: DiscordServer,
) -> None:
    channel = await server.add_channel(deny=EMBED_LINKS)
    async with hearing(server) as client:
        await client.place(channel).send("words", embed=discord.Embed(description="hello"))
    assert server.messages[0].body["embeds"] == []
    assert server.violations == []


async def test_overwrites_of_roles_and_members_add_up_as_discord_py_has_it(
    server: DiscordServer,
) -> None:
    role = await server.add_role("readers")
    member = await server.add_member("Ana", roles=(role,), permissions=MANAGE_GUILD)
    channel = await server.add_channel(deny=SEND_MESSAGES)
    await server.permit(channel, server.guild.everyone, deny=VIEW_CHANNEL)
    await server.permit(channel, role, allow=VIEW_CHANNEL, deny=EMBED_LINKS)
    await server.permit(channel, member, allow=EMBED_LINKS)
    seen: list[discord.Interaction[Any]] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await say_seen(interaction)

    async with hearing(server, answering=look):
        await (await ask(server, by=member, channel=channel)).answered(within=5)
    (interaction,) = seen
    assert isinstance(interaction.channel, discord.TextChannel)
    assert isinstance(interaction.user, discord.Member)
    computed = interaction.channel.permissions_for(interaction.user)
    assert (computed.view_channel, computed.embed_links, computed.manage_guild) == (True,) * 3
    assert interaction.permissions.value == channel.permissions_of(member.id)
    bot = interaction.channel.permissions_for(interaction.channel.guild.me)
    assert not bot.send_messages
    assert interaction.app_permissions.value == MEMBER & ~(VIEW_CHANNEL | SEND_MESSAGES)
    assert {role.name for role in interaction.user.roles} == {"@everyone", "readers", "Ana's"}


async def test_permissions_changed_while_connected_reach_the_clients_cache(
    server: DiscordServer,
) -> None:
    async with hearing(server) as client:
        await client.knows()
        changed = client.wait_for("guild_channel_update", timeout=5)
        await server.permit(here(server), deny=SEND_MESSAGES)
        _, after = await changed
        assert not after.permissions_for(after.guild.me).send_messages


# Threads and forums


async def test_the_server_is_told_with_its_forums_and_active_threads(
    server: DiscordServer,
) -> None:
    forum = await server.add_channel("help", kind=FORUM, tags=("solved",))
    thread = await server.start_thread("open", channel=here(server))
    closed = await server.start_thread("closed", channel=here(server))
    await server.archive(closed)
    async with hearing(server) as client:
        await client.knows()
        found = client.get_channel(forum.id)
        assert isinstance(found, discord.ForumChannel)
        assert [tag.name for tag in found.available_tags] == ["solved"]
        (only,) = found.guild.threads
        assert (only.id, only.parent_id) == (thread.id, here(server).id)
        assert only.permissions_for(found.guild.me).send_messages_in_threads


async def test_a_forum_post_is_told_as_a_thread_and_then_its_first_message(
    server: DiscordServer,
) -> None:
    forum = await server.add_channel("help", kind=FORUM)

    async def answer(message: discord.Message) -> None:
        assert isinstance(message.channel, discord.Thread)
        assert message.channel.id == message.id
        await message.channel.send(f"On “{message.channel.name}”:")

    async with hearing(server, replying=answer) as client:
        created = client.wait_for("thread_create", timeout=5)
        post = await server.post(forum, "Trams", "When do they run?")
        assert (await created).parent_id == forum.id
        reply = await post.replied(within=5)
    assert reply.text == "On “Trams”:"
    assert post.told[0]["content"] == ""  # not mentioned, and no message content intent
    assert server.violations == []


async def test_the_bot_starts_threads_and_posts_of_its_own(server: DiscordServer) -> None:
    forum = await server.add_channel("help", kind=FORUM)

    async def open_thread(message: discord.Message) -> None:
        thread = await message.create_thread(name="About trams")
        await thread.send("Let us talk.")

    async with hearing(server, replying=open_thread) as client:
        await client.knows()
        written = await server.write("?", mentions_bot=True)
        assert (await written.replied(within=5)).text == "Let us talk."
        found = client.get_channel(forum.id)
        assert isinstance(found, discord.ForumChannel)
        made = await found.create_thread(name="Digest", content="This week")
        assert made.message.id == made.thread.id
        other = client.get_channel(here(server).id)
        assert isinstance(other, discord.TextChannel)
        assert await code_of(other.create_thread(name="secret")) == 50013  # a private one
    assert written.thread is not None
    assert written.thread.id == int(written.id)


async def test_writing_opens_an_archived_thread_unless_it_is_locked(
    server: DiscordServer,
) -> None:
    thread = await server.start_thread("old", channel=here(server))
    async with hearing(server) as client:
        await client.place(thread).send("first")
        said = server.messages[-1]
        await server.archive(thread)
        edit = client.place(thread).get_partial_message(int(said.id)).edit(content="changed")
        assert await code_of(edit) == 50083
        await client.place(thread).send("second")
        assert not thread.archived
        await server.archive(thread, locked=True)
        assert await code_of(client.place(thread).send("third")) == 50083
        thread.archived = False
        assert await code_of(client.place(thread).send("third")) == 160005


async def test_the_bot_opens_an_archived_thread_by_itself(server: DiscordServer) -> None:
    thread = await server.start_thread("old", channel=here(server))
    async with hearing(server) as client:
        await client.knows()
        await server.archive(thread)
        found = await client.fetch_channel(thread.id)
        assert isinstance(found, discord.Thread)
        assert found.archived
        await found.edit(archived=False)
        assert not thread.archived
        await server.archive(thread, locked=True)
        assert await code_of(found.edit(archived=False)) == 50013


async def test_in_threads_another_permission_counts(server: DiscordServer) -> None:
    quiet = await server.add_channel(deny=SEND_MESSAGES)
    loud = await server.add_channel(deny=SEND_MESSAGES_IN_THREADS)
    async with hearing(server) as client:
        await client.place(await server.start_thread("a", channel=quiet)).send("hello")
        thread = await server.start_thread("b", channel=loud)
        assert await code_of(client.place(thread).send("hello")) == 50013


async def test_a_private_thread_is_seen_once_the_bot_is_in_it(server: DiscordServer) -> None:
    thread = await server.start_thread("secret", channel=here(server), private=True)
    async with hearing(server) as client:
        assert await code_of(client.place(thread).send("hello")) == 50001
        unheard = await server.write("hi", channel=thread)
    assert unheard.told == []


async def test_a_command_used_in_a_thread_is_answered_there(server: DiscordServer) -> None:
    thread = await server.start_thread("talk", channel=here(server))
    places: list[object] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        places.append(interaction.channel)
        await say_seen(interaction)

    async with hearing(server, answering=look):
        asked = await ask(server, channel=thread)
        reply = await asked.answered(within=5)
        await server.archive(thread)
        with pytest.raises(LookupError, match="archived"):
            await ask(server, channel=thread)
    assert isinstance(places[0], discord.Thread)
    assert reply.body["channel_id"] == str(thread.id)


# Servers that come and go, people in them


async def test_servers_are_joined_and_left_while_connected(server: DiscordServer) -> None:
    async with hearing(server) as client:
        await client.knows()
        joined = client.wait_for("guild_join", timeout=5)
        guild = await server.add_guild("The Weekly Test", locale="de")
        assert (await joined).name == "The Weekly Test"
        down = client.wait_for("guild_unavailable", timeout=5)
        await server.go_down(guild)
        await down
        back = client.wait_for("guild_available", timeout=5)
        await server.come_back(guild)
        await back
        left = client.wait_for("guild_remove", timeout=5)
        await server.leave(guild)
        assert (await left).id == guild.id
        channel = next(iter(guild.channels.values()))
        assert await code_of(client.place(channel).send("hello")) == 50001


async def test_an_interaction_tells_whose_language_is_whose(server: DiscordServer) -> None:
    guild = await server.add_guild(locale="fr")
    member = await server.add_member("Ana", locale="de", guild=guild)
    seen: list[discord.Interaction[Any]] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await say_seen(interaction)

    async with hearing(server, answering=look):
        await (await ask(server, by=member, guild_id=guild.id)).answered(within=5)
    assert seen[0].locale == discord.Locale.german
    assert seen[0].guild_locale == discord.Locale.french
    assert seen[0].user.display_name == "Ana"


async def test_what_the_bot_can_look_up(server: DiscordServer) -> None:
    async with hearing(server) as client:
        guild = await client.fetch_guild(GUILD_ID)
        assert guild.name == "The Daily Test"
        assert [channel.name for channel in await guild.fetch_channels()] == ["newsroom"]
        assert (await guild.fetch_member(READER_ID)).id == READER_ID
        assert (await client.fetch_user(READER_ID)).name == "reader4"
        assert await code_of(guild.fetch_member(1)) == 10013
    assert len(server.violations) == 1


# Installed by a user


async def test_a_users_own_installation_answers_privately_where_foreign_apps_may_not(
    server: DiscordServer,
) -> None:
    async with connecting(server, say_seen):
        bits = MEMBER & ~USE_EXTERNAL_APPS
        hidden = await ask(server, user_installed=True, guild_id=1 << 40, permissions=bits)
        shown = await ask(server, user_installed=True, guild_id=1 << 40)
        assert (await hidden.answered(within=5)).flags == EPHEMERAL
        assert not (await shown.answered(within=5)).ephemeral
    owners = {"1": str(READER_ID)}
    assert hidden.payload["authorizing_integration_owners"] == owners


async def test_anothers_click_names_who_installed_the_application(server: DiscordServer) -> None:
    async with connecting(server):
        card = await (await ask(server, user_installed=True)).answered(within=5)
        clicked = await server.click(card, "open:7", by=12)
        assert (await clicked.answered(within=5)).ephemeral
    assert clicked.payload["authorizing_integration_owners"] == {"1": str(READER_ID)}
    assert clicked.payload["member"]["user"]["id"] == "12"


async def test_a_users_own_installation_has_five_follow_ups(server: DiscordServer) -> None:
    codes: list[int] = []

    async def follow_up(interaction: discord.Interaction[Any]) -> None:
        await say_seen(interaction)
        for number in range(5):
            await interaction.followup.send(str(number))
        codes.append(await code_of(interaction.followup.send("5")))
        await interaction.edit_original_response(content="done")

    async with connecting(server, follow_up):
        asked = await ask(server, user_installed=True)
        await asked.answered(within=5, when=lambda message: message.text == "done")
    assert codes == [40094]


async def test_in_a_group_only_what_a_user_installed_is_offered(server: DiscordServer) -> None:
    group = server.group(READER_ID, 12)
    seen: list[discord.Interaction[Any]] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await say_seen(interaction)

    async with connecting(server, look) as client:
        with pytest.raises(LookupError, match="installed for themselves"):
            await ask(server, channel=group)
        reply = await (await ask(server, channel=group, user_installed=True)).answered(within=5)
        edit = client.place(group).get_partial_message(int(reply.id)).edit(content="x")
        assert await code_of(edit) == 50001  # the bot is not in the group
    assert seen[0].context.private_channel
    assert isinstance(seen[0].channel, discord.GroupChannel)
    assert not seen[0].app_permissions.send_messages


# What options, selects and modals name


class Settings(ui.Modal, title="Settings"):
    """Every kind of field that a settings panel has."""

    channels: ui.Label["Settings"] = ui.Label(
        text="Where",
        component=ui.ChannelSelect(
            custom_id="where", channel_types=[discord.ChannelType.text], max_values=2, required=True
        ),
    )
    roles: ui.Label["Settings"] = ui.Label(
        text="Who", component=ui.RoleSelect(custom_id="who", required=False)
    )
    reason: ui.Label["Settings"] = ui.Label(
        text="Why",
        component=ui.RadioGroup(
            custom_id="why",
            options=[
                discord.RadioGroupOption(label="Wrong", value="wrong"),
                discord.RadioGroupOption(label="Old", value="old"),
            ],
        ),
    )
    words: ui.Label["Settings"] = ui.Label(
        text="Words", component=ui.TextInput(custom_id="words", max_length=5, default="fine")
    )
    size: ui.Label["Settings"] = ui.Label(
        text="Size",
        component=ui.Select(
            custom_id="size", options=[discord.SelectOption(label="Big", value="big")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        where, who, why = self.channels.component, self.roles.component, self.reason.component
        words, size = self.words.component, self.size.component
        assert isinstance(where, ui.ChannelSelect)
        assert isinstance(who, ui.RoleSelect)
        assert isinstance(why, ui.RadioGroup)
        assert isinstance(words, ui.TextInput)
        assert isinstance(size, ui.Select)
        named = [*[c.name for c in where.values], *[r.name for r in who.values]]
        said = [*named, str(why.value), words.value, *size.values]
        await interaction.response.send_message(" ".join(said))


async def open_settings(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_modal(Settings())


async def test_a_modal_of_selects_and_choices_is_filled_in(server: DiscordServer) -> None:
    role = await server.add_role("editors")
    async with hearing(server, answering=open_settings):
        asked = await ask(server)
        filled = {"where": [str(here(server).id)], "why": "old", "size": ["big"]}
        sent = await server.submit(asked, filled | {"who": [str(role.id)]})
        assert (await sent.answered(within=5)).text == "newsroom editors old fine big"
    component = sent.payload["data"]["components"][2]["component"]
    assert (component["type"], component["value"]) == (21, "old")
    assert list(sent.payload["data"]["resolved"]) == ["channels", "roles"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"where": []}, "required by the modal"),
        ({"where": ["1", "2", "3"]}, "3 values for a select of 1 to 2"),
        ({"why": "other"}, "does not offer"),
        ({"size": ["small"]}, "does not offer"),
        ({"words": "too long"}, "8 characters"),
        ({"else": "x"}, "the modal has no"),
    ],
)
async def test_a_modal_takes_only_what_it_offers(
    server: DiscordServer, changed: dict[str, Any], complaint: str
) -> None:
    async with hearing(server, answering=open_settings):
        asked = await ask(server)
        filled = {"where": [str(here(server).id)], "why": "old", "size": ["big"]}
        with pytest.raises((LookupError, ValueError), match=complaint):
            await server.submit(asked, filled | changed)


async def test_options_name_what_is_there(server: DiscordServer) -> None:
    role = await server.add_role("editors")
    member = await server.add_member("Ana", roles=(role,))

    async def setup(
        interaction: discord.Interaction[Any],
        where: discord.TextChannel,
        who: discord.Role,
        whom: discord.Member,
    ) -> None:
        await interaction.response.send_message(f"{where.name} {who.name} {whom.display_name}")

    async with hearing(server) as client:
        add_command(client, setup)
        await client.tree.sync()
        options = {"where": here(server).id, "who": role.id, "whom": member.id}
        used = await server.slash("setup", options)
        assert (await used.answered(within=5)).text == "newsroom editors Ana"
    assert server.violations == []


def add_command(client: Client, callback: Any) -> None:
    client.tree.add_command(
        app_commands.Command(name="setup", description="Set up", callback=callback)
    )
