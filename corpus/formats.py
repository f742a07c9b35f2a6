"""Files and folders -> articles as they were found, each with the key it is known by.

A file that cannot be an article is refused with its reason, and the rest goes on.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.article import ArticleError, Content, Kind
from corpus.dates import parse_date
from corpus.html import read_html
from corpus.markdown import read_markdown
from corpus.text import body, headline_and_body, tidy

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """An article in a file. `keys` identify it, strongest first: its URL, then where it lies."""

    keys: tuple[str, ...]
    where: str
    content: Content


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not an article, and why, in words for the operator."""

    where: str
    reason: str


def read(path: Path, defaults: Fields) -> Iterator[Found | Refused]:
    """Every article in a file, or in all files below a folder, sorted by name.

    `defaults` (url, title, outlet, date) fill only what the files do not say.
    In a folder, hidden files and kinds of file that hold no articles are passed over.
    """
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            hidden = any(name.startswith(".") for name in inside)
            if file.suffix.lower() in READERS and not hidden and not file.is_dir():
                yield from _read_file(file, defaults)
    elif not path.exists():
        yield Refused(str(path), "no such file or folder")
    else:
        yield from _read_file(path, defaults)


def _read_file(path: Path, defaults: Fields) -> Iterator[Found | Refused]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = " ".join(sorted(READERS))
        yield Refused(str(path), f"not a kind of file that is read here ({kinds})")
        return
    try:
        yield from reader(path, _decoded(path.read_bytes()), defaults)
    except ArticleError as error:
        yield Refused(str(path), str(error))
    except OSError as error:
        yield Refused(str(path), error.strerror or str(error))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"not UTF-8 text (byte 0x{data[error.start]:02x} at {error.start})"
        ) from None


def _markdown(path: Path, source: str, defaults: Fields) -> Iterator[Found | Refused]:
    fields, heading, text = read_markdown(source)
    yield _found(path, text, {"title": heading, **_named(fields)}, defaults, origin="front matter")


def _plain(path: Path, source: str, defaults: Fields) -> Iterator[Found | Refused]:
    headline, text = headline_and_body(source)
    yield _found(path, text, {"title": headline}, defaults, origin="first lines")


def _html(path: Path, source: str, defaults: Fields) -> Iterator[Found | Refused]:
    page = read_html(source)
    yield _found(path, page.text, page.fields, defaults, origin=page.provenance)


def _jsonl(path: Path, source: str, defaults: Fields) -> Iterator[Found | Refused]:
    untold: dict[str, Content] = {}
    for number, line in enumerate(source.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            yield _json_article(path, where, line, defaults, untold)
        except ArticleError as error:
            yield Refused(where, str(error))


def _json_article(
    path: Path, where: str, line: str, defaults: Fields, untold: dict[str, Content]
) -> Found:
    """The article in one line. `untold` are those above it that have neither URL nor id."""
    fields = _named(_json_object(line))
    text = fields.get("text")
    page = fields.get("html")
    if not isinstance(text, str) and isinstance(page, str):
        text = read_html(page).text
    if not isinstance(text, str):
        raise ArticleError("no text (looked for text, body, content, articleBody, html)")
    found = _found(path, body(text), fields, defaults, origin="JSON")
    guid = fields.get("id")
    inner = str(guid) if guid is not None else f"{found.content.title} {found.content.published}"
    keys = (*found.keys[:-1], f"{found.keys[-1]}#{json.dumps(inner)}")
    if guid is None and len(keys) == 1:
        _check_told_apart(keys[0], found.content, untold)
    return Found(keys, where, found.content)


def _json_object(line: str) -> Fields:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not JSON: {error}") from None
    if not isinstance(item, dict):
        raise ArticleError("not a JSON object")
    return item


def _check_told_apart(key: str, content: Content, untold: dict[str, Content]) -> None:
    """Raise ArticleError rather than take a second "Police log" for a revision of the first."""
    if untold.setdefault(key, content) != content:
        raise ArticleError("a line above has this title and date too; give each an id or a url")


# What other programs call the fields.
ALIASES = {
    "headline": "title",
    "name": "title",
    "body": "text",
    "content": "text",
    "articlebody": "text",
    "link": "url",
    "published": "date",
    "publishedat": "date",
    "published_at": "date",
    "datepublished": "date",
    "modified": "updated",
    "datemodified": "updated",
    "updated_at": "updated",
    "author": "authors",
    "byline": "authors",
    "source": "outlet",
    "publisher": "outlet",
    "category": "section",
    "keywords": "tags",
    "guid": "id",
}


def _named(fields: Fields) -> Fields:
    """The fields under our names. What is empty says nothing; our own name wins over others."""
    filled = {name.lower(): value for name, value in fields.items() if value}
    others = {ALIASES[name]: value for name, value in filled.items() if name in ALIASES}
    return {**others, **{name: value for name, value in filled.items() if name not in ALIASES}}


Reader = Callable[[Path, str, Fields], Iterator[Found | Refused]]
READERS: Mapping[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
}


def _found(
    path: Path, text: str, fields: Fields, defaults: Fields, origin: str | Mapping[str, str]
) -> Found:
    """The article that `fields` describe. Raises ArticleError with the reason if they cannot."""
    named = _named(fields)
    given = {name: value for name, value in defaults.items() if value and name not in named}
    merged = {**named, **given}
    url = _optional_text(merged, "url")
    content = Content(
        title=_optional_text(merged, "title") or "",
        text=text,
        outlet=_optional_text(merged, "outlet"),
        url=url,
        authors=_texts(merged, "authors"),
        section=_optional_text(merged, "section"),
        tags=_texts(merged, "tags"),
        published=parse_date(merged["date"]) if "date" in merged else None,
        updated=parse_date(merged["updated"]) if "updated" in merged else None,
        kind=_kind(merged.get("kind")),
        provenance={
            name: "option" if name in given else _origin(origin, name)
            for name in merged
            if name in _KEPT
        },
    )
    keys = (path.resolve().as_uri(),)  # a name that is not UTF-8 can be stored as a URI
    return Found((f"url:{url}", *keys) if url else keys, str(path), content)


_KEPT = frozenset(
    ("title", "outlet", "url", "authors", "section", "tags", "date", "updated", "kind")
)


def _origin(origin: str | Mapping[str, str], name: str) -> str:
    return origin if isinstance(origin, str) else origin.get(name, "page")


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
    items = value if isinstance(value, list) else [value]
    texts = (_optional_text({name: item}, name) for item in items)
    return tuple(text for text in texts if text)


def _kind(value: object) -> Kind:
    if value is None:
        return Kind.REPORT
    try:
        return Kind(str(value).lower())
    except ValueError:
        allowed = ", ".join(Kind)
        raise ArticleError(f"kind {value!r} is not one of {allowed}") from None
