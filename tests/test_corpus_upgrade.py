"""A store of version 1: all of it is there after the upgrade, and known by more."""

import random
import sqlite3
from array import array
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.article import Content
from corpus.shingles import sample
from corpus.store import ArticleStore, Outcome

ADDRESS = "http://www.courier.example/2024/cameras/?utm_source=feed"
SPELLED = "https://m.courier.example/2024/cameras"
TEXT = " ".join(f"word{random.Random(number).randrange(999)}" for number in range(200))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as version 1 left it: an article of two revisions, and one that was taken down."""
    script = files("corpus").joinpath("migrations").joinpath("0001_articles.sql")
    database = sqlite3.connect(tmp_path / "a.sqlite3")
    database.executescript(script.read_text("utf-8"))
    database.execute("INSERT INTO articles VALUES ('aaaa', NULL), ('bbbb', '2024-03-20T00:00:00Z')")
    for article_id, revision, text, url in (
        ("aaaa", 1, f"Old. {TEXT}", ADDRESS),
        ("aaaa", 2, TEXT, ADDRESS),
        ("bbbb", 1, f"Taken down. {TEXT[::-1]}", None),
    ):
        database.execute(
            """INSERT INTO revisions (article_id, revision, added, digest, title, text, url,
                 authors, tags, published, kind, provenance)
               VALUES (?, ?, '2024-03-14', ?, 'T', ?, ?, '["Anna"]', '[]',
                 '2024-03-14T23:30:00-03:00', 'report', '{"title": "option"}')""",
            (article_id, revision, f"digest of {article_id} {revision}", text, url),
        )
    database.executemany(
        "INSERT INTO keys VALUES (?, ?, '')",
        [(f"url:{ADDRESS}", "aaaa"), ("file:a", "aaaa"), ("file:b", "bbbb")],
    )
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    return tmp_path / "a.sqlite3"


def test_every_revision_is_kept(path: Path) -> None:
    with ArticleStore(path) as store:
        kept = [(one.revision, one.text, one.authors) for one in store.revisions("aaaa")]
    assert kept == [(2, TEXT, ("Anna",)), (1, f"Old. {TEXT}", ("Anna",))]


def test_the_newest_revision_is_answered_from(path: Path) -> None:
    with ArticleStore(path) as store:
        assert [(one.id, one.revision) for one in store.articles()] == [("aaaa", 2)]


def test_what_was_taken_down_stays_down(path: Path) -> None:
    with ArticleStore(path) as store:
        assert [entry.reason for entry in store.entries()] == [None, "removed"]
        added = store.add(["file:b"], Content(title="T", text="New."))
    assert added.outcome is Outcome.WITHDRAWN


def test_an_article_is_found_by_any_spelling_of_its_address(path: Path) -> None:
    with ArticleStore(path) as store:
        assert store.find(SPELLED) == store.find(ADDRESS) == "aaaa"


def test_an_article_is_known_by_its_words(path: Path) -> None:
    with ArticleStore(path) as store:
        added = store.add(["file:new"], Content(title="T", text=TEXT))
    assert added.article_id == "aaaa"


def test_the_day_of_publication_is_in_utc(path: Path) -> None:
    with ArticleStore(path) as store:
        moment = store.published("aaaa")
    assert moment is not None
    assert moment.isoformat() == "2024-03-15T02:30:00+00:00"


def test_two_articles_whose_addresses_are_one_are_both_kept(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("INSERT INTO keys VALUES (?, 'bbbb', '')", (f"url:{SPELLED}",))
    database.commit()
    database.close()
    with ArticleStore(path) as store:
        assert len(list(store.entries())) == 2
        assert store.find(ADDRESS) in ("aaaa", "bbbb")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A file as version 2 left it: an article, one that was purged, and one that is held."""
    folder = files("corpus").joinpath("migrations")
    database = sqlite3.connect(tmp_path / "b.sqlite3")
    for script in ("0001_articles.sql", "0002_identity.sql"):
        database.executescript(folder.joinpath(script).read_text("utf-8"))
    for article_id, reason, served, text in (
        ("aaaa", None, 1, TEXT),
        ("bbbb", "purged", 1, "Never to be read again."),
        ("cccc", None, None, "Held."),
    ):
        words = blake2b(_words(text).encode(), digest_size=16).hexdigest()
        database.execute(
            """INSERT INTO articles (id, withdrawn, reason, current, words, size)
               VALUES (?, ?, ?, ?, ?, ?)""",
            (article_id, reason, reason, served, words if served else None, len(sample(text))),
        )
        if served:
            packed = array("q", sample(text)).tobytes()
            database.execute("INSERT INTO samples VALUES (?, ?)", (article_id, packed))
        database.execute(
            """INSERT INTO revisions (article_id, revision, added, digest, title, text, authors,
                 tags, kind, provenance) VALUES (?, 1, '', ?, ?, ?, '[]', '[]', 'report', '{}')""",
            (article_id, reason or f"digest of {article_id}", "" if reason else "T", text),
        )
    database.execute("UPDATE revisions SET text = '', digest = '' WHERE article_id = 'bbbb'")
    database.execute("PRAGMA user_version = 2")
    database.commit()
    database.close()
    return tmp_path / "b.sqlite3"


def _words(text: str) -> str:
    return " ".join(text.replace(".", "").lower().split())


def test_words_known_to_version_2_are_known(second: Path) -> None:
    with ArticleStore(second) as store:
        added = store.add(["file:new"], Content(title="T", text=f"{TEXT} And more."))
    assert (added.outcome, added.article_id) == (Outcome.REVISED, "aaaa")


def test_what_version_2_purged_does_not_return(second: Path) -> None:
    with ArticleStore(second) as store:
        added = store.add(["file:new"], Content(title="T", text="never to be read AGAIN"))
    assert (added.outcome, added.article_id) == (Outcome.WITHDRAWN, "bbbb")
