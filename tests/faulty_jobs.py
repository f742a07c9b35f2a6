"""What a process does that is about to meet a fault. Each job is given the root of a home."""

import asyncio
import ctypes
import os
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import faiss  # noqa: F401 - once in the server, not in every process
import faulty_home
from keeping_records import ANSWER
from word_embedder import WordEmbedder

import bot.console
import bot.doctor  # noqa: F401 - what commands import when called
from bot.cli import app
from bot.desk import Desk
from bot.records.records import Records
from corpus.adding import add_all
from corpus.backup import write_backup
from corpus.home import Home
from corpus.report import Line, Report
from corpus.store import ArticleStore
from index.publishing import building, current, new_name, publish
from index.rebuild import rollback as roll_back

Work = Callable[[Path], object]
BACKUP = "backup.jsonl.gz"
PUBLISHED = 40  # times, by one publisher
ANSWERS = 150


def footnote(root: Path, *arguments: str) -> None:
    """The command line, in this home."""
    os.environ["FOOTNOTE_HOME"] = str(root)
    os.environ["COLUMNS"] = "400"
    app(list(arguments), prog_name="footnote")


def rebuild(root: Path) -> None:
    """Bring the index up to date, and say so."""
    rebuilt = faulty_home.index(root)
    print(f"published {rebuilt.manifest.name}", flush=True)


def add_lines(root: Path) -> None:
    """Add a file of JSON lines; each article is told of when it is in."""
    _add(root, root / faulty_home.LINES)


def add_folder(root: Path) -> None:
    """Add a folder; each article is told of when it is in."""
    _add(root, root / faulty_home.FOLDER)


def _add(root: Path, what: Path) -> None:
    def tell(line: Line) -> None:
        print(line.outcome, line.article_id, flush=True)

    with ArticleStore(Home(root).articles) as store:
        add_all(store, Home(root), [str(what)], {}, Report(tell))


def open_store(root: Path) -> None:
    """Open the articles, which brings them to this version."""
    ArticleStore(Home(root).articles).close()


def publish_often(root: Path) -> None:
    """Publish a copy of the published index, again and again."""
    index = Home(root).index
    for _ in range(PUBLISHED):
        name = new_name(index)
        shutil.copytree(current(index), building(index, name))
        publish(index, name)


def rollback(root: Path) -> None:
    """Go back to the index before."""
    print(f"published {roll_back(Home(root).index).name}", flush=True)


def keep_records(root: Path) -> None:
    """Keep answers, told of when they are kept; and clear up between."""
    _keep(root, 0)


def keep_records_again(root: Path) -> None:
    """Keep other answers."""
    _keep(root, ANSWERS)


def _keep(root: Path, first: int) -> None:
    with Records(Home(root).records) as records:
        for number in range(first, first + ANSWERS):
            kept = replace(ANSWER, id=f"{number:08}", message=number, at=datetime.now(UTC))
            records.keep(kept)
            records.vote(kept.id, records.member(number), True)
            if number % 25 == 24:
                records.expire(datetime.now(UTC))
            print(kept.id, flush=True)


def take_down(root: Path) -> None:
    """Remove and restore every article, and purge every other; told of when that is done."""
    with ArticleStore(Home(root).articles) as store:
        for number, entry in enumerate(list(store.entries())):
            store.withdraw(entry.id)
            print("removed", entry.id, flush=True)
            store.restore(entry.id)
            print("restored", entry.id, flush=True)
            if number % 2:
                store.purge(entry.id)
                print("purged", entry.id, flush=True)


def back_up(root: Path) -> None:
    """Write all articles to a file."""
    with ArticleStore(Home(root).articles) as store:
        print(write_backup(store, root / BACKUP), flush=True)


def within(bytes_each: int, job: Work, root: Path) -> None:
    """A job that may write no file longer than this."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_each, most))
    job(root)


def powerless(job: Work, root: Path) -> None:
    """A job that file permissions bind, even when it is root's."""
    library = ctypes.CDLL(None, use_errno=True)
    version = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the low bits, the high ones
    for call in (library.capget, library.capset):
        if call(version, held):
            raise OSError(ctypes.get_errno(), "cannot give up root's powers")
        held[0] &= ~_PASSES_PERMISSIONS
    job(root)


_CAPABILITIES = 0x20080522  # the version of capget's and capset's arguments
_PASSES_PERMISSIONS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def at_another_time(shift: timedelta, job: Work, root: Path) -> None:
    """A job whose clock is put on or back."""

    class Shifted(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # no Self
            return datetime.now(tz) + shift

    for module in [*sys.modules.values()]:
        ours = getattr(module, "__name__", "").partition(".")[0] in ("bot", "corpus", "index")
        if ours and getattr(module, "datetime", None) is datetime:
            module.datetime = Shifted  # type: ignore[attr-defined]
    job(root)


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


def lock(path: Path) -> None:
    """Hold the file's only write lock until killed, as a process that hangs does."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    print("locked", flush=True)
    time.sleep(3600)


def hurried(job: Work, root: Path) -> None:
    """A job that waits a moment for a lock, where it would wait for half a minute."""
    patient = sqlite3.connect

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = patient(*given, **{**named, "timeout": 0.2})
        return opened

    sqlite3.connect = connect  # type: ignore[assignment]
    job(root)


def ask(root: Path) -> None:
    """One question, put as the command line does, with the model of words."""

    async def asked() -> None:
        with ArticleStore(Home(root).articles) as store:
            store.count()  # as `footnote ask` looks whether there are any
        desk = Desk(Home(root).index, WordEmbedder)
        await desk.open()
        print("answered", (await desk.answered("What of the harbour bridge?")).answer.question)
        await desk.close()

    asyncio.run(asked())


def rebuild_slowly(root: Path) -> None:
    """A rebuild that tells when it is in the middle, and stays there for a while."""

    def report(stage: str, *_: object) -> None:
        if stage == "written" and not told:
            told.append(stage)
            print("in the middle", flush=True)
            time.sleep(1.0)

    told: list[str] = []
    rebuilt = faulty_home.index(root, report)
    print(f"published {rebuilt.manifest.name}", flush=True)


def footnote_status(root: Path) -> None:
    """`footnote index status`."""
    footnote(root, "index", "status")
