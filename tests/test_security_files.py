"""What is written is readable by its user alone, whatever the umask of the shell."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


def footnote(*arguments: str, module: str = "bot") -> None:
    """Run a command as from a shell that lets everybody read and write all it makes."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )
    assert done.returncode == 0, done.stderr


def loose(folder: Path) -> dict[str, str]:
    """What others could read below a folder, itself included, with its mode."""
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in (folder, *folder.rglob("*"))
        if path.lstat().st_mode & 0o077 and not path.is_symlink()
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a home that the commands have made, and what they wrote beside it."""
    folder = tmp_path_factory.mktemp("shell")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTNOTE_HOME", str(folder / "home"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.chdir(folder)
        folder.chmod(0o700)
        footnote("sample")
        footnote("index", "rebuild")
        footnote("corpus", "export", "out.jsonl")
        footnote("timeline", "cameras", "--out", "cameras.png")
        footnote("backup", "all.zip", "--with-index")
        yield folder


def test_the_home_and_all_that_is_in_it_is_closed(filled: Path) -> None:
    made = {path.name for path in (filled / "home").rglob("*")}
    assert {"articles.sqlite3", "index", "CURRENT", "manifest.json", "vectors.faiss"} <= made
    assert loose(filled / "home") == {}


def test_what_was_asked_for_is_closed_too(filled: Path) -> None:
    assert {"out.jsonl", "cameras.png", "all.zip"} <= {path.name for path in filled.iterdir()}
    assert loose(filled) == {}


@pytest.mark.parametrize("module", ["corpus", "index", "bot"])
def test_every_command_line_starts_so(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each goes through corpus.terminal.run; what fails later has closed its files by then."""
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    command = {"index": ("status",), "corpus": ("list",), "bot": ("corpus", "list")}[module]
    subprocess.run(
        [sys.executable, "-m", module, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        umask=0,
    )
    assert (tmp_path / "home").exists() is (module != "index")
    if module != "index":
        assert loose(tmp_path / "home") == {}
