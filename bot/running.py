"""`/footnote …`: for those who run a server; each is defer, look who asks, do, send. *"""

import contextlib
import io
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as described

from bot import wording
from bot.delivery import Form, Interaction, acknowledge, send, turn
from bot.front import Front
from bot.gap_groups import GapGroups
from bot.gaps import Group
from bot.gaps_card import BUTTONS as GAPS_BUTTONS
from bot.gaps_card import gaps_forms, table_forms
from bot.markdown import clip, escape
from bot.page import Page, page_forms
from bot.panel_items import ITEMS, whisper
from bot.permissions import audit, manages
from bot.reindexing import AlreadyRebuilding, RebuildFailed, Reindexing, Step
from bot.server import ServerSettings
from bot.set_up import SetUp
from bot.settings import BotSettings
from bot.status_card import Status, status_forms
from bot.views import FootnoteButton

log = logging.getLogger(__name__)

_COUNTED = (7, 30)  # days that the status tells of
_DAYS = 30  # that the gaps are of, unless asked otherwise
_SAID = 300  # characters of what a rebuild said
_Press = Callable[[Interaction, str], Awaitable[None]]
_Tree = app_commands.CommandTree[Any]
Days = app_commands.Range[int, 1, 365]


class ResetButton(FootnoteButton, template=r"fn:x:(?P<state>.+)"):
    """Puts all settings of a server back; the state is of no account."""

    kind = "x"
    style = discord.ButtonStyle.danger
    label = staticmethod(wording.reset)


RUNNING_ITEMS = (*ITEMS, *GAPS_BUTTONS, ResetButton)


class Running:
    """What those who run a server can do."""

    def __init__(
        self, front: Front, settings: BotSettings, reindexing: Reindexing | None = None
    ) -> None:
        self._front = front
        self._operators = settings.operators
        self._groups = GapGroups(front)
        self._reindexing = reindexing or Reindexing()
        self._set_up = SetUp(front, reads_posts=settings.message_content)

    def presses(self) -> Mapping[str, _Press]:
        """What each kind of button and select does; see bot.pressing."""
        return {
            **self._set_up.presses(),
            "gn": self.leaf,
            "gb": self.leaf,
            "gt": self.table,
            "x": self.reset,
        }

    async def sent(self, interaction: Interaction, custom_id: str) -> None:
        """A form was sent in; what is no form of ours is passed over."""
        await self._set_up.sent(interaction, custom_id)

    # Settings

    async def set_up(self, interaction: Interaction) -> None:
        """The setup panel."""
        if await self._may(interaction):
            await self._set_up.show(interaction)

    async def ask_to_reset(self, interaction: Interaction) -> None:
        """Putting all back wants a second press."""
        if await self._may(interaction):
            page = Page(wording.sure_to_reset(), buttons=lambda: ([ResetButton("all")],))
            await send(interaction, page_forms(page))

    async def reset(self, interaction: Interaction, _state: str) -> None:
        """All settings as they were at first."""
        if await self._may(interaction) and interaction.guild_id:
            await self._front.remembered.save_server(interaction.guild_id, ServerSettings())
            await send(interaction, _said(wording.was_reset()))

    # What there is to see

    async def status(self, interaction: Interaction) -> None:
        """How the bot does in this server."""
        if await self._may(interaction) and interaction.guild_id:
            await send(interaction, status_forms(await self._status(interaction)))

    async def export(self, interaction: Interaction) -> None:
        """All that is kept of the server, as a file."""
        if not await self._may(interaction):
            return
        guild = interaction.guild_id or 0
        text = await self._front.do(
            lambda records: json.dumps(records.export(guild), ensure_ascii=False, indent=2)
        )
        await send(interaction, [Form("file", lambda: _file(text))])

    async def gaps(self, interaction: Interaction, days: int) -> None:
        """What was not answered."""
        await acknowledge(interaction, ephemeral=True)
        if not self._may_see_gaps(interaction):
            await send(interaction, _said(wording.only_gap_readers()))
            return
        await self._show_gaps(interaction, days, 0)

    async def leaf(self, interaction: Interaction, state: str) -> None:
        """Another page of that, in place."""
        await turn(interaction)
        if not self._may_see_gaps(interaction):
            await whisper(interaction, wording.only_gap_readers())
            return
        days, _, skip = state.partition("!")
        await self._show_gaps(interaction, int(days), int(skip or 0))

    async def table(self, interaction: Interaction, days: str) -> None:
        """The same as a file."""
        await acknowledge(interaction, ephemeral=True)
        if not self._may_see_gaps(interaction):
            await send(interaction, _said(wording.only_gap_readers()))
            return
        await send(interaction, table_forms(await self._found(interaction, int(days))))

    # The index

    async def reindex(self, interaction: Interaction) -> None:
        """Rebuild the index beside serving, and tell how far that is."""
        await acknowledge(interaction, ephemeral=True)
        if interaction.user.id not in self._operators:
            await send(interaction, _said(wording.only_operators()))
            return
        await send(interaction, _said(wording.rebuilding()))
        log.info("rebuilding the index, as interaction %s asks", interaction.id)
        await send(interaction, _said(await self._rebuilt(interaction)))

    async def _rebuilt(self, interaction: Interaction) -> str:
        async def tell(step: Step) -> None:
            with contextlib.suppress(discord.HTTPException, OSError):  # the end is what counts
                words = wording.rebuilding_step(step.stage, step.done, step.total)
                await interaction.edit_original_response(content=words)

        try:
            summary = await self._reindexing.run(tell)
        except AlreadyRebuilding:
            return wording.rebuilding_already()
        except (RebuildFailed, OSError) as error:
            log.error("the index could not be rebuilt: %s", error)
            return wording.rebuild_failed(escape(clip(str(error), _SAID)))
        return wording.rebuilt(escape(clip(summary, _SAID)))

    # Who may, and what there is

    async def _may(self, interaction: Interaction) -> bool:
        """Acknowledge; whether the member manages the server, and told so if not."""
        await acknowledge(interaction, ephemeral=True)
        if not manages(interaction):
            await send(interaction, _said(wording.only_managers()))
            return False
        return True

    def _may_see_gaps(self, interaction: Interaction) -> bool:
        roles = self._front.remembered.server(interaction.guild_id).gap_roles
        user = interaction.user
        has_one = isinstance(user, discord.Member) and any(map(user.get_role, roles))
        return manages(interaction) or (bool(interaction.guild_id) and has_one)

    async def _show_gaps(self, interaction: Interaction, days: int, skip: int) -> None:
        groups = await self._found(interaction, days)
        keeps = self._front.remembered.keeps_questions(interaction.guild_id)
        await send(interaction, gaps_forms(groups, days, skip, keeps))

    async def _found(self, interaction: Interaction, days: int) -> list[Group]:
        since = datetime.now(UTC) - timedelta(days=days)
        return await self._groups.of(interaction.guild_id or 0, since)

    async def _status(self, interaction: Interaction) -> Status:
        guild, number = interaction.guild, interaction.guild_id or 0
        settings = self._front.remembered.server(number)
        now = datetime.now(UTC)
        outcomes = await self._front.do(
            lambda records: {
                days: records.outcomes(number, now - timedelta(days=days)) for days in _COUNTED
            }
        )
        return Status(
            outcomes=outcomes,
            coverage=self._front.desk.coverage,
            latency=interaction.client.latency,
            shard=guild.shard_id if guild else 0,
            settings=settings,
            audit=audit(guild, settings) if guild else None,
        )


def add_running_commands(tree: _Tree, running: Running) -> None:
    """Put `/footnote` on the tree."""
    group = app_commands.Group(
        name="footnote",
        description=described(wording.RUNNING_DESCRIPTION),
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    @group.command(name="setup", description=described(wording.SETUP_DESCRIPTION))
    async def set_up(interaction: Interaction) -> None:
        await running.set_up(interaction)

    @group.command(name="status", description=described(wording.STATUS_DESCRIPTION))
    async def status(interaction: Interaction) -> None:
        await running.status(interaction)

    @group.command(name="export", description=described(wording.EXPORT_DESCRIPTION))
    async def export(interaction: Interaction) -> None:
        await running.export(interaction)

    @group.command(name="reset", description=described(wording.RESET_DESCRIPTION))
    async def reset(interaction: Interaction) -> None:
        await running.ask_to_reset(interaction)

    @group.command(name="gaps", description=described(wording.GAPS_DESCRIPTION))
    @app_commands.describe(days=described(wording.GAPS_DAYS))
    async def gaps(interaction: Interaction, days: Days = _DAYS) -> None:
        await running.gaps(interaction, days)

    @group.command(name="reindex", description=described(wording.REINDEX_DESCRIPTION))
    async def reindex(interaction: Interaction) -> None:
        await running.reindex(interaction)

    tree.add_command(group)


def _said(sentence: str) -> list[Form]:
    return [Form("plain text", lambda: {"content": sentence})]


def _file(text: str) -> dict[str, Any]:
    file = discord.File(io.BytesIO(text.encode()), filename="footnote-server.json")
    return {"content": wording.exported(), "attachments": [file]}
