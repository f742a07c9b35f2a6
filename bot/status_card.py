"""How the bot does in one server, in short. *"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import PurePath

from bot import wording
from bot.answer import Coverage
from bot.delivery import Form
from bot.languages import LANGUAGES
from bot.markdown import ago, clip, escape
from bot.page import Page, page_forms
from bot.panel import permission_lines
from bot.parts import date_span
from bot.permissions import Audit
from bot.server import ServerSettings

_MOST_PROBLEMS = 5
_MOST_NAMED = 10
_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to tell. `outcomes`: counts of bot.records by days; `latency` in seconds."""

    outcomes: Mapping[int, Mapping[str, int]]
    coverage: Coverage | None
    latency: float
    shard: int
    settings: ServerSettings
    audit: Audit | None


def status_forms(status: Status) -> list[Form]:
    """The status as a page."""
    return page_forms(
        Page(
            f"### {wording.status_title()}",
            (
                "\n".join(_counts(days, found) for days, found in status.outcomes.items()),
                f"{_index(status.coverage)}\n{_connection(status)}",
                "\n".join([f"**{wording.settings_title()}**", *_settings(status.settings)]),
                _permissions(status.audit),
            ),
        )
    )


def _counts(days: int, found: Mapping[str, int]) -> str:
    counted = wording.outcomes(
        found.get("answered", 0),
        found.get("abstained", 0),
        found.get("helpful", 0),
        found.get("not helpful", 0),
    )
    return f"**{wording.last_days(days)}:** {counted}"


def _index(coverage: Coverage | None) -> str:
    if coverage is None:
        return wording.index_status(wording.no_index(), wording.no_index(), wording.no_index())
    path = PurePath(coverage.model)
    return wording.index_status(
        wording.covered(coverage.articles, date_span(coverage.earliest, coverage.latest)),
        wording.updated(ago(coverage.indexed)),
        _named(path.name if path.is_absolute() else coverage.model),
    )


def _connection(status: Status) -> str:
    if not isfinite(status.latency):
        return wording.connection_unknown()
    return wording.connection(round(status.latency * 1000), status.shard)


def _settings(settings: ServerSettings) -> Sequence[str]:
    return (
        wording.asked_in(_channels(sorted(settings.channels))),
        wording.answers_posts_in(_channels(sorted(settings.auto_channels))),
        wording.is_private(settings.private),
        wording.speaks(LANGUAGES.get(settings.language or "", "")),
        wording.limits(settings.per_minute, settings.per_day),
        wording.answered_from(_listed([_named(outlet) for outlet in settings.collection])),
        wording.keeps_questions(settings.keep_questions),
        wording.tells_weekly_in(
            _channels([settings.digest_channel] if settings.digest_channel else [])
        ),
    )


def _permissions(audit: Audit | None) -> str:
    if audit is None:
        return wording.permissions_unknown()
    lines = [wording.gone_channels(len(audit.gone))] if audit.gone else []
    if not audit.problems:
        return "\n".join([*lines, wording.permissions_good(audit.checked)])
    problems = permission_lines(audit.problems, _MOST_PROBLEMS)
    return "\n".join([wording.permissions_missing(), *problems, *lines])


def _channels(channels: Sequence[int]) -> str:
    return _listed([f"<#{channel}>" for channel in channels])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join([*names[:_MOST_NAMED], *([f"+{more}"] if more > 0 else [])])


def _named(name: str) -> str:
    return escape(clip(name, _NAME))
