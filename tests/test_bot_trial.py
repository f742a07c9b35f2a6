"""Pipelines on trial: what they show is what members would get, whatever is switched off."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tiny_index import MODEL, Letters, add, publish

from bot.choosing import SURENESS, WORTH
from bot.trial import BASELINE, FOOTNOTE, systems
from corpus.article import Content
from corpus.store import ArticleStore
from index.evaluation.questions import Question
from index.retriever import Retriever, open_current
from index.signals import NAMES

BRIDGE = "The harbour bridge opens on Monday. Everyone is invited."
URL = "https://courier.example/bridge"


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    articles, index = tmp_path / "articles.sqlite3", tmp_path / "index"
    add(articles, "Harbour bridge opens", BRIDGE, URL)
    add(articles, "Fish", "Herring is dear this year. Nobody knows why.")
    with ArticleStore(articles) as store:
        dated = datetime(2025, 3, 1, 12, tzinfo=UTC)
        store.add(["file:vote"], Content(title="Vote", text="The vote fell.", published=dated))
    publish(articles, index)
    return open_current(index, lambda _: Letters())


def ask(text: str) -> Question:
    return Question(id="1", question=text, asked_at=datetime(2025, 6, 1, tzinfo=UTC))


def test_what_is_shown_is_verbatim_and_counted(retriever: Retriever) -> None:
    outcome = systems(retriever, False, False)[FOOTNOTE](ask("when does the harbour bridge open"))
    assert "The harbour bridge opens on Monday." in outcome.shown
    assert outcome.citations == outcome.verified == len(outcome.shown)
    assert outcome.tokens == sum(len(text.split()) for text in outcome.shown)
    assert outcome.withheld == ()


def test_the_passages_name_their_article_and_its_address(retriever: Retriever) -> None:
    outcome = systems(retriever, False, False)[FOOTNOTE](ask("when does the harbour bridge open"))
    assert outcome.passages[0].url == URL
    assert outcome.passages[0].text == BRIDGE


def test_an_abstention_shows_nothing_and_says_what_it_withheld(retriever: Retriever) -> None:
    outcome = systems(retriever, False, False)[FOOTNOTE](ask("Who is mayor of Fairhaven?"))
    assert outcome.shown == ()
    assert outcome.withheld
    assert outcome.confidence < 0.5


def test_a_date_that_is_named_is_honoured(retriever: Retriever) -> None:
    asked = systems(retriever, False, False)[FOOTNOTE](ask("What fell in March 2025?"))
    assert asked.dated is True
    assert {passage.text for passage in asked.passages} == {"The vote fell."}


def test_without_a_named_date_there_is_none_to_honour(retriever: Retriever) -> None:
    assert systems(retriever, False, False)[FOOTNOTE](ask("What fell?")).dated is None


def test_the_baseline_shows_the_passage_of_nearest_meaning_whole(retriever: Retriever) -> None:
    outcome = systems(retriever, True, False)[BASELINE](ask(f"Harbour bridge opens\n\n{BRIDGE}"))
    assert outcome.shown == ("The harbour bridge opens on Monday.", "Everyone is invited.")
    assert outcome.confidence == pytest.approx(1.0, abs=1e-3)


def test_every_signal_is_switched_off_in_turn(retriever: Retriever) -> None:
    names = list(systems(retriever, True, True))
    assert names[:2] == [FOOTNOTE, BASELINE]
    assert names[2:] == [
        *(f"passages without {name}" for name in NAMES),
        *(f"sentences without {name}" for name in WORTH),
        *(f"sureness without {name}" for name in SURENESS),
    ]


def test_a_pipeline_that_is_blind_to_a_signal_still_answers(retriever: Retriever) -> None:
    for pipeline in systems(retriever, False, True).values():
        assert pipeline(ask("when does the harbour bridge open")).passages[0].url == URL


def test_the_model_is_the_index_s(retriever: Retriever) -> None:
    assert retriever.manifest.model == MODEL
