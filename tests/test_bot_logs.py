"""What is logged, and where."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def logs_put_back() -> Iterator[None]:
    """The root logger, discord's, and pytest's own handlers."""
    root, library = logging.getLogger(), logging.getLogger("discord")
    handlers, levels = root.handlers[:], (root.level, library.level)
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    library.setLevel(levels[1])


def test_a_line_says_when_how_grave_and_in_which_part(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    logging.getLogger("bot.desk").info("now answering")
    logged = capsys.readouterr()
    assert logged.out == ""
    assert logged.err.endswith(" INFO bot.desk: now answering\n")
    assert logged.err[:2] == "20"


def test_below_the_level_nothing_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("WARNING")
    logging.getLogger("bot.desk").info("now answering")
    logging.getLogger("discord.gateway").info("connected")
    assert capsys.readouterr().err == ""


def test_discord_s_debug_logs_which_hold_questions_are_never_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("DEBUG")
    logging.getLogger("bot.desk").debug("ours")
    logging.getLogger("discord.gateway").debug("a whole event, with a question in it")
    logged = capsys.readouterr().err
    assert "ours" in logged
    assert "question" not in logged


def test_advice_about_voice_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    logging.getLogger("discord.client").warning("PyNaCl: voice will NOT be supported")
    logging.getLogger("discord.client").warning("something else")
    logged = capsys.readouterr().err
    assert "voice" not in logged
    assert "something else" in logged
