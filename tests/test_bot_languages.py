"""Languages, and whether their catalogues hold what the code says."""

import ast
import asyncio
import string
import unicodedata
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from catalogs import ROOT, TRANSLATED, catalogue_of, missing, template, update, write

from bot import languages
from bot.languages import (
    LANGUAGES,
    counted,
    in_language,
    language_of,
    number,
    speak,
    speaking,
    spoken,
    translated,
)

MARKS = {"_": 1, "later": 1, "counted": 2}  # functions, and how many messages each is given


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("es-ES", "es"),
        ("es-419", "es"),
        ("pt-BR", "pt_BR"),
        ("fr", "fr"),
        ("de", "de"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("sr", "sr"),
        ("pt_BR", "pt_BR"),
        ("ja", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_locale_has_one_of_our_languages(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


def test_every_language_but_serbian_is_reached_by_a_locale_of_discord() -> None:
    reached = {language_of(locale.value) for locale in discord.Locale}
    assert set(LANGUAGES) - reached == {"sr"}


def test_the_language_is_english_until_another_is_spoken() -> None:
    with speaking("de"):
        assert (spoken(), translated("Open")) == ("de", "Öffnen")
    assert (spoken(), translated("Open")) == ("en", "Open")


def test_a_language_without_a_catalogue_is_spoken_as_english() -> None:
    with speaking("de"), speaking("it"):
        assert translated("Open") == "Open"


async def test_every_task_speaks_its_own_language() -> None:
    async def opened(language: str) -> str:
        speak(language)
        await asyncio.sleep(0)
        return translated("Open")

    together = await asyncio.gather(opened("fr"), opened("sr"))
    assert (*together, translated("Open")) == ("Ouvrir", "Otvori", "Open")


def test_what_is_not_in_the_catalogue_stays_english() -> None:
    with speaking("fr"):
        assert translated("Not in any catalogue") == "Not in any catalogue"


def test_a_message_can_be_had_in_a_language_that_is_not_spoken() -> None:
    assert in_language("Open", "es") == "Abrir"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12,345"),
        ("es", "12.345"),
        ("fr", "12\u202f345"),
        ("de", "12.345"),
        ("pt_BR", "12.345"),
        ("sr", "12.345"),
    ],
)
def test_thousands_are_set_apart_as_the_language_does(language: str, written: str) -> None:
    with speaking(language):
        assert number(12345) == written


def sentences_left_out(language: str, count: int) -> str:
    """A message with plural forms."""
    with speaking(language):
        return counted(
            "{count} more sentence did not fit.", "{count} more sentences did not fit.", count
        )


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "Još {count} rečenica nije stalo."),
        (1, "Još {count} rečenica nije stala."),
        (2, "Još {count} rečenice nisu stale."),
        (4, "Još {count} rečenice nisu stale."),
        (5, "Još {count} rečenica nije stalo."),
        (11, "Još {count} rečenica nije stalo."),
        (12, "Još {count} rečenica nije stalo."),
        (21, "Još {count} rečenica nije stala."),
        (22, "Još {count} rečenice nisu stale."),
        (111, "Još {count} rečenica nije stalo."),
    ],
)
def test_serbian_counts_in_three_forms(count: int, form: str) -> None:
    assert sentences_left_out("sr", count) == form


@pytest.mark.parametrize(
    ("language", "ones"), [("en", {1}), ("es", {1}), ("de", {1}), ("fr", {0, 1}), ("pt_BR", {0, 1})]
)
def test_other_languages_count_in_two(language: str, ones: set[int]) -> None:
    one = sentences_left_out(language, 1)
    assert {count for count in range(30) if sentences_left_out(language, count) == one} == ones


def several(texts: Any) -> tuple[str, ...]:
    """The forms of a message that is counted; else its only one."""
    return texts if isinstance(texts, tuple) else (texts,)


def messages(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What a catalogue holds: English texts and their translations."""
    for message in catalogue_of(language):
        if message.id:
            yield several(message.id), several(message.string)


def fields(text: str) -> set[str | None]:
    """The placeholders of a message."""
    return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_message_of_the_code_and_no_other(language: str) -> None:
    """`make catalogs` puts them there; translating is left."""
    wanted = {message.id for message in template()}
    assert {message.id for message in catalogue_of(language)} == wanted


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_wholly_translated(language: str) -> None:
    assert [message.id for message in missing(catalogue_of(language))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    """Otherwise formatting it would fail before a member's eyes, or drop what it should say."""
    wrong = [
        text
        for ids, texts in messages(language)
        for text in texts
        if text and fields(text) != fields(ids[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_markdown_of_its_message(language: str) -> None:
    wrong = [
        text
        for ids, texts in messages(language)
        for text in texts
        for sign in ("**", "`", "\n", "<", ">")
        if text and text.count(sign) != ids[-1].count(sign)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_no_space_at_its_ends(language: str) -> None:
    texts = [text for _, found in messages(language) for text in found]
    assert [text for text in texts if text != text.strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_in_latin_letters(language: str) -> None:
    """Also Serbian. One Cyrillic letter among them looks right, and is read out wrong."""
    letters = {
        letter
        for _, texts in messages(language)
        for letter in "".join(texts)
        if letter.isalpha() and letter not in "ªº"
    }
    assert {letter for letter in letters if "LATIN" not in unicodedata.name(letter)} == set()


def calls(tree: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """The messages that marking functions are given, by the name of the function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node.func.id, node.args[: MARKS[node.func.id]]


def test_no_message_is_put_together_before_it_is_translated() -> None:
    """A catalogue can hold only what is written down: no f-string, no sum, no .format inside."""
    wrong = [
        f"{file.name}:{argument.lineno}"
        for file in sorted((ROOT / "bot").rglob("*.py"))
        for name, arguments in calls(ast.parse(file.read_text(encoding="utf-8")))
        for argument in arguments
        if not isinstance(argument, ast.Constant)
        # A name or a look-up, for what was marked by `later` where it is written down.
        and not (name == "_" and isinstance(argument, ast.Name | ast.Subscript))
    ]
    assert wrong == []


def test_a_translation_outlives_the_loss_of_its_message(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone may take a message out and put it back."""
    folder = tmp_path_factory.mktemp("catalogues")
    monkeypatch.setattr("catalogs.ROOT", folder)
    catalogue = catalogue_of("de")
    both, one = template(), template()
    both.add("Open")
    one.add("Close")
    update(catalogue, both)
    catalogue["Open"].string = "Öffnen"
    for wanted in (one, both):
        update(catalogue, wanted)
        write(catalogue, "de")
        catalogue = catalogue_of("de")
    assert catalogue["Open"].string == "Öffnen"


def test_a_catalogue_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is part of the program; English in its place would hide that it is not."""
    monkeypatch.setitem(LANGUAGES, "xx", "Unheard")
    with pytest.raises(FileNotFoundError):
        languages.read_all()
