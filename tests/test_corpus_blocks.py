"""What a block of a page is by its words: news are not thrown away for the words of the trade."""

import pytest

from corpus.blocks import Label, is_biography, is_dateline, is_prose, label
from corpus.furniture import without_furniture
from corpus.scraped import clean

NEWS = (
    (
        "The data protection authority said that the company had placed cookies without consent "
        "and that its privacy policy did not name the partners."
    ),
    "By signing the agreement, the two sides accept international arbitration, the minister said.",
    "Subscribers of the newsletter received spam for weeks, the publisher admitted on Friday.",
    "Register to vote by 5 May at the town hall or online, with a passport.",
    "Agents may earn commission on each sale of a flat, the regulator said on Monday.",
    "More: the council also voted to close the library on Sundays.",
    "Also: two men were held on Monday near the harbour.",
    "Get the latest on the storm by radio, not from the neighbours.",
    "Newsletter writers earn more than reporters in Velmora.",
    "Your browser history can be sold without your support, the senator said.",
    "Tagged whales are seen more often than before.",
    "Tagged as a terrorist, he fled to Orrin.",
    "Copyright law was broken by the firm, the court ruled.",
    "Reporting by the harbour board shows that the minister was wrong.",
    "Filed under seal, the documents show that it had paid.",
    "Also on the agenda was the new library at the harbour.",
)
FURNITURE = {
    "We use cookies. Read our privacy policy and choose which partners have your consent.": "LEGAL",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.": "LEGAL",
    "By signing up you agree to our terms and privacy policy.": "LEGAL",
    "Sign up for our newsletter and get the news every morning.": "PROMO",
    "Get the day’s news delivered to your inbox with our newsletter": "PROMO",
    "Get our newsletter": "PROMO",
    "More: Council closes library": "PROMO",
    "Read more: The council voted to close the library on Sundays.": "PROMO",
    "Getting your Trinity Audio player ready...": "PROMO",
    "Copyright 2024 Courier": "END",
    "© 2024 Courier. All rights reserved.": "END",
    "Tagged: sea, harbour": "END",
    "(Reporting by Ada Brandt; Editing by Bo Li)": "END",
}


@pytest.mark.parametrize("news", NEWS)
def test_news_are_prose(news: str) -> None:
    assert label(news) is Label.PROSE


@pytest.mark.parametrize("news", NEWS)
def test_news_stay_in_a_page_and_in_a_text(news: str) -> None:
    prose = [f"The council met for the {n}th time and did not vote on it." for n in range(1, 6)]
    lines = [*prose[:2], news, *prose[2:], news.replace("the", "a")]
    assert without_furniture(lines, "")[0] == tuple(lines)
    assert clean("\n\n".join(["Council meets again", *lines])).paragraphs == tuple(lines)


@pytest.mark.parametrize("block", FURNITURE)
def test_what_speaks_to_the_reader_is_furniture(block: str) -> None:
    assert label(block).name == FURNITURE[block]


def test_a_paragraph_with_the_words_of_a_notice_is_dropped_at_the_edges_only() -> None:
    advice = "If you accept cookies, the firm shares your consent with its partners abroad."
    prose = [f"The council met for the {n}th time and did not vote on it." for n in range(1, 8)]
    assert advice in without_furniture([*prose[:4], advice, *prose[4:]], "")[0]
    assert advice not in without_furniture([advice, *prose], "")[0]


@pytest.mark.parametrize(
    "line",
    [
        "14. мај 2024. 21:10",
        "Velmora - 14 may 2024 - 21:10 CEST",
        "Published: 14 May 2024, 21:10 | Updated: 15 May 2024, 09:00",
        "Published: 14 May 2024 at 21:10 CEST | Last updated: 15 May 2024 at 09:00 CEST",
        "14 de mayo de 2024, 21:10",
        "2024年5月14日 21:10",
        "Tuesday, May 14, 2024",
    ],
)
def test_a_line_of_date_and_hour_is_a_date_line(line: str) -> None:
    assert is_dateline(line)
    assert label(line) is Label.BYLINE


@pytest.mark.parametrize(
    "line",
    [
        "Born 14 May 1950 in Velmora.",
        "18:00 Choir, town hall",
        "Euro 2024 begins in Orrin",
        "Council will vote on 14 May 2024 about the swimming hall",
    ],
)
def test_other_lines_with_numbers_are_not(line: str) -> None:
    assert not is_dateline(line)


@pytest.mark.parametrize(
    "heading",
    [
        "2 thoughts on “Swimming hall to close for good”",
        "One thought on “Swimming hall to close for good”",
        "2 Replies to “Swimming hall to close for good”",
        "2 Comments on Swimming hall to close for good",
        "2 responses",
        "Readers’ comments",
        "2 Comments Add yours",
        "Comments (2)",
        "2 Gedanken zu „Hallenbad schließt“",
        "2 réflexions sur « La piscine ferme »",
        "2 comentarios en “Cierra la piscina”",
    ],
)
def test_a_heading_of_comments_ends_the_article(heading: str) -> None:
    body = tuple(
        f"The swimming hall of Velmora will close on the {n}th of May, the council said, because "
        "nobody wants to pay for its new roof any more."
        for n in range(1, 6)
    )
    readers = ["Wilma K.", "I learned to swim there when I was five years old. " * 9, "Anton"] * 2
    blocks = ["Swimming hall to close for good", *body, heading, *readers]
    found = clean("\n\n".join(blocks))
    assert (found.headline, found.paragraphs) == (blocks[0], body)


def test_a_count_of_comments_above_the_article_ends_nothing() -> None:
    body = tuple(
        f"The swimming hall of Velmora will close on the {n}th of May, the council said."
        for n in range(1, 6)
    )
    blocks = ["Home", "Swimming hall to close for good", "12 Comments", *body, "Tags: sea", "Menu"]
    assert clean("\n\n".join(blocks)).paragraphs == body


def test_a_sentence_of_japanese_is_prose_however_short() -> None:
    assert is_prose("市議会は木曜日、港の計画を承認した。")
    assert not is_prose("市議会がカメラを承認")


@pytest.mark.parametrize(
    ("block", "about"),
    [
        ("Ada Brandt covers the council and the harbour. Reach her at ada@courier.example", True),
        ("Ada Brandt writes for us. Follow her on X: @ada", True),
        ("Ada Brandt is a reporter at the Courier.", True),
        ("Snow covers the hills, and the mayor asked people to write to him.", False),
        ("Ada Brandt has won the vote by 24 to 19.", False),
    ],
)
def test_a_biography_tells_how_to_reach_its_author(block: str, about: bool) -> None:
    assert is_biography(block) is about
