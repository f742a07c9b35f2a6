"""Fields as other programs write them -> as we read them; what cannot be read is left out, told.

An article is not lost for a date that nobody understands, but the date is not guessed either.
"""

import re
from collections.abc import Callable, Mapping
from html import unescape

from corpus.article import ArticleError, DeceitfulUrl, Kind, check_url
from corpus.dates import moment_of, parse_date
from corpus.page import Unread

_LONGEST = 80  # characters of a value that are told
_NUMBER = re.compile(r"\d{10}|\d{13}", re.ASCII)  # of seconds or milliseconds
_NO = frozenset(("false", "no", "0", "http://schema.org/false", "https://schema.org/false"))
_FREE = ("isaccessibleforfree", "is_accessible_for_free", "accessible_for_free")
_KINDS = {
    Kind.REPORT: "news article newsarticle news_article reportagenewsarticle blogposting post "
    "story feature interview standard",
    Kind.OPINION: "editorial editorials op-ed oped commentary comment column letter letters "
    "opinions opinionnewsarticle review reviewnewsarticle",
    Kind.ANALYSIS: "analyses explainer background analysisnewsarticle backgroundnewsarticle",
    Kind.LIVE: "liveblog live-blog live_blog liveblogposting",
    Kind.CORRECTION: "corrections clarification",
    Kind.SPONSORED: "advertorial sponsor promoted partner paid advertisercontentarticle",
}
_NAMES = {name: kind for kind, names in _KINDS.items() for name in names.split()}
Fields = Mapping[str, object]


def legible(fields: Fields) -> tuple[dict[str, object], tuple[Unread, ...]]:
    """The fields that can be read, named as ours are, and those that cannot.

    Raises DeceitfulUrl for an address that hides where it leads.
    """
    read: dict[str, object] = {}
    unread: list[Unread] = []
    for name, value in fields.items():
        try:
            read[name] = _READERS.get(name, _as_it_is)(value)
        except DeceitfulUrl:
            raise
        except ArticleError as error:
            unread.append(Unread(name, _reason(error)))
    return {name: value for name, value in read.items() if value}, tuple(unread)


def paywalled(fields: Fields) -> bool:
    """Whether a field of another program says that the piece is not free to read."""
    said = {name.lower(): value for name, value in fields.items()}
    return any(str(said[name]).strip().lower() in _NO for name in _FREE if name in said)


def _as_it_is(value: object) -> object:
    return value


def _date(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return moment_of(value)
    return parse_date(value)


def _address(value: object) -> object:
    if not isinstance(value, str):
        raise ArticleError(f"not an address: {_short(value)}")
    check_url(value.strip())
    return value.strip()


def _kind(value: object) -> object:
    name = value.strip().lower() if isinstance(value, str) else ""
    if name in _NAMES:
        return _NAMES[name]
    try:
        return Kind(name)
    except ValueError:
        allowed = ", ".join(Kind)
        raise ArticleError(f"kind {_short(value)} is not one of {allowed}") from None


def _line(value: object) -> object:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return unescape(value)
    if value is None or isinstance(value, int | float):
        return value
    raise ArticleError(f"not a text: {_short(value)}")


def _lines(value: object) -> object:
    return [_line(item) for item in value] if isinstance(value, list | tuple) else _line(value)


def _yes(value: object) -> object:
    return str(value).strip().lower() not in _NO


_READERS: Mapping[str, Callable[[object], object]] = {
    "date": _date,
    "updated": _date,
    "url": _address,
    "original": _address,
    "kind": _kind,
    "outlet": _line,
    "section": _line,
    "language": _line,
    "authors": _lines,
    "tags": _lines,
    "corrections": _lines,
    "paywalled": _yes,
}


def _reason(error: ArticleError) -> str:
    return str(error).partition("; write ")[0]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
