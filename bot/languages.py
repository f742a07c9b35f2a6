"""The language in force, and what a sentence is in it.

The msgids of the code are English and need no catalogue. The other languages have theirs as text,
bot/locales/<language>/footnote.po, read at first use: no compiled file can lag behind them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

ENGLISH = "en"
# Each language as its speakers call it.
LANGUAGES = {
    ENGLISH: "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt_BR": "Português (Brasil)",
    "sr": "Srpski",
}
# Discord's names of locales, where they are not the language's own. Serbian it has not.
_OTHERWISE_NAMED = {"es-ES": "es", "es-419": "es", "pt-BR": "pt_BR"}
_NUMBERS = {"sr": "sr_Latn"}  # the locale to write numbers in, where it is not the language
_CATALOGUES = Path(__file__).parent / "locales"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language_of(locale: str | None) -> str:
    """The language of LANGUAGES for one of Discord's locales or of ours; English for others."""
    language = _OTHERWISE_NAMED.get(locale or "", locale)
    return language if language in LANGUAGES else ENGLISH


def spoken() -> str:
    """The language in force."""
    return _language.get()


def speak(language: str) -> None:
    """From here on in this task, members are spoken to in this language; if unknown, English."""
    _language.set(language_of(language))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, members are spoken to in this language; if unknown, in English."""
    before = _language.set(language_of(language))
    try:
        yield
    finally:
        _language.reset(before)


def later(message: str) -> str:
    """The message as it is: marks what is translated where it is said."""
    return message


def translated(message: str) -> str:
    """The message in the language in force."""
    return _catalogue(spoken()).gettext(message)


def counted(one: str, many: str, count: int) -> str:
    """`one` or `many`, in the form that the language in force has for this count."""
    return _catalogue(spoken()).ngettext(one, many, count)


def number(count: int) -> str:
    """A count with its thousands set apart as the language in force does it."""
    return format_decimal(count, locale=_NUMBERS.get(spoken(), spoken()))


def in_language(message: str, language: str) -> str:
    """The message in that language, whichever is in force."""
    return _catalogue(language).gettext(message)


def read_all() -> None:
    """Read every catalogue now, so that no member waits for it."""
    for language in LANGUAGES:
        _catalogue(language)


@cache
def _catalogue(language: str) -> NullTranslations:
    """Raises OSError for a language without a file."""
    if language == ENGLISH:
        return NullTranslations()
    with (_CATALOGUES / language / "footnote.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
