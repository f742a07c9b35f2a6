"""Homes of every layout there ever was (tests/upgrades), opened by the version of today."""

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from backups import files_in
from bot_process import TOKEN, running_bot
from discord_server import DiscordServer
from serving import asked
from typer.testing import CliRunner, Result

from bot.archive import Archive
from bot.cli import app
from bot.doctor import examine
from bot.records.records import Records
from bot.restoring import restore
from bot.safekeeping import back_up
from corpus.article import Content
from corpus.database import StoreError
from corpus.errors import FootnoteError
from corpus.home import Home
from corpus.sources import Sources
from corpus.store import ArticleStore, Outcome, Withdrawal
from index.embedding import DEFAULT_MODEL
from index.layout import FORMAT, SnapshotError, read_manifest
from index.publishing import current
from index.question import read
from index.rebuild import rebuild
from index.retriever import open_current

UPGRADES = Path(__file__).parent / "upgrades"
ALL = sorted(folder.parent.name for folder in UPGRADES.glob("*/articles.sql"))
INDEXED = [name for name in ALL if (UPGRADES / name / "index.zip").exists()]
FIRST = ("0092156", "798c696", "094b630")  # version 1: no gate, no purges, no sources
LATER = [name for name in ALL if name not in FIRST]
RECORDED = [name for name in ALL if (UPGRADES / name / "records.sql").exists()]
CAMERAS = "https://gauge.example/2024/cameras"
TOLL = "https://gauge.example/2024/toll"
QUESTION = "How many smart cameras did the council approve for the harbour?"
LIBRARY = (
    "The central library will open on Sundays from noon to six in the evening, beginning on the "
    "first of September.\n\nIts director, Marit Sand, said that two in three visitors had asked "
    "for it. The reading room gets ninety more seats."
)


@pytest.fixture
def home(request: pytest.FixtureRequest) -> Home:
    """The home that the settings name, as the version left it that the test is run for."""
    home = Home(Path(os.environ["FOOTNOTE_HOME"]))
    home.root.mkdir()
    left = UPGRADES / request.param
    for name in ("articles", "records"):
        if (left / f"{name}.sql").exists():
            with closing(sqlite3.connect(home.root / f"{name}.sqlite3")) as db:
                db.executescript((left / f"{name}.sql").read_text(encoding="utf-8"))
    if (left / "index.zip").exists():
        shutil.unpack_archive(left / "index.zip", home.index)
    return home


every = pytest.mark.parametrize("home", ALL, indirect=True)
later = pytest.mark.parametrize("home", LATER, indirect=True)
first = pytest.mark.parametrize("home", FIRST, indirect=True)
recorded = pytest.mark.parametrize("home", RECORDED, indirect=True)
indexed = pytest.mark.parametrize("home", INDEXED, indirect=True)
newest = pytest.mark.parametrize("home", ["7e950b3"], indirect=True)


def footnote(*arguments: str) -> Result:
    """The outcome of a command in this process."""
    return CliRunner().invoke(app, list(arguments))


def made_of(path: Path) -> tuple[dict[str, set[str]], int]:
    """The columns of each table, and the version, of a database."""
    with closing(sqlite3.connect(path)) as db:
        names = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        tables = [name for (name,) in db.execute(names).fetchall()]
        columns = {
            table: {column for (_, column, *_) in db.execute(f"PRAGMA table_info({table})")}
            for table in tables
        }
        return columns, int(db.execute("PRAGMA user_version").fetchone()[0])


def snapshot_files_of(files: dict[str, bytes]) -> dict[str, bytes]:
    """Those of snapshots, and the name of the one that is published: the lock changes."""
    return {name: data for name, data in files.items() if not name.startswith(".")}


def snapshot_files(home: Home) -> dict[str, bytes]:
    """As they are now."""
    return snapshot_files_of(files_in(home.index))


def test_there_are_homes_of_all_versions() -> None:
    assert set(FIRST) < set(ALL)
    assert RECORDED == ["7e950b3"]
    assert len(INDEXED) == len(ALL) - 1


# Articles


@every
def test_articles_are_brought_to_the_schema_of_a_new_file(home: Home, tmp_path: Path) -> None:
    ArticleStore(home.articles).close()
    ArticleStore(tmp_path / "new.sqlite3").close()
    assert made_of(home.articles) == made_of(tmp_path / "new.sqlite3")
    with closing(sqlite3.connect(home.articles)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@first
def test_what_version_1_answered_from_is_answered_from(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        found = sorted((article.title, article.outlet) for article in store.articles())
    assert found == [
        ("Before you continue", "The Gauge"),  # it held nothing back
        ("Council approves harbour cameras", "The Gauge"),
        ("Ferry to the islands is cancelled until May", "Island Post"),
        ("Ferry to the islands is cancelled until May", "The Gauge"),
        ("Library opens on Sundays", "The Gauge"),
    ]


@later
def test_what_later_versions_answered_from_is_answered_from(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        found = sorted((article.title, article.outlet) for article in store.articles())
    assert found == [
        ("Council approves harbour cameras", "The Gauge"),
        ("Ferry to the islands is cancelled until May", "Island Post"),
        ("Ferry to the islands is cancelled until May", "The Gauge"),
        ("Tram line nine opens", "The Gauge"),
    ]


@every
def test_all_revisions_are_there_with_their_facts(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        new, old = store.revisions(store.find(CAMERAS))
    assert "640 smart cameras" in new.text
    assert "400 smart cameras" in old.text
    assert (new.authors, new.section) == (("Anna Reyes",), "City")
    assert new.published == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)


@every
def test_an_article_is_known_by_another_spelling_of_its_address(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        assert store.find("http://www.gauge.example/2024/cameras/?utm_source=x") == store.find(
            CAMERAS
        )


@every
def test_an_article_is_known_by_its_words(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        known = store.revisions(store.find(CAMERAS))[0]
        again = Content(title=known.title, text=known.text, outlet=known.outlet)
        added = store.add(["file:elsewhere"], again)
    assert (added.outcome, added.article_id) == (Outcome.UNCHANGED, known.id)


@every
def test_what_was_taken_down_stays_down(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        toll = store.find(TOLL)
        assert store.withdrawal(toll) is Withdrawal.REMOVED
        added = store.add([f"url:{TOLL}"], Content(title="Toll", text="The toll is to rise."))
    assert (added.outcome, added.article_id) == (Outcome.WITHDRAWN, toll)


@later
def test_what_was_purged_has_no_words_and_does_not_return(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        content = Content(title="Library opens on Sundays", text=LIBRARY, outlet="The Gauge")
        added = store.add(["file:again"], content)
        assert added.outcome is Outcome.WITHDRAWN
        assert store.withdrawal(added.article_id) is Withdrawal.PURGED
        assert store.revisions(added.article_id) == []
    assert b"reading room" not in home.articles.read_bytes()


@later
def test_what_was_held_still_waits_for_review(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        [held] = list(store.review.held(None))
        assert store.review.accept(held.article.id)
        assert store.current(held.article.id) is not None


@later
def test_copies_are_still_one_story(home: Home) -> None:
    with ArticleStore(home.articles) as store:
        stories = [article.story for article in store.articles() if "Ferry" in article.title]
    assert stories[0] is not None
    assert len(set(stories)) == 1


@later
def test_sources_are_looked_at_as_before(home: Home) -> None:
    with Sources(home.articles) as sources:
        [source] = sources.all()
    assert source.url == "http://127.0.0.1:8931/feed.xml"
    assert source.succeeded is not None
    assert source.paused is None


@every
def test_an_upgrade_is_told_once_and_a_file_of_today_needs_none(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    _, before = made_of(home.articles)
    with caplog.at_level(logging.WARNING):
        ArticleStore(home.articles).close()
        ArticleStore(home.articles).close()
    _, now = made_of(home.articles)
    told = f"the articles were of an older Footnote: brought from version {before} to {now}"
    assert caplog.messages == ([told] if before < now else [])


@every
def test_articles_of_a_newer_version_are_refused_and_not_touched(home: Home) -> None:
    with closing(sqlite3.connect(home.articles)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA user_version = 99")
        db.commit()
    before = home.articles.read_bytes()
    with pytest.raises(StoreError, match="written by a newer Footnote; update this one"):
        ArticleStore(home.articles)
    assert home.articles.read_bytes() == before


# Records


@recorded
def test_records_are_as_they_were(home: Home) -> None:
    with Records(home.records) as records:
        member = records.member(1234)
        assert records.private(member) is True
        assert records.server(77).per_minute == 3
        [gap] = records.gaps(77, datetime(2024, 3, 1, tzinfo=UTC))
    assert gap.question == "When does the tram run on Sundays?"


@recorded
def test_records_of_a_newer_version_are_refused_and_not_touched(home: Home) -> None:
    with closing(sqlite3.connect(home.records)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA user_version = 99")
        db.commit()
    before = home.records.read_bytes()
    with pytest.raises(StoreError, match="written by a newer Footnote; update this one"):
        Records(home.records)
    assert home.records.read_bytes() == before


# The index

OTHER = "the index is of another version of Footnote; run `footnote index rebuild`"


@indexed
@pytest.mark.parametrize(
    "command", [["index", "status"], ["index", "search", "cameras"], ["ask", QUESTION]]
)
def test_an_older_index_is_told_apart_with_what_to_run(home: Home, command: list[str]) -> None:
    before = files_in(home.index)
    outcome = footnote(*command)
    assert isinstance(outcome.exception, SnapshotError)
    assert str(outcome.exception) == OTHER
    assert files_in(home.index) == before


@newest
def test_an_index_of_a_newer_version_is_refused_and_not_touched(home: Home) -> None:
    manifest = current(home.index) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 3', f'"format": {FORMAT + 1}'))
    before = files_in(home.index)
    with pytest.raises(SnapshotError, match="another version of Footnote"):
        read_manifest(current(home.index))
    assert isinstance(footnote("index", "rollback").exception, FootnoteError)
    assert files_in(home.index).items() >= before.items() - {(".lock", b"")}


@indexed
def test_doctor_names_what_mends_it(home: Home) -> None:
    [finding] = [finding for finding in examine() if finding.name == "index"]
    assert "another version of Footnote" in finding.state
    assert finding.mend == "footnote index rebuild"


@indexed
def test_a_rebuild_makes_an_index_of_today(home: Home, model: object) -> None:
    with ArticleStore(home.articles) as store:
        rebuilt = rebuild(store, home.index, DEFAULT_MODEL, lambda _: model)  # type: ignore[arg-type, return-value]
        covered = {article.id for article in store.articles()}
    assert rebuilt.changed
    retriever = open_current(home.index, lambda _: model)  # type: ignore[arg-type, return-value]
    try:
        hits = retriever.search(read(QUESTION, datetime.now(UTC), retriever.facets), 3)
        assert "640 smart cameras" in hits[0].passage.text
        assert {hit.article.id for hit in hits} <= covered
    finally:
        retriever.close()
    assert footnote("index", "status").exit_code == 0


@indexed
def test_a_rebuild_that_fails_leaves_the_older_index(home: Home) -> None:
    def fail(_: str) -> object:
        raise FootnoteError("no such model")

    before = files_in(home.index)
    with ArticleStore(home.articles) as store, pytest.raises(FootnoteError, match="no such model"):
        rebuild(store, home.index, DEFAULT_MODEL, fail)  # type: ignore[arg-type]
    assert files_in(home.index).items() >= before.items() - {(".lock", b"")}


@newest
async def test_a_bot_that_starts_on_an_older_index_says_so_and_swaps_after_a_rebuild(
    home: Home, model: object
) -> None:
    async with DiscordServer(token=TOKEN) as discord, running_bot(home, discord) as bot:
        await bot.told(OTHER)
        shown = await (await asked(discord, QUESTION)).answered(30)
        assert "640" not in shown.content
        with ArticleStore(home.articles) as store:
            rebuild(store, home.index, DEFAULT_MODEL, lambda _: model)  # type: ignore[arg-type, return-value]
        await bot.told("now answering from index", within=60)
        assert await bot.stop() == 0


# Backups


@every
def test_a_backup_of_an_older_home_is_restored_as_of_today(home: Home, tmp_path: Path) -> None:
    """Also one that was made before anything was upgraded."""
    file = tmp_path / "old.zip"
    _, version = made_of(home.articles)
    back_up(home, file, with_index=home.index.exists())
    assert made_of(home.articles)[1] == version
    with Archive(file) as archive:
        assert archive.inventory.schemas["articles.sqlite3"] == version
    restored = restore(Home(tmp_path / "restored"), file)
    assert restored.index is None
    assert restored.left_out == (OTHER if home.index.exists() else None)
    with (
        ArticleStore(home.articles) as old,
        ArticleStore(tmp_path / "restored" / "articles.sqlite3") as new,
    ):
        assert list(new.articles()) == list(old.articles())
        assert new.state() == old.state()


def test_the_homes_are_small() -> None:
    size = sum(path.stat().st_size for path in UPGRADES.rglob("*") if path.is_file())
    assert size < 200_000
