"""Markdown: front matter as it is written, and the words without the markup."""

from itertools import pairwise

import pytest

from corpus.article import ArticleError
from corpus.markdown import read_markdown


def text_of(source: str) -> str:
    return read_markdown(source)[2]


def fields_of(front_matter: str) -> dict[str, object]:
    return dict(read_markdown(f"---\n{front_matter}\n---\n\nText.\n")[0])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_heading_and_body(end: str) -> None:
    source = "---\ntitle: Cameras\nauthors: [Anna, Ben]\n---\n\n# Heading\n\nOne.\n\nTwo.\n"
    assert read_markdown(source.replace("\n", end)) == (
        {"title": "Cameras", "authors": ["Anna", "Ben"]},
        "Heading",
        "One.\n\nTwo.",
    )


def test_neither_front_matter_nor_heading() -> None:
    assert read_markdown("Just text.\n") == ({}, None, "Just text.")


@pytest.mark.parametrize("matter", ["---\n---\n", "---\n\n---\n", "---\n# none\n...\n"])
def test_empty_front_matter(matter: str) -> None:
    assert read_markdown(f"{matter}Text.") == ({}, None, "Text.")


def test_a_rule_in_the_text_is_not_front_matter() -> None:
    assert read_markdown("Text.\n\n---\n\nMore.\n\n---\n") == ({}, None, "Text.\n\nMore.")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("title: 12:30", "12:30"),
        ("title: 2024", "2024"),
        ("title: 1_000", "1_000"),
        ("title: 2024-03-14", "2024-03-14"),
        ("title: no", "no"),
        ("title: 0x1F", "0x1F"),
        ("title: 'Who: they?'", "Who: they?"),
        ("title: Ünïcödé 😀", "Ünïcödé 😀"),
    ],
)
def test_a_word_is_a_word_whatever_yaml_makes_of_it(written: str, kept: str) -> None:
    assert fields_of(written) == {"title": kept}


@pytest.mark.parametrize("written", ["title:", "title: null", "title: ~"])
def test_nothing_is_nothing(written: str) -> None:
    assert fields_of(written) == {"title": None}


def test_folded_text_and_block_lists() -> None:
    assert fields_of("title: >\n  Council\n  approves\ntags:\n  - a\n  - b") == {
        "title": "Council approves\n",
        "tags": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("title: [Cameras", "front matter is not YAML in line 3"),
        ("title: Cameras: the vote", "front matter is not YAML in line 2"),
        ("title: Cameras\n\tdate: x", "front matter is not YAML in line 3"),
        ("title: \x07", "front matter is not YAML"),
        ("title: !!python/object/apply:os.getcwd []", "front matter is not YAML in line 2"),
        ("title: !!int many", "front matter holds an impossible value"),
        ("title: " + "[" * 500, "front matter is nested too deeply"),
        ("- a\n- b", "front matter is not a list of `name: value` lines"),
        ("just words", "front matter is not a list of `name: value` lines"),
    ],
)
def test_broken_front_matter_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(ArticleError) as refusal:
        fields_of(written)
    assert str(refusal.value).startswith(reason)


@pytest.mark.parametrize(
    "heading", ["# Cameras", "# Cameras #", "Cameras\n=======", "#  *Cameras*"]
)
def test_the_opening_level_one_heading_is_the_headline(heading: str) -> None:
    assert read_markdown(f"{heading}\n\nText.")[1:] == ("Cameras", "Text.")


def test_a_picture_above_the_heading_does_no_harm() -> None:
    assert read_markdown("![Quay](quay.jpg)\n\n# Cameras\n\nText.")[1:] == ("Cameras", "Text.")


def test_later_and_lower_headings_are_text() -> None:
    assert read_markdown("## Sub\n\n# Later\n\nText.")[1:] == (None, "Sub\n\nLater\n\nText.")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One\ntwo\nthree.", "One two three."),
        ("One  \ntwo\\\nthree<br>four<br/>five.", "One two three four five."),
        ("**Bold**, *italic*, ***both*** and `code`.", "Bold, italic, both and code."),
        ("snake_case, 5 * 3 * 2 and 2*3*4.", "snake_case, 5 * 3 * 2 and 234."),
        (r"5 \* 3 \_ \# \[x\]", "5 * 3 _ # [x]"),
        ("&amp; &eacute; &#8217; &copy;", "& é ’ ©"),
        ("A [link](https://a.example 'title') here.", "A link here."),
        ("A [link][1] here.\n\n[1]: https://a.example", "A link here."),
        ("See <https://a.example/x_y>.", "See https://a.example/x_y."),
        ("Before ![alt](a.jpg) after.", "Before after."),
        ("A <b>bold</b> word<!-- not this -->.", "A bold word."),
        ("Text.\n\n<iframe src='x'></iframe>\n\nMore.", "Text.\n\nMore."),
        ("- one\n- two\n  - nested\n\n  more", "one\n\ntwo\n\nnested\n\nmore"),
        ("1. one\n2. two", "one\n\ntwo"),
        ("> Quoted\n> twice.\n>\n> > Again.", "Quoted twice.\n\nAgain."),
        ("```python\na = 1\nb = 2\n```", "a = 1 b = 2"),
        ("    a = 1", "a = 1"),
        ("Text.\n\n***\n\nMore.", "Text.\n\nMore."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\n\nb\n\n1\n\n2"),
        ("Soft\u00adhyphen\u00a0and  spaces", "Softhyphen and spaces"),
    ],
)
def test_markup_goes_and_words_stay(source: str, text: str) -> None:
    assert text_of(source) == text


def test_nothing_has_no_text() -> None:
    assert read_markdown("") == ({}, None, "")


def test_aliases_are_refused_for_ten_lines_of_them_fill_a_machine() -> None:
    lines = ["a: &a [x, x]"]
    lines += [f"{one}: &{one} [*{of}, *{of}]" for of, one in pairwise("abcdefghijklmnopqrstuvwxyz")]
    with pytest.raises(ArticleError, match="aliases"):
        fields_of("\n".join([*lines, "outlet: *z"]))
    with pytest.raises(ArticleError, match="aliases"):
        fields_of("title: &a [*a]")
