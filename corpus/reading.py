"""What was fetched, whatever it is -> the article in it."""

from corpus.article import ArticleError
from corpus.charset import decode
from corpus.html import read_html
from corpus.page import Page
from corpus.pdf import read_pdf
from corpus.scraped import clean
from corpus.template import Template


def read_body(data: bytes, url: str, content_type: str | None, charset: str | None) -> Page:
    """The article in an answer from `url`. Raises ArticleError when there is none to be read."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if data.startswith(b"%PDF-"):
        return at(read_pdf(data), url)
    if kind == "text/plain" and data.lstrip()[:1] != b"<":
        return at(read_text(decode(data, charset)), url)
    if kind.startswith(("image/", "video/", "audio/")) or kind in _NOT_READ:
        raise ArticleError(f"a kind of file that holds no article ({kind})")
    return read_html(data, url, charset)


def read_text(text: str, title: str | None = None, template: Template | None = None) -> Page:
    """The article in a page of plain text; `template` is what it shares with others of its site."""
    cleaned = clean(text, title, template)
    return Page(
        "\n\n".join(cleaned.paragraphs),
        {} if title else {"title": cleaned.headline},
        {} if title else {"title": "first lines"},
        cleaned.dropped,
        cleaned.doubts,
    )


def at(page: Page, url: str) -> Page:
    """The page, known to lie at this address."""
    origin = {**page.provenance, "url": "address"}
    return Page(page.text, {**page.fields, "url": url}, origin, page.dropped, page.doubts)


_NOT_READ = frozenset(
    "application/zip application/octet-stream application/json text/css text/javascript".split()
)
