"""Buttons. All their state is in the custom_id, so they work after any restart. *"""

import re
from typing import Any, Self

import discord

from bot import wording
from bot.delivery import Interaction, acknowledge, explain, send
from bot.passages_card import passages_forms
from bot.references import Reference, pack, unpack

_LONGEST_ID = 100  # characters of a custom_id
_PREFIX = "fn:p:"


class PassagesButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"fn:p:(.+)"):
    """Shows the quotes of an answer where they stand, to whoever presses it.

    `packed` is the state: see bot.references.
    """

    def __init__(self, packed: str) -> None:
        super().__init__(
            discord.ui.Button(
                label=wording.PASSAGES,
                style=discord.ButtonStyle.secondary,
                custom_id=f"{_PREFIX}{packed}",
            )
        )
        self._packed = packed

    @classmethod
    def for_quotes(cls, references: list[Reference]) -> Self:
        """The button for an answer's quotes, in the order of their citations."""
        return cls(pack(references, _LONGEST_ID - len(_PREFIX)))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(match[1])

    async def callback(self, interaction: Interaction) -> None:
        """Defer, look up, send."""
        interaction.client.take_in_hand()
        try:
            await acknowledge(interaction, ephemeral=True)
            found = await interaction.client.desk.find(unpack(self._packed))
            await send(interaction, passages_forms(found))
        except Exception as error:  # noqa: BLE001 - discord.py would only log it, and say nothing
            await explain(interaction, error)
