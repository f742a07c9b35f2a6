"""Messages in the stand-in for Discord, tried with a real discord.py client."""

import re
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord_client import TOKEN, card, connecting, defer_then_card
from discord_places import READ_MESSAGE_HISTORY
from discord_server import (
    APPLICATION_ID,
    GUILD_ID,
    MESSAGE_CONTENT,
    OWNER_ID,
    READER_ID,
    DiscordServer,
)

HEARING = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
READING = discord.Intents(guilds=True, guild_messages=True, message_content=True)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """The bot is in one server; message content is not granted."""
    async with DiscordServer(TOKEN, guild_id=GUILD_ID) as running:
        yield running


def hearing(server: DiscordServer, **options: Any) -> Any:
    return connecting(server, **{"intents": HEARING} | options)


async def reply_yes(message: discord.Message) -> None:
    await message.reply("Yes.")


def here(server: DiscordServer) -> Any:
    return next(iter(server.guild.channels.values()))


# What is heard


async def test_a_mention_is_heard_in_full_and_replied_to(server: DiscordServer) -> None:
    async with hearing(server, replying=reply_yes) as client:
        written = await server.write("did it pass?", mentions_bot=True)
        reply = await written.replied(within=5)
        (heard,) = await client.hears()
    assert heard.content == f"<@{APPLICATION_ID}> did it pass?"
    assert heard.guild
    assert heard.guild.id == GUILD_ID
    assert isinstance(heard.author, discord.Member)
    assert reply.text == "Yes."
    assert reply.replies_to == written.id
    assert server.violations == []


@pytest.mark.parametrize(("granted", "content"), [(0, ""), (MESSAGE_CONTENT, "did it pass?")])
async def test_other_words_are_heard_only_with_the_message_content_intent(
    granted: int, content: str
) -> None:
    intents = READING if granted else HEARING
    async with (
        DiscordServer(TOKEN, guild_id=GUILD_ID, privileged_intents=granted) as server,
        hearing(server, intents=intents) as client,
    ):
        written = await server.write("did it pass?")
        (heard,) = await client.hears()
    assert heard.content == content
    assert [event["content"] for event in written.told] == [content]


async def test_nothing_is_heard_without_the_intent_for_messages(server: DiscordServer) -> None:
    async with connecting(server, intents=discord.Intents(guilds=True)):
        written = await server.write("did it pass?", mentions_bot=True)
    assert written.told == []


async def test_a_reply_is_heard_in_full_if_it_pings_the_bots_own_message(
    server: DiscordServer,
) -> None:
    async with hearing(server) as client:
        await client.place(here(server)).send("It passed.")
        said = server.messages[-1]
        pinging = await server.write("when?", reply_to=said)
        silent = await server.write("when?", reply_to=said, ping=False)
        asked = await server.slash("ask", {"question": "?"})
        to_answer = await server.write("when?", reply_to=await asked.answered(within=5))
        heard = await client.hears(3)
    contents = [written.told[0]["content"] for written in (pinging, silent, to_answer)]
    assert contents == ["when?", "", ""]
    assert heard[0].reference
    assert isinstance(heard[0].reference.resolved, discord.Message)
    assert heard[0].reference.resolved.content == "It passed."


async def test_direct_messages_are_heard_in_full_and_answered_without_a_reference(
    server: DiscordServer,
) -> None:
    async def send(message: discord.Message) -> None:
        await message.channel.send("Yes.")

    async with hearing(server, replying=send) as client:
        written = await server.write("did it pass?", channel=server.dm())
        reply = await written.replied(within=5)
        (heard,) = await client.hears()
    assert isinstance(heard.channel, discord.DMChannel)
    assert (heard.content, reply.text, reply.replies_to) == ("did it pass?", "Yes.", None)


async def test_a_channel_that_the_bot_does_not_see_is_not_heard(server: DiscordServer) -> None:
    secret = await server.add_channel("secret", deny=1 << 10)
    async with hearing(server):
        written = await server.write("hi", channel=secret, mentions_bot=True)
    assert written.told == []


async def test_edits_and_deletions_are_heard(server: DiscordServer) -> None:
    async with hearing(server) as client:
        written = await server.write("first", mentions_bot=True)
        await client.hears()
        edited = client.wait_for("message_edit", timeout=5)
        await server.rewrite(written, f"<@{APPLICATION_ID}> second")
        _, after = await edited
        deleted = client.wait_for("raw_message_delete", timeout=5)
        await server.remove(written)
        assert (await deleted).message_id == int(written.id)
    assert after.content.endswith("second")


async def test_a_member_cannot_write_where_they_may_not(server: DiscordServer) -> None:
    member = await server.add_member("Ana")
    await server.permit(here(server), member, deny=1 << 11)
    async with hearing(server):
        with pytest.raises(PermissionError, match="Ana may not write"):
            await server.write("hi", by=member)


async def test_writing_needs_a_server_that_the_bot_is_in() -> None:
    async with DiscordServer(TOKEN) as server, hearing(server):
        with pytest.raises(LookupError, match="the bot is in no server"):
            await server.write("hi")


# What the bot sends


async def test_typing_is_seen_before_the_reply(server: DiscordServer) -> None:
    async def type_then_reply(message: discord.Message) -> None:
        async with message.channel.typing():
            await message.reply("Yes.")

    async with hearing(server, replying=type_then_reply):
        written = await server.write("?", mentions_bot=True)
        await written.typed(within=5)
        await written.replied(within=5)
    assert server.violations == []


async def test_the_bot_hears_itself(server: DiscordServer) -> None:
    async with hearing(server) as client:
        own = client.wait_for("message", timeout=5)
        await client.place(here(server)).send("hello")
        assert (await own).author == client.user


async def test_the_same_nonce_makes_one_message(server: DiscordServer) -> None:
    async with hearing(server) as client:
        first = await client.place(here(server)).send("once", nonce="answer-1")
        second = await client.place(here(server)).send("once", nonce="answer-1")
    assert first.id == second.id
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("allowed", "pings"),
    [
        (None, {"@everyone", "<@1>", f"<@{READER_ID}>"}),
        (discord.AllowedMentions.none(), set()),
        (discord.AllowedMentions(everyone=False, users=False, roles=False), {f"<@{READER_ID}>"}),
    ],
)
async def test_what_a_reply_pings(
    server: DiscordServer, allowed: discord.AllowedMentions | None, pings: set[str]
) -> None:
    async def reply(message: discord.Message) -> None:
        if allowed is None:
            await message.reply("@everyone <@1>")
        else:
            await message.reply("@everyone <@1>", allowed_mentions=allowed)

    async with hearing(server, replying=reply) as client:
        client._connection.allowed_mentions = None
        written = await server.write("?", mentions_bot=True)
        assert (await written.replied(within=5)).pings == pings


async def test_a_file_and_the_picture_made_of_it_are_kept(server: DiscordServer) -> None:
    view = ui.LayoutView(timeout=None)
    picture = discord.MediaGalleryItem("attachment://plot.png", description="A plot")
    view.add_item(ui.MediaGallery(picture))
    async with hearing(server) as client:
        await client.place(here(server)).send(
            view=view, file=discord.File(BytesIO(b"png"), "plot.png")
        )
        with pytest.raises(discord.HTTPException, match="referenced attachment was not found"):
            await client.place(here(server)).send(view=view)
    (message,) = server.messages
    assert message.files == {"plot.png": b"png"}
    assert message.components[0]["items"][0]["media"]["url"].startswith("https://cdn")


async def test_a_button_of_a_reply_is_used_by_whom_it_answers(server: DiscordServer) -> None:
    member = await server.add_member("Ana", locale="de")

    async def reply(message: discord.Message) -> None:
        await message.reply(view=card("It passed."))

    async with hearing(server, replying=reply):
        written = await server.write("?", by=member, mentions_bot=True)
        clicked = await server.click(await written.replied(within=5), "open:7")
        assert (await clicked.answered(within=5)).text == "opened 7"
    assert clicked.payload["member"]["user"]["id"] == str(member.id)
    assert clicked.payload["locale"] == "de"
    assert server.violations == []


async def test_a_reply_can_be_edited_and_deleted(server: DiscordServer) -> None:
    async def reply(message: discord.Message) -> None:
        sent = await message.reply("…")
        await sent.edit(content="Yes.")

    async with hearing(server, replying=reply) as client:
        written = await server.write("?", mentions_bot=True)
        said = await written.replied(within=5, when=lambda message: message.text == "Yes.")
        assert said.body["edited_timestamp"]
        await client.place(here(server)).get_partial_message(int(said.id)).delete()
    assert said.deleted
    assert server.violations == []


async def test_what_the_bot_says_on_its_own_is_awaited_by_channel(server: DiscordServer) -> None:
    digest = await server.add_channel("digest")
    async with hearing(server) as client:
        await client.place(digest).send("This week…")
    assert (await server.posted(digest, within=1)).text == "This week…"


async def test_reactions_are_seen(server: DiscordServer) -> None:
    async def react(message: discord.Message) -> None:
        await message.add_reaction("👀")

    async with hearing(server, replying=react):
        written = await server.write("?", mentions_bot=True)
        assert await written.reacted(within=5) == ["👀"]


# What is refused


async def code_of(call: Any) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await call
    return refused.value.code


async def test_a_reply_needs_a_message_that_is_there(server: DiscordServer) -> None:
    async with hearing(server) as client:
        place = client.place(here(server))
        with pytest.raises(discord.HTTPException, match="Unknown message"):
            await place.send("?", reference=place.get_partial_message(1))


async def test_a_message_of_another_can_be_neither_edited_nor_deleted(
    server: DiscordServer,
) -> None:
    async with hearing(server) as client:
        written = await server.write("mine")
        message = client.place(here(server)).get_partial_message(int(written.id))
        assert await code_of(message.edit(content="ours")) == 50005
        assert await code_of(message.delete()) == 50013


async def test_unknown_channels_and_messages_have_their_codes(server: DiscordServer) -> None:
    async with hearing(server) as client:
        assert await code_of(client.fetch_channel(1)) == 10003
        assert await code_of(client.place(here(server)).fetch_message(1)) == 10008
        assert await code_of(client.fetch_guild(1)) == 10004
        assert await code_of(client.get_partial_messageable(1).send("hi")) == 10003


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_an_answer_is_edited_by_its_channel_after_its_token_died_unless_ephemeral(
    server: DiscordServer, ephemeral: bool
) -> None:
    async def answering(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("first", ephemeral=ephemeral)

    async with connecting(server, answering) as client:
        asked = await server.slash("ask", {"question": "?"})
        reply = await asked.answered(within=5)
        server.age(asked, minutes=16)
        message = client.place(here(server)).get_partial_message(int(reply.id))
        if ephemeral:
            assert await code_of(message.edit(content="second")) == 10008
        else:
            await message.edit(content="second")
            await asked.answered(within=5, when=lambda message: message.text == "second")


async def test_an_old_interactions_token_opens_nothing(server: DiscordServer) -> None:
    codes: list[int] = []

    async def edit_late(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        server.age(server.interactions[-1], minutes=16)
        codes.append(await code_of(interaction.edit_original_response(content="late")))
        codes.append(await code_of(interaction.followup.send("late")))
        assert interaction.channel
        await client.place(interaction.channel).send("late")

    async with connecting(server, edit_late) as client:
        await server.slash("ask", {"question": "?"})
        assert (await server.posted(within=5)).text == "late"
    assert codes == [50027, 50027]
    assert server.violations == []


async def test_a_message_that_somebody_deleted_is_nobodys_fault(server: DiscordServer) -> None:
    async def reply_late(message: discord.Message) -> None:
        await server.remove(written)
        codes.append(await code_of(message.reply("Yes.")))

    codes: list[int] = []
    async with hearing(server) as client:
        written = await server.write("?", mentions_bot=True)
        (heard,) = await client.hears()
        await reply_late(heard)
    assert codes == [50035]
    assert server.violations == []
    assert len(server.misfortunes) == 1


async def test_a_message_command_is_used_on_what_somebody_wrote(server: DiscordServer) -> None:
    async def quote(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content} ({message.author.name})")

    async with hearing(server) as client:
        client.tree.add_command(app_commands.ContextMenu(name="Quote this", callback=quote))
        await client.tree.sync()
        written = await server.write("The tram is late.", by=OWNER_ID)
        asked = await server.use_on_message("Quote this", written)
        assert (await asked.answered(within=5)).text == "> The tram is late. (reader5)"


async def test_files_come_with_answers_and_follow_ups(server: DiscordServer) -> None:
    async def answering(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("a", file=discord.File(BytesIO(b"1"), "a.csv"))
        second = discord.File(BytesIO(b"2"), "b.png", description="A plot")
        await interaction.followup.send("b", file=second, ephemeral=True)

    async with connecting(server, answering):
        asked = await server.slash("ask", {"question": "?"})
        await asked.answered(within=5, when=lambda message: message.text == "b")
    assert [message.files for message in asked.messages] == [{"a.csv": b"1"}, {"b.png": b"2"}]
    assert asked.messages[1].ephemeral
    assert asked.messages[1].body["attachments"][0]["description"] == "A plot"


async def test_a_file_that_is_too_large_is_refused(server: DiscordServer) -> None:
    async with hearing(server) as client:
        large = discord.File(BytesIO(bytes(10 * 1024 * 1024 + 1)), "a.bin")
        assert await code_of(client.place(here(server)).send(file=large)) == 40005


async def test_direct_messages_may_be_refused(server: DiscordServer) -> None:
    member, stranger = await server.add_member("Ana"), server.person(12)
    async with hearing(server) as client:
        opened = await client.create_dm(discord.Object(member.id))
        await opened.send("hello")
        assert (await server.posted(server.dm(member), within=5)).text == "hello"
        server.refuse_dms(member)
        assert await code_of(opened.send("hello")) == 50007
        unknown = await client.create_dm(discord.Object(stranger.id))
        assert await code_of(unknown.send("hello")) == 50278
    assert server.violations == []
    assert len(server.misfortunes) == 2


async def test_history_is_read_newest_first_without_the_words_of_others(
    server: DiscordServer,
) -> None:
    async with hearing(server) as client:
        await server.write("theirs", by=OWNER_ID)
        await client.place(here(server)).send("ours")
        read = [message.content async for message in client.place(here(server)).history(limit=5)]
        assert read == ["ours", ""]
        await server.permit(here(server), deny=READ_MESSAGE_HISTORY)
        assert [m async for m in client.place(here(server)).history()] == []
    assert server.violations == []


async def test_an_embed_is_sound_or_refused(server: DiscordServer) -> None:
    async with hearing(server) as client:
        with pytest.raises(discord.HTTPException, match=re.escape("In embeds.0.description")):
            await client.place(here(server)).send(embed=discord.Embed(description="a" * 4097))
        assert await code_of(client.place(here(server)).send(" ")) == 50006


async def test_answers_to_interactions_are_heard_as_messages_too(server: DiscordServer) -> None:
    async with connecting(server, defer_then_card, HEARING) as client:
        edited = client.wait_for("raw_message_edit", timeout=5)
        asked = await server.slash("ask", {"question": "?"})
        await asked.answered(within=5)
        assert (await edited).message_id == int(asked.messages[0].id)
