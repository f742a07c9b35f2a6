"""WordPress's REST interface: posts as they are, whole, with what was modified since when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode, urlsplit

from corpus.article import ArticleError, check_url
from corpus.dates import parse_date
from corpus.fields import Refused
from corpus.fragment import html_text
from corpus.text import tidy
from corpus.urls import without_user

PER_PAGE = 100
_FIELDS = "id,guid,link,status,type,title,content,date_gmt,modified_gmt,_links,_embedded"


@dataclass(frozen=True, slots=True)
class Post:
    """A published post; `text` is its paragraphs."""

    url: str
    guid: str | None
    title: str
    text: str
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    published: datetime | None
    modified: datetime | None


def posts_url(
    api: str, page: int, modified_after: datetime | None = None, after: datetime | None = None
) -> str:
    """Where one page of posts lies, those modified first coming first.

    With `after` those published since, in the order of publication: a post that was scheduled
    goes live with the date on which it was last modified. `api` is the interface's root, as in
    https://site.example/wp-json/.
    """
    query = {
        "per_page": str(PER_PAGE),
        "page": str(page),
        "orderby": "date" if after else "modified",
        "order": "asc",
        "_embed": "author,wp:term",
        "_fields": _FIELDS,
    }
    if modified_after:
        query["modified_after"] = _written(modified_after)
    if after:
        query["after"] = _written(after)
    if urlsplit(api).query:  # sites without pretty addresses: ?rest_route=/
        return f"{api.rstrip('/')}/wp/v2/posts&{urlencode(query)}"
    return f"{api.rstrip('/')}/wp/v2/posts?{urlencode(query)}"


def read_posts(data: bytes) -> tuple[tuple[Post, ...], tuple[Refused, ...]]:
    """The posts in an answer, and what is not answered from, with why.

    Raises ArticleError when it is no answer of this interface.
    """
    try:
        items = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not an answer of WordPress: {error}") from None
    if not isinstance(items, list):
        raise ArticleError("not an answer of WordPress: no list of posts")
    posts: list[Post] = []
    refused: list[Refused] = []
    for item in items:
        try:
            posts.append(_post(item))
        except ArticleError as error:
            where = str(item.get("link") or item.get("id")) if isinstance(item, dict) else "?"
            refused.append(Refused(without_user(where), str(error)))
    return tuple(posts), tuple(refused)


def _post(item: object) -> Post:
    if not isinstance(item, dict):
        raise ArticleError("not a post")
    if item.get("status", "publish") != "publish":
        raise ArticleError(f"not published ({item.get('status')})")
    content = item.get("content")
    if isinstance(content, dict) and content.get("protected"):
        raise ArticleError("behind a password")
    url = str(item.get("link") or "")
    check_url(url)
    text = html_text(_rendered(content))
    if not text:
        raise ArticleError("no text")
    sections, tags = _terms(item, "category"), _terms(item, "post_tag")
    return Post(
        url=url,
        guid=_rendered(item.get("guid")) or None,
        title=tidy(html_text(_rendered(item.get("title"))).replace("\n", " ")),
        text=text,
        authors=_authors(item),
        section=next((name for name in sections if name.lower() != "uncategorized"), None),
        tags=tuple(tags),
        published=_gmt(item.get("date_gmt")),
        modified=_gmt(item.get("modified_gmt")),
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rendered(value: object) -> str:
    rendered = value.get("rendered") if isinstance(value, dict) else value
    return rendered if isinstance(rendered, str) else ""


def _embedded(item: Mapping[str, object], name: str) -> list[object]:
    embedded = item.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


def _authors(item: Mapping[str, object]) -> tuple[str, ...]:
    names = [one.get("name") for one in _embedded(item, "author") if isinstance(one, dict)]
    told = [tidy(unescape(name)) for name in names if isinstance(name, str)]
    return tuple(name for name in told if name and name.lower() != "admin")


def _terms(item: Mapping[str, object], taxonomy: str) -> list[str]:
    terms = [
        term
        for group in _embedded(item, "wp:term")
        if isinstance(group, list)
        for term in group
        if isinstance(term, dict) and term.get("taxonomy") == taxonomy
    ]
    return [tidy(unescape(str(term["name"]))) for term in terms if term.get("name")]


def _gmt(value: object) -> datetime | None:
    """WordPress writes GMT without saying so."""
    if not isinstance(value, str) or value.startswith("0000"):
        return None
    try:
        return parse_date(value if value.endswith("Z") else f"{value}Z")
    except ArticleError:
        return None
