"""PDFs: the text in them, and what is said of those that have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import unhurried
from tiny_pdf import pdf

from corpus.article import ArticleError
from corpus.page import Page
from corpus.pdf import read_pdf

LINES = (
    "The council approves the cameras",
    "The council of Port Ardell approved six hundred cameras on Thursday after a de-",
    "bate that went on for hours, and the mayor said that nothing would change.",
    "The opposition announced that it would go to court over the vote before the sum-",
    "mer, and that nobody in Saltgate had been asked what they think of it.",
)
BODY = (
    "The council of Port Ardell approved six hundred cameras on Thursday after a debate that went "
    "on for hours, and the mayor said that nothing would change. The opposition announced that it "
    "would go to court over the vote before the summer, and that nobody in Saltgate had been asked "
    "what they think of it."
)


def test_lines_are_joined_and_hyphens_at_their_ends_go() -> None:
    page = read_pdf(pdf(LINES))
    assert page.fields["title"] == LINES[0]
    assert page.text.replace("\n\n", " ") == BODY


def test_the_title_of_the_file_is_taken_when_it_is_one() -> None:
    page = read_pdf(pdf(LINES, title="Council approves the cameras at last"))
    assert page.fields["title"] == "Council approves the cameras at last"
    assert read_pdf(pdf(LINES, title="Microsoft Word - final_v2.docx")).fields["title"] == LINES[0]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [("The Courier, 14 March", *LINES[1:], f"Page {number}") for number in (1, 2, 3)]
    page = read_pdf(pdf(*pages))
    assert "Courier" not in page.text
    assert "Page" not in page.text
    assert page.dropped


def test_the_date_of_the_file_is_not_the_articles() -> None:
    assert "date" not in read_pdf(pdf(LINES)).fields


def test_a_scanned_pdf_is_said_to_be_one() -> None:
    with pytest.raises(ArticleError, match=r"^a scanned PDF"):
        read_pdf(pdf((), ()))


UNKNOWN_FILTER = (
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>2 0 obj<</Kids[4 0 R6 0 ]4 0 obj<</Contents 5 0 R "
    b"/Resources << /F3 0 > >>\nendobj\n5 0 obj\n<< /Filter />\nstream\nB\n"
    b"endstreamtrailer\n<< /Size 7>\nstartxref\n79\n%"
)
FAR_AWAY = b"startxref9999999999999999993\n%"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"%PDF-1.4\n%%EOF", b"<html>", UNKNOWN_FILTER, FAR_AWAY]
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError):
        read_pdf(data)


@unhurried
@given(st.integers(0, 1200), st.binary(min_size=1, max_size=8))
def test_a_damaged_pdf_raises_nothing_else(place: int, damage: bytes) -> None:
    whole = pdf(LINES)
    try:
        found = read_pdf(whole[:place] + damage + whole[place + len(damage) :])
    except ArticleError:
        return
    assert isinstance(found, Page)


def test_a_broken_pdf_is_told_in_one_place(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ArticleError):
        read_pdf(b"%PDF-1.4\nnothing more")
    assert (capfd.readouterr().err, caplog.messages) == ("", [])
