"""A small newsroom to do harm to: articles, an index with one to go back to, and its checks."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from word_embedder import WORDS, WordEmbedder, word_model

from corpus.adding import add_all
from corpus.home import Home
from corpus.report import Report
from corpus.store import ArticleStore
from index.digests import sha256_of
from index.layout import SnapshotError, read_manifest
from index.publishing import current, previous, snapshots
from index.rebuild import Rebuilt, rebuild
from index.rebuild import Report as Progress

LINES = "in.jsonl"
FOLDER = "in"
OLD, GROWN = 40, 120  # articles in the published index, and in the store


def article(number: int) -> dict[str, str]:
    """The fields of an invented article."""
    chance = random.Random(number)
    words = [f"word{chance.randrange(500)}" for _ in range(120)]
    for place in range(5, 120, 12):
        words[place] = f"{chance.choice(WORDS)}."
    return {
        "title": f"Report {number} on the {chance.choice(WORDS)}",
        "text": f"{' '.join(words[:60])}.\n\n{' '.join(words[60:])}.",
        "url": f"https://courier.example/{number}",
        "outlet": f"Courier {number % 3}",
        "date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
    }


def write_lines(file: Path, numbers: range) -> None:
    """Articles as JSON lines."""
    lines = (json.dumps(article(number)) for number in numbers)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_folder(folder: Path, numbers: range) -> None:
    """Articles as Markdown files."""
    folder.mkdir()
    for number in numbers:
        one = article(number)
        head = "".join(f"{name}: {one[name]}\n" for name in ("title", "url", "outlet", "date"))
        (folder / f"{number:04}.md").write_text(f"---\n{head}---\n\n{one['text']}\n", "utf-8")


def add(root: Path, numbers: range) -> None:
    """Put articles into the store of a home."""
    write_lines(root / LINES, numbers)
    with ArticleStore(Home(root).articles) as store:
        add_all(store, Home(root), [str(root / LINES)], {}, Report())


def index(root: Path, report: Progress = lambda *_: None) -> Rebuilt:
    """Bring the index up to date."""
    with ArticleStore(Home(root).articles) as store:
        return rebuild(store, Home(root).index, model_beside(root), WordEmbedder, report)


def model_beside(root: Path) -> str:
    """The name of the model that a home and its copies beside it have in common."""
    folder = root.parent / "words"
    return str(folder) if folder.exists() else word_model(folder)


def publish_twice(root: Path) -> None:
    """An index to go back to, and one that serves; the store is as old as that."""
    root.mkdir(parents=True, exist_ok=True)
    add(root, range(OLD // 2))
    index(root)
    add(root, range(OLD))
    index(root)


def grow(root: Path) -> None:
    """As `publish_twice`, and then the store has grown."""
    publish_twice(root)
    add(root, range(GROWN))


def version_1(root: Path, count: int = 400) -> None:
    """A store as version 1 left it; every tenth article has two revisions."""
    script = files("corpus").joinpath("migrations").joinpath("0001_articles.sql")
    with closing(sqlite3.connect(Home(root).articles)) as db, db:
        db.executescript(script.read_text("utf-8"))
        for number in range(count):
            one, article_id = article(number), f"{number:032x}"
            db.execute("INSERT INTO articles VALUES (?, NULL)", (article_id,))
            db.execute("INSERT INTO keys VALUES (?, ?, '')", (f"url:{one['url']}", article_id))
            for revision in range(1, 2 + (number % 10 == 0)):
                db.execute(
                    """INSERT INTO revisions (article_id, revision, added, digest, title, text,
                         url, outlet, authors, tags, published, kind, provenance)
                       VALUES (?, ?, '2024-03-14', ?, ?, ?, ?, ?, '[]', '[]', ?, 'report', '{}')""",
                    (
                        *(article_id, revision, f"digest {number} {revision}", one["title"]),
                        *(one["text"], one["url"], one["outlet"], f"{one['date']}T00:00:00+00:00"),
                    ),
                )
        db.execute("PRAGMA user_version = 1")


def unsound(database: Path) -> Iterator[str]:
    """What SQLite finds wrong with a file."""
    with closing(sqlite3.connect(database)) as db:
        for check in ("integrity_check", "foreign_key_check"):
            found = [row for row in db.execute(f"PRAGMA {check}").fetchall() if row != ("ok",)]
            if found:
                yield f"{database.name}: {check} says {found[:3]}"


def torn(folder: Path) -> list[str]:
    """The files of a snapshot that are not as its manifest has them: read, whatever is noted."""
    try:
        expected = read_manifest(folder).files
    except SnapshotError as error:
        return [str(error)]
    return [
        name
        for name, digest in expected.items()
        if not (folder / name).exists() or sha256_of(folder / name) != digest
    ]


def unserved(root: Path, *counts: int) -> Iterator[str]:
    """What is wrong with the published index, which is to hold so many articles."""
    try:
        folder = current(Home(root).index)
    except SnapshotError as error:
        yield str(error)
        return
    if harmed := torn(folder):
        yield f"the index {folder.name} is torn: {harmed}"
    elif read_manifest(folder).articles not in counts:
        yield f"the index has {read_manifest(folder).articles} articles"


def untidy(root: Path) -> Iterator[str]:
    """What a rebuild should have removed: anything but two snapshots and what is noted of them."""
    folder = Home(root).index
    kept = {current(folder), previous(folder)}
    if set(snapshots(folder)) - kept:
        yield f"snapshots are left over: {sorted(f.name for f in snapshots(folder))}"
    noted = {f".verified-{one.name}" for one in kept if one}
    known = {"CURRENT", ".lock", *noted, *(one.name for one in kept if one)}
    if left := sorted({entry.name for entry in folder.iterdir()} - known):
        yield f"left over: {left}"
