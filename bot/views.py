"""Buttons and forms. All their state is in the custom_id, so they outlive any restart. *"""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self

import discord

from bot import wording
from bot.delivery import Interaction, acknowledge, explain
from bot.references import Reference, pack

PREFIX = "fn:"
_LONGEST_ID = 100  # characters of a custom_id
_LONGEST_FOLLOW_UP = 300
_LONGEST_REMARK = 1000
Component = discord.ui.Item[Any]


class FootnoteButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template="fn:never"):
    """A button by what its custom_id says: `fn:<kind>:<state>`.

    What pressing it does is the client's to know (`presses`, by kind): see bot.pressing. A button
    is new for every message, since discord.py forgets a kind of button for the whole bot when a
    view that it was in is edited or times out.
    """

    kind: ClassVar[str]
    label: ClassVar[Callable[[], str]]  # in the language in force
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary
    opens_form: ClassVar[bool] = False  # one that was closed may be opened again at once

    def __init__(self, state: str) -> None:
        super().__init__(
            discord.ui.Button(
                label=type(self).label(),
                style=self.style,
                custom_id=f"{PREFIX}{self.kind}:{state}",
            )
        )
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(match["state"])

    async def callback(self, interaction: Interaction) -> None:
        """What discord.py calls; it would only log an error, and say nothing."""
        client = interaction.client
        client.take_in_hand()
        client.speak_to(interaction)
        try:
            if not self.opens_form and client.is_repeated(interaction):
                await acknowledge(interaction, in_place=True)  # it stays as it is
                return
            await client.presses[self.kind](interaction, self.state)
        except Exception as error:  # noqa: BLE001 - discord.py would only log it, and say nothing
            await explain(interaction, error)


class PassagesButton(FootnoteButton, template=r"fn:p:(?P<state>.+)"):
    """Shows the quotes of an answer where they stand; the state: bot.references, and a page."""

    kind = "p"
    label = staticmethod(wording.passages)

    @classmethod
    def for_quotes(cls, references: Sequence[Reference]) -> Self:
        """The button for an answer's quotes, in the order of their citations."""
        return cls(pack(references, _LONGEST_ID - len(f"{PREFIX}pn:99!")))


class PassagesNextButton(FootnoteButton, template=r"fn:pn:(?P<state>.+)"):
    """Turns to the next page of quotes; the state as of PassagesButton."""

    kind = "pn"
    label = staticmethod(wording.next_page)


class PassagesBackButton(FootnoteButton, template=r"fn:pb:(?P<state>.+)"):
    """Turns back a page of quotes; the state as of PassagesButton."""

    kind = "pb"
    label = staticmethod(wording.previous_page)


class MoreButton(FootnoteButton, template=r"fn:m:(?P<state>.+)"):
    """Shows articles that an answer did not quote; the state: its id, and how many to skip."""

    kind = "m"
    label = staticmethod(wording.more_sources)


class FollowUpButton(FootnoteButton, template=r"fn:f:(?P<state>.+)"):
    """Opens the form for a question that follows up."""

    kind = "f"
    opens_form = True
    style = discord.ButtonStyle.primary
    label = staticmethod(wording.follow_up)


class HelpfulButton(FootnoteButton, template=r"fn:h:(?P<state>.+)"):
    """A vote for an answer."""

    kind = "h"
    label = staticmethod(wording.helpful)


class NotHelpfulButton(FootnoteButton, template=r"fn:n:(?P<state>.+)"):
    """A vote against an answer; opens the form that asks why."""

    kind = "n"
    opens_form = True
    label = staticmethod(wording.not_helpful)


class ShareButton(FootnoteButton, template=r"fn:s:(?P<state>.+)"):
    """Shows a private answer to the channel."""

    kind = "s"
    label = staticmethod(wording.share)


class WidenButton(FootnoteButton, template=r"fn:w:(?P<state>.+)"):
    """Asks again without dates."""

    kind = "w"
    style = discord.ButtonStyle.primary
    label = staticmethod(wording.widen_dates)


class TellButton(FootnoteButton, template=r"fn:t:(?P<state>.+)"):
    """Puts an unanswered question before the newsroom."""

    kind = "t"
    label = staticmethod(wording.tell_newsroom)


class NextButton(FootnoteButton, template=r"fn:g:(?P<state>.+)"):
    """Leafs on in search results; the state: the id of their record, and how many to skip."""

    kind = "g"
    label = staticmethod(wording.next_page)


class PreviousButton(FootnoteButton, template=r"fn:b:(?P<state>.+)"):
    """Leafs back in search results; the state as of NextButton."""

    kind = "b"
    label = staticmethod(wording.previous_page)


BUTTONS: tuple[type[FootnoteButton], ...] = (
    PassagesButton,
    PassagesNextButton,
    PassagesBackButton,
    MoreButton,
    FollowUpButton,
    HelpfulButton,
    NotHelpfulButton,
    ShareButton,
    WidenButton,
    TellButton,
    NextButton,
    PreviousButton,
)


def row(*buttons: FootnoteButton) -> discord.ui.ActionRow[Any]:
    """Buttons side by side."""
    return discord.ui.ActionRow(*buttons)


# Forms. What is sent in is read by `sent_in`, not by discord.py, which forgets forms at a restart.

FOLLOW_UP_FORM, NOT_HELPFUL_FORM = "fn:F:", "fn:N:"
QUESTION, REASON, REMARK = "question", "reason", "remark"


def follow_up_form(answer_id: str) -> discord.ui.Modal:
    """Asks for a question that follows up an answer."""
    form = discord.ui.Modal(
        title=wording.follow_up(), custom_id=f"{FOLLOW_UP_FORM}{answer_id}", timeout=1
    )
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=QUESTION,
        style=discord.TextStyle.paragraph,
        max_length=_LONGEST_FOLLOW_UP,
        placeholder=wording.follow_up_hint(),
    )
    form.add_item(discord.ui.Label(text=wording.follow_up_label(), component=text))
    return form


def not_helpful_form(answer_id: str) -> discord.ui.Modal:
    """Asks what is wrong with an answer."""
    form = discord.ui.Modal(
        title=wording.not_helpful(), custom_id=f"{NOT_HELPFUL_FORM}{answer_id}", timeout=1
    )
    reasons: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(
        custom_id=REASON,
        options=[
            discord.RadioGroupOption(label=label, value=value)
            for value, label in wording.reasons().items()
        ],
    )
    remark: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=REMARK,
        style=discord.TextStyle.paragraph,
        max_length=_LONGEST_REMARK,
        required=False,
    )
    form.add_item(discord.ui.Label(text=wording.what_is_wrong(), component=reasons))
    form.add_item(
        discord.ui.Label(
            text=wording.remark_label(), description=wording.remark_hint(), component=remark
        )
    )
    return form


def sent_in(interaction: Interaction) -> dict[str, str]:
    """What was filled into a form, by custom_id; what was left empty is missing."""
    found: dict[str, str] = {}
    data: Any = interaction.data or {}
    for top in data.get("components", ()):
        for part in [top.get("component") or {}, *top.get("components", ())]:
            values = part.get("values") or [part.get("value")]
            if part.get("custom_id") and values[0]:
                found[part["custom_id"]] = str(values[0])
    return found


def words_on(message: discord.Message | None) -> str:
    """All text of a message of ours, card or embed, from the top."""
    if message is None:
        return ""
    texts = [message.content, *(embed.description or "" for embed in message.embeds)]
    waiting: list[Any] = list(message.components)
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, discord.TextDisplay):
            texts.append(part.content)
        waiting[:0] = getattr(part, "children", ())
    return "\n".join(text for text in texts if text)
