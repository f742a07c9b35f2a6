"""Slash commands and what a message's menu offers: each is defer, ask, send. *"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.app_commands import locale_str as described

from bot import wording
from bot.asking import Asked, answer, asker_of, is_private
from bot.card import about_forms
from bot.delivery import Interaction, acknowledge, explain, send
from bot.desk import LONGEST_QUESTION
from bot.front import LATEST, NEWEST, SEARCH, Front, Request
from bot.listing_card import article_forms, checked_forms, listing_forms
from bot.markdown import clip
from bot.options import filters_of
from bot.outcomes import LISTED, noted
from bot.pages import forgot_forms, help_forms, privacy_forms
from bot.timeline_card import timeline_forms
from index.filters import Filters

_MOST_CHOICES = 25
_LONGEST_CHOICE = 100
Question = app_commands.Range[str, 1, LONGEST_QUESTION]
Short = app_commands.Range[str, 1, 100]
_Command = TypeVar("_Command", app_commands.Command[Any, ..., None], app_commands.ContextMenu)


class CommandTree(app_commands.CommandTree[Any]):
    """Our commands, and what a member hears when one breaks."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Before each command."""
        interaction.client.take_in_hand()
        interaction.client.speak_to(interaction)
        return True

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Every error reaches the member as one sentence."""
        await explain(interaction, error)


def add_commands(tree: CommandTree, front: Front) -> None:
    """Put all members' commands on the tree."""
    for command in (*_questions(front), *_lists(front), *_about(front)):
        tree.add_command(command)
    for menu in _menus(front):
        tree.add_command(menu)


def _everywhere(command: _Command) -> _Command:
    """A command for servers, direct messages and groups, however the bot was installed."""
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
    command.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=True, private_channel=True
    )
    return command


# --- Questions


def _questions(front: Front) -> Sequence[app_commands.Command[Any, ..., None]]:
    @_everywhere
    @app_commands.command(name="ask", description=described(wording.ASK_DESCRIPTION))
    @app_commands.describe(
        question=described(wording.ASK_QUESTION),
        since=described(wording.SINCE),
        until=described(wording.UNTIL),
        section=described(wording.SECTION),
        author=described(wording.AUTHOR),
        outlet=described(wording.OUTLET),
        private=described(wording.PRIVATE),
    )
    async def ask(
        interaction: Interaction,
        question: Question,
        since: Short | None = None,
        until: Short | None = None,
        section: Short | None = None,
        author: Short | None = None,
        outlet: Short | None = None,
        private: bool | None = None,
    ) -> None:
        options = (since, until, section, author, outlet)
        asked = Asked(question, "slash", lambda: filters_of(*options), private)
        await answer(interaction, front, asked)

    _suggest(front, ask)

    @_everywhere
    @app_commands.command(name="timeline", description=described(wording.TIMELINE_DESCRIPTION))
    @app_commands.describe(
        topic=described(wording.TOPIC),
        since=described(wording.SINCE),
    )
    async def timeline(
        interaction: Interaction, topic: Question, since: Short | None = None
    ) -> None:
        with noted(front, f"interaction {interaction.id}", "timeline", interaction.user.id):
            await acknowledge(interaction, ephemeral=is_private(interaction, front))
            asker = asker_of(interaction, front)
            filters = front.remembered.within(filters_of(since), asker.guild)
            await front.admit(asker)
            found = await front.desk.timeline(topic, filters)
            await send(interaction, await timeline_forms(found))

    return (ask, timeline)


# --- Articles


def _lists(front: Front) -> Sequence[app_commands.Command[Any, ..., None]]:
    @_everywhere
    @app_commands.command(name="search", description=described(wording.SEARCH_DESCRIPTION))
    @app_commands.describe(
        query=described(wording.SEARCH_QUERY),
        since=described(wording.SINCE),
        until=described(wording.UNTIL),
        section=described(wording.SECTION),
        author=described(wording.AUTHOR),
        outlet=described(wording.OUTLET),
    )
    async def search(
        interaction: Interaction,
        query: Question,
        since: Short | None = None,
        until: Short | None = None,
        section: Short | None = None,
        author: Short | None = None,
        outlet: Short | None = None,
    ) -> None:
        await _list(front, interaction, query, SEARCH, since, until, section, author, outlet)

    _suggest(front, search)

    @_everywhere
    @app_commands.command(name="latest", description=described(wording.LATEST_DESCRIPTION))
    @app_commands.describe(topic=described(wording.TOPIC))
    async def latest(interaction: Interaction, topic: Question | None = None) -> None:
        await _list(front, interaction, topic or "", LATEST if topic else NEWEST)

    @_everywhere
    @app_commands.command(name="article", description=described(wording.ARTICLE_DESCRIPTION))
    @app_commands.describe(title=described(wording.ARTICLE_TITLE))
    async def article(interaction: Interaction, title: Short) -> None:
        with noted(front, f"interaction {interaction.id}", "article", interaction.user.id):
            await acknowledge(interaction, ephemeral=is_private(interaction, front))
            await front.admit(asker_of(interaction, front))
            filters = front.remembered.within(Filters(), interaction.guild_id)
            wanted = await front.desk.article(_article_id(front, title, filters), filters)
            like = await front.desk.similar(wanted.id, filters=filters) if wanted else ()
            copies = await front.desk.copies(wanted.id, filters) if wanted else ()
            await send(interaction, article_forms(wanted, like, copies))

    @article.autocomplete("title")
    async def titles(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        catalog = front.desk.catalog
        among = front.remembered.within(Filters(), interaction.guild_id).among
        found = catalog.titles(typed, among) if catalog else []
        return [
            app_commands.Choice(name=clip(entry.title, _LONGEST_CHOICE), value=entry.article_id)
            for entry in found[:_MOST_CHOICES]
        ]

    return (search, latest, article)


async def _list(
    front: Front, interaction: Interaction, words: str, way: str, *options: str | None
) -> None:
    with noted(front, f"interaction {interaction.id}", way, interaction.user.id) as slip:
        private = is_private(interaction, front)
        await acknowledge(interaction, ephemeral=private)
        asker = asker_of(interaction, front)
        request = Request(words, asker, way, filters_of(*options), private)
        found = await front.look_for(request)
        slip.outcome = LISTED
        await send(interaction, listing_forms(found))


def _article_id(front: Front, title: str, filters: Filters) -> str:
    """The article that was chosen, or whose title was typed without choosing."""
    catalog = front.desk.catalog
    if catalog is None or catalog.entry(title):
        return title
    found = catalog.titles(title, filters.among)
    return found[0].article_id if found else title


def _suggest(front: Front, command: app_commands.Command[Any, ..., None]) -> None:
    """Complete what is typed for section, author and outlet, from memory."""

    def completing(
        kind: str,
    ) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
        async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
            catalog = front.desk.catalog
            among = front.remembered.within(Filters(), interaction.guild_id).among
            names = getattr(catalog, kind)(typed, among) if catalog else []
            fitting = [name for name in names if len(name) <= _LONGEST_CHOICE]
            return [app_commands.Choice(name=n, value=n) for n in fitting[:_MOST_CHOICES]]

        return complete

    command.autocomplete("section")(completing("sections"))
    command.autocomplete("author")(completing("authors"))
    command.autocomplete("outlet")(completing("outlets"))


# --- The bot and the member


def _about(front: Front) -> Sequence[app_commands.Command[Any, ..., None]]:
    @_everywhere
    @app_commands.command(name="about", description=described(wording.ABOUT_DESCRIPTION))
    async def about(interaction: Interaction) -> None:
        await acknowledge(interaction, ephemeral=True)
        await send(
            interaction,
            about_forms(
                front.desk.coverage,
                keeps_questions=front.remembered.keeps_questions(interaction.guild_id),
            ),
        )

    @_everywhere
    @app_commands.command(name="help", description=described(wording.HELP_DESCRIPTION))
    async def help_(interaction: Interaction) -> None:
        await acknowledge(interaction, ephemeral=True)
        await send(interaction, help_forms(interaction.client.command_ids))

    @_everywhere
    @app_commands.command(name="privacy", description=described(wording.PRIVACY_DESCRIPTION))
    async def privacy(interaction: Interaction) -> None:
        await acknowledge(interaction, ephemeral=True)
        keeps = front.remembered.keeps_questions(interaction.guild_id)
        await send(interaction, privacy_forms(keeps, front.remembered.days_kept))

    @_everywhere
    @app_commands.command(name="forget-me", description=described(wording.FORGET_DESCRIPTION))
    async def forget_me(interaction: Interaction) -> None:
        await acknowledge(interaction, ephemeral=True)
        await send(interaction, forgot_forms(await front.forget(interaction.user.id)))

    return (about, help_, privacy, forget_me)


# --- What a message's menu offers


def _menus(front: Front) -> Sequence[app_commands.ContextMenu]:
    @_everywhere
    @app_commands.context_menu(name=described(wording.ASK_ABOUT_THIS))
    async def ask_about(interaction: Interaction, message: discord.Message) -> None:
        words = clip(message.clean_content, LONGEST_QUESTION)
        await answer(interaction, front, Asked(words, "menu"))

    @_everywhere
    @app_commands.context_menu(name=described(wording.CHECK))
    async def check(interaction: Interaction, message: discord.Message) -> None:
        with noted(front, f"interaction {interaction.id}", "check", interaction.user.id):
            await acknowledge(interaction, ephemeral=is_private(interaction, front))
            await front.admit(asker_of(interaction, front))
            filters = front.remembered.within(Filters(), interaction.guild_id)
            checked = await front.desk.check(message.clean_content, filters)
            await send(interaction, checked_forms(checked))

    return (ask_about, check)
