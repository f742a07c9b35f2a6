"""When a source is asked again."""

from collections.abc import Callable
from datetime import datetime, timedelta

DAY = timedelta(days=1)
_DOUBLINGS = 16  # beyond, every interval from a second up is a day


def next_check(
    now: datetime,
    interval: timedelta,
    errors: int,
    wait: float | None,
    random: Callable[[], float],
) -> datetime:
    """The time to ask next, after `errors` failures in a row (0: it went well).

    After success that is `interval` later. Each failure doubles it, up to a day, less up to a
    quarter by chance (`random` gives 0 to 1), so that sources which failed together do not come
    back together. Never before the `wait` seconds that the site asked for, of which a day counts.
    """
    pause = interval
    if errors > 0:
        doubled = interval * 2 ** min(errors, _DOUBLINGS)
        pause = min(doubled, max(DAY, interval)) * (1 - random() / 4)
    asked = min(timedelta(seconds=min(wait or 0, DAY.total_seconds())), DAY)
    return now + max(pause, asked)
