"""WordPress's export (WXR 1.0 to 1.2) -> its published posts."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from corpus.article import ArticleError
from corpus.bylines import names_in
from corpus.dates import parse_date
from corpus.fields import Refused
from corpus.fragment import html_text
from corpus.page import Page
from corpus.text import tidy
from corpus.xml import all_text, elements, local_name, text_of

# Where something does not end, looking for its end stops where the next begins: else the time to
# read a text of many such beginnings grows with the square of its length.
_BLOCK_NOTE = re.compile(r"<!--\s*/?wp:(?:(?!<!--).)*?-->", re.DOTALL)
_CAPTION = re.compile(
    r"\[caption\b[^\]]{0,1000}\](?:(?!\[caption\b).)*?\[/caption\]", re.DOTALL | re.IGNORECASE
)
# A shortcode has attributes, closes itself or is closed, or is one of WordPress's own; else it is
# prose in brackets, as in "[sic]".
_SHORTCODE = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|wp_caption|contact-form(?:-\d)?|more)\b[^\]]{0,1000}\]"
    r"|\[[a-z][\w-]*(?:\s+[\w-]+\s*=\s*(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|[^\s\]\"'][^\s\]]*))+"
    r"\s*/?\]"
    r"|\[[a-z][\w-]*(?:=|\s+)[\"']?https?://[^\]]{0,1000}\]|\[[a-z][\w-]*\s*/\]|\[/[a-z][\w-]*\]",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\[([a-z][\w-]*)\]", re.IGNORECASE)
_CLOSING = re.compile(r"\[/([a-z][\w-]*)\]", re.IGNORECASE)
_MARKED_UP = re.compile(r"<(?:p|div|blockquote|ul|ol|h[1-6]|table|figure)\b", re.IGNORECASE)
_BLANK = re.compile(r"(?:\r?\n[^\S\n]*){2,}")


def read_wxr(stream: BinaryIO, where: str) -> Iterator[tuple[str, Page | Refused]]:
    """Each item with its number as a key: a published post, or why it is left out.

    Attachments, menu entries and other parts of the site are passed over in silence. Raises
    ArticleError when it is no export.
    """
    outlet: str | None = None
    people: dict[str, str] = {}  # what each login is called in print
    seen = False
    for element in elements(stream, frozenset(("item", "base_blog_url", "author"))):
        login, shown = text_of(element, "author_login"), text_of(element, "author_display_name")
        if login and shown:
            people[login] = shown
        if local_name(element) == "author":
            continue
        if local_name(element) == "base_blog_url":
            parent = element.getparent()
            outlet = text_of(parent, "title") if parent is not None else None
            continue
        seen = True
        kind = text_of(element, "post_type")
        if kind != "post":
            continue
        number = text_of(element, "post_id") or text_of(element, "link") or ""
        reason = _left_out(element)
        name = text_of(element, "title") or number
        try:
            left_out = Refused(f"{where}: {name}", reason) if reason else None
            yield number, left_out or _post(element, outlet, people)
        except ArticleError as error:
            yield number, Refused(f"{where}: {name}", str(error))
    if not seen:
        raise ArticleError("not a WordPress export: it has no items")


def _left_out(item: etree._Element) -> str | None:
    status = text_of(item, "status") or "publish"
    if status != "publish":
        words = {
            "draft": "a draft",
            "future": "scheduled",
            "private": "private",
            "trash": "deleted",
        }
        return f"not published ({words.get(status, status)})"
    return "behind a password" if text_of(item, "post_password") else None


def _post(item: etree._Element, outlet: str | None, people: Mapping[str, str]) -> Page:
    content = next(
        (
            all_text(child)
            for child in item
            if local_name(child) == "encoded" and "content" in str(child.tag)
        ),
        "",
    )
    text = html_text(_as_html(content))
    if not text:
        raise ArticleError("no text")
    link, creator = text_of(item, "link"), text_of(item, "creator") or ""
    fields: dict[str, object] = {
        "title": tidy(html_text(text_of(item, "title") or "").replace("\n", " ")),
        "url": link if link and link.startswith("http") else None,
        "date": _gmt(text_of(item, "post_date_gmt")) or _published(item),
        "authors": names_in(people.get(creator, creator)),
        "outlet": outlet,
        "section": next(iter(_terms(item, "category")), None),
        "tags": _terms(item, "post_tag") or _terms(item, "tag"),
    }
    told = {name: value for name, value in fields.items() if value}
    return Page(text, told, dict.fromkeys(told, "WordPress export"))


def _as_html(content: str) -> str:
    """WordPress keeps paragraphs as blank lines, beside what is marked up."""
    bare = _CAPTION.sub("", _BLOCK_NOTE.sub("", content))
    bare = _SHORTCODE.sub("", _without_opening(bare))
    if _MARKED_UP.search(bare) and "<p" in bare.lower():
        return bare
    return "".join(f"<p>{_lines(part)}</p>" for part in _BLANK.split(bare) if part.strip())


def _without_opening(content: str) -> str:
    """Without the shortcodes in brackets alone that are closed further down."""
    closed = {match[1].lower(): match.start() for match in _CLOSING.finditer(content)}
    return _OPENING.sub(
        lambda match: "" if closed.get(match[1].lower(), -1) >= match.end() else match[0], content
    )


def _lines(part: str) -> str:
    return part if _MARKED_UP.search(part) else part.strip().replace("\n", "<br>")


def _terms(item: etree._Element, domain: str) -> list[str]:
    names = [
        tidy(all_text(child))
        for child in item
        if local_name(child) == "category" and child.get("domain") == domain
    ]
    return [name for name in names if name and name.lower() != "uncategorized"]


def _gmt(value: str | None) -> datetime | None:
    if value is None or value.startswith("0000"):
        return None
    try:
        return parse_date(f"{value.replace(' ', 'T')}Z")
    except ArticleError:
        return None


def _published(item: etree._Element) -> datetime | None:
    try:
        return parse_date(text_of(item, "pubDate"))
    except ArticleError:
        return None
