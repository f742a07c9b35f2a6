"""Public question sets, in miniature, become coverage and questions; one command measures a set."""

import importlib.util
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import CompletedProcess, run
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_embedder import WordEmbedder, word_model

from corpus.article import Content
from corpus.fields import Found
from corpus.formats import read
from corpus.home import Home
from corpus.store import ArticleStore
from index.retriever import open_current

BENCHMARKS = Path(__file__).parent / "benchmarks"
Row = dict[str, object]


def script(name: str) -> ModuleType:
    """Benchmarks are commands, not modules of a package: loaded from where they lie."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


sets = script("sets")
quality = script("quality")


def command(*arguments: object) -> CompletedProcess[str]:
    line = [sys.executable, str(BENCHMARKS / "sets.py"), *map(str, arguments)]
    return run(line, capture_output=True, text=True, check=False)


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def qa(name: str, answer: str) -> Row:
    answers = [{"text": answer, "answer_start": 0}, {"text": answer, "answer_start": 0}]
    return {"id": name, "question": f"What is {name}?", "answers": answers}


def squad_file(folder: Path, *articles: Sequence[tuple[str, Sequence[Row]]]) -> Path:
    """Articles are paragraphs, each a text with its questions; titles are Article_1, Article_2…"""
    data = [
        {
            "title": f"Article_{number}",
            "paragraphs": [{"context": text, "qas": qas} for text, qas in paragraphs],
        }
        for number, paragraphs in enumerate(articles, start=1)
    ]
    path = folder / "dev.json"
    path.write_text(json.dumps({"data": data, "version": "1.1"}), "utf-8")
    return path


@pytest.fixture
def squad_path(tmp_path: Path) -> Path:
    first = [("The harbour\n is old.", [qa("a", "old")]), ("The bridge is red.", [qa("b", "red")])]
    return squad_file(tmp_path, first, [("The mayor sings.", [qa("c", "sings")])])


def test_every_squad_paragraph_is_an_article(squad_path: Path) -> None:
    made = sets.squad(squad_path, sets.Options())
    assert [(a.url, a.title, a.text) for a in made.articles] == [
        ("https://example.org/squad/1", "Article 1", "The harbour is old."),
        ("https://example.org/squad/2", "Article 1", "The bridge is red."),
        ("https://example.org/squad/3", "Article 2", "The mayor sings."),
    ]


def test_a_squad_question_names_its_paragraph_and_each_answer_once(squad_path: Path) -> None:
    made = sets.squad(squad_path, sets.Options())
    assert made.questions[1] == sets.Question(
        "b", "What is b?", None, ("https://example.org/squad/2",), ("red",)
    )


def test_half_of_squad_keeps_every_second_article_whole(squad_path: Path) -> None:
    (article,) = sets.squad_half(squad_path, sets.Options()).articles
    assert article.text == "The harbour is old.\n\nThe bridge is red."


def test_half_of_squad_asks_as_many_of_what_was_left_out(squad_path: Path) -> None:
    questions = sets.squad_half(squad_path, sets.Options()).questions
    assert [q.unanswerable for q in questions] == [False, True]
    assert questions[1] == sets.Question("c", "What is c?", unanswerable=True)


def removed(folder: Path, repeated: str, answer: str) -> tuple[str, list[object]]:
    """Coverage, and unanswerable questions, when one paragraph of five is taken out.

    All paragraphs have the same answer, and all end in what is repeated.
    """
    texts = [f"Paragraph {name} says it. {repeated}" for name in "abcde"]
    path = squad_file(
        folder, [(text, [qa(name, answer)]) for name, text in zip("abcde", texts, strict=True)]
    )
    made = sets.squad_paragraph_removed(path, sets.Options())
    return made.articles[0].text, [q.id for q in made.questions if q.unanswerable]


def test_the_question_of_a_removed_paragraph_is_unanswerable(tmp_path: Path) -> None:
    text, (asked,) = removed(tmp_path, "", "a harbour")
    assert text.split("\n\n") == [f"Paragraph {n} says it." for n in "abcde" if n != asked]


def test_a_question_that_the_rest_still_answers_is_left_out(tmp_path: Path) -> None:
    assert removed(tmp_path, "It is A HARBOUR.", "a harbour")[1] == []


@pytest.mark.parametrize("answer", ["1999", "12 %", "sea"])
def test_a_number_or_short_word_elsewhere_answers_nothing(tmp_path: Path, answer: str) -> None:
    assert len(removed(tmp_path, f"It is {answer}.", answer)[1]) == 1


def test_part_of_a_word_elsewhere_answers_nothing(tmp_path: Path) -> None:
    assert len(removed(tmp_path, "Harbours.", "harbour")[1]) == 1


def test_another_seed_removes_other_paragraphs(tmp_path: Path) -> None:
    path = squad_file(tmp_path, [(f"Paragraph {n}.", [qa(str(n), "it")]) for n in range(40)])
    texts = {
        sets.squad_paragraph_removed(path, sets.Options(seed=seed)).articles[0].text
        for seed in (1, 1, 2)
    }
    assert len(texts) == 2


def clapnq_row(name: str, passage: str, *selected: str) -> Row:
    return {
        "id": name,
        "input": f"what is {name}",
        "passages": [{"title": "Harbours", "text": passage, "sentences": []}],
        "output": [{"answer": "", "selected_sentences": list(selected)}],
    }


def test_clapnq_keeps_the_passages_of_unanswerable_questions(tmp_path: Path) -> None:
    answer = "It is old ."
    row = clapnq_row("a", "A harbour  is here . It is old . ", answer)
    write_lines(tmp_path / "clapnq_dev_answerable.jsonl", [row])
    write_lines(tmp_path / "clapnq_dev_unanswerable.jsonl", [clapnq_row("b", "A bridge .")])
    made = sets.clapnq(tmp_path, sets.Options())
    assert [a.text for a in made.articles] == ["A harbour is here . It is old .", "A bridge ."]
    assert made.questions == [
        sets.Question("a", "what is a", None, ("https://example.org/clapnq/1",), (answer,)),
        sets.Question("b", "what is b", unanswerable=True),
    ]


def test_a_passage_of_two_clapnq_questions_is_one_article(tmp_path: Path) -> None:
    rows = [clapnq_row(name, "A harbour .", "A harbour .") for name in "ab"]
    write_lines(tmp_path / "clapnq_dev_answerable.jsonl", rows)
    write_lines(tmp_path / "clapnq_dev_unanswerable.jsonl", [])
    made = sets.clapnq(tmp_path, sets.Options())
    assert len(made.articles) == 1
    assert made.questions[0].articles == made.questions[1].articles == (made.articles[0].url,)


def fact(text: str, url: str) -> Row:
    return {
        "author": None,
        "category": "technology",
        "fact": text,
        "published_at": "2023-09-26T17:01:22+00:00",
        "source": "Gazette",
        "title": "Harbours",
        "url": url,
    }


@pytest.fixture
def multihop_folder(tmp_path: Path) -> Path:
    one, two = "https://a.example/1", "https://a.example/2"
    queries = [{"id": str(n), "question": f"Question {n}?"} for n in range(3)]
    truths = {
        "0": {"answer": "The Mayor", "evidence_list": [fact("One.", one), fact("The mayor.", two)]},
        "1": {"answer": "Yes", "evidence_list": [fact("Three.", one), fact("One.", one)]},
        "2": {"answer": "Insufficient information.", "evidence_list": []},
    }
    (tmp_path / "queries.json").write_text(json.dumps({"queries": queries}))
    (tmp_path / "ground_truth.json").write_text(json.dumps(truths))
    return tmp_path


def test_evidence_of_one_url_is_the_paragraphs_of_one_article(multihop_folder: Path) -> None:
    first, second = sets.multihop(multihop_folder, sets.Options()).articles
    assert (first.text, first.outlet, first.section) == ("One.\n\nThree.", "Gazette", "technology")
    assert first.published.isoformat() == "2023-09-26T17:01:22+00:00"
    assert second.url == "https://a.example/2"


def test_only_what_stands_in_the_evidence_is_a_string_that_answers(multihop_folder: Path) -> None:
    asked = sets.multihop(multihop_folder, sets.Options()).questions
    assert [q.answers for q in asked] == [("The Mayor",), (), ()]
    assert [q.articles for q in asked] == [
        ("https://a.example/1", "https://a.example/2"),
        ("https://a.example/1",),
        (),
    ]


def test_a_multihop_question_without_evidence_is_unanswerable(multihop_folder: Path) -> None:
    asked = sets.multihop(multihop_folder, sets.Options()).questions
    assert [q.unanswerable for q in asked] == [False, False, True]


def result(url: str, text: str, day: str, title: str = "Harbours") -> Row:
    return {"url": url, "title": title, "text": text, "publish_date": day, "authors": []}


def quiz(name: str, answer: str, day: str = "2024/01/05") -> Row:
    return {
        "question_id": name,
        "question_date": day,
        "question_sentence": "Who opened the flooded harbour?",
        "choices": ["Nobody else", answer],
        "answer": ["1"],
    }


OPENED = "The Harbour was flooded. Ada Moe opened it."


def news(folder: Path, questions: Sequence[Row], *results: Row) -> Path:
    week = folder / "past" / "2024" / "20240105"
    search = {"question_id": "q", "search_time": "2024/01/05/23:29", "search_result": results}
    write_lines(week.with_name(f"{week.name}_gcs.jsonl"), [search])
    write_lines(week.with_name(f"{week.name}_qa.jsonl"), questions)
    write_lines(week.with_name(f"{week.name}_qa_nota.jsonl"), [quiz("nota", "None")])
    return folder


def asked_of(folder: Path, question: Row, *results: Row) -> Sequence[object]:
    asked: Sequence[object] = sets.weekly_news(
        news(folder, [question], *results), sets.Options(evidence=True)
    ).questions
    return asked


def test_what_a_search_found_is_an_article_of_its_host(tmp_path: Path) -> None:
    found = result("https://www.a.example/1", "One.\n\nTwo.", "2024/01/02")
    (article,) = sets.weekly_news(news(tmp_path, [], found), sets.Options()).articles
    assert (article.outlet, article.text) == ("a.example", "One.\n\nTwo.")
    assert article.published.date() == date(2024, 1, 2)


def test_an_article_that_was_found_twice_is_taken_as_found_first(tmp_path: Path) -> None:
    texts = ["", "One.", "Two."]
    found = [result("https://a.example/1", text, "2024/01/02") for text in texts]
    made = sets.weekly_news(news(tmp_path, [], *found), sets.Options())
    assert ([a.text for a in made.articles], made.refused) == (["One."], 0)


@pytest.mark.parametrize(
    "row",
    [
        result("https://a.example/1", " ", "2024/01/02"),
        result("https://a.example/1", "One.", "soon"),
        result("file:///a", "One.", "2024/01/02"),
        result("https://[a", "One.", "2024/01/02"),
        {"title": "One", "text": "One."},
    ],
)
def test_a_result_that_cannot_be_an_article_is_counted(tmp_path: Path, row: Row) -> None:
    made = sets.weekly_news(news(tmp_path, [], row), sets.Options())
    assert (list(made.articles), made.refused) == ([], 1)


def test_a_quiz_question_is_asked_on_its_day_with_its_right_choice(tmp_path: Path) -> None:
    (question,) = asked_of(
        tmp_path, quiz("q", "“ADA MOE”"), result("https://a.example/1", OPENED, "2024/01/05")
    )
    assert question == sets.Question(
        "q",
        "Who opened the flooded harbour?",
        date(2024, 1, 5),
        ("https://a.example/1",),
        ("ADA MOE",),
    )


@pytest.mark.parametrize(
    ("answer", "day", "asked"),
    [
        ("Ada Moe", "2024/01/05", 1),
        ("Ada Moe", "2024-01-05", 1),
        ("Ada Moe", "2024/01/04", 0),  # not out yet
        ("Ada M", "2024/01/05", 0),  # no whole word
        ("Moe", "2024/01/05", 0),  # short
        ("All of the above", "2024/01/05", 0),
    ],
)
def test_a_quiz_question_is_asked_when_its_answer_is_out(
    tmp_path: Path, answer: str, day: str, asked: int
) -> None:
    text = f"{OPENED} All of the above."
    found = result("https://a.example/1", text, "2024/01/05")
    assert len(asked_of(tmp_path, quiz("q", answer, day), found)) == asked


@pytest.mark.parametrize(
    "broken", [{"answer": ["2"]}, {"answer": ["B"]}, {"choices": None}, {"question_date": "soon"}]
)
def test_a_quiz_question_that_cannot_be_read_is_counted(tmp_path: Path, broken: Row) -> None:
    made = sets.weekly_news(news(tmp_path, [quiz("q", "Ada Moe") | broken]), sets.Options())
    assert (list(made.questions), made.refused) == ([], 1)


def test_an_undated_article_was_always_out(tmp_path: Path) -> None:
    question = quiz("q", "Ada Moe", "2020/01/01")
    assert len(asked_of(tmp_path, question, result("https://a.example/1", OPENED, ""))) == 1


@pytest.mark.parametrize(
    ("text", "day", "known"),
    [
        (OPENED, "2024/01/05", True),
        (OPENED, "2023/12/26", True),
        (OPENED, "2023/12/25", False),  # too old
        (OPENED, "", False),
        ("Ada Moe sang in it.", "2024/01/05", False),  # of another matter
        ("The Harbour was flooded. Somebody opened it.", "2024/01/05", False),
    ],
)
def test_an_article_is_known_to_answer(tmp_path: Path, text: str, day: str, known: bool) -> None:
    somewhere = result("https://a.example/0", "Ada Moe.", "2020/01/01")
    found = result("https://a.example/1", text, day)
    (question,) = asked_of(tmp_path, quiz("q", "Ada Moe"), somewhere, found)
    assert getattr(question, "articles", None) == (("https://a.example/1",) if known else ())


def test_only_the_question_s_own_search_is_known_to_answer(tmp_path: Path) -> None:
    found = result("https://a.example/1", OPENED, "2024/01/05")
    (question,) = asked_of(tmp_path, quiz("another", "Ada Moe"), found)
    assert getattr(question, "articles", None) == ()


def test_a_clone_without_work_tree_is_read_from_its_head(tmp_path: Path) -> None:
    tree = news(tmp_path / "tree", [], result("https://a.example/1", OPENED, "2024/01/05"))
    git = ["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@a.example"]
    for line in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
        run([*git, *line], check=True)
    made = sets.weekly_news(tree / ".git", sets.Options())
    assert made == sets.weekly_news(tree, sets.Options())
    assert len(made.articles) == 1


def test_a_folder_that_is_no_clone_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        sets.weekly_news(tmp_path / "nothing", sets.Options())


def many(answerable: int, unanswerable: int) -> list[object]:
    total = answerable + unanswerable
    return [sets.Question(str(n), "?", unanswerable=n >= answerable) for n in range(total)]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 90), st.integers())
def test_a_sample_keeps_order_and_share(some: int, others: int, most: int, seed: int) -> None:
    questions = many(some, others)
    taken = sets.sampled(questions, most, seed)
    assert taken == [q for q in questions if q in taken]
    assert len(taken) == min(most, some + others)
    share = others / max(1, some + others)
    assert abs(sum(q.unanswerable for q in taken) - len(taken) * share) <= 0.5


def test_the_seed_decides_the_sample() -> None:
    questions = many(100, 0)
    samples = [sets.sampled(questions, 10, seed) for seed in (1, 1, 2)]
    assert samples[0] == samples[1] != samples[2]


def test_the_command_writes_what_the_store_reads(squad_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command("squad", squad_path, out, "--questions", 2)
    assert done.stdout == "3 articles, 2 questions (0 unanswerable, 2 with articles that answer)\n"
    found = [item for item in read(out / "articles.jsonl", {}) if isinstance(item, Found)]
    assert [item.content for item in found] == sets.squad(squad_path, sets.Options()).articles


def test_the_command_writes_questions_for_evaluate(squad_path: Path, tmp_path: Path) -> None:
    command("squad-half", squad_path, tmp_path / "out")
    answerable, unanswerable = lines(tmp_path / "out" / "questions.jsonl")
    assert answerable.keys() == {"id", "question", "articles", "answers"}
    assert unanswerable == {"id": "c", "question": "What is c?", "unanswerable": True}


def test_the_day_of_a_question_is_written() -> None:
    row = sets.question_row(sets.Question("a", "?", date(2024, 1, 5)))
    assert row == {"id": "a", "question": "?", "asked_at": "2024-01-05"}


# 1970 begins where programs know no date, and at the edges of the calendar no zone is certain.
PUBLISHED = st.datetimes(datetime(1971, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes with it


@given(st.text(st.characters(codec="utf-8")), PUBLISHED)
def test_an_article_is_read_back_as_it_was_written(text: str, published: datetime) -> None:
    content = Content(
        title=sets.tidy(f"Title {text}"),
        text=sets.body(f"Text {text}"),
        outlet=sets.tidy(text) or None,
        url="https://a.example/1",
        authors=sets.distinct([text]),
        published=published,
    )
    with tempfile.TemporaryDirectory() as folder:
        sets.write(sets.Benchmark([content], []), Path(folder))
        (found,) = read(Path(folder) / "articles.jsonl", {})
    assert isinstance(found, Found)
    assert found.content == content


def test_no_questions_at_all_cannot_be_asked_for(squad_path: Path, tmp_path: Path) -> None:
    done = command("squad", squad_path, tmp_path / "out", "--questions", 0)
    assert (done.returncode, "at least one" in done.stderr) == (2, True)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    texts = ("The harbour is old.", "The bridge is red.")
    contents = [
        Content(title="Report", text=text, url=sets.address("squad", number))
        for number, text in enumerate(texts, start=1)
    ]
    sets.write(sets.Benchmark(contents, []), folder)
    return Home(folder)


def fill(home: Home, model: str) -> str:
    return str(quality.fill(home, model, WordEmbedder, lambda *_: None))


def test_a_filled_home_can_be_searched(home: Home, tmp_path: Path) -> None:
    fill(home, word_model(tmp_path / "model"))
    with_words = open_current(home.index, WordEmbedder)
    assert with_words.nearest("bridge", 1)[0].article.url == "https://example.org/squad/2"


def test_filling_again_embeds_nothing(home: Home, tmp_path: Path) -> None:
    model = word_model(tmp_path / "model")
    assert "(2 embedded, 0 reused)" in fill(home, model)
    assert fill(home, model).startswith("Nothing changed: 2 articles, 2 passages")


def test_a_home_of_another_set_is_left_alone(home: Home, tmp_path: Path) -> None:
    other = Content(title="Other", text="Another.", url="https://example.org/other/1")
    with ArticleStore(home.articles) as store:
        store.add(["url:other"], other)
        with pytest.raises(SystemExit, match="not of this set"):
            fill(home, word_model(tmp_path / "model"))
        assert store.count() == 1


def test_an_article_that_the_store_refuses_stops_the_run(home: Home, tmp_path: Path) -> None:
    (home.root / "articles.jsonl").write_text('{"title": "No text"}\n')
    with pytest.raises(SystemExit, match=r"articles\.jsonl:1: no text"):
        fill(home, word_model(tmp_path / "model"))


def test_options_that_are_not_ours_are_passed_on() -> None:
    line = "squad dev.json --questions 5 --seed 2 --baseline --html report.html --json"
    ours, theirs = quality.parsed(line.split())
    assert quality.making(ours) == ["--questions", "5", "--seed", "2"]
    assert theirs == ["--baseline", "--html", "report.html", "--json"]


def test_evaluate_is_run_as_its_users_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def instead(command: list[str], env: dict[str, str], check: bool) -> CompletedProcess[str]:
        seen.append((command, env["FOOTNOTE_HOME"], check))
        return CompletedProcess(command, 3)

    monkeypatch.setattr(quality.subprocess, "run", instead)
    assert quality.evaluate(home, ["--json"]) == 3
    questions = str(home.root / "questions.jsonl")
    command = [sys.executable, "-m", "bot", "index", "evaluate", questions, "--json"]
    assert seen == [(command, str(home.root), False)]


def test_a_set_that_cannot_be_made_ends_the_run(tmp_path: Path) -> None:
    line = [sys.executable, str(BENCHMARKS / "quality.py"), "no-such-set", str(tmp_path)]
    done = run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, "invalid choice: 'no-such-set'" in done.stderr) == (2, True)
