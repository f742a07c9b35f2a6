"""What is logged, and where."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from interactions import refusal

from bot.logs import set_up_logs

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"
_TOUCHED = ("", "discord", "discord.client", "discord.app_commands.tree", "faiss.loader")


@pytest.fixture(autouse=True)
def logs_put_back() -> Iterator[None]:
    """The root logger, discord's, and pytest's own handlers."""
    loggers = [logging.getLogger(name) for name in _TOUCHED]
    before = [(one, one.handlers[:], one.level, one.filters[:]) for one in loggers]
    loggers[0].handlers = []
    yield
    for logger, handlers, level, filters in before:
        logger.handlers, logger.filters = handlers, filters
        logger.setLevel(level)


def raised(error: Exception) -> Exception:
    """An error with a stack."""
    try:
        raise error
    except type(error) as caught:
        return caught


def json_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


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


def test_fields_stand_behind_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    fields = {"id": "interaction 7", "way": "slash", "total_ms": 12.5, "said": 'a "b"'}
    logging.getLogger("bot").info("question", extra={"fields": fields})
    expected = 'question id="interaction 7" way=slash total_ms=12.5 said="a \\"b\\""\n'
    assert capsys.readouterr().err.endswith(expected)


def test_a_message_of_many_lines_cannot_pass_for_other_messages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO")
    logging.getLogger("bot").info("refused: %s", "x\n2026-01-01 00:00:00,000 INFO bot: all is well")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("refused: x")
    assert second.startswith("    2026")


def test_json_is_one_object_a_line_with_the_time_in_utc(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO", "json")
    logging.getLogger("bot.desk").info("now answering\nfrom %s", "é", extra={"fields": {"n": 3}})
    logging.getLogger("bot").warning("next")
    first, second = json_lines(capsys)
    moment = datetime.fromisoformat(first.pop("time"))
    assert moment.tzinfo == UTC
    assert abs(datetime.now(UTC) - moment) < timedelta(hours=1)
    event = "now answering\nfrom é"
    assert first == {"level": "info", "logger": "bot.desk", "event": event, "n": 3}
    assert second["level"] == "warning"


def test_json_holds_an_exception_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO", "json")
    logging.getLogger("bot").error("broke", exc_info=raised(OSError("the disk")))
    (told,) = json_lines(capsys)
    assert told["event"] == "broke"
    assert told["exception"].startswith("Traceback")
    assert told["exception"].endswith("OSError: the disk")


def test_no_field_takes_the_place_of_what_every_line_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO", "json")
    logging.getLogger("bot").info("true", extra={"fields": {"event": "false", "level": "none"}})
    (told,) = json_lines(capsys)
    assert (told["event"], told["level"]) == ("true", "info")


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("the token is %s", TOKEN),
        ("the token is %s", "short but known"),
        ("PATCH https://d.example/webhooks/123/%s/messages/@original answered 429", "aW50ZXJhY3"),
        ("POST /api/v10/interactions/99/%s/callback", "aW50ZXJhY3Rpb246MTox"),
        ("{'Authorization': 'Bot %s', 'X': 1}", "s3cr3t.of.mine"),
    ],
)
def test_secrets_are_hidden_wherever_they_are_said(
    capsys: pytest.CaptureFixture[str], form: str, said: str, secret: str
) -> None:
    set_up_logs("INFO", form, ["short but known", ""])
    logging.getLogger("discord.http").warning(said, secret)
    try:
        raise RuntimeError(said % secret)  # noqa: TRY301 - as above
    except RuntimeError:
        logging.getLogger("bot").exception("broke", extra={"fields": {"x": said % secret}})
    logged = capsys.readouterr().err
    assert secret not in logged
    assert logged.count("[hidden]") == 3


def test_a_lost_race_to_complete_what_is_typed_is_no_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO")
    _complete(refusal(400, 40060))
    _complete(refusal(404, 10062))
    assert capsys.readouterr().err == ""


def test_what_breaks_while_completing_is_told_without_the_member(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("INFO")
    _complete(ZeroDivisionError("really broken"))
    logged = capsys.readouterr().err
    assert "completing what is typed broke" in logged
    assert "really broken" in logged
    assert "4711" not in logged


def _complete(error: Exception) -> None:
    """As discord.py logs it."""
    try:
        raise error
    except (discord.HTTPException, ZeroDivisionError):
        logging.getLogger("discord.app_commands.tree").exception(
            "Ignoring exception in autocomplete for %r (Guild: %s, User: %s)", "ask", 1, 4711
        )
