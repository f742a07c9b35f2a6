"""Gaps as pages, as a table, and as a digest; and how they are put into groups."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from discord_limits import Json, message_problems, pings, texts, walk
from front_office import fronted
from hypothesis import given
from managing import GUILD_ID, WordsDesk
from newsroom import hostile_line, payload, unhurried

from bot.desk import Busy, NotReady
from bot.front import Front
from bot.gap_groups import GapGroups
from bot.gaps import Group
from bot.gaps_card import digest_forms, gaps_forms, table_forms
from bot.languages import LANGUAGES, speaking

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = Group(
    "Who opened the harbour?",
    5,
    (("unanswered", 3), ("not helpful", 0), ("filed", 2)),
    NOW,
    ("Who opened the harbour?", "The harbour: who opened it?"),
    ("aaaaaaaa",),
)


def groups(count: int) -> list[Group]:
    return [
        Group(f"Question {n}?", 1, (("unanswered", 1),), NOW, (f"Question {n}?",), ())
        for n in range(1, count + 1)
    ]


def shown(found: Sequence[Group], skip: int = 0, *, keeps: bool = True) -> Json:
    return payload(gaps_forms(found, 30, skip, keeps)[0].make())


def text(message: Json) -> str:
    return "\n".join(texts(message))


def custom_ids(message: Json) -> list[str]:
    return [c["custom_id"] for _, c in walk(message["components"]) if c.get("custom_id")]


def test_a_group_tells_how_often_why_and_when() -> None:
    assert (
        "**1 · Who opened the harbour?**\n"
        "-# asked 5 times · 3 unanswered · 2 sent to the newsroom · last <t:1772452800:R>\n"
        "-# also: “The harbour: who opened it?”"
    ) in text(shown([HARBOUR]))


def test_many_groups_are_leafed_through() -> None:
    first, last = shown(groups(20)), shown(groups(20), 16)
    assert custom_ids(first) == ["fn:gn:30!8", "fn:gt:30"]
    assert "1 to 8 of 20" in text(first)
    assert custom_ids(last) == ["fn:gb:30!8", "fn:gt:30"]
    assert "17 · Question 17?" in text(last)


def test_a_page_that_is_gone_is_the_last_there_is() -> None:
    assert "1 · Question 1?" in text(shown(groups(3), 16))


@pytest.mark.parametrize("keeps", [True, False])
def test_that_there_are_none_is_said_and_why(keeps: bool) -> None:
    assert ("not kept in this server" in text(shown([], keeps=keeps))) is not keeps


@unhurried
@given(hostile_line())
def test_whatever_was_asked_the_page_is_within_discords_limits(question: str) -> None:
    one = Group(question, 1, (("unanswered", 1),), NOW, (question,) * 5, ())
    for language in LANGUAGES:
        with speaking(language):
            for form in (*gaps_forms([one] * 30, 30, 8, True), *digest_forms([one] * 30)):
                message = payload(form.make())
                assert message_problems(message) == []
                assert pings(message) == set()


def test_the_table_is_read_by_spreadsheets_whatever_letters_are_in_it() -> None:
    one = Group("Ко је отворио луку?", 2, (("unanswered", 2),), NOW, ("Ко је отворио луку?",), ())
    [form] = table_forms([HARBOUR, one])
    [file] = form.make()["attachments"]
    data = file.fp.read()
    assert file.filename == "footnote-gaps.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Who opened the harbour?", "Ко је отворио луку?"]


def test_the_digest_says_where_to_find_all() -> None:
    message = payload(digest_forms(groups(20))[0].make())
    assert "10 · Question 10?" in text(message)
    assert "Question 11?" not in text(message)
    assert "1 to 10 of 20" in text(message)
    assert "`/footnote gaps`" in text(message)
    assert custom_ids(message) == []


# Groups


async def file(front: Front, *questions: str, at: datetime = NOW) -> None:
    for number, question in enumerate(questions):
        await front.do(
            lambda records, q=question, n=number: records.file(  # type: ignore[misc]
                q, GUILD_ID, f"member {n}", "unanswered", None, at
            )
        )


async def labels(found: GapGroups, days: int = 7) -> list[tuple[str, int]]:
    return [(g.label, g.count) for g in await found.of(GUILD_ID, NOW - timedelta(days=days))]


async def test_questions_alike_are_together_the_most_asked_first(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await file(front, "The bridge?", "A harbour?", "Whose harbour?", "A harbour?")
        assert await labels(GapGroups(front)) == [("A harbour?", 3), ("The bridge?", 1)]


async def test_older_questions_are_left_out(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk()) as front:
        await file(front, "The bridge?", at=NOW - timedelta(days=8))
        assert await labels(GapGroups(front)) == []
        assert await labels(GapGroups(front), 9) == [("The bridge?", 1)]


async def test_a_question_is_embedded_once_and_few_at_a_time(tmp_path: Path) -> None:
    desk = WordsDesk()
    async with fronted(tmp_path, desk) as front:
        await file(front, *(f"Question {n}" for n in range(40)))
        found = GapGroups(front)
        await labels(found)
        assert [len(some) for some in desk.embedded] == [32, 8]
        await file(front, "A new harbour?")
        await labels(found)
        assert desk.embedded[2:] == [["A new harbour?"]]


async def test_without_an_index_each_wording_stands_alone(tmp_path: Path) -> None:
    async with fronted(tmp_path, WordsDesk(error=NotReady())) as front:
        await file(front, "A harbour?", "Whose harbour?")
        assert len(await labels(GapGroups(front))) == 2


async def test_a_busy_desk_is_told_of(tmp_path: Path) -> None:
    desk: Any = WordsDesk(error=Busy())
    async with fronted(tmp_path, desk) as front:
        await file(front, "A harbour?")
        with pytest.raises(Busy):
            await labels(GapGroups(front))
