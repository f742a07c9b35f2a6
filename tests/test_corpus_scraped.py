"""Pages scraped as plain text: the article whole, nothing of what stands around it."""

import re
from collections.abc import Callable
from itertools import combinations
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_scripts import TEXTS
from newsroom import unhurried
from site_pages import Rendering, SitePage, pages, rendered, siblings

from corpus.html import read_html
from corpus.reading import read_text
from corpus.scraped import Cleaned, clean
from corpus.template import learn
from corpus.text import paragraphs

HEADLINE = "Port Ardell ferry contract meets lawsuit from former partner"
BODY = tuple(
    " ".join(paragraph.split())
    for paragraph in """
The ferry company Blue Heron has signed a contract with the harbour board of Port Ardell that
covers all of the crossings to the northern islands for the next twelve years.

According to a letter seen by the Courier, the board had asked four companies for an offer and
heard from two, one of which withdrew before the envelopes were opened in March.

“We chose the ships that will still sail in a storm,” said the chair of the board, who added
that the price had been the second question and not the first.

Islanders have asked for night crossings since the old company stopped them, and a petition with
nine hundred names was handed to the mayor on the quay in the pouring rain.

Former partner asks for damages

Meanwhile a shipyard that had worked with Blue Heron is asking a court in Old Marrow for
damages, because its drawings are said to have been used without being paid for.

The shipyard says that it learned of the new ships from a brochure, and that the hull in the
photograph was one which its own engineers had drawn over two winters.

Blue Heron denies this and told the Courier that its hulls were designed by a bureau abroad
whose name it will make known when the court asks for it.
""".split("\n\n")
)
TEASERS = (
    ("Tide mill museum opens its doors to anglers",
     "Fishmongers and beekeepers were among the first guests when the museum on the causeway …"),
    ("Quorra trams get wider seats after complaints",
     "Velvet upholstery has returned to the trams of Quorra, where passengers complained that …"),
    ("Zeppelin landing draws crowds to the meadow",
     "Picnickers filled the meadow hours before the airship appeared above the orchards, and …"),
)  # fmt: skip
TOP = ("FB pixel", HEADLINE, HEADLINE, "\u00a0")
FURNITURE = (
    "Article Topics",
    " |   |   |   |   |   | ",
    "Latest Harbour News",
    *(line for teaser in TEASERS for line in teaser),
)
END = (
    "Comments",
    "Leave a Reply",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
    "Harbour Market Analysis and Buyer's Guides",
    "Most Viewed This Week",
    "Featured Company",
    "Harbour Insight, Opinion",
)
PAGE = [*TOP, *BODY, *FURNITURE, *END]


def teasers_first(blocks: list[str]) -> list[str]:
    return [*FURNITURE[2:], *(block for block in blocks if block not in FURNITURE[2:])]


def with_comments(blocks: list[str]) -> list[str]:
    at = blocks.index("Comments") + 1
    readers = (
        "Wilma K.",
        "I crossed with the old company for thirty years and never once had to wait in the cold.",
        "harbourfan",
        "Twelve years is a long time, and nobody has asked us who use the boat each morning.",
    )
    return [*blocks[:at], *readers, *blocks[at:]]


def with_cookies(blocks: list[str]) -> list[str]:
    notice = "We use cookies. Read our privacy policy and choose which partners have your consent."
    return [notice, "Accept all", "Manage preferences", "Home", "Harbour", "Weather", *blocks]


def with_byline(blocks: list[str]) -> list[str]:
    at = len(blocks) - 1 - blocks[::-1].index(HEADLINE) + 1
    return [*blocks[:at], "By Ada Brandt", "12 March 2024", *blocks[at:]]


def spaced(blocks: list[str]) -> str:
    return "\n\n".join(blocks)


def wrapped_at(width: int, between: str = "\n\n") -> Callable[[list[str]], str]:
    def written(blocks: list[str]) -> str:
        lines = ("\n".join(wrap(block, width, break_on_hyphens=False)) for block in blocks)
        return between.join(line for line in lines if line)

    return written


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "as it is": lambda blocks: blocks,
    "teasers first": teasers_first,
    "comments added": with_comments,
    "cookie header": with_cookies,
    "byline and date": with_byline,
}
CHANGED = [
    *((name,) for name in CHANGES),
    *combinations([name for name in CHANGES if name != "as it is"], 2),
]
FORMS: dict[str, Callable[[list[str]], str]] = {
    "blank lines": spaced,
    "Windows line ends": lambda blocks: spaced(blocks).replace("\n", "\r\n"),
    "no blank lines": "\n".join,
    "lines of no-break spaces": "\n\u00a0\n".join,
    "wrapped at 60": wrapped_at(60),
    "wrapped at 78": wrapped_at(78),
    "wrapped at 100": wrapped_at(100),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("changes", CHANGED, ids=" and ".join)
def test_a_page_gives_its_headline_and_its_paragraphs(changes: tuple[str, ...], form: str) -> None:
    blocks = list(PAGE)
    for change in changes:
        blocks = CHANGES[change](blocks)
    cleaned = clean(FORMS[form](blocks))
    assert (cleaned.headline, cleaned.paragraphs) == (HEADLINE, BODY)


@pytest.mark.parametrize("width", [60, 78, 100])
def test_a_page_wrapped_without_blank_lines_loses_no_word_and_gains_none(width: int) -> None:
    cleaned = clean(wrapped_at(width, "\n")(PAGE))
    assert cleaned.headline == HEADLINE
    assert " ".join(cleaned.paragraphs) == " ".join(BODY)


@pytest.mark.parametrize("form", FORMS)
def test_no_word_survives_that_only_teasers_have(form: str) -> None:
    def words(texts: tuple[str, ...]) -> set[str]:
        return set(re.findall(r"\w+", " ".join(texts).casefold()))

    only = words(FURNITURE) - words((HEADLINE, *BODY))
    assert not only & words(clean(FORMS[form](PAGE)).paragraphs)


def test_what_was_dropped_is_named_with_its_reason() -> None:
    cleaned = clean(spaced(PAGE))
    dropped = {piece.text: piece.reason for piece in cleaned.dropped}
    assert dropped[TEASERS[0][1]] == "teaser of another article"
    assert dropped["Comments"] == "heading of what follows the article"


def test_nothing_of_a_page_is_lost_between_kept_and_dropped() -> None:
    cleaned = clean(spaced(PAGE))
    told = [*cleaned.paragraphs, *(piece.text for piece in cleaned.dropped)]
    assert sorted(told) == sorted(paragraphs(spaced(PAGE)))


def test_a_date_on_a_page_is_never_its_articles() -> None:
    dated = read_text(spaced(with_byline(PAGE)))
    assert dict(dated.fields) == {"title": HEADLINE}
    assert "2024" not in dated.text


def test_a_known_title_is_left_out_of_the_body() -> None:
    cleaned = clean(spaced(PAGE), title=HEADLINE)
    assert (cleaned.headline, cleaned.paragraphs) == (HEADLINE, BODY)


def test_a_page_with_hardly_any_article_is_doubted() -> None:
    short = "The ferry did not sail on Monday because of the storm, the company said."
    assert clean(spaced([*TOP, short, *FURNITURE, *END])).doubts


def test_a_page_that_is_an_article_is_not_doubted() -> None:
    assert clean(spaced(PAGE)).doubts == ()


LEAGUE = "\n".join(
    f"{place} {club} {won} {drawn} {lost} {points}"
    for place, club, won, drawn, lost, points in [
        (1, "Ardell Rovers", 12, 3, 1, 39),
        (2, "Saltgate", 11, 2, 3, 35),
        (3, "Old Marrow", 9, 4, 3, 31),
        (4, "Tamm United", 8, 2, 6, 26),
        (5, "Grebe Town", 5, 5, 6, 20),
        (6, "Northern Quay", 4, 1, 11, 13),
    ]
)
CLEAN = {
    "league table": f"Rovers stay on top\n\nThe Rovers won again on Saturday, by two goals to nil."
    f"\n\nThe table after sixteen rounds\n\n{LEAGUE}\n\nThe season ends in May.",
    "recipe": "Plum cake as they bake it in Saltgate\n\nServes eight and keeps for three days.\n\n"
    "Ingredients\n\n500 g plums\n\n200 g flour\n\n2 eggs\n\n100 g butter\n\nA pinch of salt\n\n"
    "Method\n\nHeat the oven to 180 degrees.\n\nHalve the plums and take out the stones.\n\n"
    "Stir the butter with the eggs, add the flour, and bake everything for forty minutes.",
    "verse": "The ferryman\n\nThe tide goes out, the tide comes in,\nThe lamps are lit at four,\n"
    "And he who rowed my father out\nStill waits beside the shore.\n\nThe tide comes in, the tide "
    "goes out,\nThe lamps are lit at four,\nAnd none who went to Marrow Isle\nCame rowing back "
    "for more.",
    "interview": "“I never wanted to be mayor”\n\nShe has held the office for nine years.\n\n"
    "Why did you stay?\n\nBecause nobody else could read the tide tables, to be honest.\n\n"
    "And the bridge?\n\nIt will be repaired.\n\nWhen?\n\nBefore I leave.\n\nWhat comes next?\n\n"
    "A boat, I hope, and a very long summer without any meetings.",
    "schedule": "What is on this week\n\nMonday\n\n18:00 Choir, town hall\n\n20:00 Chess, library"
    "\n\nTuesday\n\n09:00 Market, quay\n\n19:30 Lecture on tide mills\n\nWednesday\n\nNothing",
}  # fmt: skip


@pytest.mark.parametrize("kind", CLEAN)
def test_a_clean_text_stays_whole(kind: str) -> None:
    headline, *rest = paragraphs(CLEAN[kind])
    cleaned = clean(CLEAN[kind])
    assert (cleaned.headline, list(cleaned.paragraphs)) == (headline, rest)


def test_an_empty_text_has_nothing() -> None:
    assert clean(" \n\n ") == Cleaned(None, (), (), 0.0, ())


@pytest.mark.parametrize("rendering", Rendering)
def test_generated_pages_have_their_headlines(rendering: Rendering) -> None:
    found = [clean(page.text).headline == page.title for page in pages(1, 36, rendering)]
    assert sum(found) >= 0.97 * len(found)


@pytest.mark.parametrize("rendering", Rendering)
def test_generated_pages_have_their_paragraphs(rendering: Rendering) -> None:
    assert min(_found(list(pages(1, 36, rendering)), siblings_read=0)) >= 0.97


@pytest.mark.parametrize("rendering", [Rendering.BLANK_LINES, Rendering.WRAPPED_80])
def test_siblings_make_it_no_worse(rendering: Rendering) -> None:
    given_pages = list(pages(2, 12, rendering))
    alone = _found(given_pages, siblings_read=0)
    together = _found(given_pages, siblings_read=5)
    assert all(with_them >= without for with_them, without in zip(together, alone, strict=True))


def test_generated_pages_read_as_html_are_their_articles() -> None:
    for page in pages(3, 12, Rendering.BLANK_LINES):
        read = read_html(page.html, url=page.url)
        assert read.fields["title"] == page.title
        assert tuple(read.text.split("\n\n")) == page.paragraphs


@unhurried
@given(TEXTS | st.text(max_size=300), st.none() | st.sampled_from([HEADLINE, "A subhead"]))
def test_any_text_gives_paragraphs_of_its_own_in_their_order(text: str, title: str | None) -> None:
    cleaned = clean(text, title)
    rest = iter(paragraphs(text))
    assert all(kept in rest for kept in cleaned.paragraphs)
    assert 0.0 <= cleaned.kept <= 1.0


@unhurried
@given(st.lists(st.sampled_from(PAGE), max_size=40), st.sampled_from(list(Rendering)))
def test_a_page_in_any_order_gives_paragraphs_of_its_own(
    blocks: list[str], rendering: Rendering
) -> None:
    text = rendered(blocks, rendering)
    rest = iter(paragraphs(text))
    assert all(kept in rest for kept in clean(text).paragraphs)


PROSE = {
    "Latin": "Der Stadtrat von Tammhausen hat den neuen Anleger am Nordufer genehmigt.",
    "Cyrillic": "Городской совет одобрил новый причал на северном берегу после долгих споров.",
    "Arabic": "وافق مجلس المدينة على الرصيف الجديد في الشاطئ الشمالي بعد نقاش طويل جدا.",
    "Devanagari": "नगर परिषद ने लंबी बहस के बाद उत्तरी तट पर नए घाट को मंज़ूरी दी।",
    "CJK": "市議会は長い議論の末に北岸の新しい桟橋の建設計画を賛成多数で承認し、工事を始める。",
}
TITLES = {
    "Latin": "Anleger genehmigt",
    "Cyrillic": "Новый причал одобрен",
    "Arabic": "الموافقة على الرصيف",
    "Devanagari": "नए घाट को मंज़ूरी",
    "CJK": "新しい桟橋を承認",
}


@unhurried
@given(st.sampled_from(list(PROSE)), st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_what_was_cleaned_stays_as_it_is(script: str, lengths: list[int]) -> None:
    space = "" if script == "CJK" else " "
    written = [space.join([PROSE[script]] * length) for length in lengths]
    once = clean(spaced([TITLES[script], *written]))
    assert once.headline == TITLES[script]
    again = clean(spaced([once.headline, *once.paragraphs]))
    assert (again.headline, again.paragraphs) == (once.headline, once.paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["Short one", "Other two"] * 50_000),
        "\n\n".join(f"Line {number} of many" for number in range(100_000)),
        "\n\n".join(
            f"Heading {number}\n\nThe council met for the {number}th time and then …"
            for number in range(50_000)
        ),
        "word " * 200_000,
        "x" * 1_000_000,
        "\n".join(f"The council met on day {number} and voted again." for number in range(20_000)),
        f"By {'a' * 1000}!",  # names that could be taken apart in very many ways
    ],
    ids=["two lines", "all distinct", "teasers", "one line", "one word", "no blank lines", "name"],
)
def test_no_text_keeps_it_busy_for_ever(text: str) -> None:
    assert clean(text).kept <= 1.0


def _found(given_pages: list[SitePage], siblings_read: int) -> tuple[float, float]:
    """Recall and precision of paragraphs over all of these pages."""
    wanted = kept = right = 0
    for page in given_pages:
        others = [other.text for other in siblings(page, siblings_read)]
        template = learn([page.text, *others]) if others else None
        found = clean(page.text, template=template).paragraphs
        wanted, kept = wanted + len(page.paragraphs), kept + len(found)
        right += len(set(found) & set(page.paragraphs))
    return right / wanted, right / kept


MORE = tuple(
    (f"More on {head.lower()}", f"Later, {text[:1].lower()}{text[1:]}") for head, text in TEASERS
)


@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("heading", [("Related",), ()], ids=["headed", "not headed"])
def test_teasers_inside_an_article_do_not_end_it(
    heading: tuple[str, ...], at: int, count: int
) -> None:
    inset = [*heading, *(line for teaser in (*TEASERS, *MORE)[:count] for line in teaser)]
    cleaned = clean(spaced([*TOP, *BODY[:at], *inset, *BODY[at:], *FURNITURE, *END]))
    assert (cleaned.headline, cleaned.paragraphs) == (HEADLINE, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "14. мај 2024. 21:10",
        "Velmora - 14 may 2024 - 21:10 CEST",
        "Getting your Trinity Audio player ready...",
        "Published: 14 May 2024, 21:10 | Updated: 15 May 2024, 09:00",
        "Today, 21:10",
        "Talk to our newsroom",
    ],
)
def test_a_line_between_the_headline_and_the_text_is_no_headline(line: str) -> None:
    page = spaced(["Home", "Sports", HEADLINE, line, *BODY, *FURNITURE, *END])
    cleaned = clean(page)
    assert (cleaned.headline, cleaned.paragraphs, cleaned.doubts) == (HEADLINE, BODY, ())


def test_a_page_without_a_headline_is_doubted() -> None:
    cleaned = clean(spaced(["Home", "14. мај 2024. 21:10", *BODY, *FURNITURE, *END]))
    assert cleaned.headline is not None
    assert BODY[0].startswith(cleaned.headline.removesuffix(" …"))
    assert cleaned.doubts == ("no headline was found; the first words stand for it",)


def test_a_headline_that_has_nothing_of_the_text_is_doubted() -> None:
    cleaned = clean(spaced(["Home", "Ladies and gentlemen", *BODY, *FURNITURE, *END]))
    assert cleaned.doubts == ("the headline has no word of the text",)


def test_a_notice_wider_than_the_lines_of_a_wrapped_page_changes_nothing() -> None:
    notice = (
        "We value your privacy. We and our partners use cookies to measure and improve this site; "
        "you can accept or reject them in our privacy policy at any time."
    )
    for width in (60, 78, 100, 140, 160):
        cleaned = clean(f"{notice}\n\n{wrapped_at(width)(PAGE)}")
        assert (cleaned.headline, cleaned.paragraphs) == (HEADLINE, BODY)


JAPANESE = (
    "市議会が港湾地区のカメラを承認",
    "市議会は木曜日、港湾地区に六百四十台のカメラを設置する計画を賛成多数で承認した。",
    "市長は記者会見で、住民の生活には何の変わりもないと述べ、計画の費用についても詳しく説明した。",
    "反対する住民の団体は、夏の前に裁判所に訴えを起こす考えを示し、署名を集め始めている。",
    "工事は来月始まる。",
)


def test_a_japanese_page_has_its_headline_and_its_last_sentence() -> None:
    teasers = ("Related", "天気", "スポーツ", "© 2024 港新聞", "Menu")
    cleaned = clean(spaced(["ホーム", "ニュース", *JAPANESE, *teasers]))
    assert (cleaned.headline, cleaned.paragraphs) == (JAPANESE[0], JAPANESE[1:])


def test_the_mark_of_a_heading_is_no_part_of_a_headline() -> None:
    assert clean(spaced([f"# {HEADLINE}", *BODY])).headline == HEADLINE


def test_a_number_of_comments_in_a_teaser_above_the_article_ends_nothing() -> None:
    teaser = (
        "The tide mill museum has opened its doors to anglers, beekeepers and fishmongers. " * 3
    )
    page = spaced(["Home", "Tide mill museum", teaser, "1 comment", HEADLINE, *BODY, *FURNITURE])
    assert clean(page).paragraphs[-len(BODY) :] == BODY
