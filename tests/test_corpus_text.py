"""Plain text: paragraphs found, words untouched, the headline told from the body."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_scripts import TEXTS

from corpus.scraped import clean
from corpus.text import body, is_heaped, paragraphs, tidy, word_count

LEAD = "The council approved 640 cameras on Thursday, by 24 votes to 19."
WRAPPED = """\
Council approves 640 cameras

The council of Port Ardell approved 640 cameras on Thursday evening, by
24 votes to 19, after a debate that lasted for four hours and was so
loud at times that the chair had to interrupt it.

The mayor said that she was content with the outcome, and that nothing
would change for the people of Saltgate before the summer.
"""
WRAPPED_HEADLINE, *WRAPPED_BODY = [
    " ".join(block.split("\n")) for block in WRAPPED.strip().split("\n\n")
]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a \t b\u00a0\u3000c \n d ", "a b c d"),
        ("\ufeffhead\u00adline zero\u200bwidth\u2060", "headline zerowidth"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("a\x00b\x1b[31mc\x85d\u2028e\u2029f", "a b [31mc d e f"),
    ],
)
def test_tidy_has_one_kind_of_space_and_nothing_invisible(written: str, kept: str) -> None:
    assert tidy(written) == kept


@pytest.mark.parametrize(
    "text",
    ["می\u200cخواهم", "क\u094d\u200dष", "👩\u200d👩\u200d👧", "“curly” – dash… £5 ½"],
)
def test_tidy_keeps_what_languages_need(text: str) -> None:
    assert tidy(text) == text


def test_blank_lines_separate_paragraphs() -> None:
    assert paragraphs("\n\na\n\n \t\nb\n\n\n\nc\n") == ["a", "b", "c"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    assert paragraphs(f"a{end}b{end}{end}c{end}") == ["a", "b", "c"]


def test_short_lines_are_paragraphs_of_their_own() -> None:
    assert paragraphs("By Anna Example\nCourier staff\n\nOne.\nTwo.") == [
        "By Anna Example",
        "Courier staff",
        "One.",
        "Two.",
    ]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "The council met and met again until nobody could remember why it had met " * 2
    assert paragraphs(f"{line}\n{line}\n{line}") == [line.strip()] * 3


def test_one_very_long_line_shows_that_the_others_are_not_wrapped_either() -> None:
    items = [
        f"Item {n} of a list in which no line has a stop at its end, or a comma" for n in (1, 2)
    ]
    long = "and one that goes on for much longer than any editor would let it " * 3
    assert paragraphs("\n".join([*items, long, *items])) == [*items, long.strip(), *items]


def test_sentences_on_their_own_lines_are_not_joined() -> None:
    lines = [f"The council met on the {n}th of the month and did not vote." for n in (7, 8, 9)]
    assert paragraphs("\n".join(lines)) == lines


def headline_and_body(text: str) -> tuple[str | None, str]:
    """Of a clean text."""
    cleaned = clean(text)
    return cleaned.headline, "\n\n".join(cleaned.paragraphs)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hard_wrapped_lines_are_joined(end: str) -> None:
    headline, text = headline_and_body(WRAPPED.replace("\n", end))
    assert (headline, text) == (WRAPPED_HEADLINE, "\n\n".join(WRAPPED_BODY))


def test_a_byte_order_mark_is_not_part_of_the_headline() -> None:
    assert headline_and_body(f"\ufeffCouncil approves cameras\n\n{LEAD}")[0] == (
        "Council approves cameras"
    )


def test_the_headline_is_the_first_line() -> None:
    text = f"Council approves cameras\n\n{LEAD}\n\nMore."
    assert headline_and_body(text) == ("Council approves cameras", f"{LEAD}\n\nMore.")


def test_a_headline_printed_twice_is_left_out_of_the_body() -> None:
    above = "Port Ardell Courier Online\nCouncil approves cameras\nShare\nCouncil approves cameras"
    assert headline_and_body(f"{above}\n\n{LEAD}") == ("Council approves cameras", LEAD)


def test_a_standfirst_below_the_headline_stays() -> None:
    text = f"Council approves cameras\n\nVote follows a stormy night\n\n{LEAD}"
    assert headline_and_body(text) == (
        "Council approves cameras",
        f"Vote follows a stormy night\n\n{LEAD}",
    )


@pytest.mark.parametrize(
    "headline",
    [
        "Storm",
        "Storm Hedda",
        "Who will pay for the new bridge over the river Tamm?",
        "市議会がカメラを承認",
    ],
)
def test_short_and_asking_headlines_are_headlines(headline: str) -> None:
    assert headline_and_body(f"{headline}\n\n{LEAD}\n\nMore.") == (headline, f"{LEAD}\n\nMore.")


def test_japanese_prose_is_told_from_its_headline() -> None:
    lead = "市議会は木曜日、港湾地区に六百四十台のカメラを設置する計画を承認した。"
    assert headline_and_body(f"市議会がカメラを承認\n\n{lead}") == ("市議会がカメラを承認", lead)


def test_a_text_of_short_paragraphs_has_its_first_line_for_a_headline() -> None:
    assert headline_and_body("Rain\n\nIt rained.\n\nA lot.") == ("Rain", "It rained.\n\nA lot.")


def test_a_text_that_starts_with_a_sentence_has_no_headline() -> None:
    assert headline_and_body(f"{LEAD}\n\nMore.") == (None, f"{LEAD}\n\nMore.")


def test_a_headline_like_line_below_the_first_sentence_is_no_headline() -> None:
    text = f"{LEAD}\n\nWhat happens next\n\nNobody can say at the moment what happens next in town."
    assert headline_and_body(text) == (None, text)


@pytest.mark.parametrize(
    ("headline", "lead"),
    [
        ("Совет одобрил камеры", "Совет одобрил 640 камер в четверг, 24 голосами против 19."),
        ("Le conseil approuve 640 caméras", "Le conseil a dit « oui » jeudi soir, par 24 voix."),
        ("وافق المجلس على الكاميرات", "هل وافق المجلس يوم الخميس على ستمئة وأربعين كاميرا جديدة؟"),
        ("परिषद ने कैमरे मंज़ूर किए", "परिषद ने गुरुवार को 640 नए कैमरों को मंज़ूरी दी।"),
    ],
)
def test_headlines_of_other_languages(headline: str, lead: str) -> None:
    assert headline_and_body(f"{headline}\n\n{lead}") == (headline, lead)


def test_nothing_is_no_article() -> None:
    assert headline_and_body(" \n\n ") == (None, "")


@given(TEXTS | st.text("ab.\r\n \t\u00ad\u200b\u0301e", max_size=40))
def test_a_tidied_body_stays_as_it_is(text: str) -> None:
    assert body(body(text)) == body(text)


@given(st.text("abcdefgh. \n", min_size=100, max_size=400))
def test_wrapped_or_not_a_tidied_body_stays_as_it_is(text: str) -> None:
    assert body(body(text)) == body(text)


@given(TEXTS)
def test_a_body_loses_no_word(text: str) -> None:
    assert body(text).split() == unicodedata.normalize("NFC", text).split()


ITEMS = (
    "The library opens at nine in the morning on weekdays and ten on weekends",
    "A second room for readers of newspapers will be furnished before next summer",
    "The tram to Saltgate will leave every ten minutes, and every five at rush hour",
    "Parking near the harbour stays free of charge until the end of the coming month",
    "Nothing else changes for the people who live in the old town, says the council",
)


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "– ", "1. ", ""])
def test_the_lines_of_a_list_are_not_joined(mark: str) -> None:
    items = [f"{mark}{item}" for item in ITEMS]
    assert paragraphs("\n".join(items)) == items


def test_repeated_lines_of_wrapped_paragraphs_are_joined() -> None:
    block = WRAPPED.strip().split("\n\n")[1]
    joined = block.replace("\n", " ")
    assert paragraphs("\n\n".join([block] * 12)) == [joined] * 12


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The council met.", 3),
        ("Совет собрался.", 2),
        ("市議会", 2),
        ("市議会 met", 3),
        ("의회가 열렸다.", 2),
    ],
)
def test_words_are_counted_where_there_are_no_spaces_too(text: str, count: int) -> None:
    assert word_count(text) == count


def test_accents_in_heaps_are_left_as_they_are() -> None:
    heap = "a" + "\u0301\u0323" * 60
    assert is_heaped(f"x {heap} y")
    assert tidy(f"e\u0301 {heap}") == f"\u00e9 {heap}"
    assert not is_heaped("e\u0301" * 200 + "\U0001f600" * 200 + "-" * 200)
