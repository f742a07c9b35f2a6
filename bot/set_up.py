"""The setup panel at work: shown, changed, shown anew. *"""

from collections.abc import Awaitable, Callable, Mapping

import discord

from bot import wording
from bot.card import answer_forms
from bot.delivery import Form, Interaction, acknowledge, open_form, send
from bot.front import Front
from bot.panel import (
    CHANNELS,
    MOST_OUTLETS,
    NEWSROOM,
    OUTLETS_FORM,
    PAGE_OF,
    TRIAL_FORM,
    WORDS,
    Place,
    outlets_form,
    panel_card,
    trial_form,
)
from bot.panel_changes import changed, collected, without
from bot.panel_items import CHOSEN, PRESSED, chosen_in, shown_in, whisper
from bot.permissions import audit, manages
from bot.server import ServerSettings
from bot.told import Told
from bot.views import sent_in
from index.filters import Filters

_Press = Callable[[Interaction, str], Awaitable[None]]


class SetUp:
    """The panel, on what the front knows. `reads_posts`: the bot has the message-content intent."""

    def __init__(self, front: Front, *, reads_posts: bool) -> None:
        self._front = front
        self._reads_posts = reads_posts

    def presses(self) -> Mapping[str, _Press]:
        """What pressing and choosing does, by kind of item."""
        return {PRESSED: self.pressed, CHOSEN: self.chosen}

    async def show(self, interaction: Interaction, page: str = CHANNELS, typed: str = "") -> None:
        """The panel as the response to an interaction that was acknowledged."""
        guild = interaction.guild_id or 0
        settings = self._front.remembered.server(guild)
        place = self._place(interaction.guild, settings, typed)
        await send(
            interaction, [Form("panel", lambda: {"view": panel_card(page, settings, place)})]
        )

    async def chosen(self, interaction: Interaction, field: str) -> None:
        """Something was chosen in a select."""
        if not await self._may(interaction):
            return
        values, shown = chosen_in(interaction), shown_in(interaction)

        def change(settings: ServerSettings) -> ServerSettings:
            if field == "collection":
                return collected(settings, shown, values)
            return changed(settings, field, values)

        await self._save(interaction, change, PAGE_OF.get(field, CHANNELS))

    async def pressed(self, interaction: Interaction, state: str) -> None:
        """A button was pressed. A form must be the first answer."""
        what, _, value = state.partition(":")
        if what in ("test", "outlets") and manages(interaction):
            form = trial_form() if what == "test" else outlets_form()
            await open_form(interaction, form)
            return
        if not await self._may(interaction):
            return
        settings = self._front.remembered.server(interaction.guild_id)
        if what == "page":
            await self.show(interaction, value if value in PAGE_OF.values() else CHANNELS)
        elif what == "gone":
            found = audit(interaction.guild, settings) if interaction.guild else None
            gone = found.gone if found else ()
            await self._save(interaction, lambda now: without(now, gone), CHANNELS)
        else:
            await self._save(
                interaction, lambda now: changed(now, what, [value]), PAGE_OF.get(what, CHANNELS)
            )

    async def sent(self, interaction: Interaction, custom_id: str) -> None:
        """A form was sent in; what is no form of the panel is passed over."""
        words = sent_in(interaction).get(WORDS, "")
        if custom_id == TRIAL_FORM:
            await self._test(interaction, words)
        elif custom_id == OUTLETS_FORM and await self._may(interaction):
            await self.show(interaction, NEWSROOM, words)

    async def _test(self, interaction: Interaction, question: str) -> None:
        """Answer from what the server sees, and keep nothing of it."""
        await acknowledge(interaction, ephemeral=True)
        if not manages(interaction):
            await send(interaction, [Form("text", lambda: {"content": wording.only_managers()})])
            return
        filters = self._front.remembered.within(Filters(), interaction.guild_id)
        found = await self._front.desk.answered(question, None, filters)
        await send(interaction, answer_forms(Told(found.answer, private=True)))

    async def _save(
        self,
        interaction: Interaction,
        change: Callable[[ServerSettings], ServerSettings],
        page: str,
    ) -> None:
        if interaction.guild_id:
            await self._front.remembered.change_server(interaction.guild_id, change)
        interaction.client.speak_to(interaction)  # the language may be what was chosen
        await self.show(interaction, page)

    async def _may(self, interaction: Interaction) -> bool:
        """Acknowledge; whether the member still manages the server."""
        await acknowledge(interaction, ephemeral=True, in_place=True)
        if manages(interaction):
            return True
        await whisper(interaction, wording.only_managers())
        return False

    def _place(self, guild: discord.Guild | None, settings: ServerSettings, typed: str) -> Place:
        catalog = self._front.desk.catalog
        outlets = catalog.outlets(typed) if catalog else []
        return Place(
            channels=frozenset(one.id for one in guild.channels) if guild else frozenset(),
            roles=frozenset(one.id for one in guild.roles) if guild else frozenset(),
            audit=audit(guild, settings) if guild else None,
            outlets=tuple(outlets),
            more_outlets=bool(typed) or len(outlets) >= MOST_OUTLETS,
            reads_posts=self._reads_posts,
        )
