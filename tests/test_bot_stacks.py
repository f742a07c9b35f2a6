"""Stacks in the log: where it happened and what kind of error it was, without its values."""

import logging
import sys

import pytest

from bot.logs import JsonLines, Lines
from bot.stacks import stack_of

WORD = "quokkamarmalade"


def broken() -> KeyError:
    known: dict[str, str] = {}
    try:
        known.pop(WORD)
    except KeyError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    "error",
    [broken(), ValueError(WORD), IndexError(WORD), UnicodeError(WORD), AssertionError(WORD)],
)
def test_the_value_that_an_error_is_about_is_not_told(error: Exception) -> None:
    assert WORD not in stack_of(error)
    assert stack_of(error).endswith(f"{type(error).__name__}: (a value, not logged)")


def test_where_it_happened_is_told() -> None:
    told = stack_of(broken())
    assert told.startswith("Traceback (most recent call last):\n")
    assert "test_bot_stacks.py" in told
    assert "in broken" in told


@pytest.mark.parametrize("error", [OSError("disk full"), RuntimeError("torch broke")])
def test_what_other_errors_say_is_told(error: Exception) -> None:
    assert stack_of(error).endswith(f"{type(error).__name__}: {error}")


def test_what_led_to_an_error_stands_above_it_without_its_value() -> None:
    error = RuntimeError("no answer")
    error.__cause__ = broken()
    told = stack_of(error)
    assert WORD not in told
    assert told.index("KeyError") < told.index("and then") < told.index("RuntimeError: no answer")


def test_errors_that_lead_to_each_other_end() -> None:
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert "other" in stack_of(one)


@pytest.mark.parametrize("formatter", [Lines(), JsonLines()])
def test_both_forms_of_the_log_show_stacks_so(formatter: logging.Formatter) -> None:
    try:
        raise broken()
    except KeyError:
        record = logging.LogRecord("bot", logging.ERROR, "", 1, "broke", (), sys.exc_info())
    told = formatter.format(record)
    assert "KeyError" in told
    assert WORD not in told
