"""Lists of articles, one article, and a message checked against the coverage."""

from collections.abc import Sequence
from dataclasses import replace

from discord_limits import Json, texts, walk
from newsroom import DAY, DAY_STAMP, abstention, answer, article, payload, quote

from bot import wording
from bot.answer import Role
from bot.delivery import Form
from bot.finding import ArticleHit, Checked
from bot.listing import Listing
from bot.listing_card import article_forms, checked_forms, further_forms, listing_forms
from corpus.article import Article, Change
from index.filters import Filters

COURIER = article("The council met. It voted.", 0, title="Council meets")
HERALD = article("The mayor left.", 1, title="Mayor leaves", outlet="The Herald")
WORDY = f"{'word ' * 98}word."  # 495 characters
ID = "abcd2345"


def hit(source: Article, words: str | None = None, *copies: Article) -> ArticleHit:
    return ArticleHit(source, quote(source, words), copies)


def card(forms: Sequence[Form]) -> Json:
    return payload(forms[0].make())


def plain(forms: Sequence[Form]) -> str:
    return str(payload(forms[1].make())["content"])


def buttons(message: Json) -> dict[str, str]:
    """custom_id or URL -> label."""
    found = [item for _, item in walk(message["components"]) if item["type"] == 2]
    return {item.get("custom_id") or item["url"]: item["label"] for item in found}


def listing(
    *hits: ArticleHit, total: int | None = None, skip: int = 0, **fields: object
) -> Listing:
    known: dict[str, object] = {"words": "budget", "filters": Filters(), **fields}
    return Listing(hits=hits, total=total or skip + len(hits), skip=skip, id=ID, **known)  # type: ignore[arg-type]


# Lists


def test_found_articles_are_numbered_rows_each_with_its_nearest_sentence() -> None:
    message = card(listing_forms(listing(hit(COURIER, "It voted."), hit(HERALD))))
    assert texts(message) == [
        "### budget",
        f"**1 · Council meets**\n-# The Courier · {DAY_STAMP}",
        "> It voted.",
        f"**2 · Mayor leaves**\n-# The Herald · {DAY_STAMP}",
        "> The mayor left.",
        "-# 1 to 2 of 2",
    ]
    assert list(buttons(message)) == [
        "https://courier.example/0#:~:text=It%20voted.",
        "https://courier.example/1#:~:text=The%20mayor%20left.",
    ]


def test_the_newest_articles_are_headed_as_that() -> None:
    message = card(listing_forms(listing(hit(COURIER), words="")))
    assert texts(message)[0] == "### Latest articles"


def test_what_was_chosen_is_said_below_the_heading() -> None:
    chosen = Filters(since=DAY.replace(hour=0), outlets=("The *Courier*",))
    heading = texts(card(listing_forms(listing(hit(COURIER), filters=chosen))))[0]
    assert heading == "### budget\n-# Only: since 2024-03-14, outlet The \\*Courier\\*"


def test_nothing_found_is_said_plainly() -> None:
    assert texts(card(listing_forms(listing()))) == [
        "### budget\nNo article in our coverage is about this."
    ]


def test_a_first_page_leafs_on_and_a_last_page_back() -> None:
    first = card(listing_forms(listing(*[hit(COURIER)] * 5, total=8)))
    assert [one for one in buttons(first) if one.startswith("fn:")] == [f"fn:g:{ID}!5"]
    last = card(listing_forms(listing(*[hit(COURIER)] * 3, total=8, skip=5)))
    assert [one for one in buttons(last) if one.startswith("fn:")] == [f"fn:b:{ID}!0"]
    middle = card(listing_forms(listing(*[hit(COURIER)] * 5, total=18, skip=5)))
    assert [one for one in buttons(middle) if one.startswith("fn:")] == [
        f"fn:b:{ID}!0",
        f"fn:g:{ID}!10",
    ]
    assert texts(middle)[-1] == "-# 6 to 10 of 18"


def test_a_long_sentence_is_left_out_and_never_cut() -> None:
    source = article(f"{'word ' * 100}word.")
    assert texts(card(listing_forms(listing(hit(source)))))[1:] == [
        f"**1 · Title 0**\n-# The Courier · {DAY_STAMP}",
        "-# 1 to 1 of 1",
    ]


def test_sentences_go_before_an_article_does() -> None:
    wide = "word " * 40
    wide = "word " * 40
    sources = [article(WORDY, n, title=wide, outlet=wide, authors=(wide,)) for n in range(5)]
    message = card(listing_forms(listing(*map(hit, sources))))
    assert [text for text in texts(message) if text.startswith(">")] == []
    assert texts(message)[-1] == "-# 1 to 5 of 5"


def test_an_article_without_room_comes_first_on_the_next_page() -> None:
    long = "*" * 300
    sources = [article("It met.", n, title=long, outlet=long, authors=(long,)) for n in range(5)]
    copies = [article(outlet=f"{number}{long}") for number in range(3)]
    hits = [hit(source, None, *copies) for source in sources]
    message = card(listing_forms(listing(*hits, total=9)))
    shown = [text for text in texts(message) if text.startswith("**")]
    assert len(shown) < 5
    assert texts(message)[-1] == f"-# 1 to {len(shown)} of 9"
    assert f"fn:g:{ID}!{len(shown)}" in buttons(message)


def test_a_list_as_plain_text_counts_what_it_shows() -> None:
    assert plain(listing_forms(listing(*[hit(article(WORDY))] * 5))).endswith("-# 1 to 5 of 5")
    assert plain(listing_forms(listing(hit(COURIER)))) == (
        "### budget\n"
        f"**1 · Council meets** · The Courier · {DAY_STAMP} "
        "[Open](<https://courier.example/0#:~:text=The%20council%20met.>)\n"
        "> The council met.\n"
        "-# 1 to 1 of 1"
    )


# Further articles


def test_further_articles_have_no_numbers_which_are_those_of_sources() -> None:
    message = card(further_forms([hit(COURIER), hit(HERALD)], ID, 0))
    assert [text for text in texts(message) if text.startswith("**")][:1] != []
    assert f"**Council meets**\n-# The Courier · {DAY_STAMP}" in texts(message)
    assert [one for one in buttons(message) if one.startswith("fn:")] == []


def test_further_articles_go_on_where_the_page_ends() -> None:
    hits = [hit(article("It met.", number)) for number in range(7)]
    assert f"fn:m:{ID}!5" in buttons(card(further_forms(hits, ID, 0)))
    last = card(further_forms(hits, ID, 5))
    assert [one for one in buttons(last) if one.startswith("fn:")] == []
    assert sum(text.startswith("**Title") for text in texts(last)) == 2


def test_no_further_articles_is_said_plainly() -> None:
    assert texts(card(further_forms([hit(COURIER)], ID, 1))) == texts(
        card(further_forms([], ID, 0))
    )
    assert len(texts(card(further_forms([], ID, 0)))) == 1


# One article


def test_an_article_shows_how_it_opens_and_what_became_of_it() -> None:
    corrected = replace(
        COURIER,
        change=Change.CORRECTED,
        changed=DAY,
        updated=DAY,
        corrections=("An earlier version\nnamed the *wrong* day.",),
    )
    assert texts(card(article_forms(corrected, [HERALD]))) == [
        "### Article",
        f"**Council meets**\n-# The Courier · {DAY_STAMP} · Corrected {DAY_STAMP}",
        "> The council met.\n> It voted.",
        f"-# Last updated {DAY_STAMP}",
        "**Correction**\n> An earlier version named the \\*wrong\\* day.",
        "**Similar articles**",
        f"**Mayor leaves**\n-# The Herald · {DAY_STAMP}",
    ]


def test_an_article_that_is_not_there_is_said_not_to_be() -> None:
    assert texts(card(article_forms(None, ()))) == [wording.no_such_article()]


def test_similar_articles_have_no_heading_without_a_row() -> None:
    notices = tuple(f"{n} {'word ' * 95}" for n in range(9))
    shown = texts(card(article_forms(replace(COURIER, corrections=notices), [HERALD])))
    assert "**Similar articles**" not in shown


# A checked message


def test_a_claim_stands_above_the_quotes_that_speak_of_it_and_their_rows() -> None:
    checked = [Checked("The council met on Monday.", answer(quote(COURIER), quote(HERALD)))]
    message = card(checked_forms(checked))
    claim = texts(message)[1].split("\n")
    assert claim[0] == "**The council met on Monday.**"
    assert claim[2:] == ["> The council met. \\[1\\]", "> The mayor left. \\[2\\]"]
    assert texts(message)[2:4] == [
        f"**1 · Council meets**\n-# The Courier · {DAY_STAMP}",
        f"**2 · Mayor leaves**\n-# The Herald · {DAY_STAMP}",
    ]


def test_a_denied_claim_shows_only_what_denies_it() -> None:
    whole = answer(quote(COURIER), quote(HERALD), roles=[Role.CONTRADICTS, Role.ANSWERS])
    claim, row, *_ = texts(card(checked_forms([Checked("The council left.", whole)])))[1:]
    assert claim.split("\n")[1:] == ["Our coverage says otherwise:", "> The council met. \\[1\\]"]
    assert row.startswith("**1 · Council meets**")


def test_of_many_quotes_that_deny_a_claim_two_are_shown_with_their_rows() -> None:
    sources = [article(f"{count} left.", n) for n, count in enumerate(("Two", "Three", "Four"))]
    whole = answer(*map(quote, sources), roles=[Role.CONTRADICTS] * 3)
    shown = texts(card(checked_forms([Checked("Nobody left the room.", whole)])))
    assert shown[1].endswith("> Two left. \\[1\\]\n> Three left. \\[2\\]")
    assert [text[:5] for text in shown[2:4]] == ["**1 ·", "**2 ·"]
    assert len(shown) == 5


def test_a_claim_that_the_coverage_does_not_speak_of_has_no_rows() -> None:
    shown = texts(card(checked_forms([Checked("Pigs can fly.", abstention(COURIER))])))
    assert shown[1] == "**Pigs can fly.**\nOur coverage doesn't say."
    assert len(shown) == 3


def test_without_room_a_claim_goes_with_its_rows() -> None:
    checked = [
        Checked("claim " * 50, answer(quote(article(f"{'word ' * 150}word.", number))))
        for number in range(5)
    ]
    shown = texts(card(checked_forms(checked)))
    claims = [text for text in shown if text.startswith("**claim")]
    rows = [text for text in shown if text.startswith("**1 ·")]
    assert 0 < len(claims) < 5
    assert len(rows) == len(claims)


def test_a_message_without_claims_is_said_to_have_none() -> None:
    assert len(texts(card(checked_forms(())))) == 1
