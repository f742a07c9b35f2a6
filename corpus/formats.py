"""Files and folders -> articles as they were found, each with the key it is known by.

A file that cannot be an article is refused with its reason, and the rest goes on.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path

from corpus.article import ArticleError, Content
from corpus.backup import MARK
from corpus.charset import decode
from corpus.fields import Fields, Found, Refused, Saved, found
from corpus.html import read_html
from corpus.jsonl import named, plain, read_lines
from corpus.legible import legible, paywalled
from corpus.listing import feed_listing, kind_of
from corpus.markdown import read_markdown
from corpus.page import Page
from corpus.pdf import read_pdf
from corpus.reading import read_text
from corpus.sources import SourceKind
from corpus.template import Template, learn
from corpus.wxr import read_wxr

Item = Found | Refused | Saved
_IS_PAGE = re.compile(r"\s*<(?:!doctype html|html\b)", re.IGNORECASE)
_MOST_SIBLINGS = 200  # other pages of a folder that are read to know what they share


def read(path: Path, defaults: Fields) -> Iterator[Item]:
    """Every article in a file, or in all files below a folder, sorted by name.

    `defaults` (url, title, outlet, date) fill only what the files do not say.
    In a folder, hidden files and kinds of file that hold no articles are passed over.
    """
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            hidden = any(name.startswith(".") for name in inside)
            if _reader(file) and not hidden and not file.is_dir():
                yield from _read_file(file, defaults)
    elif not path.exists():
        yield Refused(str(path), "no such file or folder")
    else:
        yield from _read_file(path, defaults)


def _read_file(path: Path, defaults: Fields) -> Iterator[Item]:
    reader = _reader(path)
    if reader is None:
        kinds = " ".join(sorted(READERS))
        yield Refused(str(path), f"not a kind of file that is read here ({kinds})")
        return
    try:
        yield from reader(path, defaults)
    except ArticleError as error:
        yield Refused(str(path), str(error))
    except OSError as error:
        yield Refused(str(path), error.strerror or str(error))


def _markdown(path: Path, defaults: Fields) -> Iterator[Item]:
    fields, heading, text = read_markdown(_text(path))
    told, unread = legible({"title": heading, **_named(fields)})
    yield _alone(path, Page(text, told, dict.fromkeys(told, "front matter"), unread), defaults)


def _plain(path: Path, defaults: Fields) -> Iterator[Item]:
    template = _template(path.parent.resolve())
    yield _alone(path, read_text(_text(path), _said(defaults, "title"), template), defaults)


def _html(path: Path, defaults: Fields) -> Iterator[Item]:
    yield _alone(path, read_html(path.read_bytes(), _said(defaults, "url")), defaults)


def _pdf(path: Path, defaults: Fields) -> Iterator[Item]:
    yield _alone(path, read_pdf(path.read_bytes()), defaults)


def _xml(path: Path, defaults: Fields) -> Iterator[Item]:
    """A WordPress export, or a feed whose items are whole articles."""
    with path.open("rb") as stream:
        export = b"wordpress.org/export/" in stream.read(8192)
        stream.seek(0)
        if not export:
            data = stream.read()
            if kind_of(data) is SourceKind.SITEMAP:
                raise ArticleError("a sitemap: it holds no articles; add its address instead")
            yield from _feed(path, data, defaults)
            return
        for number, item in read_wxr(stream, str(path)):
            if isinstance(item, Refused):
                yield item
            else:
                yield from _one_of_many(path, number, item, defaults)


def _feed(path: Path, data: bytes, defaults: Fields) -> Iterator[Item]:
    listing = feed_listing(data, path.resolve().as_uri())
    for refused in listing.refused:
        yield Refused(refused.where.replace(path.resolve().as_uri(), str(path)), refused.reason)
    for item in listing.items:
        page = item.page()
        if page is None:
            yield Refused(item.url, "the feed holds an excerpt only; add its address instead")
        else:
            yield from _one_of_many(path, item.guid or item.url, page, defaults)


def _one_of_many(path: Path, name: str, page: Page, defaults: Fields) -> Iterator[Item]:
    where = f"{path}: {page.fields.get('title') or name}"
    try:
        yield found(page, defaults, f"{path.resolve().as_uri()}#{json.dumps(name)}", where)
    except ArticleError as error:
        yield Refused(where, str(error))


def _jsonl(path: Path, defaults: Fields) -> Iterator[Item]:
    untold: dict[str, Content] = {}
    with path.open("rb") as stream:
        for number, line in read_lines(stream):
            where = f"{path}:{number}"
            if isinstance(line, str):
                yield Refused(where, line)
            elif MARK in line:
                yield Saved(where, line)
            else:
                try:
                    yield _json_article(path, where, line, defaults, untold)
                except ArticleError as error:
                    yield Refused(where, str(error))


def _json_article(
    path: Path, where: str, line: Fields, defaults: Fields, untold: dict[str, Content]
) -> Found:
    """The article in one line. `untold` are those above it that have neither URL nor id."""
    fields, unread = legible(_named(line))
    if isinstance(title := fields.get("title"), str):
        fields["title"] = unescape(title)
    text, markup = fields.get("text"), fields.get("html")
    if isinstance(text, str) and _IS_PAGE.match(text):
        text, markup = None, text
    if isinstance(text, str):
        page = read_text(plain(text), _said(fields, "title"))
    elif isinstance(markup, str):
        page = read_html(markup, _said(fields, "url"))
    else:
        raise ArticleError("no text (looked for text, body, content, articleBody, html)")
    told = {**({} if isinstance(text, str) else page.fields), **fields}
    origin = {**page.provenance, **dict.fromkeys(fields, "JSON")}
    page = Page(page.text, told, origin, (*unread, *page.dropped))
    guid = fields.get("id")
    item = found(page, defaults, "", where)
    inner = str(guid) if guid is not None else f"{item.content.title} {item.content.published}"
    place = f"{path.resolve().as_uri()}#{json.dumps(inner)}"
    if guid is None and len(item.keys) == 1:
        _check_told_apart(place, item.content, untold)
    return Found((*item.keys[:-1], place), where, item.content, item.dropped)


def _named(fields: Fields) -> Fields:
    return {**named(fields), **({"paywalled": True} if paywalled(fields) else {})}


def _check_told_apart(key: str, content: Content, untold: dict[str, Content]) -> None:
    """Raise ArticleError rather than take a second "Police log" for a revision of the first."""
    if untold.setdefault(key, content) != content:
        raise ArticleError("a line above has this title and date too; give each an id or a url")


Reader = Callable[[Path, Fields], Iterator[Item]]
READERS: Mapping[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".jsonl.gz": _jsonl,
    ".ndjson.gz": _jsonl,
    ".xml": _xml,
    ".wxr": _xml,
    ".rss": _xml,
    ".atom": _xml,
}


def _reader(path: Path) -> Reader | None:
    name = path.name.lower()
    packed = name.endswith(".gz")
    return READERS.get("".join(path.suffixes[-2:]).lower() if packed else path.suffix.lower())


def _alone(path: Path, page: Page, defaults: Fields) -> Found:
    """The one article of a file. A name that is not UTF-8 can be stored as a URI."""
    return found(page, defaults, path.resolve().as_uri(), str(path))


def _said(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _text(path: Path) -> str:
    text = decode(path.read_bytes())
    if "\x00" in text:
        raise ArticleError("not a text: it holds null characters")
    return text


@lru_cache(maxsize=8)
def _template(folder: Path) -> Template:
    """What the scraped pages of a folder share: menus, teasers, footers."""
    files = sorted(file for file in folder.glob("*.txt") if file.is_file())[:_MOST_SIBLINGS]
    return learn(text for file in files if (text := _if_text(file)) is not None)


def _if_text(file: Path) -> str | None:
    try:
        return _text(file)
    except (OSError, ArticleError):
        return None
