"""What was read of one page: its article, what was left out, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of a page that is not its article, and why, in words for the operator."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread(Dropped):
    """A field that could not be read, `text` being its name: the article comes in without it."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of its article: `fields` named as in front matter, each with its source.

    Fields: title, url, date, updated, authors, outlet, section, tags, kind, language, paywalled,
    corrections, original, id. `text` is paragraphs separated by one blank line. `dropped` are in
    the page's order. `doubts` are reasons to have it reviewed before it is answered from.
    """

    text: str
    fields: Mapping[str, object]
    provenance: Mapping[str, str]
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[str, ...] = ()
