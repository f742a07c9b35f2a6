"""Hits become an answer, or none: word for word, numbered, and with a reason when there is none."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from newsroom import COVERAGE, DAY, article, quote, quotes, unhurried
from tiny_index import Letters, publish

from bot.answer import Answer, Lack, Quote, Reason, Role
from bot.answering import (
    MARGIN,
    MOST_NEAREST,
    MOST_SENTENCES,
    Judged,
    answer,
    compose,
    judge,
)
from bot.choosing import Candidate, is_whole, learned
from bot.desk import Desk, turn_of
from corpus.article import Article, Content
from corpus.home import Home
from corpus.passages import Passage
from corpus.store import ArticleStore
from index.question import Reading, read
from index.retriever import Hit, Line, Retriever, open_current
from index.torch_embedder import SentenceEmbedder

QUESTION = "What happened?"
ANSWERS, DIFFERS, CONTRADICTS = Role.ANSWERS, Role.DIFFERS, Role.CONTRADICTS
LETTERS = ["Alpha.", "Bravo.", "Charlie.", "Delta.", "Echo.", "Foxtrot.", "Golf."]


# --- From judged sentences


def found(words: Quote, worth: float = 0.0, part: int = 0, *copies: Article) -> Candidate:
    """A sentence of an article all of which is a passage, found for a part of the question."""
    source = words.article
    passage = Passage(source.id, source.revision, 0, len(source.text), source.text)
    hit = Hit(passage, source, 0.0, 0.0, 0.0, ("meaning",), (), part, copies)
    return Candidate(words, hit, Line(words.start, words.end, 0, 0, 0, 0), (), worth)


def composed(
    *ranked: Candidate,
    parts: tuple[str, ...] = (),
    denied: Quote | None = None,
    question: str = QUESTION,
) -> Answer:
    """The answer from what was found, in this order, for a question of these parts."""
    reading = replace(read(question, DAY), parts=parts)
    hits = tuple(one.hit for one in ranked)
    return compose(Judged(reading, hits, ranked, 0.9, None, denied), COVERAGE)


def told(*texts: str) -> list[Candidate]:
    """The first sentences of as many articles, each published a day after the one before."""
    return [
        found(quote(article(text, number, published=DAY + timedelta(days=number))), -number / 10)
        for number, text in enumerate(texts)
    ]


def shown(of: Answer) -> list[str]:
    return [sentence.quote.text for sentence in of.sentences]


def roles(of: Answer) -> list[tuple[str, Role]]:
    return [(sentence.quote.text, sentence.role) for sentence in of.sentences]


def test_the_best_sentence_comes_first() -> None:
    assert shown(composed(*told("Alpha.", "Bravo."))) == ["Alpha.", "Bravo."]


def test_an_answer_says_what_was_asked_of_what_and_how_sure_it_is() -> None:
    said = composed(*told("Alpha."))
    assert (said.question, said.coverage, said.confidence) == (QUESTION, COVERAGE, 0.9)
    assert (said.reason, said.nearest, said.abstained) == (None, (), False)


def test_numbers_count_articles_in_order_of_first_use() -> None:
    first, second = article("Alpha. Delta.", 0), article("Bravo.", 1)
    said = composed(
        found(quote(second), 3.0), found(quote(first, "Alpha."), 2), found(quote(first, "Delta."))
    )
    assert [(s.quote.text, s.number) for s in said.sentences] == [
        ("Bravo.", 1),
        ("Alpha.", 2),
        ("Delta.", 2),
    ]
    assert [(c.number, c.article.id, len(c.quotes)) for c in said.citations] == [
        (1, second.id, 1),
        (2, first.id, 2),
    ]


def test_no_more_than_the_most_are_chosen() -> None:
    assert shown(composed(*told(*LETTERS))) == LETTERS[:MOST_SENTENCES]


def test_a_sentence_further_below_the_best_than_the_margin_is_left_out() -> None:
    ranked = [
        found(quote(article("Alpha.", 0)), 9.0),
        found(quote(article("Bravo.", 1)), 9.0 - MARGIN),
        found(quote(article("Charlie.", 2)), 8.99 - MARGIN),
    ]
    assert shown(composed(*ranked)) == ["Alpha.", "Bravo."]


def test_near_identical_sentences_are_shown_once() -> None:
    texts = ["The council approved the budget late at night.", "The ferry sank."]
    copied = texts[0].replace("night", "noon")
    assert shown(composed(*told(texts[0], copied, texts[1]))) == texts


def test_headings_and_what_breaks_off_are_not_shown_beside_sentences() -> None:
    assert shown(composed(*told("A heading", "A teaser…", "A sentence."))) == ["A sentence."]


def test_how_far_below_the_best_is_counted_from_the_best_whole_sentence() -> None:
    heading = found(quote(article("A heading", 0)), 9.0)
    sentence = found(quote(article("A sentence.", 1)), 8.9 - MARGIN)
    assert shown(composed(heading, sentence)) == ["A sentence."]


def test_a_heading_is_shown_where_there_is_nothing_else() -> None:
    assert shown(composed(*told("A heading"))) == ["A heading"]


PARTS = ("Who won?", "Who lost?")


def test_each_part_of_a_question_has_its_sentence_however_good_the_others_are() -> None:
    whole = [found(quote(article(text, n)), 9.0) for n, text in enumerate(LETTERS[:6])]
    won = found(quote(article("Ann won.", 6)), 1.0, 1)
    lost = found(quote(article("Bob lost.", 7)), 2.0, 2)
    said = shown(composed(*whole, lost, won, parts=PARTS))
    assert said == ["Bob lost.", "Ann won.", "Alpha.", "Bravo.", "Charlie."]


def test_only_the_best_sentence_of_a_part_is_taken_from_below_the_margin() -> None:
    best = found(quote(article("Alpha.", 0)), 9.0)
    bob = found(quote(article("Bob lost.", 1)), 1.0, 2)
    dora = found(quote(article("Dora fell behind.", 2)), 0.0, 2)
    assert shown(composed(best, bob, dora, parts=PARTS)) == ["Bob lost.", "Alpha."]


def test_a_part_for_which_nothing_was_found_has_no_sentence() -> None:
    assert shown(composed(*told("Alpha."), parts=PARTS)) == ["Alpha."]


# --- Sentences that lean on the one before

MAYOR = article("The vote is off. Mayor Ann Bell left.  He said so. She went home. Rain fell.")


@pytest.mark.parametrize(
    "leaning",
    [
        "He said so.",
        "“It was late,” he said.",
        "But she stayed.",
        "However, they stayed.",
        "This came late.",
        "Their boats sank.",
        "Both stayed.",
        "The company stayed.",
        "The mayor stayed.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_brings_it(leaning: str) -> None:
    source = article(f"Rain fell. Veydral left town. {leaning} Snow fell.")
    said = composed(found(quote(source, leaning)))
    assert shown(said) == ["Veydral left town.", leaning]
    assert [sentence.number for sentence in said.sentences] == [1, 1]


@pytest.mark.parametrize(
    "standing",
    ["Ann Bell said so.", "The cameras stayed.", "Items stayed.", "IT stayed.", "But Ann stayed."],
)
def test_a_sentence_that_stands_alone_brings_none(standing: str) -> None:
    source = article(f"Veydral left town. {standing}")
    assert shown(composed(found(quote(source, standing)))) == [standing]


def test_what_the_question_names_needs_no_sentence_before_it() -> None:
    source = article("Rain fell. The council approved it.")
    said = composed(
        found(quote(source, "The council approved it.")), question="What did the council do?"
    )
    assert shown(said) == ["The council approved it."]


def test_the_first_sentence_of_an_article_leans_on_none() -> None:
    assert shown(composed(found(quote(article("He left. It rained."))))) == ["He left."]


def test_a_heading_is_nothing_to_lean_on() -> None:
    source = article("A heading\n\nHe left.")
    assert shown(composed(found(quote(source, "He left.")))) == ["He left."]


def test_what_a_sentence_leans_on_comes_directly_before_it_though_others_are_better() -> None:
    """Between the sentence and the one it leans on stood a better one of another article."""
    ranked = [
        found(quote(MAYOR, "Mayor Ann Bell left."), 9.0),
        found(quote(article("Snow came.", 1)), 8.0),
        found(quote(MAYOR, "He said so."), 7.0),
    ]
    said = composed(*ranked)
    assert shown(said) == ["Mayor Ann Bell left.", "He said so.", "Snow came."]


def test_sentences_that_lean_on_each_other_stand_in_the_order_of_the_article() -> None:
    ranked = [found(quote(MAYOR, "She went home."), 9.0), found(quote(MAYOR, "He said so."), 8.0)]
    assert shown(composed(*ranked)) == ["Mayor Ann Bell left.", "He said so.", "She went home."]


# --- Reports that differ, and false premises

FEW, MANY = "23 cameras have been installed.", "58 cameras have been installed."


def test_reports_that_differ_come_together_newest_first() -> None:
    said = composed(*told(FEW, "Rain fell in Millbrae.", MANY))
    assert roles(said) == [(MANY, DIFFERS), (FEW, DIFFERS), ("Rain fell in Millbrae.", ANSWERS)]


def test_a_report_joins_the_one_that_it_differs_from_from_below_the_margin() -> None:
    few, many = told(FEW, MANY)
    said = composed(replace(few, worth=9.0), replace(many, worth=8.0 - MARGIN))
    assert roles(said) == [(MANY, DIFFERS), (FEW, DIFFERS)]


def test_reports_that_differ_about_what_is_not_shown_are_not_shown() -> None:
    best, few, many = told("Rain fell in Millbrae.", FEW, MANY)
    said = composed(
        replace(best, worth=9.0), *(replace(one, worth=8.0 - MARGIN) for one in (few, many))
    )
    assert shown(said) == ["Rain fell in Millbrae."]


def test_only_one_matter_is_shown_as_differing() -> None:
    said = composed(*told(FEW, "The storm sank 30 boats.", MANY, "The storm sank 20 boats."))
    assert [text for text, role in roles(said) if role == DIFFERS] == [MANY, FEW]


APPROVED = "The council approved the smart cameras."


def test_what_contradicts_the_question_comes_first() -> None:
    rain, approved = told("Rain fell in Millbrae.", APPROVED)
    said = composed(rain, approved, denied=approved.quote)
    assert roles(said) == [(APPROVED, CONTRADICTS), ("Rain fell in Millbrae.", ANSWERS)]


def test_what_contradicts_is_shown_from_below_the_margin_too() -> None:
    rain, approved = told("Rain fell in Millbrae.", APPROVED)
    said = composed(rain, replace(approved, worth=-1 - MARGIN), denied=approved.quote)
    assert roles(said)[0] == (APPROVED, CONTRADICTS)


def test_what_contradicts_comes_before_what_differs() -> None:
    few, many, approved = told(FEW, MANY, APPROVED)
    said = composed(few, many, approved, denied=approved.quote)
    assert [role for _, role in roles(said)] == [CONTRADICTS, DIFFERS, DIFFERS]


def test_what_is_shown_above_is_not_brought_again_by_what_leans_on_it() -> None:
    source = article(f"{APPROVED} It said so.")
    said = composed(
        found(quote(source, "It said so."), 9.0), found(quote(source)), denied=quote(source)
    )
    assert roles(said) == [(APPROVED, CONTRADICTS), ("It said so.", ANSWERS)]


# --- Citations


def test_copies_of_an_article_stand_with_its_citation() -> None:
    copies = [article(number=number) for number in (1, 2)]
    said = composed(found(quote(article("Alpha.")), 0.0, 0, *copies))
    assert said.citations[0].copies == tuple(copies)


def test_copies_of_every_passage_of_an_article_are_known_once() -> None:
    source, one, other = article("Alpha. Bravo."), article(number=1), article(number=2)
    said = composed(
        found(quote(source, "Alpha."), 2.0, 0, one, other), found(quote(source, "Bravo."), 1.0)
    )
    assert said.citations[0].copies == (one, other)


WORTHS = st.lists(st.floats(-5, 5), min_size=4, max_size=4)


@given(quotes(), WORTHS, st.booleans())
@unhurried
def test_any_answer_is_verbatim_and_numbered_without_a_gap(
    spans: tuple[Quote, ...], worths: list[float], denied: bool
) -> None:
    pairs = zip(spans, sorted(worths, reverse=True), strict=False)
    said = composed(*(found(*pair) for pair in pairs), denied=spans[-1] if denied else None)
    numbers = [sentence.number for sentence in said.sentences]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(said.citations) + 1))
    assert len({citation.article.id for citation in said.citations}) == len(said.citations)
    assert len(set(said.sentences)) == len(said.sentences) > 0
    for sentence in said.sentences:
        cited = said.citations[sentence.number - 1]
        assert sentence.quote in cited.quotes
        start, end = sentence.quote.start, sentence.quote.end
        assert sentence.quote.text == cited.article.text[start:end] != ""


# --- From an index of two articles, by counting letters

JANUARY, JUNE = datetime(2024, 1, 10, tzinfo=UTC), datetime(2024, 6, 10, tzinfo=UTC)
NOW = datetime(2024, 9, 1, tzinfo=UTC)
BUDGET = "The council of Millbrae approved the budget on Monday."
FERRY = "The ferry sank in the harbour."


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    home = Home(tmp_path_factory.mktemp("two"))
    with ArticleStore(home.articles) as store:
        for title, text, outlet, day in (
            ("Council", BUDGET, "The Courier", JANUARY),
            ("Ferry", FERRY, "The Herald", JUNE),
        ):
            content = Content(title=title, text=text, outlet=outlet, published=day)
            store.add([f"file:{title}"], content)
    publish(home.articles, home.index)
    return open_current(home.index, lambda _: Letters())


def ask(retriever: Retriever, question: str, asked_at: datetime = NOW) -> Answer:
    return answer(read(question, asked_at, retriever.facets), retriever, COVERAGE)


def titles(of: Answer) -> list[str]:
    return [near.title for near in of.nearest]


def test_what_the_coverage_says_is_answered(retriever: Retriever) -> None:
    said = ask(retriever, "What sank in the harbour?")
    assert (shown(said), said.reason) == ([FERRY], None)
    assert learned().floor <= said.confidence <= 1


@pytest.mark.parametrize(
    ("question", "reason", "nearest"),
    [
        (
            "Who approved the budget of Oakmoor on Monday?",
            Reason(Lack.NAME, "Oakmoor"),
            ["Council", "Ferry"],
        ),
        (
            "What sank in the harbour according to Reuters?",
            Reason(Lack.OUTLET, "Reuters"),
            ["Ferry", "Council"],
        ),
        (
            "What sank in the harbour in March 2024?",
            Reason(Lack.TIME, "in March 2024"),
            ["Ferry", "Council"],
        ),
        (
            "What sank in the harbour in 1950?",
            Reason(Lack.TIME, "in 1950"),
            ["Ferry", "Council"],
        ),
        ("xyzzy quux", Reason(Lack.ANSWER), ["Ferry", "Council"]),
    ],
    ids=["name", "outlet", "time", "time before all coverage", "answer"],
)
def test_what_is_not_covered_is_not_answered(
    retriever: Retriever, question: str, reason: Reason, nearest: list[str]
) -> None:
    said = ask(retriever, question)
    assert (said.reason, titles(said)) == (reason, nearest)
    assert (said.sentences, said.citations) == ((), ())
    assert 0 <= said.confidence < learned().floor


@pytest.mark.parametrize(
    "question",
    [
        "What sank in the harbour according to the Herald?",
        "What sank in the harbour in June 2024?",
        "What are the 2 ferries that sank in the harbour?",  # numbers are written in many ways
    ],
)
def test_what_is_named_and_covered_is_no_reason_against_an_answer(
    retriever: Retriever, question: str
) -> None:
    assert shown(ask(retriever, question)) == [FERRY]


FALSE_PREMISE = "Why did the council of {} reject the budget?"


def test_a_false_premise_is_answered_by_what_denies_it_however_unsure(
    retriever: Retriever,
) -> None:
    reading = read(FALSE_PREMISE.format("Millbrae"), NOW, retriever.facets)
    found = judge(reading, retriever, replace(learned(), floor=1.0))
    assert (found.reason, found.denied and found.denied.text) == (None, BUDGET)
    assert roles(compose(found, COVERAGE))[0] == (BUDGET, CONTRADICTS)


def test_a_false_premise_about_what_no_article_mentions_is_not_denied(
    retriever: Retriever,
) -> None:
    said = ask(retriever, FALSE_PREMISE.format("Oakmoor"))
    assert (said.reason, said.sentences) == (Reason(Lack.NAME, "Oakmoor"), ())


def test_a_name_is_missed_before_a_time(retriever: Retriever) -> None:
    question = "What sank in Oakmoor in March 2024?"
    assert ask(retriever, question).reason == Reason(Lack.NAME, "Oakmoor")


def test_weak_evidence_in_a_time_that_is_covered_is_a_matter_of_the_time(
    retriever: Retriever,
) -> None:
    said = ask(retriever, "Which quiz did judges fix in June 2024?")
    assert (said.reason, titles(said)) == (Reason(Lack.TIME, "in June 2024"), ["Ferry"])


def test_what_was_published_after_the_question_is_neither_shown_nor_suggested(
    retriever: Retriever,
) -> None:
    question = "What sank in the harbour?"
    assert shown(ask(retriever, question, JUNE)) == [FERRY]
    before = ask(retriever, question, JUNE - timedelta(seconds=1))
    assert {BUDGET, "Council"}.issuperset(shown(before) + titles(before))


def test_before_all_coverage_nothing_answers(retriever: Retriever) -> None:
    said = ask(retriever, "What sank in the harbour?", JANUARY - timedelta(days=1))
    assert (said.reason, said.nearest, said.confidence) == (Reason(Lack.ANSWER), (), 0.0)


def test_an_empty_coverage_has_no_articles(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with ArticleStore(home.articles) as store:
        only = store.add(["file:a"], Content(title="Ferry", text=FERRY)).article_id
        publish(home.articles, home.index)
        store.withdraw(only)
        publish(home.articles, home.index)
    empty = open_current(home.index, lambda _: Letters())
    for question in ("What sank?", "What is the latest on the ferry?", "Who is Ann in May 2024?"):
        said = ask(empty, question)
        assert (said.reason, said.nearest, said.confidence) == (Reason(Lack.ARTICLES), (), 0.0)


def test_an_answer_begins_at_the_floor(retriever: Retriever) -> None:
    reading = read("What sank in the harbour?", NOW, retriever.facets)
    sure = judge(reading, retriever, learned()).confidence
    at = judge(reading, retriever, replace(learned(), floor=sure))
    above = judge(reading, retriever, replace(learned(), floor=sure + 1e-9))
    assert (at.reason, above.reason) == (None, Reason(Lack.ANSWER))


@dataclass
class FakeRetriever:
    """Finds the same hits for every question."""

    hits: list[Hit]

    @property
    def manifest(self) -> "FakeRetriever":
        return self

    @property
    def articles(self) -> int:
        return 5

    def search(self, _reading: Reading, _k: int) -> list[Hit]:
        return self.hits

    def mentions(self, _name: str, _among: tuple[str, ...]) -> bool:
        return False


def test_each_of_the_nearest_articles_is_named_once_and_few_are() -> None:
    sources = [article(number=number) for number in range(5)]
    hits = [found(quote(source)).hit for source in (sources[0], *sources)]
    reading = read("Who won in Oakmoor?", NOW)
    said = answer(reading, FakeRetriever(hits), COVERAGE)  # type: ignore[arg-type]  # a fake
    assert said.nearest == tuple(sources[:MOST_NEAREST])


# --- With a reranker


@dataclass
class FakeReranker:
    """Likes the words that it likes; `late` it says nothing."""

    likes: str
    late: bool = False

    def scores(self, _question: str, sentences: Sequence[str]) -> list[float] | None:
        return None if self.late else [float(self.likes in sentence) for sentence in sentences]


def order(retriever: Retriever, reranker: FakeReranker | None) -> list[tuple[str, float]]:
    reading = read("What sank in the harbour?", NOW, retriever.facets)
    ranked = judge(reading, retriever, learned(), reranker).ranked
    return [(one.quote.text, one.worth) for one in ranked]


def test_a_reranker_changes_the_order_and_not_what_the_places_are_worth(
    retriever: Retriever,
) -> None:
    (best, worth), (worse, less) = order(retriever, None)
    assert (best, worse) == (FERRY, BUDGET)
    assert order(retriever, FakeReranker("budget")) == [(BUDGET, worth), (FERRY, less)]


def test_a_reranker_that_is_late_changes_nothing(retriever: Retriever) -> None:
    assert order(retriever, FakeReranker("budget", late=True)) == order(retriever, None)


# --- With the real model, from the sample coverage

real = pytest.mark.asyncio(loop_scope="module")
SAMPLE_QUESTIONS = Path(__file__).parent / "sample_questions.jsonl"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(sample_home: Home, model: SentenceEmbedder) -> AsyncIterator[Desk]:
    made = Desk(sample_home.index, lambda _: model)
    await made.open()
    yield made
    await made.close()


@real
async def test_a_mayor_of_nowhere_is_not_made_up(desk: Desk) -> None:
    said = await desk.ask("Who is mayor of Fairhaven?")
    assert said.reason == Reason(Lack.NAME, "Fairhaven")
    assert said.sentences == ()
    assert len(said.nearest) == MOST_NEAREST


@real
@pytest.mark.parametrize("name", ["s004", "s007", "s012", "s025"])
async def test_questions_on_the_sample_are_answered_right(desk: Desk, name: str) -> None:
    asked = next(
        one
        for one in map(json.loads, SAMPLE_QUESTIONS.read_text(encoding="utf-8").splitlines())
        if one["id"] == name
    )
    said = await desk.ask(asked["question"])
    assert any(right in " ".join(shown(said)) for right in asked["answers"])


@real
async def test_a_follow_up_is_understood_and_answered(desk: Desk) -> None:
    before = await desk.ask("How many smart cameras did the council approve?")
    after = await desk.ask("And when was that?", after=turn_of(before))
    assert after.question == "And when was that?"
    assert after.understood is not None
    assert "council" in after.understood
    assert "cameras" in after.understood
    assert "on Thursday approved the purchase of 640 smart cameras" in shown(after)[0]


@real
async def test_the_sample_is_not_quoted_before_it_was_published(desk: Desk) -> None:
    question = "How many smart cameras did the council approve?"
    now = await desk.ask(question)
    published = now.sentences[0].quote.article.published
    assert published is not None
    then = await desk.ask(question, asked_at=published - timedelta(seconds=1))
    known = [s.quote.article for s in then.sentences] + list(then.nearest)
    assert all(a.published is None or a.published < published for a in known)


@real
async def test_reports_of_the_storm_differ(desk: Desk) -> None:
    said = await desk.ask("How many cameras did the storm knock out?")
    first, second = (sentence.quote for sentence in said.shown_as(DIFFERS))
    assert ("58" in first.text, "23" in second.text) == (True, True)
    assert first.article.published is not None
    assert second.article.published is not None
    assert first.article.published > second.article.published


@real
async def test_a_false_premise_about_the_sample_is_contradicted_first(desk: Desk) -> None:
    said = await desk.ask("Why did the council reject the smart cameras in March 2024?")
    assert roles(said)[0][1] == CONTRADICTS
    assert "approved" in shown(said)[0]


@real
async def test_every_sentence_shown_of_the_sample_is_whole_verbatim_and_shown_once(
    desk: Desk,
) -> None:
    questions = [json.loads(one) for one in SAMPLE_QUESTIONS.read_text("utf-8").splitlines()]
    answers = [await desk.ask(one["question"]) for one in questions]
    assert sum(not said.abstained for said in answers) >= 10
    for said in answers:
        quoted = [sentence.quote for sentence in said.sentences]
        assert all(is_whole(one.text) for one in quoted)
        assert all(one.article.text[one.start : one.end] == one.text for one in quoted)
        assert all(one.text != other.text for one, other in combinations(quoted, 2))
        unsure = said.abstained or bool(said.shown_as(CONTRADICTS))
        assert said.confidence >= learned().floor or unsure


@pytest.mark.parametrize("question", ["who is mayor of fairhaven?", "WHO IS MAYOR OF FAIRHAVEN?"])
def test_a_name_that_no_article_mentions_is_not_answered_in_any_case(
    question: str, sample_home: Home, model: SentenceEmbedder
) -> None:
    retriever = open_current(sample_home.index, lambda _: model)
    said = answer(read(question, DAY, retriever.facets), retriever, COVERAGE)
    assert said.reason is not None
    assert (said.reason.lack, said.reason.words.lower()) == (Lack.NAME, "fairhaven")


def test_a_question_without_capitals_is_answered(
    sample_home: Home, model: SentenceEmbedder
) -> None:
    retriever = open_current(sample_home.index, lambda _: model)
    reading = read("who sued veydral?", datetime.now(UTC))
    assert not answer(reading, retriever, COVERAGE).abstained
