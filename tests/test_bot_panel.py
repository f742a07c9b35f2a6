"""The setup panel, and what choosing on it changes."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from discord_limits import Json, message_problems, modal_problems, text_weight, texts, walk
from discord_places import SEND_MESSAGES
from front_office import FakeDesk, fronted
from managing import Client, channel, managed, message_with, reader, server
from newsroom import payload

from bot.front import Front
from bot.languages import LANGUAGES, speaking
from bot.panel import PAGE_OF, Place, outlets_form, panel_card, trial_form
from bot.panel_changes import OldPanel, changed, collected, without
from bot.panel_items import PanelButton, PanelSelect
from bot.permissions import Audit, Problem
from bot.server import ServerSettings
from bot.set_up import SetUp

GUILD = 20
IN_PLACE = {"thinking": False, "ephemeral": True}
PAGES = sorted(set(PAGE_OF.values()))
FULL = ServerSettings(
    channels=frozenset(range(1, 26)),
    auto_channels=frozenset(range(30, 60)),
    private=True,
    language="de",
    per_minute=7,
    per_day=0,
    staff_roles=frozenset(range(1, 30)),
    gap_roles=frozenset({1}),
    collection=tuple(f"Chosen {number}" for number in range(30)),
    keep_questions=True,
    digest_channel=3,
)
ALL_MISSING = ("View Channel", "Send Messages", "Read Message History", "Embed Links")
CROWDED = Place(
    channels=frozenset(range(1, 100)),
    roles=frozenset(range(1, 40)),
    audit=Audit(60, tuple(Problem(10**18 + n, ALL_MISSING) for n in range(60)), (3, 4), 2),
    outlets=tuple(f"{number:02}{'新' * 98}" for number in range(25)),
    more_outlets=True,
)


def shown(page: str, settings: ServerSettings = FULL, place: Place = CROWDED) -> Json:
    return payload({"view": panel_card(page, settings, place)})


def component(message: Json, custom_id: str) -> Json:
    return next(c for _, c in walk(message["components"]) if c.get("custom_id") == custom_id)


def chosen(message: Json, field: str) -> list[str]:
    """What a select says is chosen."""
    select = component(message, f"fn:set:{field}")
    if "options" in select:
        return [option["value"] for option in select["options"] if option.get("default")]
    return [str(one["id"]) for one in select.get("default_values", ())]


def offered(message: Json, field: str) -> list[str]:
    return [option["value"] for option in component(message, f"fn:set:{field}")["options"]]


# The card


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("settings", [ServerSettings(), FULL], ids=["first", "full"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_within_discords_limits(
    page: str, settings: ServerSettings, language: str
) -> None:
    with speaking(language):
        for place in (Place(), CROWDED):
            message = shown(page, settings, place)
            assert message_problems(message) == []
            assert text_weight(message) < 10_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_buttons_have_room_for_their_words(language: str) -> None:
    with speaking(language):
        for form in (trial_form(), outlets_form()):
            assert modal_problems(form.to_dict()) == []
        for page in PAGES:
            labels = [c.get("label", "") for _, c in walk(shown(page)["components"])]
            assert max(map(len, labels)) <= 34


def test_every_setting_is_on_a_page() -> None:
    custom_ids = [
        str(c["custom_id"])
        for page in PAGES
        for _, c in walk(shown(page)["components"])
        if c.get("custom_id")
    ]
    for field in ServerSettings.__dataclass_fields__:
        assert any(re.fullmatch(rf"fn:(set|do):{field}(:.*)?", one) for one in custom_ids), field


def test_selects_show_what_is_chosen() -> None:
    settings = replace(FULL, channels=frozenset({1, 2}), auto_channels=frozenset({30}))
    channels, members, newsroom = (shown(page, settings) for page in PAGES)
    assert chosen(channels, "channels") == ["1", "2"]
    assert chosen(channels, "auto_channels") == ["30"]
    assert chosen(members, "language") == ["de"]
    assert chosen(members, "per_minute") == ["7"]
    assert chosen(members, "per_day") == ["0"]
    assert chosen(newsroom, "gap_roles") == ["1"]
    assert chosen(newsroom, "digest_channel") == ["3"]


def test_what_is_not_there_any_more_is_not_shown_as_chosen() -> None:
    message = shown("channels", replace(FULL, channels=frozenset({1, 999})))
    assert chosen(message, "channels") == ["1"]


def test_the_first_choices_are_none() -> None:
    first = ServerSettings()
    assert chosen(shown("channels", first), "channels") == []
    assert chosen(shown("members", first), "language") == ["own"]
    assert chosen(shown("members", first), "per_minute") == [str(first.per_minute)]


def test_a_toggle_says_how_it_stands_and_offers_the_other() -> None:
    message = shown("members", replace(FULL, private=True))
    assert "Private by default: on." in "\n".join(texts(message))
    assert component(message, "fn:do:private:off")["label"] == "Turn off"
    message = shown("members", replace(FULL, private=False))
    assert component(message, "fn:do:private:on")["label"] == "Turn on"


def test_keeping_questions_is_said_to_be_told_to_members() -> None:
    assert "`/privacy` tells members" in "\n".join(texts(shown("newsroom")))


@pytest.mark.parametrize("reads", [True, False])
def test_that_posts_cannot_be_read_is_said(reads: bool) -> None:
    message = shown("channels", place=Place(reads_posts=reads))
    assert ("FOOTNOTE_MESSAGE_CONTENT" in "\n".join(texts(message))) is not reads


def test_the_first_problems_are_named_and_the_others_counted() -> None:
    text = "\n".join(texts(shown("channels")))
    assert f"<#{10**18 + 9}>: {', '.join(ALL_MISSING)}" in text
    assert f"<#{10**18 + 10}>" not in text
    assert "and 50 more channels" in text
    assert "2 channels are hidden from me" in text


def test_where_nothing_is_missing_it_is_said() -> None:
    text = "\n".join(texts(shown("channels", place=Place(audit=Audit(3)))))
    assert "nothing is missing in the 3 channels" in text


def test_channels_that_are_gone_can_be_removed() -> None:
    assert component(shown("channels"), "fn:do:gone:")["label"] == "Remove"


def test_outlets_are_offered_beside_those_chosen() -> None:
    place = Place(outlets=("Courier", "Echo"))
    message = shown("newsroom", ServerSettings(collection=("Echo", "Gone Gazette")), place)
    assert offered(message, "collection") == ["Echo", "Gone Gazette", "Courier"]
    assert chosen(message, "collection") == ["Echo", "Gone Gazette"]


def test_there_is_always_room_for_outlets_that_are_not_chosen() -> None:
    values = offered(shown("newsroom"), "collection")
    assert len(values) == 25
    assert len([value for value in values if not value.startswith("Chosen")]) == 10


def test_few_outlets_need_not_be_looked_for() -> None:
    ids = [c.get("custom_id") for _, c in walk(shown("newsroom", place=Place())["components"])]
    assert "fn:do:outlets:" not in ids
    assert component(shown("newsroom"), "fn:do:outlets:")["label"] == "Find outlets"


def test_the_page_that_is_shown_is_marked() -> None:
    message = shown("members")
    assert component(message, "fn:do:page:members")["style"] == 1
    assert component(message, "fn:do:page:channels")["style"] == 2


# What is changed


@pytest.mark.parametrize(
    ("field", "values", "after"),
    [
        ("channels", ["5", "6"], frozenset({5, 6})),
        ("channels", [], frozenset()),
        ("auto_channels", ["5"], frozenset({5})),
        ("private", ["on"], True),
        ("private", ["off"], False),
        ("language", ["pt_BR"], "pt_BR"),
        ("language", ["own"], None),
        ("per_minute", ["0"], 0),
        ("per_day", ["30"], 30),
        ("staff_roles", ["7"], frozenset({7})),
        ("gap_roles", ["7"], frozenset({7})),
        ("keep_questions", ["on"], True),
        ("digest_channel", ["9"], 9),
        ("digest_channel", [], None),
    ],
)
def test_a_choice_changes_one_setting(field: str, values: list[str], after: object) -> None:
    assert changed(FULL, field, values) == replace(FULL, **{field: after})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("colour", ["red"]),
        ("private", ["maybe"]),
        ("private", []),
        ("language", ["xx"]),
        ("per_day", ["-1"]),
        ("channels", ["x"]),
    ],
)
def test_what_is_not_known_is_of_an_old_panel(field: str, values: list[str]) -> None:
    with pytest.raises(OldPanel):
        changed(FULL, field, values)


def test_outlets_that_were_not_shown_stay_chosen() -> None:
    settings = ServerSettings(collection=("A", "B", "C"))
    assert collected(settings, ["B", "C", "D"], ["D", "B"]).collection == ("A", "D", "B")


def test_what_is_gone_is_taken_out_everywhere() -> None:
    settings = ServerSettings(
        channels=frozenset({1, 2}), auto_channels=frozenset({2}), digest_channel=2
    )
    assert without(settings, [2]) == ServerSettings(channels=frozenset({1}))


# Pressed and chosen, as discord.py does it


class Office(Client):
    """The client, with the panel."""

    def __init__(self, front: Front) -> None:
        self.set_up = SetUp(front, reads_posts=True)
        super().__init__(front=front, presses=self.set_up.presses())


async def use(kind: Any, custom_id: str, asked: Any) -> None:
    """As discord.py does when a member uses an item that this process did not send."""
    match = kind.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match
    item: Any = (
        discord.ui.Button(custom_id=custom_id)
        if kind is PanelButton
        else discord.ui.ChannelSelect(custom_id=custom_id)
    )
    await (await kind.from_custom_id(asked, item, match)).callback(asked)


def panel_in(asked: Any) -> Json:
    """The panel that the last call showed."""
    assert asked.names[-1] == "edit"
    return payload(asked.calls[-1][1])


async def test_choosing_saves_at_once_and_shows_the_panel_anew(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        data = {"custom_id": "fn:set:channels", "values": ["1"]}
        asked = managed(client=Office(front), guild=server(channel(1)), data=data)
        await use(PanelSelect, "fn:set:channels", asked)
        assert asked.calls[0] == ("defer", IN_PLACE)
        assert front.remembered.server(GUILD).channels == {1}
        assert (await front.do(lambda records: records.server(GUILD))).channels == {1}
        assert chosen(panel_in(asked), "channels") == ["1"]


async def test_choosing_again_at_once_is_no_double_click(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        client = Office(front)
        client.repeated = True
        for value in ("1", "2"):
            asked = managed(client=client, data={"values": [value]})
            await use(PanelSelect, "fn:set:channels", asked)
        assert front.remembered.server(GUILD).channels == {2}


async def test_a_toggle_is_turned(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front))
        await use(PanelButton, "fn:do:private:on", asked)
        assert front.remembered.server(GUILD).private
        component(panel_in(asked), "fn:do:private:off")


async def test_outlets_that_another_select_showed_stay(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(GUILD, ServerSettings(collection=("A", "B")))
        custom_id = "fn:set:collection"
        asked = managed(
            client=Office(front),
            data={"custom_id": custom_id, "values": ["C"]},
            message=message_with(custom_id, "B", "C"),
        )
        await use(PanelSelect, custom_id, asked)
        assert front.remembered.server(GUILD).collection == ("A", "C")


async def test_the_other_pages_are_reached(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front))
        await use(PanelButton, "fn:do:page:newsroom", asked)
        component(panel_in(asked), "fn:set:digest_channel")


async def test_the_audit_is_of_now(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front), guild=server(channel(1, deny=SEND_MESSAGES)))
        await use(PanelButton, "fn:do:page:channels", asked)
        assert "<#1>: Send Messages" in "\n".join(texts(panel_in(asked)))


async def test_channels_that_are_gone_are_removed(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(GUILD, ServerSettings(channels=frozenset({1, 9})))
        asked = managed(client=Office(front), guild=server(channel(1)))
        await use(PanelButton, "fn:do:gone:", asked)
        assert front.remembered.server(GUILD).channels == {1}


@pytest.mark.parametrize(
    ("kind", "custom_id"),
    [
        (PanelSelect, "fn:set:channels"),
        (PanelButton, "fn:do:private:on"),
        (PanelButton, "fn:do:page:members"),
        (PanelButton, "fn:do:test:"),
        (PanelButton, "fn:do:outlets:"),
    ],
)
async def test_who_may_not_manage_the_server_changes_nothing(
    tmp_path: Path, kind: Any, custom_id: str
) -> None:
    async with fronted(tmp_path) as front:
        asked = reader(client=Office(front), data={"values": ["1"]})
        await use(kind, custom_id, asked)
        assert front.remembered.server(GUILD) == ServerSettings()
        assert asked.names == ["defer"]
        assert asked.whispered == ["This is for members who may manage this server."]


@pytest.mark.parametrize("custom_id", ["fn:do:colour:red", "fn:do:private:maybe"])
async def test_an_item_of_another_version_asks_to_set_up_again(
    tmp_path: Path, custom_id: str
) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front))
        await use(PanelButton, custom_id, asked)
        assert "another version" in asked.whispered[0]


async def test_what_should_not_happen_is_whispered(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        client = Office(front)
        client.presses = {}
        asked = managed(client=client)
        await use(PanelButton, "fn:do:private:on", asked)
        assert re.search(r"Error [0-9a-f]{6}", asked.said)


# Forms


def filled(custom_id: str, words: str) -> dict[str, Any]:
    return {
        "custom_id": custom_id,
        "components": [{"component": {"custom_id": "words", "value": words}}],
    }


@pytest.mark.parametrize(("button", "form"), [("test", "fn:T:"), ("outlets", "fn:O:")])
async def test_a_form_is_the_first_answer(tmp_path: Path, button: str, form: str) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front))
        await use(PanelButton, f"fn:do:{button}:", asked)
        assert asked.names == ["modal"]
        assert asked.calls[0][1]["modal"].custom_id == form


async def test_a_test_question_is_answered_from_what_the_server_sees(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        await front.remembered.save_server(
            GUILD, ServerSettings(collection=("Courier",), channels=frozenset({99}))
        )
        asked = managed(client=Office(front), data=filled("fn:T:", "Who won?"))
        await asked.client.set_up.sent(asked, "fn:T:")
        assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
        [(question, _, filters)] = desk.asked
        assert (question, filters.among) == ("Who won?", ("Courier",))
        assert "The council met" in str(panel_in(asked))
        assert (await front.do(lambda r: r.export(GUILD)))["counts"]["answered"] == 0


async def test_outlets_that_were_looked_for_are_offered(tmp_path: Path) -> None:
    class Catalog:
        def outlets(self, typed: str) -> list[str]:
            return [name for name in ("Courier", "Echo") if typed.lower() in name.lower()]

    async with fronted(tmp_path, FakeDesk(catalog=Catalog())) as front:
        asked = managed(client=Office(front), data=filled("fn:O:", "ech"))
        await asked.client.set_up.sent(asked, "fn:O:")
        assert asked.calls[0] == ("defer", IN_PLACE)
        assert offered(panel_in(asked), "collection") == ["Echo"]


async def test_forms_of_others_are_passed_over(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = managed(client=Office(front))
        await asked.client.set_up.sent(asked, "fn:F:abcdefgh")
        assert asked.calls == []


async def test_only_who_may_manage_the_server_tests(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        asked = reader(client=Office(front), data=filled("fn:T:", "Who won?"))
        await asked.client.set_up.sent(asked, "fn:T:")
        assert asked.said == "This is for members who may manage this server."
