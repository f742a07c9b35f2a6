"""The Passages button."""

import re
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
from discord_limits import message_problems
from interactions import interaction, refusal
from newsroom import IDS, article, payload, quote

from bot.answer import Quote
from bot.desk import Busy, Found
from bot.references import Reference, refer, unpack
from bot.views import PassagesButton

SOURCE = article("One. Two.")
QUOTE = quote(SOURCE, "Two.")


@dataclass
class FakeDesk:
    """Finds one quote, or raises."""

    quote: Quote | None = QUOTE
    error: Exception | None = None
    asked: list[Reference] = field(default_factory=list)

    async def find(self, references: list[Reference]) -> list[Found]:
        self.asked += references
        if self.error:
            raise self.error
        return [Found(reference, self.quote) for reference in references]


async def press(custom_id: str, asked: Any) -> None:
    """As discord.py does when a member presses a button that this process did not send."""
    match = PassagesButton.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match
    item: discord.ui.Button[Any] = discord.ui.Button(custom_id=custom_id)
    button = await PassagesButton.from_custom_id(asked, item, match)
    await button.callback(asked)


def test_the_custom_id_is_the_state() -> None:
    button = PassagesButton.for_quotes([refer(QUOTE)])
    assert button.item.custom_id == "fn:p:aaaaaaaaaa1.5-4"


def test_the_longest_references_of_an_answer_fit_a_custom_id() -> None:
    references = [Reference(name, 1295, 10**6, 10**6 + 800) for name in IDS[:4]]
    custom_id = PassagesButton.for_quotes(references).item.custom_id
    assert custom_id
    assert len(custom_id) <= 100
    assert unpack(custom_id.removeprefix("fn:p:")) == references


def test_of_more_references_the_first_that_fit_are_kept() -> None:
    references = [Reference(name, 1, 10**6, 10**6 + 800) for name in IDS]  # five take 99
    custom_id = PassagesButton.for_quotes(references).item.custom_id
    assert custom_id
    assert len(custom_id) <= 100
    assert unpack(custom_id.removeprefix("fn:p:")) == references[:4]


async def test_pressed_it_defers_for_one_member_and_shows_the_passages() -> None:
    desk = FakeDesk()
    asked = interaction(desk=desk)
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
    assert desk.asked == [refer(QUOTE)]
    message = payload(asked.calls[1][1])
    assert message_problems(message) == []
    assert "> One. **Two.**" in str(message)


async def test_pressed_it_is_taken_in_hand() -> None:
    asked = interaction(desk=FakeDesk())
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert asked.client.in_hand == 1


async def test_an_article_that_is_gone_is_said_to_be() -> None:
    asked = interaction(desk=FakeDesk(quote=None))
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert "revised or taken down" in str(payload(asked.calls[1][1]))


@pytest.mark.parametrize("packed", ["x", "~", "aaaaaaaaaa1.5", "<@1>"])
async def test_a_button_of_another_version_asks_to_ask_again(packed: str) -> None:
    asked = interaction(desk=FakeDesk())
    await press(f"fn:p:{packed}", asked)
    assert asked.names == ["defer", "edit"]
    assert asked.said.startswith("This button belongs to an answer that can no longer be read.")


async def test_a_busy_desk_is_told_of() -> None:
    asked = interaction(desk=FakeDesk(error=Busy()))
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert asked.said.startswith("I have too many questions")


async def test_what_should_not_happen_is_told_too() -> None:
    """discord.py would log it and leave the member without a word."""
    asked = interaction(desk=FakeDesk(error=ZeroDivisionError()))
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert re.search(r"Error [0-9a-f]{6}", asked.said)


async def test_a_press_that_comes_too_late_raises_nothing() -> None:
    asked = interaction(refusal(404, 10062), desk=FakeDesk())
    await press("fn:p:aaaaaaaaaa1.5-4", asked)
    assert asked.names == ["defer"]
