"""Hits become an answer, or none."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import COVERAGE, answer, article, quote, quotes, unhurried

from bot.answering import (
    MOST_EMBEDDED,
    MOST_NEAREST,
    MOST_SENTENCES,
    Answer,
    Candidate,
    Coverage,
    Quote,
    Weights,
    candidates,
    compose,
    coverage_of,
    promising,
    worth,
)
from corpus.article import Article
from corpus.passages import Passage, Size
from index.retriever import Hit
from index.snapshot import Manifest

QUESTION = "Who won?"
WEIGHTS = Weights(passage=0.5, words=0.4, floor=0.79, margin=0.2)


def hit(source: Article, score: float = 0.0, start: int = 0, end: int | None = None) -> Hit:
    """The passage text[start:end], found with this score."""
    end = len(source.text) if end is None else end
    passage = Passage(source.id, source.revision, start, end, source.text[start:end])
    return Hit(passage, source, score, ("meaning",))


def composed(hits: Sequence[Hit], *cosines: float, question: str = QUESTION) -> Answer:
    """The answer from all sentences of the hits, which have these cosines."""
    return compose(question, hits, candidates(hits), cosines, COVERAGE, WEIGHTS)


def shown(answer: Answer) -> list[tuple[str, int]]:
    return [(sentence.quote.text, sentence.number) for sentence in answer.sentences]


def test_candidates_are_the_sentences_of_the_passages_as_slices_of_the_article() -> None:
    source = article("Not this. But this. And this!\n\nNor that.")
    found = candidates([hit(source, start=10, end=29)])
    assert [(c.quote.start, c.quote.end, c.quote.text) for c in found] == [
        (10, 19, "But this."),
        (20, 29, "And this!"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A heading without a stop",
        "A teaser that breaks off…",
        "A teaser that breaks off...",
        "A teaser that breaks off […]",
        "A teaser that breaks off [...]",
        "A teaser that breaks off (...)",
        "続きを読む…",
        "続きを読む（…）",
    ],
)
def test_headings_and_what_breaks_off_are_never_quoted(text: str) -> None:
    assert candidates([hit(article(text))]) == []


@pytest.mark.parametrize(
    "text",
    [
        "It met.",
        "Did it?",
        "“It did.”",
        "(It did.)",
        "市議会は可決した。",
        "NATOは可決した（という。）",
        "وافق المجلس؟",
        "परिषद ने बजट पारित किया।",
        "สภาเทศบาลอนุมัติงบประมาณ",  # this script has neither case nor stops
    ],
)
def test_whole_sentences_may_be_quoted(text: str) -> None:
    assert [found.quote.text for found in candidates([hit(article(text))])] == [text]


def test_worth_of_the_question_itself_is_1_9() -> None:
    source = article("Budget vote 2024?")
    found = Candidate(quote(source), hit(source, 1.0))
    assert worth("Budget vote 2024?", found, 1.0, WEIGHTS) == pytest.approx(1.9)


def test_worth_of_the_opposite_is_minus_1_5() -> None:
    source = article("Nothing.")
    found = Candidate(quote(source), hit(source, -1.0))
    assert worth(QUESTION, found, -1.0, WEIGHTS) == -1.5


def test_worth_counts_the_share_of_telling_words_by_their_first_letters() -> None:
    source = article("The cameras were counted.")
    found = Candidate(quote(source), hit(source))
    assert worth("How many cameras, in camera 640?", found, 0.0, WEIGHTS) == pytest.approx(0.4 / 3)


def test_without_embedding_the_promising_are_those_of_near_passages_and_held_words() -> None:
    far, near = article("Far one. Who won in 2024?", 0), article("Near one.", 1)
    found = promising("2024", candidates([hit(far, 0.1), hit(near, 0.3)]), WEIGHTS)
    assert [c.quote.text for c in found] == ["Who won in 2024?", "Near one.", "Far one."]


def test_no_more_are_embedded_than_an_answer_can_wait_for() -> None:
    source = article("A sentence. " * 60)
    assert len(promising(QUESTION, candidates([hit(source)]))) == MOST_EMBEDDED


def test_the_best_sentence_comes_first() -> None:
    source = article("One thing. Another matter.")
    assert shown(composed([hit(source)], 0.8, 0.9)) == [("Another matter.", 1), ("One thing.", 1)]


def test_numbers_count_articles_in_order_of_first_use() -> None:
    first, second = article("Alpha. Delta.", 0), article("Beta. Gamma.", 1)
    found = composed([hit(first), hit(second)], 0.86, 0.84, 0.9, 0.88)
    assert shown(found) == [("Beta.", 1), ("Gamma.", 1), ("Alpha.", 2), ("Delta.", 2)]


def test_there_is_one_citation_for_each_article() -> None:
    first, second = article("Alpha. Delta.", 0), article("Beta.", 1)
    found = composed([hit(first), hit(second)], 0.9, 0.86, 0.88)
    assert [(c.number, c.article.id, len(c.quotes)) for c in found.citations] == [
        (1, first.id, 2),
        (2, second.id, 1),
    ]


def test_a_citation_links_to_the_first_of_its_quotes() -> None:
    found = composed([hit(article("Alpha. Delta."))], 0.8, 0.9)
    assert found.citations[0].link == "https://courier.example/0#:~:text=Delta."


def test_an_article_without_an_address_has_no_link() -> None:
    assert composed([hit(article("Alpha.", url=None))], 0.9).citations[0].link is None


def test_at_most_four_sentences_are_shown() -> None:
    source = article("A one. B two. C three. D four. E five. F six.")
    found = composed([hit(source)], 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)
    assert [text for text, _ in shown(found)] == ["A one.", "B two.", "C three.", "D four."]
    assert len(found.sentences) == MOST_SENTENCES


def test_a_sentence_far_below_the_best_is_left_out() -> None:
    source = article("Alpha. Beta.")
    assert shown(composed([hit(source)], 1.1, 0.89)) == [("Alpha.", 1)]


def test_a_syndicated_copy_is_not_shown_twice() -> None:
    text = "The council approved the budget on Thursday night."
    copied = article(text.replace("night", "evening"), 1)
    found = composed([hit(article(text, 0)), hit(copied)], 0.9, 0.89)
    assert shown(found) == [(text, 1)]
    assert len(found.citations) == 1


def test_the_floor_is_where_an_answer_begins() -> None:
    source = article("Alpha.")
    assert composed([hit(source)], 0.79).abstained is False
    assert composed([hit(source)], 0.789).abstained is True


def test_a_passage_near_the_question_lifts_its_sentences() -> None:
    assert shown(composed([hit(article("Alpha."), 0.8)], 0.4)) == [("Alpha.", 1)]


def test_an_abstention_names_the_nearest_articles_once_and_quotes_none() -> None:
    sources = [article("Alpha. Beta.", number) for number in range(5)]
    hits = [hit(source, 0.3) for source in [sources[0], *sources]]
    found = composed(hits, *[0.1] * 12)
    assert found.abstained
    assert (found.sentences, found.citations) == ((), ())
    assert found.reason == "nothing close"
    assert list(found.nearest) == sources[:MOST_NEAREST]


def test_without_a_hit_there_is_no_coverage() -> None:
    found = composed([])
    assert (found.abstained, found.reason, found.nearest) == (True, "no coverage", ())


def test_hits_that_hold_only_headings_give_an_abstention() -> None:
    source = article("A heading")
    assert composed([hit(source, 1.0)]).nearest == (source,)


def test_shortened_leaves_out_the_last_sentence_and_keeps_the_numbers() -> None:
    first, second = article("Alpha. Gamma.", 0), article("Beta.", 1)
    whole = answer(quote(first, "Alpha."), quote(second), quote(first, "Gamma."))
    assert shown(whole.shortened()) == [("Alpha.", 1), ("Beta.", 2)]
    assert [len(citation.quotes) for citation in whole.shortened().citations] == [1, 1]
    assert shown(whole.shortened().shortened()) == [("Alpha.", 1)]
    assert len(whole.shortened().shortened().citations) == 1


@given(quotes())
@unhurried
def test_any_shortened_answer_is_the_beginning_of_the_whole(found: tuple[Quote, ...]) -> None:
    whole = answer(*found)
    short = whole.shortened()
    assert short.sentences == whole.sentences[:-1]
    articles = {citation.number: citation.article for citation in short.citations}
    assert all(articles[s.number] is s.quote.article for s in short.sentences)
    assert {s.number for s in short.sentences} == set(articles)


@given(quotes(), st.lists(st.floats(-1, 1), min_size=8, max_size=8))
@unhurried
def test_any_answer_is_verbatim_and_numbered_without_a_gap(
    found: tuple[Quote, ...], cosines: list[float]
) -> None:
    hits = [hit(words.article, 0.5, words.start, words.end) for words in found]
    sentences = candidates(hits)
    composed = compose(
        QUESTION, hits, sentences, [cosines[i % 8] for i in range(len(sentences))], COVERAGE
    )
    numbers = [sentence.number for sentence in composed.sentences]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(composed.citations) + 1))
    for sentence in composed.sentences:
        cited = composed.citations[sentence.number - 1]
        assert sentence.quote in cited.quotes
        assert sentence.quote.text in cited.article.text


def test_coverage_is_what_the_manifest_says() -> None:
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    manifest = Manifest(
        name="000001-x",
        created=moment,
        model="words",
        digest="d",
        dimension=3,
        size=Size(),
        articles=2,
        passages=5,
        corpus="c",
        earliest=None,
        latest=None,
        files={},
    )
    assert coverage_of(manifest) == Coverage(2, None, None, moment, "words")
