"""Fields as a source gives them -> Content, checked; nothing is repaired by a guess."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.article import ArticleError, Content, Kind
from corpus.bylines import names_in, without_by
from corpus.dates import parse_date
from corpus.identity import url_key
from corpus.notices import notices
from corpus.page import Dropped, Page
from corpus.text import is_heaped, tidy

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found. `keys` identify it, strongest first: its address, then its place.

    `dropped` is what was left out of it; with `doubts` an editor has to look at it first.
    """

    keys: tuple[str, ...]
    where: str
    content: Content
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not an article, and why, in words for the operator."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Saved:
    """An article in a backup, with all that was known of it."""

    where: str
    record: Fields


def found(page: Page, defaults: Fields, place: str, where: str) -> Found:
    """The article on a page. `place` is the key of where it lies; `defaults` fill the gaps.

    Raises ArticleError with the reason when the fields are not an article's.
    """
    content = content_of(page, defaults)
    keys = (url_key(content.url), place) if content.url else (place,)
    return Found(tuple(dict.fromkeys(keys)), where, content, page.dropped, page.doubts)


def content_of(page: Page, defaults: Fields) -> Content:
    """What a page's fields say, each read strictly. Raises ArticleError."""
    told = {name: value for name, value in page.fields.items() if value}
    given = {name: value for name, value in defaults.items() if value and name not in told}
    merged = {**told, **given}
    origin = {name: page.provenance.get(name, "page") for name in told} | dict.fromkeys(
        given, "option"
    )
    title = _optional_text(merged, "title") or ""
    if is_heaped(page.text) or is_heaped(title):
        raise ArticleError("holds a hundred accents in a row, which is no text")
    return Content(
        title=title,
        text=page.text,
        outlet=_optional_text(merged, "outlet"),
        url=_optional_text(merged, "url"),
        authors=_authors(merged),
        section=_optional_text(merged, "section"),
        tags=_tags(merged),
        published=parse_date(merged["date"]) if "date" in merged else None,
        updated=parse_date(merged["updated"]) if "updated" in merged else None,
        kind=_kind(merged.get("kind")),
        language=_optional_text(merged, "language"),
        paywalled=bool(merged.get("paywalled")),
        corrections=tuple(dict.fromkeys((*_texts(merged, "corrections"), *notices(page.text)))),
        original=_optional_text(merged, "original"),
        provenance={name: origin[name] for name in merged if name in _KEPT},
    )


_KEPT = frozenset(
    """title outlet url authors section tags date updated kind language paywalled corrections
    original""".split()
)


def _optional_text(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, dict):
        value = value.get("name")
    if value is None:
        return None
    if not isinstance(value, str | int | float):
        raise ArticleError(f"{name} is not a text: {value!r}")
    return tidy(str(value)) or None


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, [])
    items = value if isinstance(value, list | tuple) else [value]
    texts = (_optional_text({name: item}, name) for item in items)
    return tuple(text for text in texts if text)


def _authors(fields: Fields) -> tuple[str, ...]:
    """The people in a byline; of a list, each as it is told, for names have commas in them too."""
    told = _texts(fields, "authors")
    listed = isinstance(fields.get("authors"), list | tuple)
    names = [[without_by(one)] if listed else names_in(one) or [one] for one in told]
    return tuple(dict.fromkeys(name for several in names for name in several))


def _tags(fields: Fields) -> tuple[str, ...]:
    """Tags, in a list or in one text between commas."""
    told = fields.get("tags", [])
    listed = re.split("[,;]", told) if isinstance(told, str) else told
    return tuple(dict.fromkeys(_texts({"tags": listed}, "tags")))


def _kind(value: object) -> Kind:
    if value is None:
        return Kind.REPORT
    try:
        return Kind(str(value).lower())
    except ValueError:
        allowed = ", ".join(Kind)
        raise ArticleError(f"kind {value!r} is not one of {allowed}") from None
