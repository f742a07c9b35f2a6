"""Landmarks: what is looked up in memory is what the store holds, whoever wrote it and when."""

import random
import sqlite3
from pathlib import Path

import pytest

from corpus import landmarks
from corpus.article import Content
from corpus.database import open_database
from corpus.landmarks import Landmarks
from corpus.shingles import fingerprint, pack, sample
from corpus.store import ArticleStore, Outcome


def story(seed: int, length: int = 400) -> str:
    """An invented text; two seeds share no shingle but by chance."""
    chance = random.Random(seed)
    return " ".join(f"word{chance.randrange(1000)}" for _ in range(length))


def put(db: sqlite3.Connection, text: str) -> int:
    """Store a text; its sample's id."""
    packed = pack(fingerprint(text), sample(text))
    row = db.execute("INSERT INTO samples (article_id, shingles) VALUES ('a', ?)", (packed,))
    assert row.lastrowid
    return row.lastrowid


def near(marked: Landmarks, text: str) -> set[int]:
    return marked.near(fingerprint(text), sample(text))


@pytest.fixture
def db() -> sqlite3.Connection:
    return open_database(Path(":memory:"))


def test_a_text_is_near_itself_alone(db: sqlite3.Connection) -> None:
    ids = [put(db, story(seed)) for seed in range(5)]
    assert near(Landmarks(db), story(3)) == {ids[3]}


def test_a_quarter_finds_the_whole_and_the_whole_a_quarter(db: sqlite3.Connection) -> None:
    quarter = " ".join(story(1).split()[:100])
    whole, part = put(db, story(1)), put(db, quarter)
    marked = Landmarks(db)
    assert near(marked, story(1)) == near(marked, quarter) == {whole, part}


def test_what_comes_later_is_found_by_who_looked_before(db: sqlite3.Connection) -> None:
    marked = Landmarks(db)
    assert near(marked, story(1)) == set()
    added = put(db, story(1))
    assert near(marked, story(1)) == {added}


def test_the_same_is_found_before_and_after_it_is_put_in_order(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many at once and one by one, across several times of putting in order."""
    monkeypatch.setattr(landmarks, "_MOST_FRESH", 100)
    monkeypatch.setattr(landmarks, "_AT_ONCE", 3)
    one_by_one = Landmarks(db)
    for seed in range(20):
        put(db, story(seed))
        near(one_by_one, story(seed))
    at_once = Landmarks(db)
    for seed in range(20):
        assert near(one_by_one, story(seed)) == near(at_once, story(seed)) == {seed + 1}


def test_a_text_too_short_for_a_sample_is_found_by_its_fingerprint(db: sqlite3.Connection) -> None:
    short = put(db, "No water today.")
    assert near(Landmarks(db), "no water -- today") == {short}
    assert near(Landmarks(db), "No gas today.") == set()


def test_what_everyone_prints_is_no_sign_of_a_copy(db: sqlite3.Connection) -> None:
    notice = story(7, 60)
    for seed in range(500):
        put(db, f"{notice} {story(seed + 100, 150)}")
    assert near(Landmarks(db), f"{notice} {story(9)}") == set()


def test_one_landmark_in_common_is_coincidence(db: sqlite3.Connection) -> None:
    put(db, story(1))
    shared = min(sample(story(1)))
    assert Landmarks(db).near(0, {shared}) == set()


def test_a_replaced_text_finds_its_article_no_more(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        store.add(["file:a"], Content(title="A", text=story(1)))
        store.add(["file:a"], Content(title="A", text=story(2)))
        added = store.add(["file:b"], Content(title="B", text=story(1)))
    assert added.outcome is Outcome.ADDED


def test_a_text_is_known_that_another_process_added_since(tmp_path: Path) -> None:
    with (
        ArticleStore(tmp_path / "a.sqlite3") as ours,
        ArticleStore(tmp_path / "a.sqlite3") as other,
    ):
        ours.add(["file:a"], Content(title="A", text=story(1)))
        theirs = other.add(["file:b"], Content(title="B", text=story(2)))
        again = ours.add(["file:c"], Content(title="B", text=story(2) + " The end."))
    assert again.article_id == theirs.article_id


def test_what_was_only_previewed_is_not_known(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite3") as store:
        store.add(["file:a"], Content(title="A", text=story(1)), keep=False)
        added = store.add(["file:b"], Content(title="A", text=story(1) + " The end."))
    assert added.outcome is Outcome.ADDED
