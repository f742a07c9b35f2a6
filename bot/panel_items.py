"""What can be pressed and chosen on the setup panel; all state is in the custom_id. *"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord

from bot import wording
from bot.delivery import Interaction, explain
from bot.panel_changes import OldPanel

PRESSED, CHOSEN = "set-button", "set-select"  # kinds, as of bot.views.FootnoteButton
_BUTTON, _SELECT = "fn:do:", "fn:set:"
_MOST = 25  # of what can be chosen at once
_LABEL = 100  # characters of an option


class PanelButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"fn:do:(?P<state>[a-z_]+:.*)"
):
    """Does one thing: `fn:do:<field>:<value>`. Pressed twice it does the same twice."""

    @classmethod
    def of(
        cls,
        field: str,
        value: str,
        label: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> Self:
        """A new button."""
        return cls(
            discord.ui.Button(label=label, style=style, custom_id=f"{_BUTTON}{field}:{value}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(item)  # type: ignore[arg-type]  # a button: the template is of nothing else

    async def callback(self, interaction: Interaction) -> None:
        """What discord.py calls."""
        await _hand_on(interaction, PRESSED, self.custom_id.removeprefix(_BUTTON))


class PanelSelect(
    discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"fn:set:(?P<state>[a-z_]+)"
):
    """Chooses the values of one setting, all of them anew: `fn:set:<field>`."""

    @classmethod
    def channels(
        cls, field: str, chosen: Iterable[int], kinds: Sequence[discord.ChannelType], most: int
    ) -> Self:
        """A choice among the server's channels."""
        return cls(
            discord.ui.ChannelSelect(
                custom_id=f"{_SELECT}{field}",
                channel_types=list(kinds),
                min_values=0,
                max_values=most,
                default_values=_defaults(chosen, discord.SelectDefaultValueType.channel, most),
            )
        )

    @classmethod
    def roles(cls, field: str, chosen: Iterable[int]) -> Self:
        """A choice among the server's roles."""
        return cls(
            discord.ui.RoleSelect(
                custom_id=f"{_SELECT}{field}",
                min_values=0,
                max_values=_MOST,
                default_values=_defaults(chosen, discord.SelectDefaultValueType.role, _MOST),
            )
        )

    @classmethod
    def one_of(cls, field: str, options: Sequence[tuple[str, str]], chosen: str) -> Self:
        """A choice of one; `options` are values and what they are called."""
        return cls(_options(field, options, {chosen}, (1, 1)))

    @classmethod
    def any_of(cls, field: str, values: Sequence[str], chosen: Iterable[str]) -> Self:
        """A choice of any number of values, which are called what they are."""
        options = [(value, value) for value in values[:_MOST]]
        return cls(_options(field, options, set(chosen), (0, len(options))))

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The select in which something was chosen."""
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """What discord.py calls."""
        await _hand_on(interaction, CHOSEN, self.custom_id.removeprefix(_SELECT))


ITEMS = (PanelButton, PanelSelect)


def chosen_in(interaction: Interaction) -> list[str]:
    """The values that were chosen: texts, or the ids of channels or roles."""
    data: Any = interaction.data or {}
    return [str(value) for value in data.get("values", ())]


def shown_in(interaction: Interaction) -> list[str]:
    """The values that could be chosen in the select that was used."""
    data: Any = interaction.data or {}
    waiting: list[Any] = list(interaction.message.components) if interaction.message else []
    while waiting:
        part = waiting.pop()
        if getattr(part, "custom_id", None) == data.get("custom_id"):
            return [option.value for option in getattr(part, "options", ())]
        waiting += getattr(part, "children", ())
    return []


async def whisper(interaction: Interaction, sentence: str) -> None:
    """Tell the member one sentence, and leave the panel as it is."""
    await interaction.followup.send(sentence, ephemeral=True)


async def _hand_on(interaction: Interaction, kind: str, state: str) -> None:
    client = interaction.client
    client.take_in_hand()
    client.speak_to(interaction)
    try:
        await client.presses[kind](interaction, state)
    except OldPanel:
        await whisper(interaction, wording.old_panel())
    except Exception as error:  # noqa: BLE001 - discord.py would only log it, and say nothing
        await explain(interaction, error)


def _options(
    field: str, options: Sequence[tuple[str, str]], chosen: set[str], count: tuple[int, int]
) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=f"{_SELECT}{field}",
        min_values=count[0],
        max_values=count[1],
        options=[
            discord.SelectOption(value=value, label=label[:_LABEL], default=value in chosen)
            for value, label in options
        ],
    )


def _defaults(
    chosen: Iterable[int], kind: discord.SelectDefaultValueType, most: int
) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=one, type=kind) for one in sorted(chosen)[:most]]
