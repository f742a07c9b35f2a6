"""Pages: blocks below each other, of which whole ones are left out when there is no room."""

from discord_limits import Json, message_problems, texts, walk
from newsroom import DAY_STAMP, article, payload

from bot.page import Page, page_card, page_forms
from bot.parts import Source
from bot.views import FollowUpButton, FootnoteButton, HelpfulButton

SOURCE = Source(1, article(title="Council meets"), "https://courier.example/0#here")
ROW = f"**1 · Council meets**\n-# The Courier · {DAY_STAMP}"
LONG = "x" * 1500


def card(*ways: Page) -> Json:
    return payload({"view": page_card(*ways)})


def plain(*ways: Page) -> str:
    return str(payload(page_forms(*ways)[1].make())["content"])


def buttons_of(message: Json) -> list[str]:
    found = walk(message["components"])
    return [item["custom_id"] for _, item in found if "custom_id" in item]


def pressable() -> list[list[FootnoteButton]]:
    return [[FollowUpButton("abcd2345")], [HelpfulButton("abcd2345")]]


def test_a_page_as_a_card() -> None:
    page = Page("### News", ("First.", SOURCE), "That is all.", pressable)
    message = card(page)
    assert texts(message) == ["### News", "First.", ROW, "-# That is all."]
    assert buttons_of(message) == ["fn:f:abcd2345", "fn:h:abcd2345"]
    assert message_problems(message) == []


def test_a_page_as_plain_text_links_in_angle_brackets_so_that_nothing_unfurls() -> None:
    assert plain(Page("### News", ("First.", SOURCE), "That is all.", pressable)) == (
        "### News\nFirst.\n"
        f"**1 · Council meets** · The Courier · {DAY_STAMP} "
        "[Open](<https://courier.example/0#here>)\n"
        "-# That is all."
    )


def test_plain_text_takes_the_buttons_of_a_refused_card_away() -> None:
    assert page_forms(Page("### News"))[1].make()["view"] is None


def test_a_heading_alone_is_a_page() -> None:
    assert texts(card(Page("Nothing."))) == ["Nothing."]
    assert plain(Page("Nothing.")) == "Nothing."


def test_buttons_are_made_anew_for_each_use() -> None:
    form = page_forms(Page("### News", buttons=pressable))[0]
    assert form.make()["view"] is not form.make()["view"]


def test_whole_blocks_without_room_are_left_out_from_the_end() -> None:
    page = Page("### News", (LONG, LONG, LONG), "The end.")
    assert texts(card(page)) == ["### News", LONG, LONG, "-# The end."]
    assert plain(page) == f"### News\n{LONG}\n-# The end."


def test_what_stands_together_is_left_out_together() -> None:
    page = Page("### News", ((LONG, SOURCE), (LONG, SOURCE), (LONG, SOURCE)))
    assert texts(card(page)) == ["### News", LONG, ROW, LONG, ROW]


def test_a_shorter_page_takes_the_place_of_one_without_room() -> None:
    whole, short = Page("### News", (LONG, LONG, LONG)), Page("### News", ("In short.",))
    assert texts(card(whole, short)) == ["### News", "In short."]
    assert plain(whole, short) == "### News\nIn short."


def test_a_page_with_room_is_shown_whole_whatever_shorter_ones_there_are() -> None:
    assert texts(card(Page("### News", ("All.",)), Page("### News"))) == ["### News", "All."]


def test_no_page_has_more_parts_than_discord_takes() -> None:
    for count in range(60):
        for blocks in ((SOURCE,) * count, ("Words.",) * count, ((SOURCE, "Words."),) * count):
            message = card(Page("### News", blocks, "The end.", pressable))
            assert message_problems(message) == []
            assert sum(1 for _ in walk(message["components"])) <= 39  # a picture has room
            assert texts(message)[0] == "### News"


def test_bytes_count_as_well_as_characters() -> None:
    page = Page("### News", ("市" * 1600, "市" * 1600))
    assert texts(card(page)) == ["### News", "市" * 1600]
