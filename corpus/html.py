"""An HTML page -> the article on it: body by trafilatura, metadata as the page declares it."""

import re

import trafilatura
from lxml import etree, html

from corpus.article import ArticleError
from corpus.blocks import is_prose
from corpus.charset import decode
from corpus.furniture import without_furniture
from corpus.metadata import read_metadata
from corpus.page import Page
from corpus.quality import doubts, look_around
from corpus.text import is_heaped, tidy

_ROW = re.compile(r"\|.*\|")
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?")  # below the head of a table


def read_html(source: bytes | str, url: str | None = None, charset: str | None = None) -> Page:
    """The article on a page that was fetched from `url`; `charset` is what the server called it.

    Raises ArticleError when there is no page or no text in it.
    """
    tree = _tree(decode(source, charset) if isinstance(source, bytes) else source)
    if is_heaped(str(tree.text_content())):
        raise ArticleError("holds a hundred accents in a row, which is no text")
    declared = read_metadata(tree, url)
    title = str(declared.fields.get("title") or "")
    surroundings = look_around(tree, url)
    found = trafilatura.extract(tree, include_comments=False, include_tables=True) or ""
    lines = [tidy(line) for row in found.split("\n") for line in _lines(row)]
    kept, dropped = without_furniture([line for line in lines if line], title)
    if not kept:
        raise ArticleError("no article text found on the page")
    body = "\n\n".join(kept)
    reasons = doubts(title, body, found[-500:], declared, surroundings)
    return Page(body, declared.fields, declared.provenance, dropped, reasons)


def _lines(row: str) -> list[str]:
    """A line as trafilatura writes it, without its marks.

    The cells of a table are on one line, a space between them, as they are in feeds and exports;
    those that hold sentences lay out a page and are paragraphs.
    """
    line = row.strip()
    if not _ROW.fullmatch(line):
        return [line.removeprefix("- ")]
    cells = [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line)]
    told = [cell for cell in cells if cell]
    if all(_RULE.fullmatch(cell) for cell in told):
        return []
    return told if any(is_prose(cell) for cell in told) else [" ".join(told)]


def _tree(text: str) -> html.HtmlElement:
    if "<!entity" in text[:4096].lower():
        raise ArticleError("a page with entity definitions is refused")
    if "<body" not in text.lower():  # a fragment, which trafilatura takes for no page
        text = f"<html><body>{text}</body></html>"
    try:
        sound = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        tree = trafilatura.load_html(sound)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"not an HTML page: {error}") from None
    if not isinstance(tree, html.HtmlElement):
        raise ArticleError("not an HTML page")
    return tree
