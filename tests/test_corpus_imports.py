"""Imports that meet, and imports that are killed: what was added is whole, and there once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store import ArticleStore

HERE = Path(__file__).parent
ARTICLES = 120


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        json.dumps(
            {
                "id": number,
                "title": f"Piece {number}",
                "url": f"https://courier.example/{number}",
                "text": "\n\n".join(
                    f"In case {number} line {line} the court of ward {number * line} sat." * 3
                    for line in range(12)
                ),
            }
        )
        for number in range(ARTICLES)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines))
    return path


def adding(store: Path, file: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(HERE / "added_in_process.py"), str(store), str(file)],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )


def check(store: Path) -> None:
    """Every article is there once, with one revision and all of its text."""
    with ArticleStore(store) as opened:
        articles = list(opened.articles())
    assert len(articles) == ARTICLES
    assert {article.revision for article in articles} == {1}
    assert all(article.text.count("\n\n") == 11 for article in articles)


def test_two_imports_at_once_neither_fail_nor_duplicate(tmp_path: Path, file: Path) -> None:
    store = tmp_path / "articles.sqlite3"
    both = [adding(store, file), adding(store, file)]
    told = [one.communicate()[0].split() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    outcomes = sorted(told[0] + told[1])
    assert outcomes == ["added"] * ARTICLES + ["unchanged"] * ARTICLES
    check(store)


def test_a_killed_import_goes_on_where_it_was(tmp_path: Path, file: Path) -> None:
    store = tmp_path / "articles.sqlite3"
    for lines in (1, 25, 60):
        with adding(store, file) as process:
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        with ArticleStore(store) as opened:
            assert opened.count() >= lines
    with adding(store, file) as process:
        process.communicate()
    assert process.returncode == 0
    check(store)
