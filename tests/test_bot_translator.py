"""What Discord is told of commands in other languages."""

from typing import Any

import discord
import pytest
from discord import app_commands

from bot import wording
from bot.languages import language_of
from bot.translator import CatalogueTranslator

LOCALES = [locale for locale in discord.Locale if language_of(locale.value) != "en"]

MENUS = (wording.ASK_ABOUT_THIS, wording.CHECK)  # names, where all others are descriptions


@pytest.fixture
async def tree() -> app_commands.CommandTree[discord.Client]:
    """A tree with one command, one group and one context menu."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))

    @tree.command(name=wording.ASK, description=wording.ASK_DESCRIPTION)
    @app_commands.describe(question=wording.ASK_QUESTION, more="Not in any catalogue")
    @app_commands.choices(more=[app_commands.Choice(name="Analysis", value="analysis")])
    async def ask(interaction: discord.Interaction, question: str, more: str = "") -> None: ...

    group = app_commands.Group(name="analysis", description=wording.ABOUT_DESCRIPTION)

    @group.command(name="correction", description=wording.ASK_DESCRIPTION)
    async def correction(interaction: discord.Interaction) -> None: ...

    async def open_it(interaction: discord.Interaction, message: discord.Message) -> None: ...

    tree.add_command(group)
    tree.add_command(app_commands.ContextMenu(name="Open", callback=open_it))
    await tree.set_translator(CatalogueTranslator())
    return tree


async def told(tree: app_commands.CommandTree[Any], place: int) -> dict[str, Any]:
    """What Discord is told of the command at a place."""
    assert tree.translator is not None
    command = tree.get_commands()[place]
    return await command.get_translated_payload(tree, tree.translator)


async def test_descriptions_are_told_in_every_locale_that_has_a_catalogue(
    tree: app_commands.CommandTree[Any],
) -> None:
    ask = await told(tree, 0)
    assert set(ask["description_localizations"]) == {"de", "es-419", "es-ES", "fr", "pt-BR"}
    assert ask["description_localizations"]["de"].startswith("Frag unsere Artikel;")


async def test_options_are_described_but_not_named(tree: app_commands.CommandTree[Any]) -> None:
    question = (await told(tree, 0))["options"][0]
    assert question["description_localizations"]["fr"] == "Que voulez-vous savoir\u00a0?"
    assert not question.get("name_localizations")


async def test_choices_are_named(tree: app_commands.CommandTree[Any]) -> None:
    [choice] = (await told(tree, 0))["options"][1]["choices"]
    assert choice["name_localizations"]["es-ES"] == "Análisis"


async def test_commands_and_groups_keep_their_names(tree: app_commands.CommandTree[Any]) -> None:
    group = await told(tree, 1)
    for command in (await told(tree, 0), group, group["options"][0]):
        assert not command.get("name_localizations")


async def test_context_menus_are_named(tree: app_commands.CommandTree[Any]) -> None:
    menu = await told(tree, 2)
    assert menu["name_localizations"]["de"] == "Öffnen"


async def test_what_is_in_no_catalogue_is_left_out(tree: app_commands.CommandTree[Any]) -> None:
    more = (await told(tree, 0))["options"][1]
    assert not more.get("description_localizations")


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@pytest.mark.parametrize(
    "name", [name for name in vars(wording) if name.isupper() and not name.startswith("_")]
)
async def test_no_description_is_longer_than_discord_takes(
    name: str, locale: discord.Locale
) -> None:
    text = getattr(wording, name)
    if not isinstance(text, str):
        pytest.skip("no description")
    context: Any = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.other, None
    )
    words = await CatalogueTranslator().translate(app_commands.locale_str(text), locale, context)
    assert len(words or text) <= (32 if text in MENUS else 100)
