"""Whatever is said can be said in every language, within Discord's limits."""

import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import discord
import pytest
from newsroom import article

from bot import gaps_card, running, views, wording
from bot.answer import Lack, Reason, Role
from bot.languages import LANGUAGES, speaking
from corpus.article import Article, Change, Kind

PLAIN: dict[Any, tuple[Any, ...]] = {
    int: (1, 0, 2, 5, 21, 12345),
    str: ("words", ""),
    bool: (True, False),
    float: (0.5,),
    types.NoneType: (None,),
    datetime: (datetime(2026, 3, 12, tzinfo=UTC),),
    date: (date(2026, 3, 12),),
    timedelta: (timedelta(days=90),),
    Article: (article(), article(outlet=None, number=1)),
}
MOST_CALLS = 200  # of one function in one language


def examples(kind: Any) -> tuple[Any, ...]:
    """Values of a type, the plainest first."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(kind)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        given = {part.name: examples(hints[part.name])[0] for part in fields(kind)}
        return (kind(**given),)  # type: ignore[operator]  # a class, not an instance
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return tuple(itertools.chain.from_iterable(map(examples, arguments)))
    if origin is typing.Literal:
        return arguments
    if origin in (dict, typing.get_origin(typing.Mapping)):
        return ({examples(arguments[0])[0]: examples(arguments[1])[0]}, {})
    if origin is not None and issubclass(origin, typing.Iterable):
        make = origin if origin in (tuple, frozenset, set) else list
        return tuple(make(examples(arguments[0])[:1] * many) for many in (1, 0, 5))
    raise AssertionError(f"PLAIN needs an example of {kind}")


def said_by(function: Callable[..., Any]) -> Iterator[Any]:
    """What a function says to examples of all its arguments."""
    hints = typing.get_type_hints(function)
    names = list(inspect.signature(function).parameters)
    ways = itertools.product(*(examples(hints[name]) for name in names))
    for way in itertools.islice(ways, MOST_CALLS):
        given = dict(zip(names, way, strict=True))
        by_place = [
            given.pop(name)
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind != parameter.KEYWORD_ONLY
        ]
        yield function(*by_place, **given)


FUNCTIONS = {
    name: function
    for name, function in inspect.getmembers(wording, inspect.isfunction)
    if function.__module__ == wording.__name__ and not name.startswith("_")
}


def texts(said: Any) -> Iterator[str]:
    """The texts in what a function says."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from said.values()
    elif said is not None:
        yield from said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_everything_can_be_said(name: str, language: str) -> None:
    with speaking(language):
        for said in said_by(FUNCTIONS[name]):
            for text in texts(said):
                assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "button",
    [*views.BUTTONS, *gaps_card.BUTTONS, running.ResetButton],
    ids=lambda button: button.__name__,
)
def test_a_button_has_room_for_its_words(button: type[views.FootnoteButton], language: str) -> None:
    with speaking(language):
        assert 1 <= len(button.label()) <= 34


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [views.follow_up_form, views.not_helpful_form])
def test_a_form_has_room_for_its_words(
    make: Callable[[str], discord.ui.Modal], language: str
) -> None:
    with speaking(language):
        form = make("abcdefgh").to_dict()
    assert len(form["title"]) <= 45
    for label in form["components"]:
        assert len(label["label"]) <= 45
        assert len(label.get("description") or "") <= 100
        assert len(label["component"].get("placeholder") or "") <= 100
        for option in label["component"].get("options", ()):
            assert len(option["label"]) <= 100


def test_a_count_is_written_as_its_language_does() -> None:
    with speaking("de"):
        assert wording.too_long(12345).endswith("in höchstens 12.345 Zeichen.")


def test_reports_have_no_kind_in_any_language() -> None:
    """The empty message of a catalogue is its header."""
    for language in LANGUAGES:
        with speaking(language):
            assert wording.kind(Kind.REPORT) == ""


def test_a_change_without_a_date_is_said_without_one() -> None:
    with speaking("fr"):
        assert wording.changed(Change.CORRECTED, "") == "Corrigé"
        assert wording.changed(Change.CORRECTED, "12 mars") == "Corrigé le 12 mars"
        assert wording.changed(None, "") == ""


def test_why_there_is_no_answer_is_said_in_the_language_in_force() -> None:
    with speaking("sr"):
        said = wording.because(Reason(Lack.NAME, "*Marlow*"))
    assert said == "Nijedan članak ne pominje *Marlow*."


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_understood_question_is_found_again_whatever_language_is_in_force(language: str) -> None:
    with speaking(language):
        said = wording.understood_as("Who won?")
    assert wording.understood_from(said) == "Who won?"


def test_in_other_lines_no_understood_question_is_found() -> None:
    assert wording.understood_from("Who won?") is None


def test_headings_are_said_in_the_language_in_force() -> None:
    with speaking("es"):
        assert wording.heading(Role.DIFFERS, first=True) == "Las informaciones difieren:"
        assert wording.heading(Role.ANSWERS, first=False) == "También en nuestra cobertura:"
        assert wording.heading(Role.ANSWERS, first=True) == ""


def test_copies_beyond_the_third_are_counted() -> None:
    names = ["A", "B", "C", "D", "E"]
    assert wording.also_printed(names) == "Also printed by: A, B, C and 2 more"
    with speaking("pt_BR"):
        assert wording.also_printed(names) == "Também publicado por: A, B, C e mais 2"
