"""The sample coverage: fiction, marked as such, of every kind that an answer has to cope with."""

import json
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from corpus.article import Content, Kind
from corpus.fields import Found
from corpus.formats import read
from corpus.sample import MARK, load_sample, mixed_with_sample, remove_sample
from corpus.store import ArticleStore

QUESTIONS = Path(__file__).parent / "sample_questions.jsonl"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "articles.sqlite3") as opened:
        yield opened


@pytest.fixture(scope="module")
def sample() -> list[Content]:
    with as_file(files("corpus").joinpath("articles")) as folder:
        items = list(read(folder, {}))
    assert all(isinstance(item, Found) for item in items), items
    return [item.content for item in items if isinstance(item, Found)]


@pytest.fixture(scope="module")
def questions() -> list[dict[str, object]]:
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def real() -> Content:
    return Content(title="Cameras", text="The council met.", outlet="Gazette")


def test_there_are_enough_articles_to_search_in(sample: list[Content]) -> None:
    assert len(sample) >= 30


def test_articles_are_as_long_as_news_is(sample: list[Content]) -> None:
    lengths = {article.title: len(article.text.split()) for article in sample}
    assert {title: n for title, n in lengths.items() if not 150 <= n <= 600} == {}


def test_every_outlet_is_marked_as_fiction(sample: list[Content]) -> None:
    assert [a.title for a in sample if not (a.outlet or "").endswith(" (fictional)")] == []


def test_every_article_has_an_address_of_its_own_that_leads_nowhere(sample: list[Content]) -> None:
    urls = [article.url or "" for article in sample]
    assert len(set(urls)) == len(sample)
    assert [url for url in urls if ".example/" not in url] == []


def test_one_article_is_undated(sample: list[Content]) -> None:
    assert sum(article.published is None for article in sample) == 1


@pytest.mark.parametrize("kind", [Kind.OPINION, Kind.LIVE, Kind.ANALYSIS])
def test_not_everything_is_a_report(sample: list[Content], kind: Kind) -> None:
    assert any(article.kind is kind for article in sample)


def test_one_article_carries_a_correction(sample: list[Content]) -> None:
    assert any("\n\nCorrection: " in f"\n\n{article.text}" for article in sample)


def test_more_than_one_outlet_reports(sample: list[Content]) -> None:
    assert len({article.outlet for article in sample}) > 1


def test_every_answer_stands_word_for_word_in_its_articles(
    sample: list[Content], questions: list[dict[str, object]]
) -> None:
    texts = {article.url: article.text for article in sample}
    missing = [
        (question["id"], url, answer)
        for question in questions
        for url in listed(question, "articles")
        for answer in listed(question, "answers")
        if answer not in texts[url]
    ]
    assert missing == []


def test_every_question_has_an_answer_or_none(questions: list[dict[str, object]]) -> None:
    for question in questions:
        answered = bool(listed(question, "answers")) and bool(listed(question, "articles"))
        assert answered is not question.get("unanswerable", False), question["id"]


def test_questions_have_ids_of_their_own(questions: list[dict[str, object]]) -> None:
    assert len({question["id"] for question in questions}) == len(questions) >= 50


def listed(question: dict[str, object], name: str) -> list[str]:
    value = question.get(name, [])
    assert isinstance(value, list)
    return value


def test_loading_adds_every_article(store: ArticleStore, sample: list[Content]) -> None:
    assert load_sample(store) == len(sample) == store.count()


def test_loading_twice_changes_nothing(store: ArticleStore) -> None:
    load_sample(store)
    before = store.state()
    load_sample(store)
    assert store.state() == before


def test_removing_takes_out_the_sample_and_nothing_else(
    store: ArticleStore, sample: list[Content]
) -> None:
    store.add(["file:a"], real())
    load_sample(store)
    assert remove_sample(store) == len(sample)
    assert [article.outlet for article in store.articles()] == ["Gazette"]
    assert remove_sample(store) == 0


def test_loading_brings_back_what_was_removed(store: ArticleStore, sample: list[Content]) -> None:
    load_sample(store)
    before = store.state()
    remove_sample(store)
    assert load_sample(store) == len(sample)
    assert store.state() == before


def test_what_is_brought_back_is_the_text_that_ships(
    store: ArticleStore, sample: list[Content]
) -> None:
    older = Content(title="Older", text="Older.", url=sample[0].url, outlet=f"Old {MARK}")
    store.withdraw(store.add([f"url:{older.url}"], older).article_id)
    load_sample(store)
    assert "Older." not in [article.text for article in store.articles()]


def test_fiction_alone_and_fact_alone_are_not_mixed(store: ArticleStore) -> None:
    assert mixed_with_sample(store) is False
    load_sample(store)
    assert mixed_with_sample(store) is False
    remove_sample(store)
    store.add(["file:a"], real())
    assert mixed_with_sample(store) is False


def test_fiction_beside_fact_is_mixed(store: ArticleStore) -> None:
    load_sample(store)
    store.add(["file:a"], real())
    assert mixed_with_sample(store) is True


def test_fiction_that_was_removed_does_not_count(store: ArticleStore) -> None:
    fiction = Content(title="Moon", text="It is of cheese.", outlet=f"Courier {MARK}")
    store.withdraw(store.add(["file:b"], fiction).article_id)
    for number in range(2):
        store.add([f"file:{number}"], Content(title="Cameras", text=f"{number}.", outlet="Gazette"))
    assert mixed_with_sample(store) is False


def test_a_real_outlet_withdrawn_does_not_count(store: ArticleStore) -> None:
    load_sample(store)
    store.withdraw(store.add(["file:a"], real()).article_id)
    assert mixed_with_sample(store) is False
