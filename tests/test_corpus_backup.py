"""Backup: all that the store knows of articles leaves as one file, and comes back the same."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.article import ArticleError, Change, Content
from corpus.backup import MARK, restore, write_backup
from corpus.identity import url_key
from corpus.store import Added, ArticleStore, Outcome

URL = "https://courier.example/a"
DAY = datetime(2024, 3, 14, tzinfo=UTC)
TEXT = " ".join(f"word{random.Random(number).randrange(999)}" for number in range(200))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    """With a corrected article and its copy elsewhere, one taken down, one held, one purged."""
    with ArticleStore(tmp_path / "from.sqlite3") as opened:
        first = Content(title="Cameras “😀”", text=TEXT, outlet="Courier", url=URL, published=DAY)
        opened.add([url_key(URL), "guid:1"], first, news=True)
        later = Content(
            title="Cameras", text=f"{TEXT} More.", outlet="Courier", url=URL, corrections=("460",)
        )
        opened.add([url_key(URL)], later)
        copied = "https://herald.example/a"
        opened.add([url_key(copied)], Content(title="Copy", text=TEXT, outlet="Herald", url=copied))
        opened.withdraw(opened.add(["file:gone"], content("Gone.")).article_id)
        opened.add(["file:wall"], content("A wall."), ["a cookie notice"])
        opened.purge(opened.add(["file:purged"], content("Purged words.")).article_id)
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "to.sqlite3") as opened:
        yield opened


def content(text: str) -> Content:
    return Content(title=text, text=text)


def lines(store: ArticleStore, folder: Path) -> list[dict[str, Any]]:
    write_backup(store, folder / "backup.jsonl.gz")
    with gzip.open(folder / "backup.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def move(store: ArticleStore, other: ArticleStore, folder: Path) -> list[Outcome]:
    return [restore(other, record).outcome for record in lines(store, folder)]


def record(store: ArticleStore, folder: Path) -> dict[str, Any]:
    """The line of the article with two revisions."""
    [found] = [one for one in lines(store, folder) if len(one["revisions"]) == 2]
    return found


def test_a_backup_counts_its_articles(store: ArticleStore, tmp_path: Path) -> None:
    assert write_backup(store, tmp_path / "b.jsonl.gz") == 5


def test_articles_and_revisions_are_the_same(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    assert set(move(store, other, tmp_path)) == {Outcome.ADDED}
    assert list(other.articles()) == list(store.articles())
    for article in store.articles():
        assert other.revisions(article.id) == store.revisions(article.id)
    assert Change.CORRECTED in {article.change for article in other.articles()}
    assert other.state() == store.state()


def test_a_backup_of_what_came_back_is_the_same(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    move(store, other, tmp_path)
    assert lines(other, tmp_path) == lines(store, tmp_path)


def test_stories_and_provenance_come_back(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    move(store, other, tmp_path)
    assert len({article.story for article in other.articles()} - {None}) == 1


def test_what_was_taken_down_stays_down(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    move(store, other, tmp_path)
    assert other.add(["file:new"], content("Gone.")).outcome is Outcome.WITHDRAWN


def test_what_was_purged_stays_away(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    assert "Purged words" not in json.dumps(lines(store, tmp_path))
    move(store, other, tmp_path)
    assert other.add(["file:purged"], content("New.")).outcome is Outcome.WITHDRAWN


def test_what_is_held_waits_still(store: ArticleStore, other: ArticleStore, tmp_path: Path) -> None:
    move(store, other, tmp_path)
    assert [held.doubts for held in other.review.held()] == [("a cookie notice",)]


def test_articles_are_known_by_address_and_words_again(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    move(store, other, tmp_path)
    article_id = store.find(URL)
    assert other.find("https://www.courier.example/a/") == article_id
    moved = Content(title="Cameras", text=f"{TEXT} And more.", outlet="Courier")
    assert other.add(["file:b"], moved).article_id == article_id


def test_a_second_time_changes_nothing(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    move(store, other, tmp_path)
    before = other.state()
    assert set(move(store, other, tmp_path)) == {Outcome.UNCHANGED}
    assert other.state() == before


def test_an_article_with_a_known_address_is_left_alone(
    store: ArticleStore, other: ArticleStore, tmp_path: Path
) -> None:
    ours = other.add(["file:ours", url_key(URL)], Content(title="Ours", text="Ours.", url=URL))
    assert restore(other, record(store, tmp_path)) == Added(Outcome.UNCHANGED, ours.article_id)
    assert other.count() == 1


@pytest.mark.parametrize("away", [ArticleStore.withdraw, ArticleStore.purge])
@pytest.mark.parametrize("url", [URL, None])
def test_a_backup_does_not_bring_back_what_was_taken_down_here(
    store: ArticleStore, other: ArticleStore, tmp_path: Path, away: Any, url: str | None
) -> None:
    ours = Content(title="Cameras", text=f"{TEXT} More.", outlet="Courier", url=url)
    keys = [url_key(url)] if url else []
    article_id = other.add([*keys, "file:ours"], ours).article_id
    away(other, article_id)
    theirs = record(store, tmp_path)
    assert theirs["id"] != article_id or url
    assert restore(other, {**theirs, "id": "aaaaaaaaaa"}).outcome is Outcome.UNCHANGED
    assert other.count() == 0


def test_what_a_backup_holds_beside_a_takedown_of_the_same_words_comes_in(
    other: ArticleStore, tmp_path: Path
) -> None:
    with ArticleStore(tmp_path / "twins.sqlite3") as twins:
        series = [
            Content(title=f"Week {n}", text=TEXT, outlet="Courier", url=f"{URL}{n}", published=day)
            for n, day in enumerate((DAY, datetime(2024, 4, 14, tzinfo=UTC)))
        ]
        first, _ = (twins.add([url_key(str(one.url))], one).article_id for one in series)
        twins.withdraw(first)
        assert set(move(twins, other, tmp_path)) == {Outcome.ADDED}
        assert other.state() == twins.state()


def test_a_preview_keeps_nothing(store: ArticleStore, other: ArticleStore, tmp_path: Path) -> None:
    assert restore(other, record(store, tmp_path), keep=False).outcome is Outcome.ADDED
    assert list(other.entries()) == []


BROKEN: dict[str, dict[str, Any]] = {
    "no number": {"current": "one"},
    "a huge number": {"current": 2**70},
    "a missing revision": {"current": 9},
    "no revisions": {"revisions": None},
    "revisions that are words": {"revisions": ["words"]},
    "revisions that are numbers": {"revisions": [1]},
    "a revision of nothing": {"revisions": [{}]},
    "keys that are no pairs": {"keys": ["url"]},
    "keys that are lists": {"keys": [[["url"], "digest"]]},
    "doubts that are no list": {"accepted": "{}"},
    "doubts that are no JSON": {"accepted": "["},
    "endless doubts": {"accepted": "[" * 100_000},
    "a day that is none": {"day": "soon"},
    "a day that is a number": {"day": 7},
    "an id that is nothing": {"id": "\ud800"},
}


@pytest.mark.parametrize("fields", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_line_is_refused_and_leaves_nothing(
    store: ArticleStore, other: ArticleStore, tmp_path: Path, fields: dict[str, Any]
) -> None:
    line = {**record(store, tmp_path), **fields}
    with pytest.raises(ArticleError, match=r"^not a line of a backup: "):
        restore(other, line)
    assert lines(other, tmp_path) == []


BROKEN_REVISIONS: dict[str, dict[str, Any]] = {
    "no text": {"text": " "},
    "no words": {"text": None},
    "an odd text": {"text": ["list"]},
    "a naive date": {"published": "2024-03-14"},
    "no date": {"published": "soon"},
    "an odd kind": {"kind": "poem"},
    "authors that are no JSON": {"authors": "Anna"},
    "authors that are a number": {"authors": "5"},
    "provenance that is a list": {"provenance": "[]"},
    "an address that cannot be shown": {"url": "javascript:alert(1)"},
    "a revision before the first": {"revision": 0},
    "a change that is none": {"change": "improved"},
}


@pytest.mark.parametrize("fields", BROKEN_REVISIONS.values(), ids=list(BROKEN_REVISIONS))
def test_a_broken_revision_is_refused_and_leaves_nothing(
    store: ArticleStore, other: ArticleStore, tmp_path: Path, fields: dict[str, Any]
) -> None:
    line = record(store, tmp_path)
    line["revisions"] = [{**line["revisions"][0], **fields}, line["revisions"][1]]
    with pytest.raises(ArticleError):
        restore(other, line)
    assert lines(other, tmp_path) == []


@pytest.mark.parametrize("name", ["id", "withdrawn", "current", "keys", "revisions", "news"])
def test_a_line_that_lacks_something_is_refused(
    store: ArticleStore, other: ArticleStore, tmp_path: Path, name: str
) -> None:
    line = record(store, tmp_path)
    del line[name]
    with pytest.raises(ArticleError):
        restore(other, line)


def test_a_line_of_another_version_is_told(other: ArticleStore) -> None:
    with pytest.raises(ArticleError) as error:
        restore(other, {MARK: 7})
    assert str(error.value) == "a backup of another version of Footnote (7)"


def test_a_backup_that_cannot_be_written_leaves_nothing(
    store: ArticleStore, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_backup(store, tmp_path / "folder")
    assert not list(tmp_path.glob("*.part"))
