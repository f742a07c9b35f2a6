"""Evaluations on the terminal: an editor's questions in, one table out."""

import json
from pathlib import Path

import pytest
from tiny_index import Letters, add, publish

from bot.evaluating import evaluate_and_report
from corpus.errors import FootnoteError
from index.retriever import Retriever, open_current


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    articles, index = tmp_path / "articles.sqlite3", tmp_path / "index"
    add(articles, "Bridge", "The harbour bridge opens on Monday.", "https://courier.example/1")
    publish(articles, index)
    return open_current(index, lambda _: Letters())


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    lines = [
        {
            "question": "When does the harbour bridge open?",
            "articles": ["https://courier.example/1"],
            "answers": ["Monday"],
        },
        {"question": "Who is mayor of Fairhaven?", "unanswerable": True},
        {"question": 7},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    return file


def test_the_table_has_a_column_for_each_system(
    retriever: Retriever, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate_and_report(retriever, questions, False, None, baseline=True, ablate=False)
    shown = capsys.readouterr().out
    assert "Footnote" in shown
    assert "baseline" in shown
    assert "Hit@1" in shown


def test_a_line_that_is_no_question_is_named_and_the_rest_goes_on(
    retriever: Retriever, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate_and_report(retriever, questions, True, None, baseline=False, ablate=False)
    shown = capsys.readouterr()
    assert "line 3: " in shown.err
    assert json.loads(shown.out)


def test_the_report_is_written(retriever: Retriever, questions: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    evaluate_and_report(retriever, questions, True, page, baseline=False, ablate=False)
    assert "<svg" in page.read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_an_error_in_words(
    retriever: Retriever, tmp_path: Path
) -> None:
    with pytest.raises(FootnoteError):
        evaluate_and_report(retriever, tmp_path / "none.jsonl", False, None, False, False)
