"""`footnote backup` and `footnote restore`, as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from backups import lived_in, titles
from bot_process import ROOT, TOKEN, running_bot
from discord_server import DiscordServer
from serving import ANSWER, answer, served
from typer.testing import CliRunner, Result

from bot.archive import Archive, verify
from bot.cli import app
from bot.safekeeping import back_up
from corpus.home import Home


@pytest.fixture
def home() -> Home:
    """The home that the settings name, with an article and records."""
    return lived_in(Path(os.environ["FOOTNOTE_HOME"]))


def footnote(*arguments: str) -> Result:
    """The outcome of a command in this process."""
    return CliRunner().invoke(app, list(arguments))


def plain(shown: Result) -> str:
    """Standard output on one line."""
    return " ".join(shown.stdout.split())


def test_a_backup_says_what_is_in_it_and_what_is_not(home: Home, tmp_path: Path) -> None:
    shown = footnote("backup", str(tmp_path / "b.zip"))
    assert shown.exit_code == 0
    assert f"Written to {tmp_path / 'b.zip'}: 1 articles, records; made " in plain(shown)
    assert "The index is not in it: after a restore, `footnote index rebuild`" in plain(shown)


def test_a_backup_can_be_checked(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    footnote("backup", str(file))
    assert plain(footnote("backup", "--check", str(file))).startswith("Whole: 1 articles, records")
    content = bytearray(file.read_bytes())
    content[300] ^= 1
    file.write_bytes(content)
    assert "damaged articles.sqlite3" in str(footnote("backup", "--check", str(file)).exception)


def test_a_restore_says_what_to_run(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.zip"
    footnote("backup", str(file))
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "new"))
    shown = plain(footnote("restore", str(file)))
    assert shown.startswith(f"Restored to {tmp_path / 'new'}: 1 articles, records")
    assert shown.endswith("Now run `footnote index rebuild`.")
    assert titles(Home(tmp_path / "new")) == ["cameras"]


def test_a_restore_says_where_what_was_there_is(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    footnote("backup", str(file))
    assert "--force" in str(footnote("restore", str(file)).exception)
    shown = plain(footnote("restore", str(file), "--force"))
    [aside] = home.root.glob("before-restore-*")
    assert f"What was there is in {aside}; delete it when all is well." in shown


@pytest.mark.parametrize("arguments", [["restore"], ["backup", "--check"]])
def test_a_file_that_is_not_there_is_said(arguments: list[str]) -> None:
    assert "there is no file" in str(footnote(*arguments, "nowhere.zip").exception)


def test_what_goes_wrong_is_one_line_and_status_1(home: Home, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("no backup")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "restore", str(tmp_path / "b.zip"), "--force"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == (
        f"footnote: {tmp_path / 'b.zip'} is no backup of Footnote, or not a whole one"
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("backup", ["the token", "corpus export", "/forget-me"]),
        ("restore", ["stop the bot", "before-restore-", "take it down again"]),
    ],
)
def test_the_help_says_what_has_to_be_known(command: str, words: list[str]) -> None:
    shown = " ".join(
        CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "400"}).stdout.split()
    )
    for part in words:
        assert part in shown


async def test_a_backup_is_made_beside_a_bot_that_answers(
    sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what it restores to is what another bot answers from."""
    home = served(sample_home, tmp_path / "serving")
    async with DiscordServer(token=TOKEN) as discord, running_bot(home, discord) as bot:
        assert ANSWER in str(await answer(discord))
        back_up(home, tmp_path / "b.zip", with_index=True)
        assert ANSWER in str(await answer(discord))
        assert await bot.stop() == 0
    with Archive(tmp_path / "b.zip") as archive:
        verify(archive, lambda *_: None)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "restored"))
    assert footnote("restore", str(tmp_path / "b.zip")).exit_code == 0
    restored = Home(tmp_path / "restored")
    discord = DiscordServer(token=TOKEN)  # of another day: it was not told of the commands
    async with discord, running_bot(restored, discord, FOOTNOTE_SYNC="always") as bot:
        assert ANSWER in str(await answer(discord))
        assert await bot.stop() == 0
