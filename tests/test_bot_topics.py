"""What texts speak of, and of what kind it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topics import Kind, kind_of, mentions


def found(text: str, *shown: str) -> list[tuple[str, Kind, bool]]:
    return [(mention.text, mention.kind, mention.named) for mention in mentions(text, shown)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Did Mayor Odile Brannagh resign?", ("Mayor Odile Brannagh", Kind.PERSON, True)),
        ("Why was Lantern Beach closed?", ("Lantern Beach", Kind.PLACE, True)),
        ("Why did they sue Veydral Systems?", ("Veydral Systems", Kind.GROUP, True)),
        ("What happened in Croatia?", ("Croatia", Kind.PLACE, True)),
        ("What became of the smart cameras?", ("the smart cameras", Kind.PLURAL, False)),
        ("What did the council decide?", ("the council", Kind.GROUP, False)),
        ("Who drove the tram?", ("the tram", Kind.THING, False)),
    ],
)
def test_a_mention_has_a_kind(text: str, mention: tuple[str, Kind, bool]) -> None:
    assert found(text) == [mention]


def test_a_word_at_the_start_is_a_name_only_when_it_is_one_in_what_was_shown() -> None:
    assert found("Reldin lied?") == []
    assert found("Reldin lied?", "Later Tomas Reldin left.") == []
    assert found("Reldin lied?", "They asked Reldin.") == [("Reldin", Kind.UNKNOWN, True)]


def test_what_was_shown_tells_the_kind_of_a_name() -> None:
    [(_, kind, _)] = found("Why did they ask Reldin?", "Deputy Mayor Tomas Reldin left.")
    assert kind is Kind.PERSON


def test_a_topic_that_is_more_than_one_mention_has_no_kind() -> None:
    assert kind_of("Gull Island", ()) == (Kind.PLACE, True)
    assert kind_of("prices on Gull Island in winter", ()) == (Kind.UNKNOWN, False)


@given(st.text(), st.text())
def test_every_mention_of_a_name_is_a_slice_of_the_text(text: str, shown: str) -> None:
    for mention in mentions(text, (shown,)):
        assert not mention.named or text[mention.start : mention.end] == mention.text
