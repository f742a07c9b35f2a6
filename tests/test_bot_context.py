"""A quote where it stands."""

from hypothesis import given
from newsroom import article, quote, quotes, unhurried

from bot.answer import Quote
from bot.context import Context, context

SOURCE = article("One. Two. Three.\n\nFour. Five.\n\nSix.")


def test_a_quote_stands_between_its_neighbours() -> None:
    words = quote(SOURCE, "Two.")
    assert context(words) == Context("One.", words, "Three.", 1, 3)


def test_only_the_nearest_sentences_are_its_neighbours() -> None:
    words = quote(article("One. Two. Three. Four. Five."), "Three.")
    place = context(words)
    assert (place.before, place.after) == ("Two.", "Four.")


def test_the_first_of_a_paragraph_has_nothing_before_it() -> None:
    words = quote(SOURCE, "Four.")
    assert context(words) == Context("", words, "Five.", 2, 3)


def test_the_last_of_a_paragraph_has_nothing_after_it() -> None:
    words = quote(SOURCE, "Five.")
    assert context(words) == Context("Four.", words, "", 2, 3)


def test_a_paragraph_of_one_sentence_has_no_neighbours() -> None:
    words = quote(SOURCE, "Six.")
    assert context(words) == Context("", words, "", 3, 3)


@given(quotes())
@unhurried
def test_the_surroundings_of_any_quote_are_words_of_its_paragraph(found: tuple[Quote, ...]) -> None:
    for words in found:
        place = context(words)
        paragraph = words.article.text.split("\n\n")[place.paragraph - 1]
        assert place.paragraphs == len(words.article.text.split("\n\n"))
        assert words.text in paragraph
        assert place.before in paragraph
        assert place.after in paragraph
