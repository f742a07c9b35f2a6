"""The records' file: whose it is, how it is opened, what two processes get."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping_records import ANSWER, NOW, all_bytes

from bot.records.records import Records, new_id
from bot.server import ServerSettings
from corpus.database import StoreError
from corpus.errors import FootnoteError
from corpus.home import Home

HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "records.sqlite3"


@pytest.fixture
def records(path: Path) -> Iterator[Records]:
    with Records(path) as opened:
        yield opened


def test_a_home_has_a_place_for_them(tmp_path: Path) -> None:
    assert Home(tmp_path).records == tmp_path / "records.sqlite3"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_only_the_operator_may_read_the_file_and_its_log(path: Path, records: Records) -> None:
    records.remember_private("anna", True)
    files = list(path.parent.iterdir())
    assert len(files) == 3  # SQLite's log and its index are beside it
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    Records(path).close()
    path.chmod(0o644)
    Records(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    with Records(path) as records:
        records.keep(ANSWER)
        member = records.member(7)
    with Records(path) as records:
        assert records.answer(ANSWER.id) == ANSWER
        assert records.member(7) == member


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    Records(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(FootnoteError, match=r"^the records were written by a newer Footnote; up"):
        Records(path)


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("My diary. " * 100)
    with pytest.raises(StoreError) as error:
        Records(path)
    assert str(error.value) == (
        f"cannot open the records at {path}: file is not a database;"
        " stop the bot and move the file away to begin with none"
    )
    assert path.read_text() == "My diary. " * 100


def test_damage_that_shows_only_in_use_is_told(path: Path) -> None:
    with Records(path) as records:
        for _ in range(600):
            records.file("Who opened the harbour?" * 9, 1, "anna", "filed", None, NOW)
    with path.open("r+b") as file:
        file.seek(4096 * 40)  # behind the schema and the salt
        file.write(b"\xff" * 4096 * 20)
    with (
        Records(path) as records,
        pytest.raises(StoreError, match=r"^cannot use the records .* move the file away to begin"),
    ):
        records.gaps(1, NOW)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreError, match=r"^cannot open the records at "):
        Records(tmp_path / "home" / "records.sqlite3")


def test_a_failure_in_the_middle_leaves_nothing(records: Records) -> None:
    records.keep(ANSWER)
    with pytest.raises(StoreError, match="UNIQUE"):
        records.keep(ANSWER)
    assert records.claim("next", NOW)  # and the file is not left locked


def test_ids_can_stand_in_a_custom_id() -> None:
    ids = {new_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(one) == 8 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in ids)


# Members


def test_a_member_is_not_known_by_the_id(path: Path, records: Records) -> None:
    user_id = 123456789012345678
    member = records.member(user_id)
    assert len(member) == 32
    records.remember_private(member, True)
    records.claim(f"vote {user_id}", NOW)
    records.spend(member, 1, NOW, 5, 100)
    written = all_bytes(path)
    assert member.encode() in written
    assert str(user_id).encode() not in written
    assert user_id.to_bytes(8, "big") not in written  # as SQLite writes integers
    assert user_id.to_bytes(8, "little") not in written


def test_members_are_told_apart(records: Records) -> None:
    assert records.member(7) == records.member(7) != records.member(8)


def test_a_member_is_called_otherwise_in_other_records(tmp_path: Path) -> None:
    with Records(tmp_path / "a") as one, Records(tmp_path / "b") as other:
        assert one.member(7) != other.member(7)


# Claims


def test_a_claim_is_given_once(records: Records) -> None:
    assert records.claim("interaction 5", NOW)
    assert not records.claim("interaction 5", NOW + timedelta(minutes=1))
    assert records.claim("interaction 6", NOW)


def test_processes_that_race_share_what_there_is(path: Path) -> None:
    """They also open the file at the same time, when there is none yet."""
    started = [
        subprocess.Popen(
            [sys.executable, str(HERE / "records_race.py"), str(path), "40"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parent,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )
        for _ in range(4)
    ]
    told = [process.communicate()[0].rstrip("\n").split(" ") for process in started]
    assert [process.returncode for process in started] == [0] * 4
    claimed = [key for keys, _ in told for key in keys.split(",") if key]
    assert sorted(claimed, key=int) == [str(number) for number in range(40)]
    assert sum(int(allowed) for _, allowed in told) == 25


def test_threads_that_race_share_what_there_is(path: Path) -> None:
    Records(path).close()
    together = threading.Barrier(8)
    allowed: list[bool] = []

    def ask() -> None:
        with Records(path) as records:
            together.wait()
            for _ in range(5):
                allowed.append(records.spend("anna", 1, NOW, 7, 100) is None)  # noqa: PERF401

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (40, 7)


# Quotas


def test_questions_within_the_quota_are_allowed(records: Records) -> None:
    assert [records.spend("anna", 1, NOW, 3, 100) for _ in range(3)] == [None] * 3


def test_the_next_is_allowed_a_minute_after_the_first(records: Records) -> None:
    for seconds in (0, 10, 20):
        assert records.spend("anna", 1, NOW + timedelta(seconds=seconds), 3, 100) is None
    again = records.spend("anna", 1, NOW + timedelta(seconds=30), 3, 100)
    assert again == NOW + timedelta(minutes=1)
    assert records.spend("anna", 1, again, 3, 100) is None
    assert records.spend("anna", 1, again, 3, 100) == NOW + timedelta(seconds=70)


def test_what_was_refused_does_not_count(records: Records) -> None:
    for _ in range(50):
        records.spend("anna", 1, NOW, 1, 2)
    assert records.spend("anna", 1, NOW + timedelta(minutes=1), 1, 2) is None


def test_the_day_is_the_last_24_hours(records: Records) -> None:
    for hour in range(3):
        assert records.spend("anna", 1, NOW + timedelta(hours=hour), 5, 3) is None
    tomorrow = NOW + timedelta(days=1)
    assert records.spend("anna", 1, NOW + timedelta(hours=23), 5, 3) == tomorrow
    assert records.spend("anna", 1, tomorrow, 5, 3) is None


def test_the_later_of_the_two_is_told(records: Records) -> None:
    for _ in range(2):
        records.spend("anna", 1, NOW, 2, 2)
    assert records.spend("anna", 1, NOW, 2, 2) == NOW + timedelta(days=1)


def test_a_quota_that_was_lowered_holds_at_once(records: Records) -> None:
    for minute in range(5):
        records.spend("anna", 1, NOW + timedelta(minutes=minute), 5, 100)
    asked = NOW + timedelta(minutes=5)
    assert records.spend("anna", 1, asked, 5, 2) == NOW + timedelta(days=1, minutes=3)


def test_0_is_no_limit(records: Records) -> None:
    assert {records.spend("anna", 1, NOW, 0, 0) for _ in range(20)} == {None}


def test_members_and_servers_have_quotas_of_their_own(records: Records) -> None:
    for member, guild in (("anna", 1), ("ben", 1), ("anna", 2), ("anna", None)):
        assert records.spend(member, guild, NOW, 1, 1) is None
        assert records.spend(member, guild, NOW, 1, 1) is not None


def test_a_clock_that_was_wrong_for_a_while_blocks_for_a_minute_at_most(records: Records) -> None:
    for _ in range(3):
        records.spend("anna", 1, datetime(2099, 1, 1, tzinfo=UTC), 3, 100)
    assert records.spend("anna", 1, NOW, 3, 100) == NOW + timedelta(minutes=1)
    assert records.spend("anna", 1, NOW + timedelta(minutes=1), 3, 100) is None


# Servers


def test_a_server_has_the_default_settings_at_first(records: Records) -> None:
    assert records.server(1) == ServerSettings()
    assert records.servers() == {}


def test_a_servers_settings_are_kept(records: Records) -> None:
    settings = ServerSettings(channels=frozenset({2**63 - 1, 5}), collection=("Ö-Post",))
    records.save_server(1, ServerSettings(private=True))
    records.save_server(1, settings)
    records.save_server(2, ServerSettings(language="sr"))
    assert records.server(1) == settings
    assert records.servers() == {1: settings, 2: ServerSettings(language="sr")}


def test_settings_are_seen_by_other_processes_at_once(path: Path, records: Records) -> None:
    with Records(path) as other:
        assert other.server(1) == ServerSettings()
        records.save_server(1, ServerSettings(per_minute=1))
        assert other.server(1).per_minute == 1


def test_settings_that_are_put_back_leave_the_answers(records: Records) -> None:
    records.keep(ANSWER)
    records.save_server(1, ServerSettings(private=True))
    records.save_server(1, ServerSettings())
    assert records.server(1) == ServerSettings()
    assert records.answer(ANSWER.id) == ANSWER


def test_settings_that_cannot_be_read_are_told_and_can_be_set_again(
    path: Path, records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    records.save_server(1, ServerSettings())
    records.save_server(2, ServerSettings())
    database = sqlite3.connect(path)
    database.execute("UPDATE servers SET settings = '{\"private\": 7}' WHERE guild = 1")
    database.commit()
    database.close()
    with pytest.raises(StoreError, match=r"settings of the server 1 cannot be read; .* reset`$"):
        records.server(1)
    assert records.servers() == {2: ServerSettings()}
    assert "the settings of the server 1 cannot be read" in caplog.text
    records.save_server(1, ServerSettings())
    assert records.server(1) == ServerSettings()


def test_all_of_a_server_can_be_erased(path: Path, records: Records) -> None:
    records.keep(ANSWER)
    records.vote(ANSWER.id, "ben", False, words="sour grapes")
    records.file("Who sold the bridge?", 1, "ben", "filed", None, NOW)
    records.file("Who sank the ferry?", 2, "ben", "filed", None, NOW)
    records.save_server(1, ServerSettings(private=True))
    assert records.erase_server(1) == 3
    assert records.server(1) == ServerSettings()
    assert records.answer(ANSWER.id) is None
    written = all_bytes(path)
    assert all(words not in written for words in (b"harbour", b"sour grapes", b"the bridge"))
    assert b"the ferry" in written


def test_a_server_is_exported_without_its_members(records: Records) -> None:
    records.keep(ANSWER)
    records.vote(ANSWER.id, "ben", True)
    records.file("Who sold the bridge?", 1, "ben", "filed", ANSWER.id, NOW)
    records.save_server(1, ServerSettings(channels=frozenset({7, 5})))
    exported = records.export(1)
    assert exported["settings"]["channels"] == [5, 7]
    assert exported["counts"] == {"answered": 1, "abstained": 0, "helpful": 1, "not helpful": 0}
    assert exported["gaps"] == [
        {
            "question": "Who sold the bridge?",
            "count": 1,
            "why": "filed",
            "last": "2026-03-01T12:00:00+00:00",
            "answers": [ANSWER.id],
        }
    ]
    assert "anna" not in str(exported)
    assert "ben" not in str(exported)


def test_records_that_were_deleted_are_begun_anew(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Records(path) as records:
        records.keep(ANSWER)
        before = records.version()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        records.keep(replace(ANSWER, id="bbbbbbbb"))
        assert records.version() != before
        assert "deleted or replaced" in caplog.text
    with Records(path) as records:
        assert records.answer("bbbbbbbb") is not None
        assert records.answer(ANSWER.id) is None


def test_records_that_were_put_in_the_place_of_others_are_used(path: Path) -> None:
    with Records(path.with_name("backup")) as backup:
        backup.keep(ANSWER)
        member = backup.member(7)
    with Records(path) as records:
        assert records.answer(ANSWER.id) is None
        path.with_name("backup").replace(path)
        assert records.answer(ANSWER.id) == ANSWER
        assert records.member(7) == member


def test_a_home_that_vanishes_costs_a_message_and_not_the_records(path: Path) -> None:
    with Records(path) as records:
        records.keep(ANSWER)
        path.parent.rename(path.parent.with_name("moved"))
        path.parent.write_text("in the way")
        with pytest.raises(StoreError, match="set FOOTNOTE_HOME to a folder"):
            records.keep(replace(ANSWER, id="bbbbbbbb"))
        path.parent.unlink()
        path.parent.with_name("moved").rename(path.parent)
        assert records.answer(ANSWER.id) == ANSWER
