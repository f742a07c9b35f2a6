"""The parts of an answer, and what it is without its last sentence."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from newsroom import COVERAGE, DAY, IDS, abstention, answer, answers, article, quote, unhurried

from bot.answer import Answer, Citation, Coverage, Quote, Role, cited, coverage_of
from corpus.passages import Size
from index.layout import Manifest

COURIER = article("The council met. It voted.", 0)
HERALD = article("The mayor left.", 1)
GAZETTE = article("The mayor stayed.", 2)
FIRST, SECOND, OTHER = quote(COURIER), quote(COURIER, "It voted."), quote(HERALD)
ANSWERS, DIFFERS, CONTRADICTS = Role.ANSWERS, Role.DIFFERS, Role.CONTRADICTS


def roles(of: Answer) -> list[Role]:
    return [sentence.role for sentence in of.sentences]


def test_a_quote_is_a_slice_of_its_article() -> None:
    assert Quote(COURIER, 4, 11).text == "council"


def test_a_quote_links_to_its_words() -> None:
    assert OTHER.link == "https://courier.example/1#:~:text=The%20mayor%20left."


def test_a_quote_of_an_article_without_an_address_has_no_link() -> None:
    assert quote(replace(COURIER, url=None)).link is None


def test_articles_are_numbered_in_order_of_first_use() -> None:
    assert cited([OTHER, FIRST, SECOND], {}) == (
        Citation(1, HERALD, (OTHER,)),
        Citation(2, COURIER, (FIRST, SECOND)),
    )


def test_copies_are_kept_with_the_article_that_they_copy() -> None:
    first, second = cited([FIRST, OTHER], {IDS[1]: (GAZETTE,)})
    assert (first.copies, second.copies) == ((), (GAZETTE,))


def test_a_citation_links_to_the_first_of_its_quotes() -> None:
    (citation,) = cited([SECOND, FIRST], {})
    assert citation.link == SECOND.link


def test_nothing_cites_nothing() -> None:
    assert cited([], {}) == ()


def test_an_answer_without_sentences_is_an_abstention() -> None:
    assert abstention().abstained
    assert not answer(FIRST).abstained


def test_sentences_are_told_apart_by_role() -> None:
    mixed = answer(FIRST, OTHER, SECOND, roles=[CONTRADICTS, ANSWERS, ANSWERS])
    assert [sentence.quote for sentence in mixed.shown_as(ANSWERS)] == [OTHER, SECOND]
    assert mixed.shown_as(DIFFERS) == ()


def test_shortened_is_without_the_last_sentence_and_what_only_it_cited() -> None:
    short = answer(FIRST, SECOND, OTHER).shortened()
    assert [sentence.quote for sentence in short.sentences] == [FIRST, SECOND]
    assert short.citations == (Citation(1, COURIER, (FIRST, SECOND)),)


def test_shortened_keeps_copies() -> None:
    short = answer(FIRST, OTHER, copies=[GAZETTE]).shortened()
    assert short.citations[0].copies == (GAZETTE,)


def test_what_differs_from_nothing_any_more_is_shown_as_any_other() -> None:
    pair = answer(FIRST, OTHER, roles=[DIFFERS, DIFFERS])
    assert roles(pair.shortened()) == [ANSWERS]


def test_two_that_differ_still_differ_without_the_third() -> None:
    three = answer(FIRST, OTHER, quote(GAZETTE), roles=[DIFFERS] * 3)
    assert roles(three.shortened()) == [DIFFERS, DIFFERS]


def test_what_contradicts_the_question_still_does_alone() -> None:
    pair = answer(FIRST, OTHER, roles=[CONTRADICTS, ANSWERS])
    assert roles(pair.shortened()) == [CONTRADICTS]


def test_coverage_is_what_the_manifest_says() -> None:
    manifest = Manifest(
        name="000001-x",
        created=DAY + timedelta(days=2),
        model="org/model",
        digest="d",
        dimension=3,
        size=Size(),
        articles=7,
        passages=5,
        corpus="c",
        earliest=DAY,
        latest=DAY + timedelta(days=1),
        files={},
    )
    expected = Coverage(7, DAY, DAY + timedelta(days=1), DAY + timedelta(days=2), "org/model")
    assert coverage_of(manifest) == expected


@given(answers())
@unhurried
def test_any_answer_can_be_shortened_to_nothing(whole: Answer) -> None:
    shown = whole
    for count in range(len(whole.sentences) - 1, -1, -1):
        shown = shown.shortened()
        kept = whole.sentences[:count]
        assert [(s.quote, s.number) for s in shown.sentences] == [(s.quote, s.number) for s in kept]
        assert {c.number: c.article for c in shown.citations} == {
            s.number: s.quote.article for s in kept
        }
        assert roles(shown).count(DIFFERS) != 1
    assert shown.question == whole.question
    assert shown.coverage == COVERAGE
