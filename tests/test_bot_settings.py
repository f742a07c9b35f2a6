"""Settings of the bot, from the environment and from .env."""

from pathlib import Path

import pytest

from bot.settings import BotSettings
from corpus.settings import SettingsError, read_settings

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.secret"


def test_without_anything_set_there_are_defaults() -> None:
    settings = read_settings(BotSettings)
    assert (settings.token, settings.api_base, settings.gateway) == (None, None, None)
    assert (settings.sync, settings.waiting, settings.log_level) == ("auto", 20, "INFO")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_BASE": "http://127.0.0.1:8080/api/v10",
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:8080/",
        "FOOTNOTE_SYNC": "never",
        "FOOTNOTE_QUEUE": "7",
        "FOOTNOTE_LOG_LEVEL": "DEBUG",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = read_settings(BotSettings)
    assert settings.token
    assert settings.token.get_secret_value() == TOKEN
    assert str(settings.api_base) == "http://127.0.0.1:8080/api/v10"
    assert str(settings.gateway) == "ws://127.0.0.1:8080/"
    assert (settings.sync, settings.waiting, settings.log_level) == ("never", 7, "DEBUG")


def test_dot_env_is_read_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_QUEUE=7\nFOOTNOTE_SYNC=never\nOTHER=1\n")
    monkeypatch.setenv("FOOTNOTE_SYNC", "always")
    settings = read_settings(BotSettings)
    assert (settings.waiting, settings.sync) == (7, "always")


def test_the_example_of_dot_env_holds_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left as it is, it sets nothing; with its comments taken away, its defaults are ours."""
    example = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(example, encoding="utf-8")
    defaults = read_settings(BotSettings)
    assert defaults.token is None
    (tmp_path / ".env").write_text(example.replace("\n#FOOTNOTE", "\nFOOTNOTE"), encoding="utf-8")
    assert read_settings(BotSettings) == defaults


def test_an_empty_value_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    monkeypatch.setenv("FOOTNOTE_QUEUE", "")
    settings = read_settings(BotSettings)
    assert (settings.token, settings.waiting) == (None, 20)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("FOOTNOTE_SYNC", "sometimes", "'auto', 'always' or 'never'"),
        ("FOOTNOTE_QUEUE", "many", "valid integer"),
        ("FOOTNOTE_QUEUE", "0", "greater than or equal to 1"),
        ("FOOTNOTE_QUEUE", "1001", "less than or equal to 1000"),
        ("FOOTNOTE_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("DISCORD_API_BASE", "ftp://x", "'http' or 'https'"),
        ("DISCORD_API_BASE", TOKEN, "valid URL"),
        ("DISCORD_GATEWAY_URL", "http://x", "'ws' or 'wss'"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(BotSettings)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert allowed in message
    assert message.endswith("(set in the environment or in .env)")
    assert TOKEN not in message


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_SYNC", "sometimes")
    monkeypatch.setenv("FOOTNOTE_QUEUE", "many")
    with pytest.raises(SettingsError, match=r"FOOTNOTE_SYNC: .*; FOOTNOTE_QUEUE: "):
        read_settings(BotSettings)


def test_dot_env_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\n")
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8 text"):
        read_settings(BotSettings)


def test_the_token_does_not_show_when_settings_are_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert "secret" not in repr(read_settings(BotSettings))
