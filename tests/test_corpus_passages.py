"""Passages: exact slices, all of the text once, never more than the model reads."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_scripts import TEXTS

from corpus.article import Article
from corpus.passages import Passage, Size, header, split
from corpus.text import body

SMALL = Size(target=20, limit=24)


def words(text: str) -> int:
    return len(text.split())


def letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def article(text: str, title: str = "Title") -> Article:
    return Article(id="a", revision=3, title=title, text=text)


def cut(text: str, size: Size = SMALL, title: str = "Title") -> list[str]:
    return [passage.text for passage in split(article(text, title), words, size)]


def paragraph(count: int, word: str = "word") -> str:
    return " ".join([word] * count) + "."


ARTICLES = st.builds(
    article,
    TEXTS.map(body).filter(bool) | TEXTS.filter(str.strip),
    st.sampled_from(["Title", "A longer title of some eight words or so", "x" * 300]),
)
COUNTS = st.sampled_from([words, letters])
SIZES = st.sampled_from([SMALL, Size(target=5, limit=8), Size()])


@given(ARTICLES, COUNTS, SIZES)
def test_a_passage_is_a_slice_of_its_article(
    given_article: Article, count: Callable[[str], int], size: Size
) -> None:
    for passage in split(given_article, count, size):
        assert given_article.text[passage.start : passage.end] == passage.text
        assert (passage.article_id, passage.revision) == ("a", 3)


@given(ARTICLES, COUNTS, SIZES)
def test_passages_cover_the_text_exactly_once(
    given_article: Article, count: Callable[[str], int], size: Size
) -> None:
    passages = list(split(given_article, count, size))
    edges = [edge for passage in passages for edge in (passage.start, passage.end)]
    assert edges == sorted(edges)
    covered = "".join(passage.text for passage in passages)
    assert "".join(covered.split()) == "".join(given_article.text.split())


@given(ARTICLES, COUNTS, SIZES)
def test_no_passage_with_its_header_is_over_the_limit(
    given_article: Article, count: Callable[[str], int], size: Size
) -> None:
    title = header(given_article, count, size)
    for passage in split(given_article, count, size):
        assert count(f"{title}\n\n{passage.text}") <= size.limit


@given(ARTICLES, COUNTS, SIZES)
def test_passages_have_no_outer_space(
    given_article: Article, count: Callable[[str], int], size: Size
) -> None:
    for passage in split(given_article, count, size):
        assert passage.text == passage.text.strip() != ""


def test_a_short_article_is_one_passage() -> None:
    text = "The council met.\n\nIt voted."
    assert list(split(article(text), words, SMALL)) == [Passage("a", 3, 0, len(text), text)]


def test_paragraphs_are_packed_up_to_the_target() -> None:
    # Title 1 + 9 + 9 = 19 words; a third paragraph would make 28.
    text = "\n\n".join([paragraph(9)] * 3)
    assert cut(text) == [f"{paragraph(9)}\n\n{paragraph(9)}", paragraph(9)]


def test_the_target_itself_still_fits() -> None:
    text = f"{paragraph(9)}\n\n{paragraph(10)}"
    assert cut(text) == [text]


def test_a_paragraph_between_target_and_limit_stays_whole() -> None:
    assert cut(paragraph(23)) == [paragraph(23)]


def test_a_paragraph_over_the_limit_is_cut_between_sentences() -> None:
    text = f"{paragraph(15, 'One')} {paragraph(15, 'Two')}"
    assert cut(text) == [paragraph(15, "One"), paragraph(15, "Two")]


def test_a_sentence_over_the_limit_is_cut_between_words() -> None:
    assert [words(part) for part in cut(paragraph(50))] == [23, 23, 4]


def test_a_word_over_the_limit_is_cut_between_characters() -> None:
    parts = [passage.text for passage in split(article("x" * 50), letters, SMALL)]
    assert "".join(parts) == "x" * 50
    assert max(map(len, parts)) <= 24 - len("Title")


def test_a_subhead_stays_with_what_follows_it() -> None:
    text = f"{paragraph(14)}\n\nWhat comes next\n\n{paragraph(14)}"
    assert cut(text) == [paragraph(14), f"What comes next\n\n{paragraph(14)}"]


def test_a_short_sentence_is_no_subhead() -> None:
    text = f"{paragraph(14)}\n\nNobody knows yet.\n\n{paragraph(14)}"
    assert cut(text) == [f"{paragraph(14)}\n\nNobody knows yet.", paragraph(14)]


def test_a_subhead_that_does_not_fit_below_stands_alone() -> None:
    text = f"What comes next for us\n\n{paragraph(20)}"
    assert cut(text) == ["What comes next for us", paragraph(20)]


def test_a_subhead_at_the_end_is_kept() -> None:
    assert cut(f"{paragraph(19)}\n\nRead more here") == [paragraph(19), "Read more here"]


def test_the_header_is_the_title() -> None:
    assert header(article("x", "Four words of title"), words, SMALL) == "Four words of title"


def test_a_header_takes_at_most_a_quarter() -> None:
    title = "One two three four five six seven eight"
    assert header(article("x", title), words, SMALL) == "One two three four five six"


def test_one_word_too_long_for_a_header_is_left_out() -> None:
    assert header(article("x", "x" * 7), letters, SMALL) == ""
    assert header(article("x", "x" * 6), letters, SMALL) == "x" * 6


@pytest.mark.parametrize(
    ("reads", "size"),
    [(510, Size(200, 240)), (240, Size(200, 240)), (126, Size(105, 126)), (30, Size(25, 30))],
)
def test_sizes_shrink_to_what_a_model_reads(reads: int, size: Size) -> None:
    assert Size().within(reads) == size
