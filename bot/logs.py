"""Logs: what happened, when, in which part; no token and no question text."""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from types import TracebackType

from bot.stacks import stack_of

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_HIDDEN = "[hidden]"
# Whoever has these can speak for the bot: its token, and those of interactions and webhooks, which
# are part of addresses that libraries log.
_SECRETS = (
    (re.compile(r"(?<![\w-])[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), _HIDDEN),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?\"']+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(?i)\b(authorization\W{1,4}(?:bot |bearer )?)[^\s'\",}]+"), rf"\1{_HIDDEN}"),
)
_LOST_RACE = (40060, 10062)  # another process of ours has the interaction


def set_up_logs(level: str, form: str = "console", secrets: Collection[str] = ()) -> None:
    """Send logs of `level` and above to standard error, as lines for people or as JSON.

    Whatever is logged, the `secrets` are not shown.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(secrets) if form == "json" else Lines(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # discord.py's debug logs hold whole events: questions, interaction tokens.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)  # which processor it found
    _filter("discord.client", _about_voice)
    _filter("discord.app_commands.tree", _about_autocomplete)


class Lines(logging.Formatter):
    """`2024-05-01 12:00:00,123 INFO bot.desk: what happened name=value`, for people."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line, whatever the message holds, and the fields behind it."""
        fields = "".join(f" {name}={_value(value)}" for name, value in fields_of(record).items())
        return super().formatMessage(record).replace("\n", "\n    ") + fields

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's name
        """Where it happened; see bot.stacks."""
        return stack_of(ei[1]) if ei[1] else ""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a stack below it."""
        return without_secrets(super().format(record), self._secrets)


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, event, the fields, perhaps exception."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        told: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        told = {**told, **{k: v for k, v in fields_of(record).items() if k not in told}}
        if record.exc_info:
            error = record.exc_info[1]
            told["exception"] = stack_of(error) if error else ""
        safe = {name: self._safe(value) for name, value in told.items()}
        return json.dumps(safe, ensure_ascii=False, default=str)

    def _safe(self, value: object) -> object:
        return without_secrets(value, self._secrets) if isinstance(value, str) else value


def fields_of(record: logging.LogRecord) -> Mapping[str, object]:
    """What was logged with `extra={"fields": {…}}`."""
    fields = getattr(record, "fields", None)
    return fields if isinstance(fields, dict) else {}


def without_secrets(text: str, secrets: Collection[str] = ()) -> str:
    """The text without the secrets that are known, and without what looks like one."""
    for secret in filter(None, secrets):
        text = text.replace(secret, _HIDDEN)
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _value(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r"[\s\"=]", text) else text


def _filter(name: str, wanted: Callable[[logging.LogRecord], bool]) -> None:
    logger = logging.getLogger(name)
    if wanted not in logger.filters:
        logger.addFilter(wanted)


def _about_voice(record: logging.LogRecord) -> bool:
    """False for discord.py's advice to install what only voice needs."""
    return "voice will NOT be supported" not in record.getMessage()


def _about_autocomplete(record: logging.LogRecord) -> bool:
    """False where another process was first to complete what is typed; else names no member."""
    if not str(record.msg).startswith("Ignoring exception in autocomplete"):
        return True
    error = record.exc_info[1] if record.exc_info else None
    if getattr(error, "code", None) in _LOST_RACE:
        return False
    record.msg, record.args = "completing what is typed broke", ()
    return True
