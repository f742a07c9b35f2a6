"""What pages of one site share: lines of the site, never an article's own."""

from hypothesis import given
from hypothesis import strategies as st
from many_scripts import TEXTS
from newsroom import unhurried
from site_pages import Rendering, pages, siblings

from corpus.template import Template, learn, line_key

MENU = "Home\nHarbour\nWeather\n12 comments"
PROSE = (
    "The company said that it would look into the matter of the night boats once more before "
    "the summer, and that it could not say any more about it for the time being."
)


def page(number: int, *more: str) -> str:
    own = " ".join(f"word{number}x{at}" for at in range(60))
    return "\n".join([MENU, f"Headline {'abcdefghij'[number]}", f"{own}.", *more])


def test_a_line_on_three_pages_is_the_sites() -> None:
    assert learn(page(number) for number in range(3)).has("Harbour")


def test_a_line_of_one_page_is_its_articles() -> None:
    assert not learn(page(number) for number in range(3)).has("Headline a")


def test_two_pages_are_enough_when_there_are_no_more() -> None:
    assert learn([page(0), page(1)]).has("Harbour")


def test_one_page_teaches_nothing() -> None:
    assert learn([page(0)]) == Template()


def test_a_line_on_few_of_many_pages_is_not_the_sites() -> None:
    own = [page(number, *(["The harbour board"] if number < 2 else [])) for number in range(10)]
    assert not learn(own).has("The harbour board")


def test_copies_of_one_page_count_once() -> None:
    assert learn([page(0)] * 5) == Template()


def test_prose_that_a_few_articles_share_is_theirs() -> None:
    shared = [page(number, *([PROSE] if number < 4 else [])) for number in range(10)]
    assert not learn(shared).has(PROSE)


def test_prose_on_most_pages_is_the_sites() -> None:
    assert learn(page(number, PROSE) for number in range(10)).has(PROSE)


def test_numbers_and_capitals_make_no_difference() -> None:
    assert learn(page(number) for number in range(3)).has("7 COMMENTS")


def test_empty_lines_are_nobodys() -> None:
    assert not learn(f"{page(number)}\n\n\u00a0\n" for number in range(3)).has("\u00a0")


def test_siblings_of_the_generator_share_their_furniture_and_no_article() -> None:
    for own in pages(4, 6, Rendering.BLANK_LINES):
        template = learn([own.text, *(other.text for other in siblings(own, 5))])
        assert template.has(f"© 2024 {own.outlet}")
        assert not any(template.has(paragraph) for paragraph in own.paragraphs)


@unhurried
@given(st.lists(TEXTS, max_size=5))
def test_a_template_has_only_lines_of_its_pages(texts: list[str]) -> None:
    lines = {line_key(line) for text in texts for line in text.splitlines()}
    assert learn(texts).keys <= lines - {""}
