"""What sentences are worth, and how sure it is that the best of them answers."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import DAY, article

from bot.choosing import (
    MOST_SURE,
    SURENESS,
    WORTH,
    Candidate,
    Weights,
    candidates,
    confidence,
    is_whole,
    learned,
    sureness,
)
from corpus.article import Article
from corpus.passages import Passage
from corpus.sentences import sentences
from index.question import read
from index.retriever import Hit, Line

WHO = read("Who won in Millbrae?", DAY)
DID = read("Did it rain?", DAY)


def only(name: str, weight: float = 1.0) -> Weights:
    """Weights that look at one signal."""
    worth = tuple(weight if name == known else 0.0 for known in WORTH)
    sure = tuple(weight if name == known else 0.0 for known in SURENESS)
    return Weights(worth, sure, 0.0, 0.5)


def line(start: int = 0, end: int = 0, **known: float) -> Line:
    signals = {"meaning": 0.0, "words": 0.0, "phrases": 0.0, "context": 0.0}
    return Line(start, end, **{**signals, **known})


def hit(source: Article, score: float = 0.0, **known: float) -> Hit:
    """All of an article as a passage, with its sentences, which all have the same signals."""
    passage = Passage(source.id, source.revision, 0, len(source.text), source.text)
    lines = tuple(line(start, end, **known) for start, end in sentences(source.text))
    return Hit(passage, source, score, 0.5, 0.25, ("meaning",), lines)


def signal(name: str, found: Candidate) -> float:
    return found.signals[WORTH.index(name)]


def sure(name: str, *found: Candidate, question: str = "Who won in Millbrae?") -> float:
    return sureness(read(question, DAY), found)[SURENESS.index(name)]


def test_the_weights_that_ship_know_every_signal() -> None:
    stored = json.loads(files("bot").joinpath("weights.json").read_text(encoding="utf-8"))
    assert set(stored["worth"]) == set(WORTH)
    assert set(stored["sureness"]) == set(SURENESS)
    assert learned().worth == tuple(stored["worth"][name] for name in WORTH)
    assert learned().sureness == tuple(stored["sureness"][name] for name in SURENESS)


def test_the_floor_that_ships_withholds_something_and_not_everything() -> None:
    assert 0 < learned().floor < 1


def test_candidates_are_the_sentences_of_the_hits_as_slices_of_the_article() -> None:
    found = candidates(DID, [hit(article("But this. And this!"))], only("meaning"))
    assert [(c.quote.start, c.quote.end, c.quote.text) for c in found] == [
        (0, 9, "But this."),
        (10, 19, "And this!"),
    ]


def test_without_hits_there_are_no_candidates() -> None:
    assert candidates(DID, [], learned()) == []


def test_worth_is_the_sum_of_the_signals_times_their_weights() -> None:
    weights = Weights((1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), (), 0.0, 0.5)
    (found,) = candidates(
        DID, [hit(article("So."), meaning=0.5, words=0.25, phrases=0.125, context=0.75)], weights
    )
    assert found.signals == (0.0, 0.5, 0.25, 0.125, 0.75, 0.5, 1.0)
    assert found.worth == 1.0 + 0.75 + 0.5 + 3.75 + 3.0 + 7.0


def test_the_most_worth_comes_first() -> None:
    hits = [hit(article("Poor.", 0), meaning=0.1), hit(article("Rich.", 1), meaning=0.9)]
    assert [c.quote.text for c in candidates(DID, hits, only("meaning"))] == ["Rich.", "Poor."]


def test_of_equal_worth_the_first_hit_comes_first() -> None:
    hits = [hit(article("One.", 0)), hit(article("Two.", 1))]
    assert [c.quote.text for c in candidates(DID, hits, only("meaning"))] == ["One.", "Two."]


def test_a_sentence_counts_how_far_its_passage_is_below_the_best() -> None:
    hits = [hit(article("One.", 0), 2.0), hit(article("Two.", 1), 0.5)]
    found = candidates(DID, hits, learned())
    assert sorted(signal("below best passage", one) for one in found) == [-1.5, 0.0]


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("Who won in Millbrae?", "It was Ilse Brannagh.", 1.0),
        ("Who won in Millbrae?", "Nobody knows.", 0.0),
        ("Did it rain?", "It was Ilse Brannagh.", 0.5),
        ("How did it rain?", "Hard.", 0.5),
        ("Tell me of the rain.", "Hard.", 0.5),
    ],
)
def test_what_holds_the_kind_of_thing_asked_for_counts_1(
    question: str, text: str, kind: float
) -> None:
    (found,) = candidates(read(question, DAY), [hit(article(text))], learned())
    assert signal("kind", found) == kind


def test_a_heading_is_told_from_a_sentence() -> None:
    found = candidates(DID, [hit(article("A heading\n\nA sentence."))], only("whole"))
    assert [(c.quote.text, c.worth) for c in found] == [("A sentence.", 1.0), ("A heading", 0.0)]


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
def test_headings_and_what_breaks_off_are_not_whole(text: str) -> None:
    assert not is_whole(text)


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
def test_sentences_are_whole(text: str) -> None:
    assert is_whole(text)


def one_of(source: Article, worth: float = 0.0, **known: float) -> Candidate:
    (found,) = candidates(WHO, [hit(source, **known)], learned())
    return replace(found, worth=worth)


def test_sureness_looks_at_the_best_and_its_passage() -> None:
    best = one_of(article("It rained."), meaning=0.5, words=0.25, phrases=0.125, context=0.75)
    worse = one_of(article("It snowed.", 1), meaning=0.4)
    found = dict(zip(SURENESS, sureness(WHO, [best, worse]), strict=True))
    names = ("meaning", "words", "phrases", "context", "passage meaning", "passage words")
    assert [found[name] for name in names] == [0.5, 0.25, 0.125, 0.75, 0.5, 0.25]


def test_the_second_is_the_best_of_another_passage() -> None:
    source = article("It rained. It hailed.")
    first, same = candidates(WHO, [hit(source, meaning=0.9)], learned())
    other = one_of(article("It snowed.", 1), first.worth - 2.0, meaning=0.4)
    assert sure("second meaning", first, same, other) == 0.4
    assert sure("lead", first, same, other) == 2.0


def test_a_lead_above_the_most_says_no_more() -> None:
    best, worse = one_of(article(), 100.0), one_of(article(number=1), 0.0)
    assert sure("lead", best, worse) == MOST_SURE


def test_the_only_passage_leads_by_the_most() -> None:
    assert sure("lead", one_of(article())) == MOST_SURE
    assert sure("second meaning", one_of(article(), meaning=0.4)) == 0.0


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("Who won in Millbrae?", 1.0),
        ("Who won in Fairhaven?", 0.0),
        ("Did Oda Quist win in Millbrae?", 0.5),
        ("Did Millbrae trade with Oakmoor in 1807?", 2 / 3),
        ("Who won?", 1.0),
    ],
)
def test_names_are_looked_for_in_the_passage_and_its_title(question: str, share: float) -> None:
    best = one_of(article("The Millbrae vote.", title="Trade with Oakmoor"))
    assert sure("names", best, question=question) == pytest.approx(share)


def test_confidence_is_even_without_a_signal() -> None:
    assert confidence((0.0,) * len(SURENESS), learned_without_bias()) == 0.5


def learned_without_bias() -> Weights:
    return replace(learned(), bias=0.0)


def test_confidence_is_logistic_in_the_weighted_signals() -> None:
    weights = Weights((), (2.0, 0.5), -1.0, 0.5)
    assert confidence((0.5, 4.0), weights) == pytest.approx(0.880797)  # of 2 logits


NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.lists(NUMBERS, min_size=len(SURENESS), max_size=len(SURENESS)), NUMBERS)
def test_any_confidence_lies_between_0_and_1(signals: list[float], bias: float) -> None:
    assert 0 <= confidence(signals, replace(learned(), bias=bias)) <= 1


@given(st.text())
def test_any_text_is_whole_or_not(text: str) -> None:
    assert is_whole(text) in (True, False)
