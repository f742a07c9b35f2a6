"""What the rest of the program knows of an article."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from corpus.hosts import can_be_looked_up, deceit, host_of


class ArticleError(ValueError):
    """The input cannot be an article; the message is the reason, in words for the operator."""


class DeceitfulUrl(ArticleError):
    """An address that hides where it leads: with it, what bears it is refused, not mended."""


class Kind(StrEnum):
    """What sort of piece an article is; readers are told whenever it is not plain reporting."""

    REPORT = "report"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    LIVE = "live"
    CORRECTION = "correction"
    SPONSORED = "sponsored"


class Change(StrEnum):
    """How an article differs from what was first published; readers are told."""

    UPDATED = "updated"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was published, as read from a file, before the store knows which article it is.

    `text` is paragraphs separated by one blank line; every quote is a slice of it.
    `published` and `updated` are aware; None means that the source does not say.
    `language` is a BCP 47 tag. `paywalled`: the outlet says that the piece is not free to read.
    `corrections` are the outlet's own notices, word for word. `original` is the address of the
    piece at another outlet that this one is a copy of, where the page names it.
    `provenance` tells for each field where it was read ("front matter", "option", …).

    Raises ArticleError when there is no title or text, a date is naive, the URL is not a plain
    http(s) address, or the text holds characters that cannot be stored.
    """

    title: str
    text: str
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    kind: Kind = Kind.REPORT
    language: str | None = None
    paywalled: bool = False
    corrections: tuple[str, ...] = ()
    original: str | None = None
    provenance: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ArticleError("no text")
        if not self.title.strip():
            raise ArticleError("no title; give one with --title")
        for name, moment in (("date", self.published), ("updated", self.updated)):
            if moment is not None and moment.tzinfo is None:
                raise ArticleError(f"{name} {moment} has no time zone")
        for url in (self.url, self.original):
            if url is not None:
                check_url(url)
        optional = (self.outlet or "", self.section or "", self.language or "")
        several = (*self.authors, *self.tags, *self.corrections)
        if broken := _unstorable(self.title, self.text, *optional, *several):
            raise ArticleError(f"holds a character that cannot be stored (U+{ord(broken):04X})")

    def digest(self) -> str:
        """Fingerprint of everything a reader can see: equal digests are the same revision.

        `updated` is not in it: publishing systems set it at every save.
        """
        seen = [
            self.title,
            self.text,
            self.outlet,
            self.url,
            self.authors,
            self.section,
            self.tags,
            self.published.isoformat() if self.published else None,
            self.kind,
            self.language,
            self.paywalled,
            self.corrections,
            self.original,
        ]
        return hashlib.blake2b(json.dumps(seen).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Content):
    """One revision of an article in the store. `revision` counts from 1.

    `change` tells what readers must know of the revisions before, `changed` when that was.
    Articles with the same `story` are copies of one another, at several outlets.
    """

    id: str
    revision: int
    change: Change | None = None
    changed: datetime | None = None
    story: str | None = None


_AUTHORITY = re.compile(r"\s*[a-z][a-z0-9+.-]*:/{2,}([^/?#]*)", re.IGNORECASE)
# Nearly all addresses: nothing in them needs a closer look.
_PLAIN = re.compile(
    r"https?://(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,20}(?:[/?#][!-~]*)?"
)
# What turns the direction of writing around, so that a text is not read as it is.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_url(url: str) -> None:
    """Raise ArticleError unless `url` is a plain http(s) address that can be shown to members.

    Of one that hides where it leads, by a user name, a host name that looks like another, or
    characters that are not seen, the error is a DeceitfulUrl.
    """
    if _PLAIN.fullmatch(url):
        return
    written = _AUTHORITY.match(url)
    authority = written[1] if written else ""
    if how := deceit(authority):
        # Without what may be a password.
        raise DeceitfulUrl(f"URL {how}: {host_of(authority)}")
    if _DIRECTION.search(url):
        raise DeceitfulUrl(f"URL {url!r} holds spaces or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ArticleError(f"URL {url!r} is not an address: {error}") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise ArticleError(f"URL {url!r} is not an http or https address")
    if any(character.isspace() or not character.isprintable() for character in url):
        raise ArticleError(f"URL {url!r} holds spaces or control characters")
    if not can_be_looked_up(host):
        raise ArticleError(f"URL {url!r} has no host name that can be looked up")


def shown_url(url: str | None) -> str | None:
    """`url` if it can be shown; None of one that was let in before it was refused."""
    try:
        if url is not None:
            check_url(url)
    except ArticleError:
        return None
    return url


def _unstorable(*texts: str) -> str | None:
    """The first lone surrogate: legal in JSON, impossible in UTF-8."""
    found = (_SURROGATE.search(text) for text in texts)
    return next((one[0] for one in found if one), None)
