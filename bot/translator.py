"""Tells Discord what commands are and do in the languages of our catalogues. *"""

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation

from bot.languages import in_language, language_of, read_all

# What members type is the same for all, so that one can tell another what to type.
_ENGLISH_FOR_ALL = {
    TranslationContextLocation.command_name,
    TranslationContextLocation.group_name,
    TranslationContextLocation.parameter_name,
}


class CatalogueTranslator(app_commands.Translator):
    """Descriptions, choices and the names of context menus, in each locale of Discord that has
    a catalogue; Discord shows English where there is none."""

    async def load(self) -> None:
        """Read the catalogues off the event loop, before any member waits for one."""
        await asyncio.to_thread(read_all)

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """None where there is no translation: an error would keep every command from Discord."""
        if context.location in _ENGLISH_FOR_ALL and not _is_in_a_menu(context.data):
            return None
        words = in_language(string.message, language_of(locale.value))
        return None if words == string.message else words


def _is_in_a_menu(named: Any) -> bool:
    return isinstance(named, app_commands.ContextMenu)
