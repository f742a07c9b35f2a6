"""Forgetting: at once when a member says so, after a while by itself, and not a byte is left."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keeping_records import ANSWER, BARE, NOW, all_bytes

from bot.records.records import KEEP, Records, new_id

DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite3"


@pytest.fixture
def records(path: Path) -> Iterator[Records]:
    with Records(path) as opened:
        yield opened


def test_a_choice_is_remembered(records: Records) -> None:
    assert records.private("anna") is None
    records.remember_private("anna", True)
    assert records.private("anna") is True
    records.remember_private("anna", False)
    assert records.private("anna") is False
    assert records.private("ben") is None


def test_a_forgotten_members_answers_are_nobodys(records: Records) -> None:
    records.keep(ANSWER)
    assert records.forget("anna") == 1
    chosen = replace(ANSWER.filters, outlets=(), sections=(), authors=())
    nobodys = replace(ANSWER, member="", question=None, understood=None, filters=chosen)
    assert records.answer(ANSWER.id) == nobodys


def test_all_of_a_member_is_counted(records: Records) -> None:
    records.keep(ANSWER)
    records.vote(ANSWER.id, "anna", True)
    records.file("Who?", 1, "anna", "filed", ANSWER.id, NOW)
    records.remember_private("anna", True)
    records.spend("anna", 1, NOW, 5, 100)
    assert records.forget("anna") == 5
    assert records.forget("anna") == 0


def test_others_are_left_alone(records: Records) -> None:
    other = replace(ANSWER, id="bbbbbbbb", member="ben", before=None)
    records.keep(ANSWER)
    records.keep(other)
    for member in ("anna", "ben"):
        records.vote(ANSWER.id, member, True)
        records.remember_private(member, True)
        records.spend(member, 1, NOW, 1, 1)
        records.file(f"Who is {member}?", 1, member, "filed", None, NOW)
    records.forget("anna")
    assert records.answer("bbbbbbbb") == other
    assert records.votes(ANSWER.id) == (1, 0)
    assert records.private("ben") is True
    assert records.spend("ben", 1, NOW, 1, 1) is not None
    assert [gap.question for gap in records.gaps(1, NOW)] == ["Who is ben?"]


def test_a_forgotten_members_quota_begins_anew(records: Records) -> None:
    records.spend("anna", 1, NOW, 1, 1)
    records.forget("anna")
    assert records.spend("anna", 1, NOW, 1, 1) is None


def test_a_members_words_that_another_filed_are_gone(records: Records) -> None:
    """Also when the answer itself has expired since."""
    records.keep(ANSWER)
    records.file("Who opened the harbour?", 1, "ben", "not helpful", ANSWER.id, NOW + KEEP)
    records.expire(NOW + KEEP + DAY)
    assert records.answer(ANSWER.id) is None
    assert records.forget("anna") == 1
    assert records.gaps(1, NOW) == []


def test_a_members_words_in_what_followed_are_gone(records: Records) -> None:
    records.keep(ANSWER)
    before = ANSWER.id
    for number in range(3):
        kept = replace(ANSWER, id=f"answer{number}", member="ben", before=before)
        records.keep(kept)
        before = kept.id
    records.forget("anna")
    for number in range(3):
        later = records.answer(f"answer{number}")
        assert later is not None
        assert later.understood is None
        assert later.question == ANSWER.question  # which ben asked


def test_not_a_byte_of_a_forgotten_member_is_left(path: Path, records: Records) -> None:
    """While another process has the file open, and after rows were moved about in it."""
    chance = random.Random(1)
    member = records.member(7)
    with Records(path) as other:
        for number in range(400):
            by = member if chance.random() < 0.2 else other.member(number + 100)
            words = "SECRET" if by == member else "public"
            text = f"{words} question {'x' * chance.randrange(600)}"
            kept = replace(BARE, id=new_id(), member=by, question=text, understood=text)
            records.keep(kept)
            other.placed(kept.id, 2, number)
            records.vote(kept.id, by, False, "other", f"{words} words {'y' * chance.randrange(99)}")
            other.file(text, 1, by, "filed", kept.id, NOW + timedelta(seconds=number))
            records.spend(by, 1, NOW, 0, 0)
        written = all_bytes(path)
        assert b"SECRET" in written
        assert member.encode() in written
        records.forget(member)
        written = all_bytes(path)
    assert b"SECRET" not in written
    assert member.encode() not in written
    assert b"public question" in written


def test_what_is_old_goes(records: Records) -> None:
    old, young = replace(ANSWER, at=NOW - KEEP - DAY), replace(ANSWER, id="b", at=NOW - KEEP + DAY)
    for kept in (old, young):
        records.keep(kept)
        records.vote(kept.id, "ben", True)
        records.file(f"Who is {kept.id}?", 1, "ben", "filed", kept.id, kept.at)
    assert records.expire(NOW) == 2
    assert records.answer(old.id) is None
    assert records.votes(old.id) == (0, 0)
    assert records.answer(young.id) == young
    assert records.votes(young.id) == (1, 0)
    assert [gap.question for gap in records.gaps(1, NOW - 2 * KEEP)] == ["Who is b?"]


def test_how_long_is_the_operators_choice(records: Records) -> None:
    records.keep(ANSWER)
    assert records.expire(NOW + 3 * DAY, keep=4 * DAY) == 0
    assert records.expire(NOW + 3 * DAY, keep=2 * DAY) == 1


def test_what_expired_is_overwritten(path: Path, records: Records) -> None:
    records.keep(ANSWER)
    records.expire(NOW + KEEP + DAY)
    assert b"Who opened" not in all_bytes(path)


def test_claims_and_quotas_are_kept_for_a_day(records: Records) -> None:
    records.claim("interaction", NOW)
    records.spend("anna", 1, NOW, 5, 100)
    assert records.expire(NOW + DAY / 2) == 0
    assert not records.claim("interaction", NOW + DAY / 2)
    assert records.expire(NOW + 2 * DAY) == 2


def test_choices_and_settings_do_not_expire(records: Records) -> None:
    records.remember_private("anna", True)
    assert records.expire(NOW + 1000 * DAY) == 0
    assert records.private("anna") is True


def test_what_a_wrong_clock_dated_later_expires_as_well(records: Records) -> None:
    records.keep(replace(ANSWER, at=datetime(2099, 1, 1, tzinfo=UTC)))
    assert records.expire(NOW) == 0
    assert records.expire(NOW + KEEP + DAY) == 1
