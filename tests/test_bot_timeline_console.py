"""The timeline in a terminal, and the command that shows it."""

import io
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from newsroom import DAY, article
from rich.console import Console
from tiny_index import Letters, add, publish
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.timeline import Timeline, timeline
from bot.timeline_console import as_json, print_timeline
from corpus.article import Article, Change
from corpus.errors import FootnoteError
from corpus.home import Home
from index.filters import Filters

MONDAY = datetime(2024, 3, 11, tzinfo=UTC)


def piece(name: str, day: float | None = 0, **fields: Any) -> Article:
    """An article of that id, published so many days after MONDAY."""
    published = None if day is None else MONDAY + timedelta(days=day)
    return article(id=name, published=published, **fields)


def of(*found: Article) -> Timeline:
    """The timeline of articles, all as relevant as one another."""
    return timeline("cameras", [(one, 0.5) for one in found])


def printed(shown: Timeline, width: int = 80) -> str:
    """What stands in a terminal of this width."""
    screen = io.StringIO()
    print_timeline(Console(file=screen, width=width, highlight=False), shown)
    return screen.getvalue()


def several() -> Sequence[Article]:
    """Three in one week, one of them corrected; another a month later; one without a date."""
    changes = {"change": Change.CORRECTED, "changed": DAY + timedelta(days=2)}
    return [
        piece("a", title="Council [b]meets[/b] :cat:"),
        piece("b", 1, title="Council votes", **changes),
        piece("c", 1, title="Wire report", outlet=None, url=None, story="s"),
        piece("d", 29, title="Mayor leaves"),
        piece("e", None),
    ]


def test_a_timeline_in_a_terminal() -> None:
    assert printed(of(*several())) == (
        """\
cameras
Articles per week · 5 in all, 1 undated

11 March 2024  ███ 3 [1] [2] [3]
               3 weeks with none
 8 April 2024  █ 1 [4]

The numbered articles:
[1] Council [b]meets[/b] :cat:
    The Courier · 11 March 2024
    https://courier.example/0
[2] Council votes
    The Courier · 12 March 2024 · Corrected 16 March 2024
    https://courier.example/0
[3] Wire report
    outlet unknown · 12 March 2024
[4] Mayor leaves
    The Courier · 9 April 2024
    https://courier.example/0
"""
    )


def test_bars_fit_in_the_terminal() -> None:
    shown = of(*(piece(f"a{place}", story="s") for place in range(500)), piece("z", 8))
    bars = [line for line in printed(shown, 60).split("\n") if "█" in line]
    assert len(bars) == 2
    assert all(len(line) <= 60 for line in bars)
    assert bars[1].count("█") == 1


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (of(), "Our coverage has no articles about “cameras”.\n"),
        (
            of(piece("a", None)),
            "Our coverage has 1 article about “cameras”, but it has no date.\n",
        ),
        (
            of(piece("a", None), piece("b", None)),
            "Our coverage has 2 articles about “cameras”, but none has a date.\n",
        ),
    ],
)
def test_nothing_to_draw_is_said_in_a_sentence(shown: Timeline, expected: str) -> None:
    assert printed(shown) == expected


def test_the_json_of_a_timeline() -> None:
    """Its shape is promised in the README: things may be added, nothing may change."""
    shown = as_json(of(*several()))
    assert json.loads(json.dumps(shown)) == shown
    assert {name: value for name, value in shown.items() if name != "key"} == {
        "topic": "cameras",
        "since": None,
        "until": None,
        "total": 5,
        "undated": 1,
        "span": "week",
        "spans": [
            {"start": "2024-03-11", "articles": 3},
            {"start": "2024-03-18", "articles": 0},
            {"start": "2024-03-25", "articles": 0},
            {"start": "2024-04-01", "articles": 0},
            {"start": "2024-04-08", "articles": 1},
        ],
    }
    key = shown["key"]
    assert isinstance(key, list)
    assert key[1] == {
        "number": 2,
        "article": "b",
        "revision": 1,
        "title": "Council votes",
        "outlet": "The Courier",
        "published": "2024-03-12T00:00:00+00:00",
        "kind": "report",
        "change": "corrected",
        "changed": "2024-03-16T06:00:00+00:00",
        "url": "https://courier.example/0",
    }


# The command


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Filters]]:
    """What the desk was asked for; it finds the same articles whatever that is."""
    asked: list[tuple[str, Filters]] = []

    async def find(_: object, topic: str, filters: Filters) -> Timeline:
        asked.append((topic, filters))
        return of(*several()) if topic != "nothing" else of()

    home = Home(Path(os.environ["FOOTNOTE_HOME"]))
    add(home.articles, "Council meets", "The council approved the budget.")
    publish(home.articles, home.index)
    monkeypatch.setattr("index.loading.load_embedder", lambda *_, **__: Letters())
    monkeypatch.setattr("bot.desk.Desk.timeline", find)
    return asked


def footnote(*arguments: str) -> Result:
    """The outcome of the command."""
    return CliRunner().invoke(app, ["timeline", *arguments])


def test_the_command_prints_the_timeline(shown: list[tuple[str, Filters]]) -> None:
    done = footnote("cameras")
    assert done.exit_code == 0
    assert done.stdout.startswith("cameras\nArticles per week · 5 in all, 1 undated\n")
    assert shown == [("cameras", Filters())]


def test_the_dates_chosen_bind_and_the_last_day_counts(shown: list[tuple[str, Filters]]) -> None:
    assert footnote("cameras", "--since", "2024-03-01", "--until", "2024-03-31").exit_code == 0
    since, until = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    assert shown == [("cameras", Filters(since=since, until=until))]


@pytest.mark.usefixtures("shown")
def test_programs_get_json() -> None:
    assert json.loads(footnote("cameras", "--json").stdout) == as_json(of(*several()))


@pytest.mark.usefixtures("shown")
def test_the_picture_is_written_when_asked_for(tmp_path: Path) -> None:
    picture = tmp_path / "cameras.PNG"
    assert footnote("cameras", "--out", str(picture)).exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("shown")
def test_of_nothing_there_is_a_sentence_and_no_picture(tmp_path: Path) -> None:
    done = footnote("nothing", "--out", str(tmp_path / "nothing.png"))
    assert done.stdout == "Our coverage has no articles about “cameras”.\n"
    assert isinstance(done.exception, FootnoteError)
    assert not (tmp_path / "nothing.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "whenever"], "“whenever” is no date"),
        (["--until", "32 March"], "“32 March” is no date"),
        (["--out", "cameras.svg"], "must end in .png"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    arguments: list[str], words: str, shown: list[tuple[str, Filters]]
) -> None:
    done = footnote("cameras", *arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert shown == []
