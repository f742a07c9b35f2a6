"""What goes wrong on purpose in the stand-in for Discord; several shards, several processes."""

import asyncio
from typing import Any

import aiohttp
import discord
import pytest
from discord_client import (
    TOKEN,
    ShardedClient,
    connecting,
    defer_then_card,
    gateway,
    identify,
    running,
)
from discord_server import CHANNEL_ID, GUILD_ID, DiscordServer, Interaction

HEARING = discord.Intents(guilds=True, guild_messages=True)


async def ask(server: DiscordServer, **how: Any) -> Interaction:
    return await server.slash("ask", {"question": "?"}, **how)


async def test_a_slow_request_is_carried_out_late() -> None:
    async with DiscordServer(TOKEN) as server, connecting(server):
        server.slow(method="PATCH", path_contains="@original", seconds=0.05)
        asked = await ask(server)
        await asked.acknowledged(within=5)
        assert asked.final == []
        await asked.answered(within=5)
    assert server.violations == []


async def test_a_message_whose_answer_is_lost_was_sent_all_the_same() -> None:
    async with DiscordServer(TOKEN, guild_id=GUILD_ID) as server, connecting(server) as client:
        server.lose_answer(method="POST", path_contains="/messages")
        place = client.get_partial_messageable(CHANNEL_ID)
        with pytest.raises(aiohttp.ClientError):
            await place.send("once", nonce="answer-1")
        await place.send("once", nonce="answer-1")
    assert [message.text for message in server.messages] == ["once"]


async def test_a_line_cut_between_the_answers_halves_loses_nothing() -> None:
    async def defer_and_wait(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        await server.drop_connections()
        await interaction.edit_original_response(content="done")

    async with DiscordServer(TOKEN) as server, connecting(server, defer_and_wait):
        assert (await (await ask(server)).answered(within=5)).text == "done"
        await server.connected(within=5)
    assert server.gateway.resumes == 1


async def test_an_interaction_can_be_told_twice_and_is_answered_once() -> None:
    refusal: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answering(interaction: discord.Interaction[Any]) -> None:
        try:
            await interaction.response.send_message("hello")
        except discord.HTTPException as refused:
            refusal.set_result(refused.code)

    async with DiscordServer(TOKEN) as server, connecting(server, answering):
        asked = await ask(server)
        await asked.answered(within=5)
        await server.deliver_again(asked)
        assert await asyncio.wait_for(refusal, timeout=5) == 40060
    assert len(asked.messages) == 1


async def test_two_processes_of_one_token_are_both_told_of_everything() -> None:
    async def leave_it(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction.id)

    seen: list[int] = []
    async with (
        DiscordServer(TOKEN, guild_id=GUILD_ID) as server,
        connecting(server, defer_then_card, HEARING) as first,
        connecting(server, leave_it, HEARING, each=2) as second,
    ):
        asked = await ask(server)
        await asked.answered(within=5)
        written = await server.write("?", mentions_bot=True)
        await first.hears()
        await second.hears()
    assert seen == [int(asked.id)]
    assert len(written.told) == 2
    assert server.violations == []


async def test_a_process_that_left_leaves_the_other_one_working() -> None:
    async with DiscordServer(TOKEN) as server, connecting(server):
        async with connecting(server, each=2):
            pass
        await server.connected(within=5)
        assert len(server.gateway.live() or []) == 1
        await (await ask(server)).answered(within=5)


# Shards


async def two_guilds(server: DiscordServer) -> list[Any]:
    guilds = [await server.add_guild(f"guild {n}", shard=n) for n in range(2)]
    return [next(iter(guild.channels.values())) for guild in guilds]


async def hear_both(server: DiscordServer, channels: list[Any], *clients: ShardedClient) -> None:
    """Writes in a server of each shard, and waits until both were heard."""
    for channel in channels:
        await server.write("hi", channel=channel, mentions_bot=True)
    for client in clients:
        most = 2 // len(clients)
        await client.signal.until(
            lambda client=client, most=most: client.heard[most - 1 :] or None,  # type: ignore[misc]
            5,
            lambda: "not heard",
        )


async def test_one_process_has_the_shards_that_discord_says() -> None:
    async with DiscordServer(TOKEN, shards=2) as server:
        channels = await two_guilds(server)
        async with running(server, ShardedClient()) as client:
            await server.connected(within=5)
            assert client.shard_count == 2
            await hear_both(server, channels, client)
    assert sorted(shard or 0 for shard, _ in client.heard) == [0, 1]
    assert server.gateway.identifies == 2


async def test_two_processes_share_the_shards() -> None:
    async with DiscordServer(TOKEN, shards=2) as server:
        channels = await two_guilds(server)
        first = ShardedClient(shard_ids=[0], shard_count=2)
        second = ShardedClient(shard_ids=[1], shard_count=2)
        async with running(server, first), running(server, second):
            await server.connected(within=5)
            await hear_both(server, channels, first, second)
    assert [shard for shard, _ in first.heard] == [0]
    assert [shard for shard, _ in second.heard] == [1]


async def test_too_few_shards_are_hung_up_on() -> None:
    async with DiscordServer(TOKEN, shards=2) as server, gateway(server) as socket:
        await identify(socket, {"token": TOKEN, "intents": 0})
        assert (await socket.receive()).data == 4011


async def test_a_silent_socket_stays_open_and_what_was_missed_comes_with_the_next() -> None:
    async with DiscordServer(TOKEN) as server, connecting(server):
        server.go_silent()
        asked = await ask(server)
        assert len(server.gateway.sockets) == 1
        await server.drop_connections()
        assert (await asked.answered(within=5)).text
    assert server.gateway.resumes == 1


async def test_a_lasting_silence_greets_nobody_until_it_ends() -> None:
    async with DiscordServer(TOKEN) as server:
        server.go_silent(lasting=True)
        async with aiohttp.ClientSession() as session:
            url = f"{server.gateway_url}?v=10&encoding=json"
            async with session.ws_connect(url) as socket:
                with pytest.raises(TimeoutError):
                    await socket.receive_json(timeout=0.1)
            server.speak_again()
            async with session.ws_connect(url) as socket:
                assert (await socket.receive_json(timeout=5))["op"] == 10


async def test_a_bot_is_told_of_itself_where_it_asks() -> None:
    async with (
        DiscordServer(TOKEN, guild_id=GUILD_ID) as server,
        connecting(server, intents=HEARING) as client,
    ):
        guild = await client.knows()
        assert client.user
        (found,) = await guild.query_members(user_ids=[client.user.id])
        assert found.id == client.user.id
    assert server.gateway.asked_for_members == 1
