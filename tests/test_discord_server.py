"""The stand-in for Discord, tried with a real discord.py client and with payloads one step too far.

In the end-to-end tests the bot has a process of its own; here the client shares the test's loop.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any, Self

import aiohttp
import discord
import pytest
from discord import app_commands, ui
from discord_client import (
    TOKEN,
    card,
    connecting,
    gateway,
    identify,
)
from discord_limits import (
    ALL_MENTIONS,
    CHANNEL_MESSAGE,
    FORUM_POST,
    FROM_MESSAGE,
    IS_COMPONENTS_V2,
    MAX_TEXT_WEIGHT,
    THREAD_EDIT,
    WITHOUT_MESSAGE,
    Json,
    callback_problems,
    command_list_problems,
    command_problems,
    edited_flag_problems,
    message_problems,
    modal_problems,
    pings,
    suggestion_problems,
    text_weight,
)
from discord_server import (
    CHANNEL_ID,
    EDITOR,
    GUILD_ID,
    MESSAGE_CONTENT,
    READER_ID,
    DiscordServer,
    Interaction,
    is_components_v2,
    stored_command,
)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(TOKEN) as running:
        yield running


Connect = Callable[..., Any]


@pytest.fixture
def connect() -> Connect:
    """A discord.py client connected to a stand-in, for as long as the ``async with`` lasts."""
    return connecting


async def ask(server: DiscordServer, **how: Any) -> Interaction:
    return await server.slash("ask", {"question": "Did it pass?"}, **how)


async def test_a_client_syncs_defers_and_answers_with_a_card(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        asked = await ask(server)
        reply = await asked.answered(within=5)
    assert [command["name"] for command in server.commands] == ["ask"]
    assert reply.text == "The council said yes."
    assert reply.versions[0]["flags"] == 128
    assert reply.flags == IS_COMPONENTS_V2
    assert server.violations == []


async def test_the_reply_remembers_who_asked_and_how_long_it_took(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        asked = await ask(server, locale="de")
        reply = await asked.answered(within=5)
    assert asked.acknowledged_after is not None
    assert 0 < asked.acknowledged_after < server.ack_deadline
    assert reply.body["interaction_metadata"]["user"]["id"] == str(READER_ID)
    assert [component["id"] for component in reply.components] == [1]
    assert reply.interactive[0]["id"] == 4  # container, text, row, button


async def test_a_button_of_an_earlier_message_reaches_its_dynamic_item(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        reply = await (await ask(server)).answered(within=5)
    async with connect(server):  # a new client: as after a restart
        clicked = await server.click(reply, "open:7")
        opened = await clicked.answered(within=5)
    assert opened.text == "opened 7"
    assert clicked.ephemeral
    assert server.violations == []


async def test_what_discord_py_reads_of_an_interaction(
    server: DiscordServer, connect: Connect
) -> None:
    seen: list[discord.Interaction[Any]] = []

    async def look(interaction: discord.Interaction[Any]) -> None:
        seen.append(interaction)
        await interaction.response.send_message("seen")

    async with connect(server, look):
        await (await ask(server, locale="fr")).answered(within=5)
        await (await ask(server, guild_id=None)).answered(within=5)
    here, dm = seen
    assert (here.guild_id, here.channel_id, here.locale.value) == (GUILD_ID, CHANNEL_ID, "fr")
    assert isinstance(here.user, discord.Member)
    assert here.permissions.send_messages
    assert (dm.guild_id, dm.user.id, dm.context.dm_channel) == (None, READER_ID, True)
    assert isinstance(dm.channel, discord.DMChannel)
    assert not here.is_expired()


async def test_a_guild_of_the_bots_arrives_with_its_channel(connect: Connect) -> None:
    async with (
        DiscordServer(TOKEN, guild_id=GUILD_ID) as server,
        connect(server, intents=discord.Intents(guilds=True)) as client,
    ):
        await client.knows()
        channel = client.get_channel(CHANNEL_ID)
    assert isinstance(channel, discord.TextChannel)
    assert channel.permissions_for(channel.guild.me).send_messages


async def test_a_message_command_carries_the_message(
    server: DiscordServer, connect: Connect
) -> None:
    async def quote(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")

    async with connect(server) as client:
        client.tree.add_command(app_commands.ContextMenu(name="Quote this", callback=quote))
        await client.tree.sync()
        asked = await server.use_on_message("Quote this", "The tram is late.")
        assert (await asked.answered(within=5)).text == "> The tram is late."
    assert server.syncs == 2
    assert server.violations == []


async def test_a_synced_command_keeps_its_id(server: DiscordServer, connect: Connect) -> None:
    async with connect(server) as client:
        before = server.command("ask")["id"]
        await client.tree.sync()
    assert server.command("ask")["id"] == before


async def test_values_are_chosen_in_a_select(server: DiscordServer, connect: Connect) -> None:
    class Channels(ui.ActionRow[ui.LayoutView]):
        @ui.select(cls=ui.ChannelSelect, custom_id="where")
        async def where(
            self, interaction: discord.Interaction[Any], chosen: ui.ChannelSelect[ui.LayoutView]
        ) -> None:
            await interaction.response.edit_message(view=card(f"in {chosen.values[0].mention}"))

    async def ask_where(interaction: discord.Interaction[Any]) -> None:
        view = ui.LayoutView().add_item(Channels())
        await interaction.response.send_message(view=view)

    async with connect(server, ask_where):
        reply = await (await ask(server)).answered(within=5)
        chosen = await server.click(reply, "where", values=[str(CHANNEL_ID)])
        assert await chosen.answered(within=5) is reply
    assert reply.text == f"in <#{CHANNEL_ID}>"
    assert reply.body["edited_timestamp"] is not None
    assert server.violations == []


async def test_autocomplete_answers_with_choices(server: DiscordServer, connect: Connect) -> None:
    async with connect(server):
        typing = await server.autocomplete("ask", "question", "tram")
        assert await typing.suggested(within=5) == [{"name": "tram?", "value": "tram"}]
    assert server.violations == []


async def test_a_modal_is_filled_in_and_answered(server: DiscordServer, connect: Connect) -> None:
    class Reason(ui.Modal, title="Why?"):
        reason: ui.Label[Self] = ui.Label(text="Reason", component=ui.TextInput[Self]())

        async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
            assert isinstance(self.reason.component, ui.TextInput)
            await interaction.response.send_message(f"because {self.reason.component.value}")

    async def ask_why(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Reason())

    async with connect(server, ask_why):
        asked = await ask(server)
        modal = await asked.asked_back(within=5)
        sent = await server.submit(
            asked, {modal["components"][0]["component"]["custom_id"]: "it is old"}
        )
        assert (await sent.answered(within=5)).text == "because it is old"
    assert server.violations == []


async def test_an_uploaded_file_is_kept_with_its_message(
    server: DiscordServer, connect: Connect
) -> None:
    async def attach(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        answer = discord.File(BytesIO(b"# all of it"), "answer.md")
        view = ui.LayoutView(timeout=None).add_item(ui.File("attachment://answer.md"))
        await interaction.edit_original_response(attachments=[answer], view=view)

    async with connect(server, attach):
        reply = await (await ask(server)).answered(within=5)
    assert reply.files == {"answer.md": b"# all of it"}
    assert reply.body["attachments"][0]["size"] == len(b"# all of it")
    assert server.violations == []


async def test_every_edit_is_kept_and_pings_are_not_taken_back(
    server: DiscordServer, connect: Connect
) -> None:
    async def edit_twice(interaction: discord.Interaction[Any]) -> None:
        everyone = discord.AllowedMentions.all()
        await interaction.response.send_message("@everyone!", allowed_mentions=everyone)
        await interaction.edit_original_response(content="never mind")

    async with connect(server, edit_twice):
        asked = await ask(server)
        reply = await asked.answered(within=5, when=lambda message: "never" in message.text)
    assert [version["content"] for version in reply.versions] == ["@everyone!", "never mind"]
    assert reply.pings == {"@everyone"}


# The connection


async def test_every_shard_hears_of_its_own_guilds(
    server: DiscordServer,
) -> None:
    async with gateway(server) as first, gateway(server) as second:
        for number, socket in enumerate((first, second)):
            await identify(socket, {"token": TOKEN, "intents": 0, "shard": [number, 2]})
            assert (await socket.receive_json())["d"]["shard"] == [number, 2]
        await server.connected(within=5)
        server.commands = [stored_command(command(), None, {})]
        elsewhere = await server.slash("ask", guild_id=1 << 22)
        here = await server.slash("ask", guild_id=2 << 22)
        assert (await first.receive_json())["d"]["id"] == here.id
        assert (await second.receive_json())["d"]["id"] == elsewhere.id


async def test_an_interaction_missed_while_disconnected_is_replayed_on_resume(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        await server.drop_connections()
        asked = await ask(server)
        assert asked.sent_at is None
        await asked.answered(within=5)
    assert (server.gateway.identifies, server.gateway.resumes) == (1, 1)
    assert server.violations == []


async def test_a_client_asked_to_reconnect_resumes(server: DiscordServer, connect: Connect) -> None:
    async with connect(server):
        await server.ask_reconnect()
        await server.connected(within=5)
    assert (server.gateway.identifies, server.gateway.resumes) == (1, 1)


@pytest.mark.parametrize(("resumable", "counts"), [(False, (2, 0)), (True, (1, 1))])
async def test_an_invalidated_session_is_identified_again_unless_resumable(
    server: DiscordServer, connect: Connect, resumable: bool, counts: tuple[int, int]
) -> None:
    async with connect(server):
        await server.invalidate_session(resumable=resumable)
        await server.connected(within=5)
        await (await ask(server)).answered(within=5)
    assert (server.gateway.identifies, server.gateway.resumes) == counts


async def test_resuming_a_forgotten_session_leads_to_a_new_one(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        await server.drop_connections()
        server.gateway.sessions.clear()
        await server.connected(within=5)
    assert (server.gateway.identifies, server.gateway.resumes) == (2, 0)


async def test_a_client_leaves_a_connection_that_no_longer_hears_it(connect: Connect) -> None:
    async with (
        DiscordServer(TOKEN, heartbeat_interval=0.2) as server,
        connect(server, heartbeat_timeout=0.5),
    ):
        server.ignore_heartbeats = True
        await server.gateway.signal.until(
            lambda: server.gateway.resumes or None, 5, lambda: "the client stayed"
        )
        server.ignore_heartbeats = False
    assert server.violations == []


async def test_a_client_that_stops_its_heart_is_hung_up_on_and_blamed() -> None:
    async with DiscordServer(TOKEN, heartbeat_interval=0.05) as server, gateway(server) as socket:
        await socket.receive_json()
        assert (await socket.receive()).data == 4009
    assert "no heartbeat" in server.violations[0]


async def test_a_heartbeat_can_be_asked_for(server: DiscordServer) -> None:
    async with gateway(server) as socket:
        await identify(socket, {"token": TOKEN, "intents": 0})
        assert (await socket.receive_json())["t"] == "READY"
        await server.ask_heartbeat()
        assert (await socket.receive_json())["op"] == 1


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"token": "wrong", "intents": 0}, 4004),
        ({"token": TOKEN}, 4013),
        ({"token": TOKEN, "intents": 1 << 30}, 4013),
        ({"token": TOKEN, "intents": MESSAGE_CONTENT}, 4014),
        ({"token": TOKEN, "intents": 0, "shard": [1, 1]}, 4010),
        ({"token": TOKEN, "intents": 0, "padding": "x" * 5000}, 4002),
    ],
)
async def test_an_identify_out_of_order_is_hung_up_on_and_blamed(
    server: DiscordServer, payload: Json, code: int
) -> None:
    async with gateway(server) as socket:
        await identify(socket, payload)
        assert (await socket.receive()).data == code
    assert str(code) in server.violations[0]


async def test_a_privileged_intent_can_be_allowed(connect: Connect) -> None:
    intents = discord.Intents(message_content=True)
    async with (
        DiscordServer(TOKEN, privileged_intents=MESSAGE_CONTENT) as server,
        connect(server, intents=intents) as client,
    ):
        assert client.application_flags.gateway_message_content_limited
    assert server.violations == []


async def test_waiting_for_a_bot_that_never_comes_says_so(server: DiscordServer) -> None:
    with pytest.raises(TimeoutError, match="0 sockets, 0 sessions, 0 identifies"):
        await server.connected(within=0.01)


# Deadlines, tokens and answers given twice


async def test_an_interaction_left_unanswered_is_a_violation(connect: Connect) -> None:
    async def ignore(_interaction: discord.Interaction[Any]) -> None:
        return

    async with DiscordServer(TOKEN, ack_deadline=0.05) as server, connect(server, ignore):
        asked = await ask(server)
        with pytest.raises(TimeoutError, match="got callback None"):
            await asked.answered(within=0.1)
    assert len(server.violations) == 1
    assert "was not acknowledged within 0.05 s" in server.violations[0]


async def refusal_of(
    server: DiscordServer,
    connect: Connect,
    call: Callable[[discord.Interaction[Any]], Awaitable[object]],
) -> discord.HTTPException:
    """What discord.py raised when `call` was made on an interaction."""
    raised: asyncio.Future[discord.HTTPException] = asyncio.get_running_loop().create_future()

    async def answering(interaction: discord.Interaction[Any]) -> None:
        try:
            await call(interaction)
        except discord.HTTPException as refused:
            raised.set_result(refused)

    async with connect(server, answering):
        await ask(server)
        return await asyncio.wait_for(raised, timeout=5)


async def test_a_late_answer_finds_the_interaction_unknown(connect: Connect) -> None:
    async def too_late(interaction: discord.Interaction[Any]) -> None:
        await asyncio.sleep(0.1)
        await interaction.response.defer()

    async with DiscordServer(TOKEN, ack_deadline=0.05) as server:
        refused = await refusal_of(server, connect, too_late)
    assert (refused.status, refused.code) == (404, 10062)


async def test_a_second_answer_is_refused(server: DiscordServer, connect: Connect) -> None:
    async def twice(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        interaction.response._response_type = None  # discord.py would not let us
        await interaction.response.defer()

    refused = await refusal_of(server, connect, twice)
    assert (refused.status, refused.code) == (400, 40060)
    assert len(server.violations) == 1


async def test_an_edit_before_the_answer_finds_no_webhook(
    server: DiscordServer, connect: Connect
) -> None:
    async def edit(interaction: discord.Interaction[Any]) -> None:
        await interaction.edit_original_response(content="early")

    refused = await refusal_of(server, connect, edit)
    assert (refused.status, refused.code) == (404, 10015)


async def test_a_token_expires(connect: Connect) -> None:
    async def edit_late(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.06)
        await interaction.edit_original_response(content="late")

    async with DiscordServer(TOKEN, token_lifetime=0.05) as server:
        refused = await refusal_of(server, connect, edit_late)
    assert (refused.status, refused.code) == (401, 50027)


async def test_a_message_beyond_a_limit_is_refused_in_discords_words(
    server: DiscordServer, connect: Connect
) -> None:
    async def shout(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("a" * 2001)

    refused = await refusal_of(server, connect, shout)
    assert (refused.status, refused.code) == (400, 50035)
    assert "In data.content: Must be between 0 and 2000 in length" in refused.text


async def test_an_empty_message_has_its_own_code(server: DiscordServer, connect: Connect) -> None:
    async def say_nothing(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("  ")

    assert (await refusal_of(server, connect, say_nothing)).code == 50006


async def test_a_card_too_heavy_in_bytes_is_answered_with_500(server: DiscordServer) -> None:
    server.commands = [stored_command(command(), None, {})]
    async with gateway(server) as socket, aiohttp.ClientSession(server.api_base + "/") as http:
        await identify(socket, {"token": TOKEN, "intents": 0})
        await server.connected(within=5)
        asked = await server.slash("ask")
        callback = f"interactions/{asked.id}/{asked.token}/callback"
        heavy = v2(text("語" * 3387))  # 10,161 bytes, though few of the 4,000 characters
        async with http.post(callback, json={"type": 4, "data": heavy}) as response:
            assert response.status == 500
    assert server.violations == [f"POST /{callback}: 500 0 500: Internal Server Error"]


async def test_a_follow_up_to_a_deferred_reply_fills_it_in(
    server: DiscordServer, connect: Connect
) -> None:
    async def follow_up(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("first")
        await interaction.followup.send("second", ephemeral=True)

    async with connect(server, follow_up):
        asked = await ask(server)
        await asked.answered(within=5, when=lambda message: message.text == "second")
    assert [message.text for message in asked.messages] == ["first", "second"]
    assert [message.ephemeral for message in asked.messages] == [False, True]
    assert server.violations == []


async def test_a_public_reply_cannot_be_filled_in_as_ephemeral(
    server: DiscordServer, connect: Connect
) -> None:
    async def hide(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("psst", ephemeral=True)

    assert "EPHEMERAL cannot be changed" in (await refusal_of(server, connect, hide)).text


# Faults


async def test_a_refused_card_can_be_replaced_by_plain_text(
    server: DiscordServer, connect: Connect
) -> None:
    async def card_or_words(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        try:
            await interaction.edit_original_response(view=card("a card"))
        except discord.HTTPException:
            await interaction.edit_original_response(content="words")

    server.refuse(method="PATCH", path_contains="@original", when=is_components_v2)
    async with connect(server, card_or_words):
        assert (await (await ask(server)).answered(within=5)).text == "words"
    assert server.violations == []
    assert [r.status for r in server.requests if r.method == "PATCH"] == [400, 200]
    assert [r.injected for r in server.requests if r.method == "PATCH"] == [True, False]


async def test_a_rate_limit_is_waited_out(server: DiscordServer, connect: Connect) -> None:
    server.rate_limit(method="PATCH", path_contains="@original", retry_after=0.05)
    async with connect(server):
        await (await ask(server)).answered(within=5)
    first, second = (request for request in server.requests if request.method == "PATCH")
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 0.05


async def test_a_bad_gateway_is_tried_again(server: DiscordServer, connect: Connect) -> None:
    server.fail(method="GET", path_contains="/users/@me")
    async with connect(server):
        pass
    assert [r.status for r in server.requests if r.path == "/users/@me"] == [502, 200]


# What only a broken client would do


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "users/@me", {}, 401),
        ("GET", "users/@me", {"Authorization": f"Bot {TOKEN}"}, 403),
        ("GET", "guilds/1/bans", {}, 404),
        ("POST", "interactions/1/2/callback", {}, 404),
        ("PATCH", "webhooks/1/2/messages/@original", {}, 404),
    ],
)
async def test_a_request_out_of_order_is_refused_and_blamed(
    server: DiscordServer, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession(server.api_base + "/") as http,
        http.request(method, path, headers=headers, json={}) as response,
    ):
        assert response.status == status
        assert response.headers["Content-Type"] == "application/json"
    assert len(server.violations) == 1


async def test_members_cannot_use_what_was_not_synced(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        with pytest.raises(LookupError, match="no command 'tell'"):
            await server.slash("tell")
        with pytest.raises(LookupError, match="no such options"):
            await server.slash("ask", {"question": "?", "since": "1999"})
        with pytest.raises(LookupError, match="required options not given"):
            await server.slash("ask")
        with pytest.raises(TypeError, match="given 3"):
            await server.slash("ask", {"question": 3})
        with pytest.raises(ValueError, match="length 21 is not between 1 and 20"):
            await server.slash("ask", {"question": "a" * 21})
    assert server.interactions == []


@pytest.mark.parametrize(
    ("offered", "using", "complaint"),
    [
        ({"contexts": [0]}, {"guild_id": None}, "not offered in context 1"),
        ({"contexts": [1]}, {}, "not offered in context 0"),
        ({"integration_types": [0]}, {"user_installed": True}, "installation type 1"),
        ({"default_member_permissions": 1 << 5}, {}, "needs permissions 32"),
        ({"default_member_permissions": 0}, {"permissions": EDITOR}, "needs permissions 0"),
    ],
)
async def test_members_cannot_use_what_they_are_not_offered(
    server: DiscordServer, offered: Json, using: Json, complaint: str
) -> None:
    server.commands = [stored_command(command(**offered), None, {})]
    with pytest.raises((LookupError, PermissionError), match=complaint):
        await server.slash("ask", **using)


async def test_subcommands_and_what_their_options_name_are_sent_in_full(
    server: DiscordServer,
) -> None:
    inner = option(1, name="channel", options=[option(7, name="where")])
    group = command(option(2, name="set", options=[inner]), default_member_permissions=1 << 5)
    server.commands = [stored_command(group, None, {})]
    async with gateway(server) as socket:
        await identify(socket, {"token": TOKEN, "intents": 0})
        await server.connected(within=5)
        used = await server.slash("ask set channel", {"where": 12}, permissions=EDITOR)
        with pytest.raises(LookupError, match="cannot be used without a subcommand"):
            await server.slash("ask set", permissions=EDITOR)
    data = used.payload["data"]
    where = {"name": "where", "type": 7, "value": "12"}
    channel = {"name": "channel", "type": 1, "options": [where]}
    assert data["options"] == [{"name": "set", "type": 2, "options": [channel]}]
    assert list(data["resolved"]["channels"]) == ["12"]


async def test_an_old_client_may_send_more_than_the_command_allows(
    server: DiscordServer, connect: Connect
) -> None:
    async with connect(server):
        asked = await server.slash("ask", {"question": "a" * 21}, enforce=False)
        await asked.acknowledged(within=5)
    assert asked.payload["data"]["options"][0]["value"] == "a" * 21


async def test_members_cannot_use_buttons_that_are_not_there(
    server: DiscordServer, connect: Connect
) -> None:
    async def hide(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(view=card("for you"), ephemeral=True)

    async with connect(server, hide):
        reply = await (await ask(server)).answered(within=5)
        with pytest.raises(LookupError, match="no component 'open:8'"):
            await server.click(reply, "open:8")
        with pytest.raises(LookupError, match="seen only by whom it answers"):
            await server.click(reply, "open:7", user_id=1)


# Payloads: each limit is met, then overstepped by changing one value

Limit = tuple[str, Callable[[Any], Json], Any, Any]
"""Where the problem lies, what makes a payload of a value, a value allowed and one refused."""


def each(limits: list[Limit]) -> pytest.MarkDecorator:
    names = ("where", "payload_of", "allowed", "refused")
    return pytest.mark.parametrize(names, limits, ids=[limit[0] for limit in limits])


def places(problems: list[str]) -> list[str]:
    return [problem.partition(": ")[0] for problem in problems]


def text(content: str = "hello") -> Json:
    return {"type": 10, "content": content}


def button(**changed: Any) -> Json:
    return {"type": 2, "style": 2, "label": "Open", "custom_id": "a"} | changed


def link_button(**changed: Any) -> Json:
    return {"type": 2, "style": 5, "label": "Open", "url": "https://example.org/"} | changed


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def row_of(count: int) -> Json:
    return row(*(button(custom_id=str(number)) for number in range(count)))


def choosable(count: int) -> list[Json]:
    return [{"label": str(number), "value": str(number)} for number in range(count)]


def worded(shown: int, sent: int = 1) -> list[Json]:
    return [{"label": "l" * shown, "value": "v" * sent}]


def select(**changed: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": choosable(1)} | changed


def section(count: int = 1, **changed: Any) -> Json:
    return {"type": 9, "components": [text()] * count, "accessory": link_button()} | changed


def thumbnail(**changed: Any) -> Json:
    return {"type": 11, "media": {"url": "https://example.org/a.png"}} | changed


def container(*children: Json, **changed: Any) -> Json:
    return {"type": 17, "components": list(children)} | changed


def gallery(count: int = 1, **changed: Any) -> Json:
    return {"type": 12, "items": [thumbnail(**changed)] * count}


def separator(spacing: int) -> Json:
    return {"type": 14, "spacing": spacing}


def v2(*components: Json, **changed: Any) -> Json:
    return {"flags": IS_COMPONENTS_V2, "components": list(components)} | changed


def v2_row(*components: Json) -> Json:
    return v2(row(*components))


def says(content: str | None = "hello", **changed: Any) -> Json:
    return {"content": content} | changed


def rows(count: int) -> Json:
    return says(components=[row(button(custom_id=str(number))) for number in range(count)])


def embed(**parts: Any) -> Json:
    return {"embeds": [parts]}


def embed_field(name: str = "n", value: str = "v") -> Json:
    return embed(fields=[{"name": name, "value": value}])


def embedding(*lengths: int) -> Json:
    return {"embeds": [{"description": "d" * length} for length in lengths]}


def allowing(**mentions: Any) -> Json:
    return says(allowed_mentions=mentions)


def url(length: int) -> str:
    return "https://example.org/".ljust(length, "a")


IN_ROW = "components.0.components.0"
ATTACHED = {"type": 13, "file": {"url": "attachment://answer.md"}}

MESSAGE_LIMITS: list[Limit] = [
    ("content", says, "a" * 2000, "a" * 2001),
    ("content", says, "a", " \n"),
    ("content", says, "a", None),
    ("embeds", lambda n: embedding(*[1] * n), 10, 11),
    ("embeds", lambda n: embedding(4000, n), 2000, 2001),
    ("embeds.0.description", lambda d: embed(description=d), "d", ""),
    ("embeds.0.description", lambda d: embed(description=d), "d" * 4096, "d" * 4097),
    ("embeds.0.title", lambda t: embed(title=t), "t" * 256, "t" * 257),
    ("embeds.0.fields", lambda n: embed(fields=[{"name": "n", "value": "v"}] * n), 25, 26),
    ("embeds.0.fields.0.name", lambda n: embed_field(name=n), "n" * 256, "n" * 257),
    ("embeds.0.fields.0.value", lambda v: embed_field(value=v), "v" * 1024, "v" * 1025),
    ("embeds.0.fields.0.value", lambda v: embed_field(value=v), "v", ""),
    ("embeds.0.footer.text", lambda t: embed(footer={"text": t}), "t" * 2048, "t" * 2049),
    ("embeds.0.author.name", lambda n: embed(author={"name": n}), "n" * 256, "n" * 257),
    ("embeds.0.url", lambda u: embed(title="t", url=u), url(2048), url(2049)),
    ("embeds.0.url", lambda u: embed(title="t", url=u), "http://a.example", "ftp://a.example"),
    ("embeds.0.color", lambda c: embed(title="t", color=c), 0xFFFFFF, 0x1000000),
    ("embeds.0.timestamp", lambda t: embed(title="t", timestamp=t), "2026-03-12T10:00Z", "March"),
    ("embeds.0.image.url", lambda u: embed(image={"url": u}), "https://a.example/b", "/b.png"),
    ("embeds.0.image.url", lambda u: embed(image={"url": u}), url(30), "attachment://b.png"),
    ("components", rows, 5, 6),
    ("components.0", lambda c: says(components=[c]), row(button()), text()),
    ("content", lambda c: v2(text(), content=c), None, "hello"),
    ("embeds", lambda e: v2(text(), embeds=e), [], [{"title": "t"}]),
    ("poll", lambda p: v2(text(), poll=p), None, {"question": {"text": "?"}}),
    ("sticker_ids", lambda s: v2(text(), sticker_ids=s), [], ["1"]),
    ("content", lambda n: v2(*[text()] * n), 1, 0),
    ("components", lambda n: v2(*[text()] * n), 40, 41),
    ("components", lambda n: v2(container(*[section()] * 12), *[text()] * n), 3, 4),
    ("components", lambda n: v2(text("a" * 2000), container(text("a" * n))), 2000, 2001),
    ("components.0.content", lambda c: v2(text(c)), "a" * 4000, "a" * 4001),
    ("components.0.content", lambda c: v2(text(c)), "a", ""),
    ("components.0.content", lambda c: v2(text(c)), "a", " \n"),
    ("components.0.components", lambda n: v2(section(n)), 3, 4),
    ("components.0.components", lambda n: v2(section(n)), 1, 0),
    (IN_ROW, lambda c: v2(section(components=[c])), text(), thumbnail()),
    ("components.0.accessory", lambda a: v2(section(accessory=a)), thumbnail(), text()),
    ("components.0.accessory", lambda a: v2(section(accessory=a)), button(), None),
    (IN_ROW, lambda c: v2(container(c)), section(), container(text())),
    (IN_ROW, lambda c: v2(container(c)), row(button()), button()),
    ("components.0.components", lambda c: v2(container(*c)), [text()], []),
    ("components.0.accent_color", lambda c: v2(container(text(), accent_color=c)), 0, -1),
    ("components.0", v2, row(button()), button()),
    ("components.0.components", lambda n: v2(row_of(n)), 5, 6),
    ("components.0.components", lambda n: v2(row_of(n)), 1, 0),
    ("components.0.components", lambda c: v2_row(select(), *c), [], [button()]),
    (f"{IN_ROW}.label", lambda s: v2_row(button(label=s)), "a" * 80, "a" * 81),
    (f"{IN_ROW}.label", lambda e: v2_row(button(label=None, emoji=e)), {"name": "🔎"}, None),
    (f"{IN_ROW}.emoji.name", lambda e: v2_row(button(emoji=e)), {"name": "🔎"}, {"id": "1"}),
    (f"{IN_ROW}.custom_id", lambda i: v2_row(button(custom_id=i)), "a" * 100, "a" * 101),
    (f"{IN_ROW}.custom_id", lambda i: v2_row(button(custom_id=i)), "a", ""),
    (f"{IN_ROW}.custom_id", lambda i: v2_row(button(custom_id=i)), "a", None),
    (f"{IN_ROW}.custom_id", lambda i: v2_row(link_button(custom_id=i)), None, "a"),
    (f"{IN_ROW}.url", lambda u: v2_row(button(url=u)), None, url(30)),
    (f"{IN_ROW}.url", lambda u: v2_row(link_button(url=u)), url(512), url(513)),
    (f"{IN_ROW}.url", lambda u: v2_row(link_button(url=u)), "discord://-/a", "mailto:a@b.example"),
    (f"{IN_ROW}.url", lambda u: v2_row(link_button(url=u)), url(30), "https://"),
    (f"{IN_ROW}.url", lambda u: v2_row(link_button(url=u)), url(30), "https://a.example/b c"),
    (f"{IN_ROW}.url", lambda u: v2_row(link_button(url=u)), url(30), None),
    (f"{IN_ROW}.style", lambda s: v2_row(button(style=s)), 4, 7),
    (f"{IN_ROW}.sku_id", lambda s: v2_row({"type": 2, "style": 6, "sku_id": s}), "1", None),
    ("components", lambda i: v2_row(button(), button(custom_id=i)), "b", "a"),
    ("components", lambda i: v2(text() | {"id": 1}, text() | {"id": i}), 2, 1),
    (f"{IN_ROW}.options", lambda n: v2_row(select(options=choosable(n))), 25, 26),
    (f"{IN_ROW}.options", lambda n: v2_row(select(options=choosable(n))), 1, 0),
    (f"{IN_ROW}.options", lambda n: v2_row(select(options=choosable(1) * n)), 1, 2),
    (f"{IN_ROW}.placeholder", lambda p: v2_row(select(placeholder=p)), "a" * 150, "a" * 151),
    (f"{IN_ROW}.min_values", lambda n: v2_row(select(min_values=n, max_values=1)), 1, 2),
    (f"{IN_ROW}.max_values", lambda n: v2_row(select(type=8, max_values=n)), 25, 26),
    (f"{IN_ROW}.options.0.label", lambda n: v2_row(select(options=worded(n))), 100, 101),
    (f"{IN_ROW}.options.0.value", lambda n: v2_row(select(options=worded(9, n))), 100, 101),
    ("attachments", lambda n: says(attachments=[{"id": "0"}] * n), 10, 11),
    ("allowed_mentions.roles", lambda n: allowing(roles=list(map(str, range(n)))), 100, 101),
    ("components.0.spacing", lambda s: v2(separator(s)), 2, 3),
    (
        "components.0.accessory.description",
        lambda d: v2(section(accessory=thumbnail(description=d))),
        "d" * 1024,
        "d" * 1025,
    ),
    (
        "components.0.items.0.description",
        lambda d: v2(gallery(description=d)),
        "d" * 1024,
        "d" * 1025,
    ),
    ("components.0.items", lambda n: v2(gallery(n)), 10, 11),
    (
        "components.0.file.url",
        lambda name: v2(ATTACHED, attachments=[{"id": "0", "filename": name}]),
        "answer.md",
        "question.md",
    ),
    ("allowed_mentions.parse.0", lambda p: allowing(parse=[p]), "users", "all"),
    ("allowed_mentions.parse", lambda u: allowing(parse=["users"], users=u), [], ["1"]),
    ("allowed_mentions.users", lambda n: allowing(users=list(map(str, range(n)))), 100, 101),
    ("allowed_mentions.roles.0", lambda r: allowing(roles=[r]), "1", "editors"),
    ("flags", lambda f: says(flags=f), 4, "4"),
]


def test_a_message_may_be_empty_in_all_that_is_optional() -> None:
    bare = button(style=1, label="", emoji={"name": "🔎", "id": None, "animated": False})
    pick = select(min_values=0, placeholder="", options=[{"label": "l", "value": "v"}])
    empty_lists = {"parse": [], "users": [], "roles": [], "replied_user": False}
    legacy = says("", components=[row(bare), row(pick)], sticker_ids=[], attachments=[])
    titled = embed(title="", description="d", color=0, fields=[], footer={"text": "f"})
    assert message_problems(legacy | {"allowed_mentions": empty_lists, "poll": None}) == []
    assert message_problems(titled | {"components": [], "tts": False}) == []
    assert message_problems(v2(row(button(style=3)), separator(1), content=None)) == []


@each(MESSAGE_LIMITS)
def test_message_limits(
    where: str, payload_of: Callable[[Any], Json], allowed: Any, refused: Any
) -> None:
    assert message_problems(payload_of(allowed)) == []
    assert places(message_problems(payload_of(refused))) == [where]


@pytest.mark.parametrize(
    ("displays", "total"), [(1, 10_158), (2, 10_146), (3, 10_134), (8, 10_074)]
)
def test_text_weight_draws_the_line_where_it_was_measured(displays: int, total: int) -> None:
    """The most bytes Discord took, by number of Text Displays: discord-api-docs#8554."""
    short = [text("a")] * (displays - 1)
    assert text_weight(v2(text("a" * (total - len(short))), *short)) == MAX_TEXT_WEIGHT


def test_text_weight_counts_bytes_of_nested_text() -> None:
    assert text_weight(v2(container(text("語")))) == 3 + 12


@pytest.mark.parametrize(
    ("content", "allowed", "pinged"),
    [
        ("@everyone @here <@1> <@!2> <@&3>", {"parse": []}, set()),
        ("@everyone @here <@1> <@!2> <@&3>", None, {"<@1>", "<@!2>"}),
        ("@everyone @here <@1> <@&3>", {"parse": ["everyone"]}, {"@everyone", "@here"}),
        ("<@1> <@&3> <@&4>", {"roles": ["3"]}, {"<@&3>"}),
        ("<@1> <@&3> <@&4>", {"parse": ["roles"]}, {"<@&3>", "<@&4>"}),
        ("<@1> <@2>", {"users": ["2"]}, {"<@2>"}),
        (r"\@everyone \<@1> `@here`", {"parse": ["everyone"]}, {"@everyone", "@here"}),
        ("@\u200beveryone <@\u200b1> a@b.example", {"parse": ["everyone", "users"]}, set()),
    ],
)
def test_pings_follow_allowed_mentions(content: str, allowed: Json, pinged: set[str]) -> None:
    assert pings(says(content, allowed_mentions=allowed)) == pinged
    assert pings(v2(container(text(content)), allowed_mentions=allowed)) == pinged


@pytest.mark.parametrize(
    ("content", "pinged"),
    [("@everyone <@1> <@&2>", {"@everyone", "<@1>", "<@&2>"}), ("nobody", set())],
)
def test_a_message_of_its_own_pings_all_that_it_mentions(content: str, pinged: set[str]) -> None:
    assert pings(says(content), ALL_MENTIONS) == pinged


def refers(message_id: object) -> Json:
    return {"message_reference": {"message_id": message_id}}


def named(name: str, **more: Any) -> Json:
    return {"name": name} | more


def posting(count: int) -> Json:
    return named("n", message=says(), applied_tags=list(map(str, range(count))))


CHANNEL_LIMITS: list[tuple[str, Any, Callable[[Any], Json], Any, Any]] = [
    ("nonce", CHANNEL_MESSAGE, lambda n: {"nonce": n}, "n" * 25, "n" * 26),
    ("nonce", CHANNEL_MESSAGE, lambda n: {"nonce": n}, 2**63 - 1, 2**63),
    ("message_reference.message_id", CHANNEL_MESSAGE, refers, "1", "first"),
    ("message_reference.message_id", CHANNEL_MESSAGE, refers, 1, None),
    ("name", FROM_MESSAGE, named, "n" * 100, "n" * 101),
    ("name", FROM_MESSAGE, named, "n", ""),
    ("type", WITHOUT_MESSAGE, lambda t: named("n", type=t), 11, 0),
    (
        "auto_archive_duration",
        WITHOUT_MESSAGE,
        lambda d: named("n", auto_archive_duration=d),
        1440,
        1441,
    ),
    ("message", FORUM_POST, lambda m: named("n", message=m), {}, None),
    ("applied_tags", FORUM_POST, posting, 5, 6),
    ("archived", THREAD_EDIT, lambda a: {"archived": a}, False, "no"),
]


@pytest.mark.parametrize(
    ("where", "check", "payload_of", "allowed", "refused"),
    CHANNEL_LIMITS,
    ids=[limit[0] for limit in CHANNEL_LIMITS],
)
def test_limits_of_messages_and_threads_in_channels(
    where: str, check: Any, payload_of: Callable[[Any], Json], allowed: Any, refused: Any
) -> None:
    assert list(check(payload_of(allowed), "")) == []
    assert places(list(check(payload_of(refused), ""))) == [where]


@pytest.mark.parametrize("key", ["author", "footer"])
def test_an_icon_of_an_embed_names_a_file_of_the_message(key: str) -> None:
    worded = {"name": "n"} if key == "author" else {"text": "t"}
    icon = embed(title="t", **{key: worded | {"icon_url": "attachment://a.png"}})
    attached = {"attachments": [{"id": "0", "filename": "a.png"}]}
    assert message_problems(icon | attached) == []
    assert places(message_problems(icon)) == [f"embeds.0.{key}.icon_url"]


def modal(*components: Json, **changed: Any) -> Json:
    return {"custom_id": "m", "title": "Why?", "components": list(components)} | changed


def label(component: Json, **changed: Any) -> Json:
    return {"type": 18, "label": "Why", "component": component} | changed


def text_input(**changed: Any) -> Json:
    return {"type": 4, "custom_id": "i", "style": 2} | changed


def asks(**changed: Any) -> Json:
    return modal(label(text_input(**changed)))


def radio(count: int) -> Json:
    return {"type": 21, "custom_id": "r", "options": choosable(count)}


LABELLED = "components.0.component"

MODAL_LIMITS: list[Limit] = [
    ("title", lambda t: modal(text(), title=t), "t" * 45, "t" * 46),
    ("custom_id", lambda i: modal(text(), custom_id=i), "i" * 100, "i" * 101),
    ("components", lambda n: modal(*[text()] * n), 5, 6),
    ("components", lambda n: modal(*[text()] * n), 1, 0),
    ("components", lambda i: modal(label(text_input(custom_id=i)), label(radio(2))), "i", "r"),
    ("components.0", modal, label(text_input()), text_input()),
    ("components.0.label", lambda s: modal(label(text_input(), label=s)), "l" * 45, "l" * 46),
    (
        "components.0.description",
        lambda d: modal(label(text_input(), description=d)),
        "d" * 100,
        "d" * 101,
    ),
    ("components.0.components.0.label", lambda s: modal(row(text_input(label=s))), "Why", None),
    (LABELLED, lambda c: modal(label(c)), select(), button()),
    (f"{LABELLED}.max_length", lambda n: asks(max_length=n), 4000, 4001),
    (f"{LABELLED}.min_length", lambda n: asks(min_length=n, max_length=9), 9, 10),
    (f"{LABELLED}.value", lambda v: asks(value=v), "v" * 4000, "v" * 4001),
    (f"{LABELLED}.placeholder", lambda p: asks(placeholder=p), "p" * 100, "p" * 101),
    (f"{LABELLED}.style", lambda s: asks(style=s), 1, 3),
    (f"{LABELLED}.options", lambda n: modal(label(radio(n))), 10, 11),
    (f"{LABELLED}.options", lambda n: modal(label(radio(n))), 2, 1),
    (f"{LABELLED}.options", lambda n: modal(label(radio(n) | {"type": 22})), 10, 11),
    (f"{LABELLED}.options", lambda n: modal(label(radio(n) | {"type": 22})), 1, 0),
]


@each(MODAL_LIMITS)
def test_modal_limits(
    where: str, payload_of: Callable[[Any], Json], allowed: Any, refused: Any
) -> None:
    assert modal_problems(payload_of(allowed)) == []
    assert places(modal_problems(payload_of(refused))) == [where]


def suggesting(count: int = 1, name: str = "n", value: str = "v") -> Json:
    return {"choices": [{"name": name, "value": value}] * count}


SUGGESTION_LIMITS: list[Limit] = [
    ("choices", suggesting, 25, 26),
    ("choices.0.name", lambda n: suggesting(name=n), "n" * 100, "n" * 101),
    ("choices.0.value", lambda v: suggesting(value=v), "v" * 100, "v" * 101),
]


@each(SUGGESTION_LIMITS)
def test_suggestion_limits(
    where: str, payload_of: Callable[[Any], Json], allowed: Any, refused: Any
) -> None:
    assert suggestion_problems(payload_of(allowed)) == []
    assert places(suggestion_problems(payload_of(refused))) == [where]


@pytest.mark.parametrize(
    ("kind", "from_message", "callback", "problem"),
    [
        (2, False, {"type": 5, "data": {"flags": 64}}, None),
        (2, False, {"type": 5, "data": {"flags": 64 | IS_COMPONENTS_V2}}, "Only the EPHEMERAL"),
        (2, False, {"type": 9, "data": {}}, None),
        (5, False, {"type": 9, "data": {}}, "type: Value must be one of (4, 5)"),
        (2, False, {"type": 7}, "type: Value must be one of (4, 5, 9)"),
        (3, True, {"type": 7}, None),
        (5, True, {"type": 7}, None),
        (5, False, {"type": 7}, "type: Value must be one of (4, 5)"),
        (4, False, {"type": 8}, None),
        (4, False, {"type": 5}, "type: Value must be one of (8,)"),
        (2, False, {"type": 4, "data": {"flags": 4 | 64 | IS_COMPONENTS_V2}}, None),
        (2, False, {"type": 4, "data": {"flags": 128}}, "cannot be set by an application"),
    ],
)
def test_which_callback_answers_what(
    kind: int, from_message: bool, callback: Json, problem: str | None
) -> None:
    found = callback_problems(callback, kind, from_message=from_message)
    assert len(found) == (problem is not None)
    assert problem is None or problem in found[0]


@pytest.mark.parametrize(
    ("before", "flags", "problem"),
    [
        (0, IS_COMPONENTS_V2, None),
        (64, IS_COMPONENTS_V2, None),
        (64, 0, None),
        (0, 64, "EPHEMERAL cannot be changed"),
        (IS_COMPONENTS_V2, 0, "IS_COMPONENTS_V2 cannot be removed"),
        (0, 1 << 12, "cannot be set when editing"),
    ],
)
def test_which_flags_an_edit_may_set(before: int, flags: int, problem: str | None) -> None:
    found = edited_flag_problems(before, flags)
    assert len(found) == (problem is not None)
    assert problem is None or problem in found[0]


def command(*options: Json, **changed: Any) -> Json:
    described = {"name": "ask", "description": "Ask the archive"}
    return described | ({"options": list(options)} if options else {}) | changed


def menu(name: str = "Ask about this", **changed: Any) -> Json:
    return {"type": 3, "name": name} | changed


def option(kind: int = 3, **changed: Any) -> Json:
    return {"type": kind, "name": "question", "description": "Your question"} | changed


def options(count: int) -> Json:
    return command(*(option(name=f"o{number}") for number in range(count)))


def choices(count: int = 1, name: str = "n", value: str = "v") -> list[Json]:
    return [{"name": name, "value": value}] * count


def choosing(*given: Any, **changed: Any) -> Json:
    return command(option(choices=choices(*given, **changed)))


def command_of(total: int, **changed: Any) -> Json:
    """A command whose names, descriptions and values are `total` characters, about 8,000."""
    full = {"name": "n" * 100, "value": "v" * 100}
    rest = total - len("askd") - 3 * len("ad") - 39 * 200
    last = {"name": "n" * (rest // 2), "value": "v" * (rest - rest // 2)}
    parts = {"a": [full] * 20, "b": [full] * 19, "c": [last]}
    filled = (option(name=name, description="d", choices=part) for name, part in parts.items())
    return command(*filled, description="d", **changed)


COMMAND_LIMITS: list[Limit] = [
    ("name", lambda n: command(name=n), "a" * 32, "a" * 33),
    ("name", lambda n: command(name=n), "frage-größe_1", "Ask"),
    ("name", lambda n: command(name=n), "क्या", "ask it"),
    ("name", menu, "Ask about this", "a" * 33),
    ("description", lambda d: command(description=d), "d" * 100, "d" * 101),
    ("description", lambda d: command(description=d), "d", ""),
    ("description", lambda d: menu(description=d), "", "d"),
    ("description", command_of, 8000, 8001),
    (
        "description",
        lambda n: command_of(n, description_localizations={"de": "d" * 91}),
        7910,
        7911,
    ),
    ("type", lambda t: command(type=t), 1, 9),
    ("options", options, 25, 26),
    ("options", lambda n: command(option(), option(name=n)), "other", "question"),
    (
        "options",
        lambda r: command(option(required=r), option(name="b", required=True)),
        True,
        False,
    ),
    ("options", lambda k: command(option(1), option(k, name="b")), 1, 3),
    ("options.0", lambda k: command(option(k)), 11, 12),
    ("options.0.name", lambda n: command(option(name=n)), "a", "A"),
    ("options.0.description", lambda d: command(option(description=d)), "d" * 100, "d" * 101),
    ("options.0.max_length", lambda n: command(option(max_length=n)), 6000, 6001),
    ("options.0.min_length", lambda n: command(option(min_length=n, max_length=5)), 5, 6),
    ("options.0.min_value", lambda n: command(option(4, min_value=n)), 0, "0"),
    ("options.0.choices", choosing, 25, 26),
    ("options.0.choices.0.name", lambda n: choosing(name=n), "n" * 100, "n" * 101),
    ("options.0.choices.0.value", lambda v: choosing(value=v), "v" * 100, "v" * 101),
    (
        "options.0.autocomplete",
        lambda c: command(option(autocomplete=True, choices=c)),
        None,
        choices(),
    ),
    ("options.0.options.0", lambda k: command(option(2, options=[option(k)])), 1, 3),
    ("options.0.options.0", lambda k: command(option(1, options=[option(k)])), 3, 1),
    (
        "name_localizations.xx",
        lambda n: command(name_localizations=n),
        {"de": "frage"},
        {"xx": "frage"},
    ),
    ("name_localizations.de", lambda n: command(name_localizations={"de": n}), "frage", "Frage"),
    (
        "description_localizations.de",
        lambda d: command(description_localizations={"de": d}),
        "d" * 100,
        "d" * 101,
    ),
    ("contexts.0", lambda c: command(contexts=[c]), 2, 3),
    ("contexts", lambda c: command(contexts=c), [0, 1, 2], []),
    ("integration_types", lambda i: command(integration_types=i), [0, 1], [0, 0]),
    (
        "default_member_permissions",
        lambda p: command(default_member_permissions=p),
        "32",
        "manage_guild",
    ),
]


def test_every_kind_of_option_is_known_and_may_be_bare() -> None:
    options = [option(kind, name=f"kind{kind}") for kind in range(3, 12)]
    limits = {"min_length": 0, "max_length": 1, "choices": [], "channel_types": [0, 15]}
    assert command_problems(command(*(plain | limits for plain in options))) == []
    assert command_problems(command(option(1), contexts=[1], integration_types=[1])) == []


@each(COMMAND_LIMITS)
def test_command_limits(
    where: str, payload_of: Callable[[Any], Json], allowed: Any, refused: Any
) -> None:
    assert command_problems(payload_of(allowed)) == []
    assert places(command_problems(payload_of(refused))) == [where]


@pytest.mark.parametrize(("kind", "most"), [(1, 100), (2, 15), (3, 15)])
def test_how_many_commands_there_may_be(kind: int, most: int) -> None:
    described = {"description": "d"} if kind == 1 else {}
    commands = [{"type": kind, "name": f"c{number}"} | described for number in range(most + 1)]
    assert command_list_problems(commands[:most]) == []
    assert places(command_list_problems(commands)) == ["type"]


def test_two_commands_cannot_share_a_name_unless_of_different_types() -> None:
    assert command_list_problems([command(), menu("ask")]) == []
    assert places(command_list_problems([command(), command()])) == ["name"]
