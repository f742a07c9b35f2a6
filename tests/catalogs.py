"""Bring bot/locales up to date with the words in the code: what `make catalogs` runs.

Every message stands in every catalogue afterwards, in the order of the code. Translations stay;
those whose message is gone are kept at the end of the file, and come back with their message. What
is missing is empty there, and told here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from bot.languages import ENGLISH, LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]
# Babel's own header tells more, and something else with each of its versions.
_HEADER = """\
# {name}
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_WIDTH = 99  # characters of a line
_KEYWORDS = {"_": None, "later": None, "counted": (1, 2)}


def template() -> Catalog:
    """Every message of the code, untranslated."""
    catalogue = Catalog()
    for file in sorted((ROOT / "bot").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for _line, message, _comments, _context in extract_from_file(
            "python", file, keywords=_KEYWORDS
        ):
            catalogue.add(message, locations=[(name, 0)])
    return catalogue


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return ROOT / "bot" / "locales" / language / "footnote.po"


def catalogue_of(language: str) -> Catalog:
    """The catalogue of a language as it is; empty when there is none yet."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as text:
        return read_po(text, locale=language)


def update(catalogue: Catalog, messages: Catalog) -> None:
    """Give the catalogue exactly these messages, with the translations that it holds."""
    for key, message in list(catalogue.obsolete.items()):
        if message.id in messages:
            catalogue[message.id] = message
        elif not any(_texts(message)):
            del catalogue.obsolete[key]
    # Without guesses: a translation of something like it is no translation.
    catalogue.update(messages, no_fuzzy_matching=True, update_creation_date=False)


def missing(catalogue: Catalog) -> Iterator[Message]:
    """The messages that are not wholly translated."""
    for message in catalogue:
        if message.id and (message.fuzzy or not all(_texts(message))):
            yield message


def _texts(message: Message) -> tuple[Any, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def write(catalogue: Catalog, language: str) -> None:
    """Write the catalogue of a language."""
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    header = _HEADER.format(
        name=LANGUAGES[language], language=language, plurals=catalogue.plural_forms
    )
    with file.open("wb") as text:
        text.write(header.encode())
        write_po(text, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)


def main() -> None:
    """Update every catalogue and say how much is missing."""
    messages = template()
    for language in TRANSLATED:
        catalogue = catalogue_of(language)
        update(catalogue, messages)
        write(catalogue, language)
        count = sum(1 for _message in missing(catalogue))
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {count} to translate\n")


if __name__ == "__main__":
    main()
