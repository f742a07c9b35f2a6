"""Any text shows in Discord as it is."""

import re
from datetime import UTC, datetime

import pytest
from card_reader import as_shown
from draw_card import BODY, inline
from hypothesis import given
from newsroom import DAY, SIGNS, hostile_line, unhurried

from bot.markdown import ago, clip, day, escape

ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
ALIVE = re.compile(r"[*_~|`<>@\[\]\\]|://|:[^\s:·]+:|^\s*(?:[#+-]|\d+\.(?:\s|$))", re.MULTILINE)


def alive(markdown: str) -> list[str]:
    """What is left of the markdown that Discord would read as more than text."""
    return ALIVE.findall(ESCAPED.sub("·", markdown))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain words, 10:30", "plain words, 10:30"),
        ("*a* _b_ ~c~ |d| `e`", r"\*a\* \_b\_ \~c\~ \|d\| \`e\`"),
        ("[a](https://x)", r"\[a\](https\://x)"),
        ("<@1> @everyone", r"\<\@1\> \@everyone"),
        ("\\", r"\\"),
        ("# a", r"\# a"),
        ("-# a", r"\-# a"),
        ("- a - b", r"\- a - b"),
        ("+ a + b", r"\+ a + b"),
        ("> a", r"\> a"),
        ("1. a 2. b", r"1\. a 2. b"),
        ("1.", r"1\."),
        ("1.5 a", "1.5 a"),
        ("_https://x", r"\_https\://x"),
        ("日https://x", r"日https\://x"),
        ("7https://x", r"7https\://x"),
        (f"{'a' * 30}https://x", rf"{'a' * 30}https\://x"),
        ("a :100: b", r"a \:100: b"),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(hostile_line())
@unhurried
def test_any_line_is_shown_as_it_is(text: str) -> None:
    assert as_shown(escape(text)) == text


@given(hostile_line())
@unhurried
def test_nothing_in_any_line_is_alive(text: str) -> None:
    assert alive(escape(text)) == []


@given(hostile_line())
@unhurried
def test_a_renderer_of_discord_s_markdown_finds_one_run_of_plain_text(text: str) -> None:
    runs = inline(escape(text), BODY, DAY)
    assert "".join(run.text for run in runs) == text
    assert {run.style for run in runs} == {BODY}


def test_the_hostile_pieces_are_alive_when_they_are_not_escaped() -> None:
    dead = [piece for piece in SIGNS if not alive(piece) and not piece[0].isalpha()]
    dead = [piece for piece in dead if not piece.isspace()]
    assert dead == ["(", ")", *":.,&%/\"'", "\\[1\\]", "\u202e"]


@given(hostile_line())
@unhurried
def test_an_escape_takes_at_most_one_more_character_for_each(text: str) -> None:
    assert len(escape(text)) <= 2 * len(text)


def test_clip_leaves_what_fits() -> None:
    assert clip("ten chars.", 10) == "ten chars."


def test_clip_cuts_between_words() -> None:
    assert clip("one two three", 10) == "one two…"


def test_clip_cuts_a_long_word() -> None:
    assert clip("abcdefghij", 5) == "abcd…"


def test_clip_makes_one_line() -> None:
    assert clip(" a\n\n# b\u2028c ", 20) == "a # b c"


def test_day_and_ago_are_discord_s_timestamps() -> None:
    moment = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    assert (day(moment), ago(moment)) == ("<t:60:D>", "<t:60:R>")
