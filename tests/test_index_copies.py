"""Copies: of a story only the original's passages are indexed, and what only a copy says."""

from corpus.article import Article
from corpus.passages import Passage
from index.copies import originals, told_by

TEXT = "The council met on Thursday. It bought 640 cameras.\n\nThe vote was close."


def article(name: str, text: str = TEXT, story: str | None = "s") -> Article:
    return Article(id=name, revision=1, title="T", text=text, story=story)


def passage(text: str) -> Passage:
    return Passage(article_id="b", revision=1, start=0, end=len(text), text=text)


def test_each_copy_leads_to_the_original() -> None:
    first, second, third = article("a", f"{TEXT} More."), article("b"), article("c")
    assert originals([second, first, third]) == {"b": first, "c": first}


def test_articles_of_no_story_are_no_copies() -> None:
    assert originals([article("a", story=None), article("b", story=None)]) == {}


def test_a_story_of_one_has_no_copies() -> None:
    assert originals([article("a")]) == {}


def test_different_stories_have_their_own_originals() -> None:
    a, b, c, d = article("a"), article("b"), article("c", story="t"), article("d", story="t")
    assert originals([d, c, b, a]) == {"b": a, "d": c}


def test_what_the_original_says_too_is_told() -> None:
    assert told_by(article("a"))(passage("The vote was close."))


def test_quotation_marks_and_spaces_do_not_matter() -> None:
    assert told_by(article("a"))(passage("It  bought 640 “cameras”."))


def test_another_number_is_not_told() -> None:
    assert not told_by(article("a"))(passage("It bought 460 cameras."))


def test_a_sentence_of_the_copy_alone_is_not_told() -> None:
    told = told_by(article("a"))
    assert not told(passage("It bought 640 cameras. Here in Saltgate nobody was asked about it."))


def test_a_short_credit_beside_what_is_told_is_let_go() -> None:
    told = told_by(article("a"))
    text = f"{TEXT} By PA."
    assert told(passage(text))
