"""What choosing something on the setup panel makes of a server's settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.languages import LANGUAGES
from bot.server import ServerSettings

OWN = "own"  # the choice that each member's own language is spoken
ON, OFF = "on", "off"


class OldPanel(ValueError):
    """What was chosen is nothing that this version knows."""


def changed(settings: ServerSettings, field: str, values: Sequence[str]) -> ServerSettings:
    """The settings with what was chosen for one of them. Raises OldPanel."""
    if field not in _READERS:
        raise OldPanel(field)
    try:
        return replace(settings, **{field: _READERS[field](values)})
    except (ValueError, KeyError) as error:
        raise OldPanel(field) from error


def collected(
    settings: ServerSettings, shown: Sequence[str], chosen: Sequence[str]
) -> ServerSettings:
    """The settings with the outlets chosen of those shown; what was not shown stays as it was."""
    kept = [outlet for outlet in settings.collection if outlet not in shown]
    return replace(settings, collection=(*kept, *(o for o in chosen if o not in kept)))


def without(settings: ServerSettings, gone: Sequence[int]) -> ServerSettings:
    """The settings without channels that are gone."""
    missing = frozenset(gone)
    return replace(
        settings,
        channels=settings.channels - missing,
        auto_channels=settings.auto_channels - missing,
        digest_channel=None if settings.digest_channel in missing else settings.digest_channel,
    )


def _ids(values: Sequence[str]) -> frozenset[int]:
    return frozenset(int(value) for value in values)


def _id(values: Sequence[str]) -> int | None:
    return int(values[0]) if values else None


def _number(values: Sequence[str]) -> int:
    [value] = values
    return int(value)


def _flag(values: Sequence[str]) -> bool:
    [value] = values
    return {ON: True, OFF: False}[value]


def _language(values: Sequence[str]) -> str | None:
    [value] = values
    return {OWN: None, **{language: language for language in LANGUAGES}}[value]


_READERS: Mapping[str, Callable[[Sequence[str]], Any]] = {
    "channels": _ids,
    "auto_channels": _ids,
    "private": _flag,
    "language": _language,
    "per_minute": _number,
    "per_day": _number,
    "staff_roles": _ids,
    "gap_roles": _ids,
    "keep_questions": _flag,
    "digest_channel": _id,
}
