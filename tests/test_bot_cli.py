"""The `footnote` command, in this process where that is enough and in its own where it is not."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from tiny_index import Letters, add, publish
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from bot.cli import app
from corpus.article import Content
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.store import ArticleStore

ROOT = Path(__file__).parent.parent
TEXT = "The council approved the budget."


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters stand in for the model that would take seconds to load."""
    monkeypatch.setattr("index.loading.load_embedder", lambda *_, **__: Letters())


@pytest.fixture
def home() -> Home:
    """The home that the settings name, with one article, indexed."""
    home = Home(Path(os.environ["FOOTNOTE_HOME"]))
    add(home.articles, "Council meets", TEXT, "https://courier.example/1")
    publish(home.articles, home.index)
    home.root.chmod(0o700)
    return home


def footnote(*arguments: str, typed: str = "") -> Result:
    """The outcome of a command in this process."""
    return CliRunner().invoke(app, list(arguments), input=typed)


def lines(shown: Result) -> list[str]:
    """The lines of standard output, trailing spaces aside."""
    return [line.rstrip() for line in shown.stdout.split("\n")]


def in_its_own_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
    )


def every_command(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of each command and group of commands."""
    yield path
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from every_command(inner, (*path, name))


COMMANDS = list(every_command(typer.main.get_command(app)))


def test_there_are_the_commands_that_there_should_be() -> None:
    names = set("ask backup bot chat corpus doctor index restore sample timeline".split())
    assert {path[0] for path in COMMANDS if path} == names


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "footnote")
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    for wanted in ("--help", "-h"):
        shown = footnote(*path, wanted)
        assert shown.exit_code == 0
        assert "Usage: " in shown.output


def test_help_needs_none_of_the_heavy_libraries() -> None:
    """They take seconds to import."""
    heavy = ["torch", "sentence_transformers", "discord", "faiss", "numpy", "trafilatura"]
    code = (
        "import sys, bot.cli\n"
        "try: bot.cli.app(['--help'])\n"
        f"except SystemExit: sys.exit(','.join(set({heavy}) & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert footnote("--version").output == f"footnote-bot {version('footnote-bot')}\n"


def test_ask_on_an_empty_home_says_in_one_line_what_to_do() -> None:
    done = in_its_own_process("ask", "who won?")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "footnote: there are no articles yet; add some with `footnote corpus add PATH…`, or load "
        "the sample coverage with `footnote sample`\n"
    )


def test_the_bot_without_a_token_says_in_one_line_what_to_do() -> None:
    done = in_its_own_process("bot")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("footnote: DISCORD_TOKEN is not set; ")
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_QUEUE", "many")
    done = in_its_own_process("bot")
    assert done.returncode == 1
    assert done.stderr.startswith("footnote: FOOTNOTE_QUEUE: ")
    assert done.stderr.count("\n") == 1


def test_ask_with_articles_and_no_index_says_what_to_do(home: Home) -> None:
    (home.index / "CURRENT").unlink()
    shown = footnote("ask", "who won?")
    assert isinstance(shown.exception, FootnoteError)
    assert "footnote index rebuild" in str(shown.exception)


def test_ask_prints_the_answer(home: Home) -> None:
    shown = footnote("ask", TEXT)
    assert shown.exit_code == 0
    assert lines(shown)[:3] == [f"  {TEXT} [1]", "", "[1] Council meets"]
    assert "https://courier.example/1#:~:text=" in shown.stdout


def test_ask_json_is_json(home: Home) -> None:
    answer = json.loads(footnote("ask", "--json", TEXT).stdout)
    assert answer["question"] == TEXT
    assert [sentence["text"] for sentence in answer["sentences"]] == [TEXT]


def texts(shown: Result) -> list[str]:
    """The sentences of an answer that was printed for programs."""
    return [sentence["text"] for sentence in json.loads(shown.stdout)["sentences"]]


def test_ask_as_of_a_day_uses_what_was_published_until_its_end(home: Home) -> None:
    news = "Quick brown foxes jumped over lazy dogs."
    evening = datetime(2024, 5, 1, 20, tzinfo=UTC)
    with ArticleStore(home.articles) as store:
        store.add(["file:new"], Content(title="Foxes", text=news, published=evening))
    publish(home.articles, home.index)
    assert texts(footnote("ask", "--json", "--as-of", "2024-05-01", news)) == [news]
    assert news not in texts(footnote("ask", "--json", "--as-of", "2024-04-30", news))
    assert news not in texts(footnote("ask", "--json", "--as-of", "2024-05-01T19:59Z", news))


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        (["--since", "2024-05-01"], True),
        (["--since", "2024-05-02"], False),
        (["--until", "2024-05-01"], True),
        (["--until", "April 2024"], False),
        (["--outlet", "the herald"], True),
        (["--outlet", "The Courier"], False),
        (["--outlet", "The Courier", "--outlet", "The Herald"], True),
        (["--section", "City"], True),
        (["--section", "Sport"], False),
        (["--author", "Bo Lind", "--section", "City"], True),
        (["--author", "Bo"], False),
    ],
)
def test_ask_is_answered_from_what_the_options_leave(
    home: Home, options: list[str], fits: bool
) -> None:
    news = "Quick brown foxes jumped over lazy dogs."
    with ArticleStore(home.articles) as store:
        content = Content(
            title="Foxes",
            text=news,
            published=datetime(2024, 5, 1, 20, tzinfo=UTC),
            outlet="The Herald",
            section="City",
            authors=("Bo Lind",),
        )
        store.add(["file:new"], content)
    publish(home.articles, home.index)
    shown = footnote("ask", "--json", *options, news)
    assert (texts(shown) == [news]) is fits
    if not fits:
        assert json.loads(shown.stdout)["lack"] == "filter"


def test_ask_since_no_date_says_so(home: Home) -> None:
    shown = footnote("ask", "--since", "some day", TEXT)
    assert shown.exit_code == 2
    assert "“some day” is no date" in shown.stderr


def test_ask_as_of_no_day_says_so(home: Home) -> None:
    shown = footnote("ask", "--as-of", "some day", TEXT)
    assert isinstance(shown.exception, FootnoteError)
    assert str(shown.exception).startswith("--as-of: ")


def test_ask_json_is_json_also_when_the_sample_is_loaded_first() -> None:
    """What is told of loading goes to standard error."""
    shown = footnote("ask", "--sample", "--json", "Who sued the vendor?")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["coverage"]["articles"] == 42
    assert "Sample coverage: 42 articles, all of them fiction." in shown.stderr


def test_ask_for_the_sample_leaves_other_articles_alone(home: Home) -> None:
    assert (
        json.loads(footnote("ask", "--sample", "--json", TEXT).stdout)["coverage"]["articles"] == 1
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Please write a question"),
        ("?!", "Please write a question"),
        ("x" * 1001, "at most 1,000 characters"),
    ],
)
def test_ask_says_what_a_member_would_hear(home: Home, question: str, said: str) -> None:
    shown = footnote("ask", "--", question)
    assert isinstance(shown.exception, FootnoteError)
    assert said in str(shown.exception)


def test_chat_answers_until_an_empty_line(home: Home) -> None:
    shown = footnote("chat", typed=f"{TEXT}\n?!\n{TEXT}\n\nnever asked\n")
    assert shown.exit_code == 0
    assert lines(shown).count(f"  {TEXT} [1]") == 2
    assert "Please write a question" in shown.stderr


def test_chat_takes_a_follow_up(home: Home) -> None:
    shown = footnote("chat", typed="What did the council approve?\nAnd when was that?\n")
    assert "And when was that? (council approve)" in shown.stdout


def test_chat_follows_up_what_was_answered_not_what_was_refused(home: Home) -> None:
    shown = footnote("chat", typed="What did the council approve?\n?!\nAnd when was that?\n")
    assert "And when was that? (council approve)" in shown.stdout


def test_evaluate_reports_how_good_the_answers_are(home: Home, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        json.dumps({"id": "1", "question": TEXT, "answers": ["the budget"]}), encoding="utf-8"
    )
    shown = footnote("index", "evaluate", str(questions), "--json", "--baseline")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)


def test_chat_ends_with_its_input(home: Home) -> None:
    assert footnote("chat", typed=f"{TEXT}\n").exit_code == 0


def test_sample_is_loaded_and_taken_out_again(home: Home) -> None:
    loaded = footnote("sample")
    assert "Sample coverage: 42 articles, all of them fiction." in loaded.stdout
    assert "published 000002-" in loaded.stdout
    removed = footnote("sample", "--remove")
    assert "Sample coverage: 42 fictional articles taken out." in removed.stdout
    with ArticleStore(home.articles) as store:
        assert store.count() == 1


def test_doctor_names_what_mends_and_exits_with_1() -> None:
    shown = footnote("doctor")
    assert shown.exit_code == 1
    assert "✗ index: there is no index yet\n    → footnote index rebuild\n" in shown.stdout


def test_doctor_exits_with_0_when_all_is_well(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a.secret.token")
    shown = footnote("doctor")
    assert (shown.exit_code, shown.stdout.count("✗")) == (0, 0)
    assert "secret" not in shown.output


def test_doctor_takes_any_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_[/bold]", "x")
    assert "✗ FOOTNOTE_[/bold]: is not a setting" in footnote("doctor").stdout
