"""Verbs on two sides of an axis."""

import pytest

from bot.opposites import alike, has_opposite, opposed
from bot.stems import stem


@pytest.mark.parametrize(
    ("one", "other"),
    [("approved", "rejected"), ("won", "lost"), ("rises", "fell"), ("died", "survived")],
)
def test_verbs_are_opposed_in_any_form(one: str, other: str) -> None:
    assert opposed(stem(one), stem(other))
    assert opposed(stem(other), stem(one))
    assert not alike(stem(one), stem(other))


def test_verbs_on_one_side_are_alike() -> None:
    assert alike(stem("approved"), stem("adopts"))
    assert not opposed(stem("approved"), stem("adopts"))


def test_a_word_without_a_side_has_no_opposite() -> None:
    assert has_opposite(stem("approved"))
    assert not has_opposite(stem("camera"))
