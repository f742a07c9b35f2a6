"""Dates in words of the language in force, for where Discord shows no timestamps of its own."""

from datetime import date

from babel.dates import format_date, format_skeleton

from bot.languages import ENGLISH, spoken

# English is Footnote's own, day before month; Serbian is written in Latin letters.
_LOCALES = {ENGLISH: "en_GB", "sr": "sr_Latn"}


def day(moment: date) -> str:
    """11 March 2024."""
    return format_date(moment, "long", locale=_locale())


def day_of_year(moment: date) -> str:
    """11 Mar."""
    return format_skeleton("MMMd", moment, locale=_locale())


def month(moment: date) -> str:
    """March 2024."""
    return format_skeleton("yMMMM", moment, locale=_locale())


def month_of_year(moment: date) -> str:
    """Mar."""
    return format_skeleton("MMM", moment, locale=_locale())


def _locale() -> str:
    return _LOCALES.get(spoken(), spoken())
