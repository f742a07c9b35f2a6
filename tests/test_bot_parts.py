"""Parts that cards share."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from newsroom import DAY, DAY_STAMP, article

from bot.parts import (
    MOST_BYTES,
    MOST_CHARACTERS,
    Source,
    also_printed,
    button_url,
    date_span,
    dates,
    facts,
    fits,
    source_row,
    source_title,
)
from corpus.article import Article, Change, Kind

NEXT_DAY = DAY + timedelta(days=1)


def view(*texts: str) -> discord.ui.LayoutView:
    """A view with these texts, each inside a container."""
    made = discord.ui.LayoutView()
    for text in texts:
        made.add_item(discord.ui.Container(discord.ui.TextDisplay(text)))
    return made


def test_the_characters_of_all_texts_together_are_limited() -> None:
    assert fits(view("a" * MOST_CHARACTERS))
    assert not fits(view("a" * MOST_CHARACTERS, "a"))


def test_an_address_too_long_for_a_button_is_a_link_in_the_row() -> None:
    url = f"https://paper.example/{'a' * 600}"
    row = source_row(Source(1, article(url=url), None))
    assert isinstance(row, discord.ui.TextDisplay)
    assert row.content.endswith(f" · [Open]({url})")


def test_an_address_too_long_for_any_card_is_left_out() -> None:
    row = source_row(Source(1, article(url=f"https://paper.example/{'a' * 2000}"), None))
    assert isinstance(row, discord.ui.TextDisplay)
    assert "Open" not in row.content


def test_the_bytes_of_all_texts_together_are_limited() -> None:
    assert fits(view("市" * (MOST_BYTES // 3)))
    assert not fits(view("市" * (MOST_BYTES // 3), "市"))


def test_facts_are_outlet_date_authors_and_kind() -> None:
    source = article(authors=("A. Writer", "B. Critic"), kind=Kind.OPINION)
    assert facts(source) == f"The Courier · {DAY_STAMP} · A. Writer, B. Critic · Opinion"


def test_what_is_not_known_is_said_and_plain_reporting_is_not() -> None:
    assert facts(article(outlet=None, published=None)) == "outlet unknown · date unknown"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"change": Change.CORRECTED, "changed": DAY}, f"Corrected {DAY_STAMP}"),
        ({"change": Change.UPDATED, "changed": DAY}, f"Updated {DAY_STAMP}"),
        ({"change": Change.CORRECTED}, "Corrected"),
        ({"paywalled": True}, "Subscribers only"),
    ],
)
def test_what_became_of_an_article_is_told_in_words(fields: dict[str, Any], told: str) -> None:
    assert facts(article(**fields)) == f"The Courier · {DAY_STAMP} · {told}"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REPORT])
def test_every_other_kind_of_piece_is_named(kind: Kind) -> None:
    assert facts(article(kind=kind)).count(" · ") == 2


def test_facts_are_escaped_and_clipped() -> None:
    shown = facts(article(outlet="*" * 100, authors=("@everyone",), published=None))
    assert shown == "\\*" * 79 + "… · date unknown · \\@everyone"


def copied(*copies: Article) -> str:
    """What a source with these copies says of them."""
    return also_printed(Source(1, article(), None, copies))


def test_the_outlets_of_copies_are_named_once_each_in_order() -> None:
    outlets = ["Port Ardell Wire", "Gazette", "Port Ardell Wire"]
    copies = [article(outlet=outlet) for outlet in outlets]
    assert copied(*copies) == "\n-# Also printed by: Port Ardell Wire, Gazette"


def test_without_copies_nothing_is_said_of_them() -> None:
    assert copied() == ""


def test_a_copy_without_an_outlet_or_of_the_same_one_is_named_by_its_title() -> None:
    again, nameless = article(title="Again"), article(title="Nameless", outlet=None)
    assert copied(again, nameless) == "\n-# Also printed by: “Again”, “Nameless”"


def test_of_many_copies_the_last_are_counted() -> None:
    copies = [article(outlet=f"Outlet {number}") for number in range(5)]
    assert copied(*copies) == "\n-# Also printed by: Outlet 0, Outlet 1, Outlet 2 and 2 more"


def test_names_of_copies_are_escaped_and_clipped() -> None:
    copies = article(outlet="<@1> " * 20), article(title="*" * 90, outlet=None)
    pings, stars = " ".join([r"\<\@1\>"] * 11), r"\*" * 59
    assert copied(*copies) == f"\n-# Also printed by: {pings}…, “{stars}…”"


def test_a_row_names_copies_below_the_facts() -> None:
    row = source_row(Source(1, article(url=None), None, (article(outlet="Wire"),)))
    assert isinstance(row, discord.ui.TextDisplay)
    assert row.content == (
        f"**1 · Title 0**\n-# The Courier · {DAY_STAMP}\n-# Also printed by: Wire"
    )


def test_a_title_is_bold_and_numbered() -> None:
    assert source_title(Source(2, article(title="A *big* day"), None)) == r"**2 · A \*big\* day**"


def test_a_suggestion_has_no_number() -> None:
    assert source_title(Source(None, article(title="A day"), None)) == "**A day**"


def test_a_row_with_an_address_has_a_button() -> None:
    row = source_row(Source(1, article(), None))
    assert isinstance(row, discord.ui.Section)


def test_a_row_without_an_address_is_text() -> None:
    row = source_row(Source(1, article(url=None), None))
    assert isinstance(row, discord.ui.TextDisplay)


@pytest.mark.parametrize(
    ("link", "url", "expected"),
    [
        ("https://x/#:~:text=a", "https://x/", "https://x/#:~:text=a"),
        (f"https://x/#:~:text={'a' * 500}", "https://x/", "https://x/"),
        (f"https://x/{'a' * 502}", None, f"https://x/{'a' * 502}"),
        (f"https://x/{'a' * 503}", None, None),
        (None, "https://x/é", "https://x/%C3%A9"),
        (None, None, None),
    ],
)
def test_a_button_leads_to_the_words_or_the_page_or_nowhere(
    link: str | None, url: str | None, expected: str | None
) -> None:
    assert button_url(Source(1, article(url=url), link)) == expected


def dated(*moments: datetime | None) -> list[Article]:
    return [article(published=moment) for moment in moments]


def test_dates_are_a_span() -> None:
    assert dates(dated(NEXT_DAY, DAY)) == f"{DAY_STAMP} to <t:1710482400:D>"


def test_hours_of_one_day_are_one_date() -> None:
    late = DAY + timedelta(hours=17, minutes=59)
    assert date_span(DAY, late) == f"<t:{int(late.timestamp())}:D>"


def test_hours_around_midnight_are_two_dates() -> None:
    assert " to " in date_span(DAY, DAY + timedelta(hours=18))


def test_dates_say_when_some_are_missing() -> None:
    assert dates(dated(DAY, None)) == f"{DAY_STAMP}, some undated"


def test_dates_say_when_all_are_missing() -> None:
    assert dates(dated(None, None)) == "date unknown"
    assert date_span(None, None) == "date unknown"


def test_the_first_and_last_of_all_dates_can_be_shown() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
    assert date_span(first, last) == "<t:-62135596800:D> to <t:253402214400:D>"
