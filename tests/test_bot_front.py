"""The front: what a request passes through, whichever way it came, and what is kept of it."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from front_office import ANSWER, ARTICLE, MOMENT, FakeDesk, fronted
from newsroom import abstention, article

from bot import wording
from bot.answer import Lack, Reason
from bot.front import (
    MOST_TURNS,
    NEWEST,
    SEARCH,
    Asker,
    Forgotten,
    NotHere,
    Request,
    Wait,
    question_on,
)
from bot.languages import speaking
from bot.references import refer
from bot.server import ServerSettings
from corpus.errors import FootnoteError
from index.filters import Filters

ASKER = Asker(user=10, guild=20, channel=30)
QUESTION = "What did the council approve?"


def request(question: str = QUESTION, asker: Asker = ASKER, **others: object) -> Request:
    return replace(Request(question, asker, "slash"), **others)  # type: ignore[arg-type]


def content(folder: Path) -> bytes:
    """All that the files of a folder hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_question_gets_the_desks_answer_and_an_id(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request())
        assert (told.answer, told.since, told.note) == (ANSWER, None, "")
        assert told.id is not None
        kept = await front.kept(told.id)
    assert [ref.article_id for ref in kept.refs] == [ARTICLE.id]
    assert (kept.guild, kept.way, kept.turn, kept.abstained) == (20, "slash", 1, False)


async def test_no_word_of_a_question_and_no_id_of_a_member_is_kept(tmp_path: Path) -> None:
    user = 123456789012345678
    async with fronted(tmp_path) as front:
        await front.ask(request("zebra crossing subsidies", Asker(user, 20, 30)))
    assert b"zebra" not in content(tmp_path)
    assert str(user).encode() not in content(tmp_path)


@pytest.mark.parametrize("by_operator", [True, False])
async def test_the_words_are_kept_where_that_was_turned_on(
    tmp_path: Path, by_operator: bool
) -> None:
    async with fronted(tmp_path, keep_questions=by_operator) as front:
        await front.remembered.save_server(20, ServerSettings(keep_questions=not by_operator))
        told = await front.ask(request())
        assert (await front.kept(told.id or "")).question == ANSWER.question


async def test_an_unanswered_question_goes_before_the_newsroom_where_words_are_kept(
    tmp_path: Path,
) -> None:
    desk = FakeDesk(answer=abstention(question="Who is Ann?"))
    async with fronted(tmp_path, desk) as front:
        await front.ask(request())
        assert await front.do(lambda records: records.gaps(20, MOMENT - timedelta(days=9999))) == []
        await front.remembered.save_server(20, ServerSettings(keep_questions=True))
        await front.ask(request())
        gaps = await front.do(lambda records: records.gaps(20, MOMENT - timedelta(days=9999)))
    assert [(gap.question, gap.why) for gap in gaps] == [("Who is Ann?", "unanswered")]


async def test_from_memory_says_since_when(tmp_path: Path) -> None:
    async with fronted(tmp_path, FakeDesk(cached=True)) as front:
        assert (await front.ask(request())).since == MOMENT


async def test_a_follow_up_knows_the_question_before_it(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        first = await front.ask(request())
        second = await front.ask(request("And when?", after=first.id))
        assert (await front.kept(second.id or "")).turn == 2
    turn = desk.asked[1][1]
    assert turn is not None
    assert (turn.question, turn.shown) == (ANSWER.question, ("The council met.",))


async def test_after_a_restart_the_question_before_is_read_off_the_card(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path) as front:
        first = await front.ask(request())
    async with fronted(tmp_path, desk) as front:
        await front.ask(request("And when?", after=first.id, before="Who met?"))
    turn = desk.asked[0][1]
    assert turn is not None
    assert turn.question == "Who met?"


async def test_after_fifteen_turns_a_question_stands_for_itself(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        after = None
        for _ in range(MOST_TURNS + 1):
            after = (await front.ask(request(asker=replace(ASKER, staff=True), after=after))).id
    assert [turn is None for _, turn, _ in desk.asked] == [True, *[False] * (MOST_TURNS - 1), True]


async def test_a_channel_that_is_not_wanted_is_told_which_are(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(20, ServerSettings(channels=frozenset({7, 5})))
        with pytest.raises(NotHere) as caught:
            await front.ask(request())
        assert caught.value.channels == (5, 7)
        await front.ask(request(asker=replace(ASKER, channel=5)))


async def test_more_questions_than_the_quota_have_to_wait_but_not_those_of_staff(
    tmp_path: Path,
) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(20, ServerSettings(per_minute=2, per_day=0))
        for _ in range(2):
            await front.ask(request())
        with pytest.raises(Wait) as caught:
            await front.ask(request())
        assert caught.value.until > datetime.now(UTC)
        await front.ask(request(asker=replace(ASKER, staff=True)))
        await front.ask(request(asker=replace(ASKER, user=11)))


async def test_a_server_sees_its_collection_only(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        await front.remembered.save_server(20, ServerSettings(collection=("The Courier",)))
        await front.ask(request())
        await front.ask(request(asker=replace(ASKER, guild=None)))
    assert [filters.among for _, _, filters in desk.asked] == [("The Courier",), ()]


async def test_private_is_as_said_as_remembered_as_the_server_has_it(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        assert not front.remembered.is_private(10, 20)
        await front.remembered.save_server(20, ServerSettings(private=True))
        assert front.remembered.is_private(10, 20)
        await front.remembered.remember_private(10, False)
        assert not front.remembered.is_private(10, 20)
        assert front.remembered.is_private(10, 20, True)
    async with fronted(tmp_path) as front:  # after a restart as well
        assert not front.remembered.is_private(10, 20)
        assert front.remembered.is_private(11, 20)


async def test_a_claim_has_one_winner_of_two_processes(tmp_path: Path) -> None:
    async with fronted(tmp_path) as one, fronted(tmp_path) as other:
        assert sorted([await one.claim("i"), await other.claim("i")]) == [False, True]


async def test_an_answer_is_told_again_from_what_is_still_there(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request())
    async with fronted(tmp_path) as front:
        again = await front.told(told.id or "", "What happened?")
    assert again.answer.sentences == ANSWER.sentences
    assert again.answer.citations == ANSWER.citations
    assert again.answer.question == "What happened?"


@pytest.mark.parametrize("now", [(), (replace(ARTICLE, revision=2),)])
async def test_an_answer_of_which_nothing_is_left_is_gone(tmp_path: Path, now: tuple[()]) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request())
    async with fronted(tmp_path, FakeDesk(articles=now)) as front:
        with pytest.raises(Forgotten):
            await front.told(told.id or "", None)


async def test_an_answer_that_is_not_kept_is_gone(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        with pytest.raises(Forgotten):
            await front.kept("aaaaaaaa")


async def test_an_abstention_is_told_again_with_what_was_near(tmp_path: Path) -> None:
    desk = FakeDesk(answer=abstention(ARTICLE, reason=Reason(Lack.NAME, "Ann")))
    async with fronted(tmp_path, desk) as front:
        told = await front.ask(request())
        again = await front.told(told.id or "", "Who is Ann?")
    assert (again.answer.nearest, again.answer.reason) == ((ARTICLE,), Reason(Lack.ANSWER))


async def test_a_search_is_leafed_through_by_its_record(tmp_path: Path) -> None:
    desk = FakeDesk(articles=[article(number=number) for number in range(8)])
    async with fronted(tmp_path, desk) as front:
        found = await front.look_for(
            request("council", filters=Filters(outlets=("A",)), way=SEARCH)
        )
        assert (found.words, found.total, len(found.hits)) == ("council", 8, 5)
    async with fronted(tmp_path, desk) as front:
        kept = await front.kept(found.id)
        more = await front.leaf(kept, front.question_of(kept, "council"), 5)
    assert (more.skip, len(more.hits), more.filters.outlets) == (5, 3, ("A",))


async def test_the_newest_of_all_are_looked_for_without_words(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        found = await front.look_for(request("", way=NEWEST))
        await front.leaf(await front.kept(found.id), "Latest articles", 0)
    assert [words for words, _, _ in desk.asked] == ["", ""]


async def test_forgetting_a_member_leaves_nothing_of_them(tmp_path: Path) -> None:
    async with fronted(tmp_path, keep_questions=True) as front:
        told = await front.ask(request())
        await front.remembered.remember_private(10, True)
        await front.file(await front.kept(told.id or ""), "zebra?", 10, "filed")
        assert await front.forget(10) >= 3
        assert not front.remembered.is_private(10, 20)
    assert b"zebra" not in content(tmp_path)
    assert ANSWER.question.encode() not in content(tmp_path)


async def test_settings_outlive_a_restart(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        await front.remembered.save_server(20, ServerSettings(language="de"))
    async with fronted(tmp_path) as front:
        assert front.remembered.server(20).language == "de"
        assert front.remembered.server(21) == front.remembered.server(None) == ServerSettings()


@pytest.mark.parametrize(
    ("card", "question"),
    [
        ("### Who won\\?\n> words", "Who won?"),
        ("**Who \\*won\\*?**\n> words", "Who *won*?"),
        ("No heading", None),
        ("", None),
    ],
)
def test_the_question_is_read_off_a_card(card: str, question: str | None) -> None:
    assert question_on(card) == question


async def test_what_stands_alone_follows_nothing_up_unless_it_is_said_to(tmp_path: Path) -> None:
    desk = FakeDesk(answer=replace(ANSWER, question=QUESTION))
    async with fronted(tmp_path, desk) as front:
        first = await front.ask(request())
        for way in ("dm", "followup"):
            for question in ("When was the storm?", "And when?"):
                await front.ask(request(question, way=way, after=first.id))
    assert [turn is not None for _, turn, _ in desk.asked[1:]] == [False, True, True, True]


async def test_what_nobody_asked_is_answered_and_kept_only_when_that_is_sure(
    tmp_path: Path,
) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk, keep_questions=True) as front:
        sure = ANSWER.confidence
        assert await front.volunteer(request(way="forum"), sure + 0.1) is None
        desk.answer = abstention()
        assert await front.volunteer(request(way="forum"), 0.0) is None
        assert await front.last_in(30) is None
        desk.answer = ANSWER
        told = await front.volunteer(request(way="forum"), sure)
        assert told is not None
        assert await front.kept(told.id or "")


async def test_an_answer_that_cannot_be_kept_is_given_without_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FootnoteError("the disk is full")

    async with fronted(tmp_path) as front:
        monkeypatch.setattr("bot.records.records.Records.keep", full)
        monkeypatch.setattr("bot.records.records.Records.spend", full)
        told = await front.ask(request())
        assert (told.answer, told.id) == (ANSWER, None)
        monkeypatch.setattr("bot.records.records.Records.last_in", full)
        assert await front.last_in(30) is None


async def test_an_answer_in_a_thread_is_known_by_the_thread(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request(asker=replace(ASKER, thread=31)))
        found = await front.last_in(31)
        assert found is not None
        assert found.id == told.id
        assert await front.last_in(30) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt_BR", "sr"])
def test_a_card_tells_how_its_question_was_understood(language: str) -> None:
    with speaking(language):
        line = wording.understood_as("When did the council meet\\?")
    assert question_on(f"### And when\\?\n-# {line}\n> On Monday.") == "When did the council meet?"
    assert question_on("### And when\\?\n-# Only: since 2024") == "And when?"


async def test_a_name_that_is_none_of_the_coverages_is_not_kept(tmp_path: Path) -> None:
    filters = Filters(outlets=("A", "zebra"), authors=("zebra",))
    async with fronted(tmp_path) as front:
        told = await front.ask(request(filters=filters))
        kept = await front.kept(told.id or "")
    assert (kept.filters.outlets, kept.filters.authors) == (("A", "?"), ("?",))
    assert b"zebra" not in content(tmp_path)


async def test_older_answers_show_nothing_from_outside_the_collection(tmp_path: Path) -> None:
    desk = FakeDesk()
    async with fronted(tmp_path, desk) as front:
        told = await front.ask(request())
        await front.remembered.save_server(20, ServerSettings(collection=("Another",)))
        found = await front.find([refer(s.quote) for s in ANSWER.sentences], 20)
        assert [one.quote for one in found] == [None]
        with pytest.raises(Forgotten):
            await front.told(told.id or "", None)
        listed = await front.leaf(replace(await front.kept(told.id or ""), way=SEARCH), "x", 0)
    assert listed.filters.among == ("Another",)


async def test_two_processes_change_settings_one_after_the_other(tmp_path: Path) -> None:
    async with fronted(tmp_path) as one, fronted(tmp_path) as other:
        await one.remembered.change_server(20, lambda now: replace(now, private=True))
        await other.remembered.change_server(20, lambda now: replace(now, language="sr"))
        await one.remembered._look()
        assert (
            one.remembered.server(20)
            == other.remembered.server(20)
            == ServerSettings(private=True, language="sr")
        )


async def test_a_server_that_was_left_is_forgotten(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request())
        await front.remembered.save_server(20, ServerSettings(private=True))
        await front.remembered.erase_server(20)
        assert front.remembered.server(20) == ServerSettings()
        with pytest.raises(Forgotten):
            await front.kept(told.id or "")


async def test_a_claim_that_came_to_nothing_can_be_taken_back(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        assert await front.claim("digest")
        await front.release("digest")
        assert await front.claim("digest")


async def test_records_that_are_locked_hold_nothing_up(tmp_path: Path) -> None:
    async with fronted(tmp_path) as front:
        told = await front.ask(request())
        other = sqlite3.connect(tmp_path / "records.sqlite3", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            assert (await front.ask(request())).id is None  # answered, without buttons
            found = await front.look_for(request("council", way=SEARCH))
            assert found.hits
            await front.check(told.id or "")
        finally:
            other.close()
