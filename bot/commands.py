"""Slash commands: each is defer, ask, send. *"""

import logging
import time
from typing import Any

from discord import app_commands

from bot import wording
from bot.card import about_forms, answer_forms
from bot.delivery import Interaction, acknowledge, explain, send
from bot.desk import LONGEST_QUESTION, Desk

log = logging.getLogger(__name__)


class CommandTree(app_commands.CommandTree[Any]):
    """Our commands, and what a member hears when one breaks."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Before each command."""
        interaction.client.take_in_hand()
        return True

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Every error reaches the member as one sentence."""
        await explain(interaction, error)


def add_commands(tree: CommandTree, desk: Desk) -> None:
    """Put all commands on the tree."""

    @tree.command(name=wording.ASK, description=wording.ASK_DESCRIPTION)
    @app_commands.describe(question=wording.ASK_QUESTION)
    async def ask(
        interaction: Interaction, question: app_commands.Range[str, 1, LONGEST_QUESTION]
    ) -> None:
        started = time.monotonic()
        await acknowledge(interaction)
        answer = await desk.ask(question)
        await send(interaction, answer_forms(answer))
        took = time.monotonic() - started
        log.info(
            "interaction %s: %d citations in %.2f s", interaction.id, len(answer.citations), took
        )

    @tree.command(name=wording.ABOUT, description=wording.ABOUT_DESCRIPTION)
    async def about(interaction: Interaction) -> None:
        await acknowledge(interaction, ephemeral=True)
        await send(interaction, about_forms(desk.coverage))
