"""Buttons: their state is in the custom_id, and whatever breaks reaches the member."""

import re
from typing import Any

import discord
import pytest
from discord_limits import modal_problems
from front_office import FakeDesk, fronted
from interactions import FakeClient, FakeMessage, interaction, refusal
from newsroom import IDS, article, quote

from bot.desk import Busy
from bot.references import BrokenReference, Reference, refer, unpack
from bot.views import (
    BUTTONS,
    FollowUpButton,
    FootnoteButton,
    HelpfulButton,
    PassagesButton,
    follow_up_form,
    not_helpful_form,
    sent_in,
    words_on,
)

SOURCE = article("One. Two.")
QUOTE = quote(SOURCE, "Two.")


async def press(custom_id: str, asked: Any) -> None:
    """As discord.py does when a member presses a button that this process did not send."""
    [(kind, match)] = [
        (kind, match)
        for kind in BUTTONS
        if (match := kind.__discord_ui_compiled_template__.fullmatch(custom_id))
    ]
    item: discord.ui.Button[Any] = discord.ui.Button(custom_id=custom_id)
    button = await kind.from_custom_id(asked, item, match)
    await button.callback(asked)


def pressing(error: Exception | None = None, **others: Any) -> tuple[FakeClient, list[str]]:
    """A client whose buttons note their state, or raise."""
    pressed: list[str] = []

    async def note(_interaction: Any, state: str) -> None:
        pressed.append(state)
        if error:
            raise error

    return FakeClient(presses={kind.kind: note for kind in BUTTONS}, **others), pressed


def test_the_custom_id_is_the_state() -> None:
    button = PassagesButton.for_quotes([refer(QUOTE)])
    assert button.item.custom_id == "fn:p:aaaaaaaaaa1.5-4"


def test_the_longest_references_of_an_answer_fit_a_custom_id_with_a_page() -> None:
    references = [Reference(name, 1295, 10**6, 10**6 + 800) for name in IDS[:4]]
    custom_id = PassagesButton.for_quotes(references).item.custom_id
    assert custom_id
    assert len(custom_id) + len("n99!") <= 100
    assert unpack(custom_id.removeprefix("fn:p:")) == references


def test_of_more_references_the_first_that_fit_are_kept() -> None:
    references = [Reference(name, 1, 10**6, 10**6 + 800) for name in IDS]
    custom_id = PassagesButton.for_quotes(references).item.custom_id
    assert custom_id
    assert unpack(custom_id.removeprefix("fn:p:")) == references[:4]


@pytest.mark.parametrize("kind", BUTTONS)
async def test_every_kind_of_button_is_known_by_its_custom_id_alone(
    kind: type[FootnoteButton],
) -> None:
    client, pressed = pressing()
    await press(f"fn:{kind.kind}:abcdefgh!5", interaction(client=client))
    assert pressed == ["abcdefgh!5"]
    assert client.in_hand == 1


@pytest.mark.parametrize("kind", BUTTONS)
def test_every_button_says_in_words_what_it_does(kind: type[FootnoteButton]) -> None:
    button = kind("abcdefgh").item
    assert button.label
    assert button.label[0].isalpha()
    assert len(button.label) <= 34


async def test_a_form_that_was_closed_can_be_opened_again_at_once() -> None:
    client, pressed = pressing(repeated=True)
    for kind in ("f", "n"):
        await press(f"fn:{kind}:abcdefgh", interaction(client=client))
    assert pressed == ["abcdefgh", "abcdefgh"]


async def test_a_double_click_is_answered_once() -> None:
    client, pressed = pressing(repeated=True)
    asked = interaction(client=client)
    await press("fn:h:abcdefgh", asked)
    assert (pressed, asked.names) == ([], ["defer"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BrokenReference("x"), "This button belongs to an answer that can no longer be read."),
        (Busy(), "I have too many questions"),
        (ZeroDivisionError(), "Sorry, something went wrong"),
    ],
)
async def test_whatever_breaks_reaches_the_member(error: Exception, said: str) -> None:
    """discord.py would log it and leave the member without a word."""
    client, _ = pressing(error)
    asked = interaction(client=client)
    await press("fn:p:x", asked)
    assert asked.said.startswith(said)


async def test_a_press_that_comes_too_late_raises_nothing() -> None:
    client, _ = pressing(refusal(404, 10062))
    asked = interaction(client=client)
    await press("fn:p:x", asked)
    assert asked.calls == []


@pytest.mark.parametrize("form", [follow_up_form, not_helpful_form])
def test_discord_takes_the_forms(form: Any) -> None:
    assert modal_problems(form("abcdefgh").to_dict()) == []


def test_what_was_sent_in_is_read_by_custom_id() -> None:
    data = {
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "question", "value": "And when?"}},
            {"type": 18, "component": {"type": 21, "custom_id": "reason", "value": "wrong"}},
            {"type": 18, "component": {"type": 4, "custom_id": "remark", "value": ""}},
            {"type": 18, "component": {"type": 3, "custom_id": "chosen", "values": ["a"]}},
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "row"}]},
        ]
    }
    filled = {"question": "And when?", "reason": "wrong", "chosen": "a", "old": "row"}
    assert sent_in(interaction(data=data)) == filled


def test_the_words_on_a_message_are_read_from_the_top() -> None:
    message: Any = FakeMessage("plain")
    assert words_on(message) == "plain"
    assert words_on(None) == ""


def test_primary_is_what_goes_on() -> None:
    assert FollowUpButton("a").item.style is discord.ButtonStyle.primary
    assert HelpfulButton("a").item.style is discord.ButtonStyle.secondary


async def test_the_clients_own_presses_know_every_button(tmp_path: Any) -> None:
    from bot.pressing import Pressing

    async with fronted(tmp_path, FakeDesk()) as front:
        assert set(Pressing(front).presses()) == {kind.kind for kind in BUTTONS}


def test_a_state_is_anything_but_nothing() -> None:
    assert all(
        not re.fullmatch(kind.__discord_ui_compiled_template__, f"fn:{kind.kind}:")
        for kind in BUTTONS
    )
