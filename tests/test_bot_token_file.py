"""The token in a file of its own, and in no process that needs none."""

import os
import re
from pathlib import Path

import pytest

from bot.settings import BotSettings
from bot.token_file import read_token, without_token
from corpus.settings import SettingsError, read_settings

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.secret"


def file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "token"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [TOKEN.encode(), f"{TOKEN}\n".encode(), f" {TOKEN}\r\n".encode()])
def test_the_token_is_read_from_a_file(tmp_path: Path, data: bytes) -> None:
    assert read_token(file(tmp_path, data)) == TOKEN


@pytest.mark.parametrize("data", [b"", b"\n", b"two words", b"\xff\xfe", b"x" * 1001])
def test_a_file_that_is_no_token_is_refused_and_not_repeated(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^holds no token: one line with the token"):
        read_token(file(tmp_path, data))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^cannot be read: No such file"):
        read_token(tmp_path / "token")


def test_settings_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file(tmp_path, TOKEN.encode())))
    settings = read_settings(BotSettings)
    assert settings.token
    assert settings.token.get_secret_value() == TOKEN
    assert TOKEN not in f"{settings!r} {settings}"


def test_two_tokens_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file(tmp_path, b"another")))
    with pytest.raises(
        SettingsError, match="DISCORD_TOKEN or DISCORD_TOKEN_FILE, not both"
    ) as told:
        read_settings(BotSettings)
    assert TOKEN not in str(told.value)


def test_a_wrong_file_is_named_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file(tmp_path, f"{TOKEN} {TOKEN}".encode())))
    with pytest.raises(SettingsError, match="DISCORD_TOKEN_FILE holds no token") as told:
        read_settings(BotSettings)
    assert TOKEN not in str(told.value)


def test_other_processes_get_all_but_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", "/run/secrets/token")
    monkeypatch.setenv("FOOTNOTE_QUEUE", "7")
    kept = without_token()
    assert kept == {k: v for k, v in os.environ.items() if not k.startswith("DISCORD_TOKEN")}
    assert kept["FOOTNOTE_QUEUE"] == "7"


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "footnote.service"])
def test_what_deploys_the_bot_hands_the_token_in_as_a_file(name: str) -> None:
    text = (Path(__file__).parent.parent / name).read_text(encoding="utf-8")
    assert not re.search(r"DISCORD_TOKEN\b(?!_FILE)", text)
    assert name == "Dockerfile" or "DISCORD_TOKEN_FILE" in text
