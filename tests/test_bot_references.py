"""Which words a button stands for, packed into its custom_id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import IDS, article, quote, unhurried

from bot.references import BrokenReference, Reference, pack, refer, unpack

FIRST = Reference("abcdefgh27", 1, 0, 36)
SAME_ARTICLE = Reference("abcdefgh27", 1, 100, 171)
OTHER = Reference("bcdefgh234", 37, 1295, 1296)

references = st.builds(
    lambda article_id, revision, start, length: Reference(
        article_id, revision, start, start + length
    ),
    st.sampled_from(IDS),
    st.integers(1, 2000),
    st.integers(0, 10**6),
    st.integers(1, 800),
)


def test_packed_is_article_revision_and_slices_in_base_36() -> None:
    assert pack([FIRST, SAME_ARTICLE, OTHER], 95) == "abcdefgh271.0-10.2s-1z~bcdefgh23411.zz-1"


def test_unpacked_is_what_was_packed() -> None:
    assert unpack("abcdefgh271.0-10.2s-1z~bcdefgh23411.zz-1") == [FIRST, SAME_ARTICLE, OTHER]


def test_without_room_the_last_are_left_out() -> None:
    whole = pack([FIRST, SAME_ARTICLE, OTHER], 95)
    assert pack([FIRST, SAME_ARTICLE, OTHER], len(whole) - 1) == "abcdefgh271.0-10.2s-1z"


def test_without_any_room_there_is_nothing() -> None:
    assert pack([FIRST], 3) == ""


def test_a_reference_is_made_from_a_quote() -> None:
    source = article("It met. It voted.", 2, revision=7)
    assert refer(quote(source, "It voted.")) == Reference("aaaaaaaaac", 7, 8, 17)


@given(st.lists(references, min_size=1, max_size=6), st.integers(40, 95))
@unhurried
def test_any_references_come_back_from_the_first_on(given: list[Reference], room: int) -> None:
    packed = pack(given, room)
    found = unpack(packed)
    assert len(packed) <= room
    assert found == given[: len(found)]


@given(st.lists(references, min_size=4, max_size=4))
@unhurried
def test_the_quotes_of_any_answer_have_room_in_a_button(given: list[Reference]) -> None:
    assert unpack(pack(given, 95)) == given


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "~",
        "abcdefgh27",
        "abcdefgh271",
        "abcdefgh271.",
        "abcdefgh271.0",
        "abcdefgh271.0-",
        "abcdefgh271.0-1.",
        "abcdefgh271.0-1~",
        "ABCDEFGH271.0-1",
        "abcdefgh891.0-1",
        "abcdefgh271.-1-1",
        "abcdefgh271.٣-1",
        "abcdefgh271.0-1\n",
        f"abcdefgh27{'z' * 13}.0-1",  # no database holds such a number
        f"abcdefgh271.{'z' * 13}-1",
    ],
)
def test_garbage_is_a_broken_reference(garbage: str) -> None:
    with pytest.raises(BrokenReference):
        unpack(garbage)


@given(st.text(max_size=95) | st.text("a27.-~0", max_size=95))
@unhurried
def test_any_text_is_references_or_broken(text: str) -> None:
    try:
        found = unpack(text)
    except BrokenReference:
        return
    assert all(reference.start <= reference.end for reference in found)
