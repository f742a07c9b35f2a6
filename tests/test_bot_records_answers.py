"""Answers that are kept, votes on them, and what was filed for the newsroom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from keeping_records import ANSWER, BARE, NOW, all_bytes

from bot.records.records import Gap, Records, Why
from bot.references import Reference
from index.filters import Filters

HOUR = timedelta(hours=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite3"


@pytest.fixture
def records(path: Path) -> Iterator[Records]:
    with Records(path) as opened:
        yield opened


def test_an_answer_is_kept_as_it_is(records: Records) -> None:
    records.keep(ANSWER)
    assert records.answer(ANSWER.id) == ANSWER


def test_an_abstention_in_private_outside_of_servers_is_kept_as_it_is(records: Records) -> None:
    kept = replace(
        BARE,
        guild=None,
        channel=None,
        message=None,
        private=True,
        abstained=True,
        lack="time",
        refs=(),
        roles=(),
        filters=Filters(),
    )
    records.keep(kept)
    assert records.answer(kept.id) == kept


def test_moments_are_kept_to_the_microsecond_wherever_they_are_told(records: Records) -> None:
    at = datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=timezone(-3 * HOUR))
    records.keep(replace(ANSWER, at=at))
    kept = records.answer(ANSWER.id)
    assert kept is not None
    assert (kept.at, kept.at.tzinfo) == (at, UTC)


def test_an_answer_that_is_not_kept_is_none(records: Records) -> None:
    assert records.answer("nobodys7") is None
    assert records.by_message(3) is None
    assert records.last_in(2) is None
    assert records.note("nobodys7") is None


def test_the_words_of_a_question_are_nowhere_unless_they_may_be_kept(
    path: Path, records: Records
) -> None:
    records.keep(BARE)
    records.placed(BARE.id, 2, 3)
    records.vote(BARE.id, "ben", True)
    assert b"harbour" in (before := all_bytes(path))  # the article's id
    assert b"Who opened" not in before
    records.keep(replace(ANSWER, id="bbbbbbbb"))
    assert b"Who opened" in all_bytes(path)


def test_an_answer_is_found_by_its_card(records: Records) -> None:
    records.keep(replace(ANSWER, channel=None, message=None))
    assert records.placed(ANSWER.id, 20, 30)
    assert records.by_message(30) == records.last_in(20) == replace(ANSWER, channel=20, message=30)


def test_the_place_of_an_answer_that_is_gone_is_not_kept(records: Records) -> None:
    assert not records.placed("nobodys7", 20, 30)
    assert records.by_message(30) is None


def test_the_last_answer_in_a_channel_is_the_newest(records: Records) -> None:
    for number, minutes in enumerate((5, 9, 1)):
        at = NOW + timedelta(minutes=minutes)
        records.keep(replace(ANSWER, id=f"answer{number}", at=at, message=number))
    last = records.last_in(2)
    assert last is not None
    assert last.id == "answer1"


def test_a_private_answer_is_the_last_only_for_its_asker(records: Records) -> None:
    shared = replace(ANSWER, id="bbbbbbbb", at=NOW - HOUR)
    records.keep(shared)
    records.keep(replace(ANSWER, private=True))
    assert records.last_in(2) == records.last_in(2, "ben") == shared
    assert records.last_in(2, "anna") == replace(ANSWER, private=True)


def test_public_cards_that_quote_an_article_are_found(records: Records) -> None:
    quoting = Reference("ferry", 1, 0, 5)
    also = replace(ANSWER, id="bbbbbbbb", at=NOW + HOUR, refs=(quoting, *ANSWER.refs))
    for kept in (
        ANSWER,
        also,
        replace(ANSWER, id="private2", private=True),
        replace(ANSWER, id="unsent22", message=None),
        replace(ANSWER, id="old22222", at=NOW - HOUR),
        replace(ANSWER, id="other222", refs=(quoting,)),
    ):
        records.keep(kept)
    assert records.citing(["harbour", "bridge", "nothing"], NOW) == [also, ANSWER]
    assert records.citing({"mayor"}, NOW) == []  # nearest is not quoted
    assert records.citing([], NOW) == []


def test_very_many_articles_can_be_asked_for(records: Records) -> None:
    records.keep(ANSWER)
    many = [*(f"article{number}" for number in range(100_000)), "bridge"]
    assert records.citing(many, NOW) == [ANSWER]


def test_a_cards_note_is_known(records: Records) -> None:
    records.keep(ANSWER)
    assert records.note(ANSWER.id) is None
    assert records.noted(ANSWER.id, "corrected 2")
    assert records.note(ANSWER.id) == "corrected 2"
    assert not records.noted("nobodys7", "corrected 2")


def test_outcomes_are_counted_since_then(records: Records) -> None:
    records.keep(ANSWER)
    records.keep(replace(ANSWER, id="bbbbbbbb", abstained=True, lack="name"))
    records.keep(replace(ANSWER, id="cccccccc", abstained=True, lack="time"))
    records.keep(replace(ANSWER, id="dddddddd", at=NOW - HOUR))
    records.keep(replace(ANSWER, id="eeeeeeee", guild=9))
    for member in ("ben", "cleo"):
        records.vote(ANSWER.id, member, False)
    records.vote("bbbbbbbb", "ben", True)
    records.vote("dddddddd", "ben", True)
    assert records.outcomes(1, NOW) == {
        "answered": 1,
        "abstained": 2,
        "helpful": 1,
        "not helpful": 2,
    }
    assert set(records.outcomes(77, NOW).values()) == {0}


# Votes


def test_each_member_has_one_vote(records: Records) -> None:
    records.keep(ANSWER)
    for _ in range(3):
        assert records.vote(ANSWER.id, "anna", True)
    assert records.vote(ANSWER.id, "ben", False, "outdated", "It closed last year.")
    assert records.votes(ANSWER.id) == (1, 1)


def test_a_vote_can_be_changed(path: Path, records: Records) -> None:
    records.keep(ANSWER)
    records.vote(ANSWER.id, "ben", False, "wrong", "sour grapes")
    assert records.vote(ANSWER.id, "ben", True)
    assert records.votes(ANSWER.id) == (1, 0)


def test_a_vote_on_an_answer_that_is_gone_is_not_counted(records: Records) -> None:
    assert not records.vote("nobodys7", "ben", True)
    assert records.votes("nobodys7") == (0, 0)


def test_a_helpful_vote_takes_the_complaint_back(records: Records) -> None:
    records.keep(ANSWER)
    for member in ("ben", "cleo"):
        records.vote(ANSWER.id, member, False)
        records.file("Who?", 1, member, "not helpful", ANSWER.id, NOW)
    records.vote(ANSWER.id, "ben", True)
    assert [gap.count for gap in records.gaps(1, NOW)] == [1]


# Questions


def test_gaps_are_counted_by_wording_and_reason(records: Records) -> None:
    records.file("Who?", 1, "anna", "unanswered", "aaaaaaaa", NOW)
    records.file("Who?", 1, "ben", "unanswered", "bbbbbbbb", NOW + timedelta(minutes=9))
    records.file("Who?", 1, "cleo", "filed", "aaaaaaaa", NOW + timedelta(minutes=5))
    assert records.gaps(1, NOW) == [
        Gap("Who?", 2, "unanswered", NOW + timedelta(minutes=9), ("aaaaaaaa", "bbbbbbbb")),
        Gap("Who?", 1, "filed", NOW + timedelta(minutes=5), ("aaaaaaaa",)),
    ]


def test_gaps_asked_as_often_come_newest_first(records: Records) -> None:
    for minute, question in ((1, "Older?"), (2, "Newer?")):
        records.file(question, 1, "anna", "filed", None, NOW + timedelta(minutes=minute))
    assert [gap.question for gap in records.gaps(1, NOW)] == ["Newer?", "Older?"]


def test_gaps_are_of_one_server_and_since_then(records: Records) -> None:
    records.file("Elsewhere?", 2, "anna", "filed", None, NOW)
    records.file("Nowhere?", None, "anna", "filed", None, NOW)
    records.file("Before?", 1, "anna", "filed", None, NOW - HOUR)
    assert records.gaps(1, NOW) == []
    assert [gap.question for gap in records.gaps(None, NOW)] == ["Nowhere?"]


def test_a_second_click_files_nothing_more(records: Records) -> None:
    for _ in range(2):
        records.file("Who?", 1, "anna", "filed", "aaaaaaaa", NOW)
    assert [gap.count for gap in records.gaps(1, NOW)] == [1]


def test_of_two_reasons_the_stronger_is_kept(records: Records) -> None:
    told: tuple[Why, ...] = ("unanswered", "not helpful", "unanswered", "filed", "not helpful")
    kept = []
    for why in told:
        records.file("Who?", 1, "anna", why, "aaaaaaaa", NOW)
        kept += [gap.why for gap in records.gaps(1, NOW)]
    assert kept == ["unanswered", "not helpful", "not helpful", "filed", "filed"]


def test_questions_that_no_answer_is_known_for_all_count(records: Records) -> None:
    for _ in range(2):
        records.file("Who?", 1, "anna", "unanswered", None, NOW)
    assert [(gap.count, gap.answer_ids) for gap in records.gaps(1, NOW)] == [(2, ())]


def test_half_an_emoji_is_left_out(records: Records) -> None:
    records.keep(replace(ANSWER, question="Who? \ud83d"))
    assert records.vote(ANSWER.id, "ben", False, "other", "No \ud83d")
    records.file("Who? \ud83d", 1, "anna", "filed", None, NOW)
    kept = records.answer(ANSWER.id)
    assert kept is not None
    assert kept.question == "Who? "
    assert [gap.question for gap in records.gaps(1, NOW)] == ["Who? "]
