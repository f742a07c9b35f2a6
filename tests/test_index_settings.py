"""Which model the next rebuild uses."""

from pathlib import Path

import pytest

from corpus.settings import read_settings
from index.embedding import DEFAULT_MODEL
from index.settings import IndexSettings


def model() -> str:
    return read_settings(IndexSettings).model


def test_the_default_is_the_model_that_ships() -> None:
    assert model() == DEFAULT_MODEL == "all-MiniLM-L6-v2"


def test_the_environment_names_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "sentence-transformers/LaBSE")
    assert model() == "sentence-transformers/LaBSE"


def test_dot_env_names_another(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_MODEL=some/model\n")
    assert model() == "some/model"


def test_the_environment_is_stronger_than_dot_env(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_MODEL=some/model\n")
    monkeypatch.setenv("FOOTNOTE_MODEL", "other/model")
    assert model() == "other/model"


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "")
    assert model() == DEFAULT_MODEL


def test_a_folder_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot may be started from another folder than the rebuild."""
    (tmp_path / "models" / "own").mkdir(parents=True)
    monkeypatch.setenv("FOOTNOTE_MODEL", "models/own")
    assert model() == str(tmp_path / "models" / "own")


def test_a_folder_in_the_users_home_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FOOTNOTE_MODEL", "~/own")
    assert model() == str(tmp_path / "own")


def test_a_folder_named_like_the_default_does_not_replace_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / DEFAULT_MODEL).mkdir()
    monkeypatch.setenv("FOOTNOTE_MODEL", DEFAULT_MODEL)
    assert model() == DEFAULT_MODEL


@pytest.mark.parametrize("name", ["~nosuchuser/model", "x" * 300])
def test_what_can_be_no_folder_is_a_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", name)
    assert model() == name


def test_the_cache_is_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_CACHE", "kept")
    assert read_settings(IndexSettings).cache == tmp_path / "kept"  # the tests run in tmp_path


def test_else_the_cache_is_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOOTNOTE_CACHE")
    assert read_settings(IndexSettings).cache.name == "footnote"
