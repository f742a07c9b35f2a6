"""RSS and Atom, by feedparser, and JSON Feed -> the items that a feed lists."""

import calendar
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from corpus.article import ArticleError, DeceitfulUrl, check_url
from corpus.bylines import names_in
from corpus.dates import parse_date
from corpus.fragment import html_text
from corpus.text import tidy

_MOST_ITEMS = 5000
_MAILBOX = re.compile(r"^\S+@\S+\s*\((.+)\)$")  # RSS: ada@courier.example (Ada Brandt)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,400}\?>")
_JSON_FEED = "jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. `html` is the whole piece where the feed gives it, `summary` a part.

    A date that cannot be read says nothing; one without a zone is UTC's, as everywhere.
    `refusal` is why its address is not taken, when that hides where it leads.
    """

    url: str | None
    guid: str | None = None
    title: str | None = None
    html: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `next` is the address of its earlier page, `ttl` the seconds it wants to rest.

    `broken`: what is wrong with it, when only a part of it could be read.
    """

    title: str | None
    home: str | None
    language: str | None
    items: tuple[Item, ...]
    next: str | None = None
    ttl: float | None = None
    broken: str | None = None


def read_feed(data: bytes, url: str, content_type: str | None = None) -> Feed:
    """The feed in `data`, which was fetched from `url`. Raises ArticleError when it is none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, url)
    if b"<!ENTITY" in data or "<!ENTITY".encode("utf-16-le") in data:
        raise ArticleError("XML with entity definitions is refused")
    parsed = _parsed(data, content_type)
    if not parsed.get("version") and not parsed.entries:
        raise ArticleError(f"not a feed: {_problem(parsed) or 'it lists nothing'}")
    about = parsed.feed
    return Feed(
        title=_line(about.get("title")),
        home=_address(about.get("link"), url),
        language=_line(about.get("language")),
        items=tuple(_item(entry, url) for entry in parsed.entries[:_MOST_ITEMS]),
        next=_linked(about, "next", url),
        ttl=_minutes(about.get("ttl")),
        broken=_problem(parsed) if parsed.get("bozo") else None,
    )


def _parsed(data: bytes, content_type: str | None) -> Any:
    """What feedparser makes of it. Raises ArticleError for what it falls over."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    declaration = _DECLARATION.match(start)
    if start.startswith(b"<?xml") and declaration is None:
        raise ArticleError("not a feed: its XML declaration has no end")
    if declaration:  # alone on its line: feedparser looks for a character set to the line's end
        start = declaration[0] + b"\n" + start[declaration.end() :]
    try:
        # Always bytes of ours: of a text, feedparser makes an address or a file to open.
        return feedparser.parse(
            io.BytesIO(start if declaration else data),
            response_headers={"content-type": content_type} if content_type else {},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, OverflowError, RecursionError, LookupError, AssertionError) as error:
        raise ArticleError(f"not a feed that can be read: {tidy(str(error))}") from None


def _item(entry: Mapping[str, object], base: str) -> Item:
    guid = _line(entry.get("id"))
    address = entry.get("feedburner_origlink") or entry.get("link")
    linked, refusal = _place(address, guid, base)
    contents = [part.get("value") for part in _dicts(entry.get("content"))]
    summary = entry.get("summary")
    return Item(
        url=linked,
        guid=guid,
        title=_plain(entry.get("title")),
        html=max((str(text) for text in contents if text), key=len, default=None),
        summary=str(summary) if summary else None,
        authors=_authors(entry),
        published=_moment(entry, "published"),
        updated=_moment(entry, "updated"),
        tags=tuple(
            dict.fromkeys(str(tag["term"]) for tag in _dicts(entry.get("tags")) if tag.get("term"))
        ),
        refusal=refusal,
    )


def _authors(entry: Mapping[str, object]) -> tuple[str, ...]:
    named = [_line(author.get("name")) for author in _dicts(entry.get("authors"))]
    lines = [*(name for name in named if name), _line(entry.get("author")) or ""]
    found = [names for line in lines if (names := names_in(_MAILBOX.sub(r"\1", line)))]
    return tuple(dict.fromkeys(name for names in found[: len(named) or 1] for name in names))


def _moment(entry: Mapping[str, object], name: str) -> datetime | None:
    """A date as it is written, read strictly; else as feedparser understood it, in UTC."""
    # Asked for by `in` first: feedparser answers with `published` for a missing `updated`.
    written = entry.get(name) if name in entry else None
    try:
        return parse_date(written) if written else None
    except ArticleError:
        pass
    parsed = entry.get(f"{name}_parsed") if name in entry else None
    zoned = isinstance(written, str) and any(sign in written for sign in ("+", "GMT", "UTC", "Z"))
    if parsed is None or not zoned:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)  # type: ignore[arg-type]  # a struct_time
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _json_feed(data: bytes, url: str) -> Feed:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not a feed: {error}") from None
    if not isinstance(feed, dict) or _JSON_FEED not in str(feed.get("version")):
        raise ArticleError("not a feed: JSON of another kind")
    items = tuple(_json_item(item, url) for item in _dicts(feed.get("items"))[:_MOST_ITEMS])
    return Feed(
        title=_line(feed.get("title")),
        home=_address(feed.get("home_page_url"), url),
        language=_line(feed.get("language")),
        items=items,
        next=_address(feed.get("next_url"), url),
    )


def _json_item(item: Mapping[str, object], base: str) -> Item:
    people = _dicts(item.get("authors")) or _dicts([item.get("author")])
    html = item.get("content_html") or item.get("content_text")
    guid = _line(item.get("id"))
    tags = item.get("tags")
    linked, refusal = _place(item.get("url"), guid, base)
    return Item(
        url=linked,
        guid=guid,
        title=_line(item.get("title")),
        html=html if isinstance(html, str) else None,
        summary=_line(item.get("summary")),
        authors=tuple(name for person in people if (name := _line(person.get("name")))),
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        refusal=refusal,
    )


def _date(value: object) -> datetime | None:
    try:
        return parse_date(value) if value else None
    except ArticleError:
        return None


def _dicts(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _line(value: object) -> str | None:
    if isinstance(value, int | float):
        value = str(value)
    return tidy(value) or None if isinstance(value, str) else None


def _plain(value: object) -> str | None:
    """A headline without the markup that some feeds put in."""
    return _line(html_text(value).replace("\n", " ")) if isinstance(value, str) else None


def _is_address(text: str | None) -> bool:
    return bool(text) and str(text).lower().startswith(("http://", "https://"))


def _place(link: object, guid: str | None, base: str) -> tuple[str | None, str | None]:
    """Where an item lies, by its link or else its guid; or why that is not taken."""
    try:
        return _checked(link, base) or (_checked(guid, base) if _is_address(guid) else None), None
    except DeceitfulUrl as error:
        return None, str(error)


def _address(value: object, base: str) -> str | None:
    try:
        return _checked(value, base)
    except DeceitfulUrl:
        return None


def _checked(value: object, base: str) -> str | None:
    """An address; None of what is none. Raises DeceitfulUrl."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        url = urljoin(base, value.strip())
        check_url(url)
    except DeceitfulUrl:
        raise
    except (ArticleError, ValueError):  # of brackets in it, urljoin makes a ValueError
        return None
    return url


def _linked(about: Mapping[str, object], rel: str, base: str) -> str | None:
    links = [link.get("href") for link in _dicts(about.get("links")) if link.get("rel") == rel]
    return _address(links[0], base) if links else None


def _minutes(value: object) -> float | None:
    text = str(value or "").strip()
    return float(text) * 60 if text.isdigit() and len(text) < 6 else None


def _problem(parsed: Mapping[str, object]) -> str | None:
    error = parsed.get("bozo_exception")
    return tidy(str(error)) if error else None
