"""What buttons and forms do: acknowledged first, then done, on records that are real."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord_limits import message_problems
from front_office import ANSWER, ARTICLE, FakeDesk, fronted
from interactions import FakeFlags, FakeMessage, interaction
from newsroom import abstention, article, payload

from bot.answer import Lack, Reason
from bot.front import Asker, Forgotten, Front, Request
from bot.pressing import Pressing
from index.filters import Filters

CARD = FakeMessage("### What happened?\n> The council met.")
FURTHER = article("Another report.", 1)


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    async with fronted(tmp_path, FakeDesk(articles=[ARTICLE, FURTHER])) as made:
        yield made


async def answered(front: Front, **others: Any) -> str:
    """The id of an answer that was given."""
    request = Request("What happened?", Asker(10, 20, 30), "slash", **others)
    return (await front.ask(request)).id or ""


def sent(asked: Any) -> dict[str, Any]:
    """The message that was sent at last; Discord takes it."""
    message = payload(asked.calls[-1][1])
    assert message_problems(message) == []
    return message


def filled(**values: str) -> dict[str, Any]:
    parts = [{"type": 18, "component": {"custom_id": k, "value": v}} for k, v in values.items()]
    return {"components": parts}


async def gaps(front: Front) -> list[tuple[str, str]]:
    from bot.records.moments import EPOCH

    found = await front.do(lambda records: records.gaps(20, EPOCH))
    return [(gap.question, gap.why) for gap in found]


async def test_passages_are_for_who_presses(front: Front) -> None:
    asked = interaction()
    await Pressing(front).passages(asked, "aaaaaaaaaa1.0-g")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})
    assert "**The council met.**" in str(sent(asked))


async def test_more_sources_are_those_that_are_not_quoted(front: Front) -> None:
    asked = interaction(message=CARD)
    await Pressing(front).more(asked, await answered(front))
    assert FURTHER.title in str(sent(asked))
    assert ARTICLE.title not in str(sent(asked))


async def test_a_follow_up_begins_with_its_form(front: Front) -> None:
    asked = interaction()
    await Pressing(front).follow_up(asked, await answered(front))
    assert asked.names == ["modal"]


async def test_a_follow_up_is_answered_after_what_it_follows(front: Front) -> None:
    before = await answered(front)
    asked = interaction(message=CARD, data=filled(question="And when?"))
    await Pressing(front).sent(asked, f"fn:F:{before}")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": False})
    assert "> The council met." in str(sent(asked))
    desk: Any = front.desk
    assert [question for question, _, _ in desk.asked] == ["What happened?", "And when?"]
    assert desk.asked[1][1].question == ANSWER.question


async def test_a_follow_up_of_a_private_answer_is_private(front: Front) -> None:
    message = FakeMessage(CARD.content, flags=FakeFlags(ephemeral=True))
    asked = interaction(message=message, data=filled(question="And when?"))
    await Pressing(front).sent(asked, f"fn:F:{await answered(front)}")
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": True})


async def test_one_vote_for_each_member_that_can_be_changed(front: Front) -> None:
    answer_id = await answered(front)
    await Pressing(front).helpful(interaction(), answer_id)
    asked = interaction()
    await Pressing(front).not_helpful(asked, answer_id)
    assert asked.names == ["modal"]
    assert await front.do(lambda records: records.votes(answer_id)) == (0, 1)


async def test_why_an_answer_is_not_helpful_goes_before_the_newsroom(front: Front) -> None:
    answer_id = await answered(front)
    asked = interaction(message=CARD, data=filled(reason="outdated", remark="It is 641 now."))
    await Pressing(front).sent(asked, f"fn:N:{answer_id}")
    assert "Thank you" in asked.said
    assert await gaps(front) == [("What happened?", "not helpful")]
    assert await front.do(lambda records: records.votes(answer_id)) == (0, 1)


async def test_the_newsroom_is_told_what_is_not_answered(front: Front) -> None:
    asked = interaction(message=CARD)
    await Pressing(front).tell(asked, await answered(front))
    assert "Thank you" in asked.said
    assert await gaps(front) == [("What happened?", "filed")]


async def test_a_shared_answer_is_for_all_and_has_no_share_button(front: Front) -> None:
    answer_id = await answered(front, private=True)
    asked = interaction(message=CARD)
    await Pressing(front).share(asked, answer_id)
    assert asked.calls[0] == ("defer", {"thinking": True, "ephemeral": False})
    assert "> The council met." in str(sent(asked))
    assert "Share" not in str(sent(asked))
    kept = await front.do(lambda records: records.by_message(900))
    assert kept is not None
    assert kept.id == answer_id


async def test_widening_asks_again_without_dates(tmp_path: Path) -> None:
    desk = FakeDesk(answer=abstention(reason=Reason(Lack.TIME, "in May")))
    async with fronted(tmp_path, desk) as front:
        filters = Filters(since=ANSWER.coverage.indexed, outlets=("A",))
        answer_id = await answered(front, filters=filters)
        await Pressing(front).widen(interaction(message=CARD), answer_id)
    assert (desk.asked[1][0], desk.asked[1][2]) == ("What happened?", Filters(outlets=("A",)))


@pytest.mark.parametrize(
    "press", "more helpful tell share widen leaf follow_up not_helpful".split()
)
async def test_a_button_whose_answer_is_gone_says_so(front: Front, press: str) -> None:
    with pytest.raises(Forgotten):
        await getattr(Pressing(front), press)(interaction(message=CARD), "abcdefgh!0")


async def test_another_programs_form_is_passed_over(front: Front) -> None:
    asked = interaction(data=filled(question="x"))
    await Pressing(front).sent(asked, "other:1")
    assert asked.calls == []
