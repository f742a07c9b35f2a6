"""The setup panel: a server's settings as a card of selects and buttons, made anew each time. *"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot import wording
from bot.languages import LANGUAGES
from bot.page import NEUTRAL
from bot.panel_changes import OFF, ON, OWN
from bot.panel_items import PanelButton, PanelSelect
from bot.parts import fits
from bot.permissions import Audit, Problem
from bot.server import ServerSettings

CHANNELS, MEMBERS, NEWSROOM = "channels", "members", "newsroom"  # pages
# Which page a setting is on.
PAGE_OF = {
    "channels": CHANNELS,
    "auto_channels": CHANNELS,
    "private": MEMBERS,
    "language": MEMBERS,
    "per_minute": MEMBERS,
    "per_day": MEMBERS,
    "staff_roles": MEMBERS,
    "collection": NEWSROOM,
    "keep_questions": NEWSROOM,
    "gap_roles": NEWSROOM,
    "digest_channel": NEWSROOM,
}
MOST_OUTLETS = 25  # of a select
_MOST_CHANNELS = 25
_MOST_PROBLEMS = 10
_MINUTE = (0, 1, 2, 3, 5, 10, 20, 30)
_DAY = (0, 5, 10, 20, 30, 50, 100, 200, 500, 1000)
_ASKED = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
)
_POSTS = (discord.ChannelType.forum,)
_TOLD = (discord.ChannelType.text, discord.ChannelType.news)
Part = discord.ui.Item[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a server beside its settings.

    `channels` and `roles` are those that are there; others cannot be shown as chosen. `outlets`
    are offered besides those chosen; `more_outlets`: there are others to be looked for.
    """

    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    audit: Audit | None = None
    outlets: tuple[str, ...] = ()
    more_outlets: bool = False
    reads_posts: bool = False


def panel_card(page: str, settings: ServerSettings, place: Place) -> discord.ui.LayoutView:
    """One page of the panel. As many permission problems are told as there is room for."""
    for most in range(_MOST_PROBLEMS, -1, -1):
        view = discord.ui.LayoutView(timeout=None)
        parts = [
            discord.ui.TextDisplay(
                f"### {wording.panel_title()}: {wording.panel_pages()[page]}\n"
                f"-# {wording.saved_at_once()}"
            ),
            *_PAGES[page](settings, place),
            *(_audit(place.audit, most) if page == CHANNELS else ()),
            discord.ui.Separator(),
            _ways(page),
        ]
        view.add_item(discord.ui.Container(*parts, accent_colour=NEUTRAL))
        if fits(view):
            break
    return view


def permission_lines(problems: Sequence[Problem], most: int) -> list[str]:
    """A line for each channel that the bot lacks permissions in; beyond `most` only counted."""
    lines = [f"<#{one.channel}>: {', '.join(one.missing)}" for one in problems[:most]]
    more = len(problems) - len(lines)
    return [*lines, wording.and_more_channels(more)] if more else lines


# The pages


def _channels(settings: ServerSettings, place: Place) -> Iterator[Part]:
    yield discord.ui.TextDisplay(wording.set_channels())
    there = settings.channels & place.channels
    yield _row(PanelSelect.channels("channels", there, _ASKED, _MOST_CHANNELS))
    unread = "" if place.reads_posts else f"\n-# {wording.no_message_content()}"
    yield discord.ui.TextDisplay(wording.set_auto_channels() + unread)
    there = settings.auto_channels & place.channels
    yield _row(PanelSelect.channels("auto_channels", there, _POSTS, _MOST_CHANNELS))


def _members(settings: ServerSettings, place: Place) -> Iterator[Part]:
    yield _toggle("private", settings.private, wording.set_private(settings.private))
    yield discord.ui.TextDisplay(wording.set_language())
    languages = [(OWN, wording.own_language()), *LANGUAGES.items()]
    yield _row(PanelSelect.one_of("language", languages, settings.language or OWN))
    yield discord.ui.TextDisplay(wording.set_per_minute())
    yield _limit("per_minute", settings.per_minute, _MINUTE)
    yield discord.ui.TextDisplay(wording.set_per_day())
    yield _limit("per_day", settings.per_day, _DAY)
    yield discord.ui.TextDisplay(wording.set_staff_roles())
    yield _row(PanelSelect.roles("staff_roles", settings.staff_roles & place.roles))


def _newsroom(settings: ServerSettings, place: Place) -> Iterator[Part]:
    yield discord.ui.TextDisplay(wording.set_collection())
    yield from _collection(settings, place)
    keeps = settings.keep_questions
    yield _toggle("keep_questions", keeps, wording.set_keep_questions(keeps))
    yield discord.ui.TextDisplay(wording.set_gap_roles())
    yield _row(PanelSelect.roles("gap_roles", settings.gap_roles & place.roles))
    yield discord.ui.TextDisplay(wording.set_digest_channel())
    chosen = {settings.digest_channel} & place.channels if settings.digest_channel else set()
    yield _row(PanelSelect.channels("digest_channel", chosen, _TOLD, 1))


_PAGES: Mapping[str, Callable[[ServerSettings, Place], Iterator[Part]]] = {
    CHANNELS: _channels,
    MEMBERS: _members,
    NEWSROOM: _newsroom,
}


def _collection(settings: ServerSettings, place: Place) -> Iterator[Part]:
    """The outlets offered, and those chosen as far as there is room."""
    others = [outlet for outlet in place.outlets if outlet not in settings.collection]
    room = min(len(others), max(10, MOST_OUTLETS - len(settings.collection)))
    chosen = settings.collection[: MOST_OUTLETS - room]
    offered = [*chosen, *others[:room]]
    if offered:
        yield _row(PanelSelect.any_of("collection", offered, chosen))
    else:
        yield discord.ui.TextDisplay(f"-# {wording.no_outlets()}")
    if place.more_outlets or len(others) > room:
        yield _row(PanelButton.of("outlets", "", wording.find_outlets()))


def _limit(field: str, now: int, usual: Sequence[int]) -> Part:
    values = sorted({*usual, now})
    options = [(str(value), wording.as_many(value)) for value in values]
    return _row(PanelSelect.one_of(field, options, str(now)))


def _toggle(field: str, on: bool, text: str) -> Part:
    label = wording.turn_off() if on else wording.turn_on()
    button = PanelButton.of(field, OFF if on else ON, label)
    return discord.ui.Section(discord.ui.TextDisplay(text), accessory=button)


# Below each page


def _audit(audit: Audit | None, most: int) -> Iterator[Part]:
    yield discord.ui.Separator()
    if audit is None:
        yield discord.ui.TextDisplay(wording.permissions_unknown())
        return
    if audit.problems:
        lines = permission_lines(audit.problems, most)
        yield discord.ui.TextDisplay("\n".join([wording.permissions_missing(), *lines]))
    else:
        yield discord.ui.TextDisplay(wording.permissions_good(audit.checked))
    if audit.hidden:
        yield discord.ui.TextDisplay(f"-# {wording.hidden_channels(audit.hidden)}")
    if audit.gone:
        text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(
            wording.gone_channels(len(audit.gone))
        )
        button = PanelButton.of("gone", "", wording.remove_gone())
        yield discord.ui.Section(text, accessory=button)


def _ways(page: str) -> Part:
    """To the other pages, and to this one as it is now."""
    return _row(
        *(
            PanelButton.of(
                "page",
                name,
                label,
                discord.ButtonStyle.primary if name == page else discord.ButtonStyle.secondary,
            )
            for name, label in wording.panel_pages().items()
        ),
        PanelButton.of("test", "", wording.test_question(), discord.ButtonStyle.success),
    )


def _row(*items: PanelButton | PanelSelect) -> Part:
    return discord.ui.ActionRow(*items)


# Forms, read as those of bot.views are

TRIAL_FORM, OUTLETS_FORM = "fn:T:", "fn:O:"
WORDS = "words"
_LONGEST_QUESTION = 300
_LONGEST_NAME = 100


def trial_form() -> discord.ui.Modal:
    """Asks for a test question."""
    return _form(
        TRIAL_FORM, wording.test_question(), wording.test_question_label(), _LONGEST_QUESTION
    )


def outlets_form() -> discord.ui.Modal:
    """Asks for which outlets to look."""
    return _form(OUTLETS_FORM, wording.find_outlets(), wording.find_outlets_label(), _LONGEST_NAME)


def _form(custom_id: str, title: str, label: str, longest: int) -> discord.ui.Modal:
    form = discord.ui.Modal(title=title, custom_id=custom_id, timeout=1)
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id=WORDS, max_length=longest)
    form.add_item(discord.ui.Label(text=label, component=words))
    return form
