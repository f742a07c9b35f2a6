"""Settings: from the environment, then `.env`; a wrong one is named, its value is not."""

from pathlib import Path

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings

from corpus.home import Home
from corpus.settings import SOURCES, SettingsError, read_home, read_settings


class Oven(BaseSettings):
    """Settings to try things out on."""

    model_config = SOURCES

    degrees: int = Field(default=180, validation_alias="OVEN_DEGREES")
    minutes: int = Field(default=20, validation_alias="OVEN_MINUTES")


def test_what_is_not_set_has_its_default() -> None:
    assert read_settings(Oven).degrees == 180


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVEN_DEGREES", "200")
    assert read_settings(Oven).degrees == 200


def test_the_env_file_of_the_current_folder_is_read() -> None:
    Path(".env").write_text("OVEN_DEGREES=220\nDISCORD_TOKEN=of-another-package\n")
    assert read_settings(Oven).degrees == 220


def test_the_environment_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("OVEN_DEGREES=220\n")
    monkeypatch.setenv("OVEN_DEGREES", "200")
    assert read_settings(Oven).degrees == 200


@pytest.mark.parametrize("value", ["secret", "1e3", "20.5"])
def test_a_wrong_setting_is_named_and_its_value_kept_quiet(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("OVEN_DEGREES", value)
    with pytest.raises(SettingsError) as error:
        read_settings(Oven)
    assert str(error.value).startswith("OVEN_DEGREES: Input should be a valid integer")
    assert str(error.value).endswith("(set in the environment or in .env)")
    assert value not in str(error.value)


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVEN_DEGREES", "hot")
    monkeypatch.setenv("OVEN_MINUTES", "long")
    with pytest.raises(SettingsError, match=r"^OVEN_DEGREES: .*; OVEN_MINUTES: "):
        read_settings(Oven)


def test_an_env_file_that_is_not_utf8_is_told() -> None:
    Path(".env").write_bytes(b"OVEN_DEGREES=\xff")
    with pytest.raises(SettingsError, match=r"^\.env is not UTF-8 text$"):
        read_settings(Oven)


def test_the_home_is_the_folder_that_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "my home"))
    assert read_home() == Home(tmp_path / "my home")


def test_a_relative_home_is_below_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", "data")
    assert read_home() == Home(tmp_path / "data")


def test_a_tilde_is_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FOOTNOTE_HOME", "~/data")
    assert read_home() == Home(tmp_path / "data")


@pytest.mark.parametrize("value", ["", None])
def test_a_home_that_is_not_set_is_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("FOOTNOTE_HOME")
    else:
        monkeypatch.setenv("FOOTNOTE_HOME", value)
    home = read_home().root
    assert home.name == "footnote"
    assert home.is_absolute()
    assert not home.is_relative_to(tmp_path)


def test_the_layout_of_a_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.articles == tmp_path / "articles.sqlite3"
    assert home.index == tmp_path / "index"
