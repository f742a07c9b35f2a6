"""XML from strangers: read as a stream, without entities, documents or networks of its own."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.article import ArticleError

_START = 64 * 1024  # bytes within which a document type stands
_CHUNK = 256 * 1024


def elements(stream: BinaryIO, names: frozenset[str]) -> Iterator[etree._Element]:
    """The elements with these local names, each when it is whole; then it is emptied.

    Raises ArticleError when it is no XML, or defines entities: no feed or export needs to.
    """
    start = stream.read(_START)
    if b"<!ENTITY" in start or "<!ENTITY".encode("utf-16-le") in start:
        raise ArticleError("XML with entity definitions is refused")
    parser = etree.XMLPullParser(
        events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    chunk = start.lstrip() if start[:1].isspace() else start
    try:
        while chunk:
            parser.feed(chunk)
            yield from _whole(parser, names)
            chunk = stream.read(_CHUNK)
        parser.close()
        yield from _whole(parser, names)
    except etree.XMLSyntaxError as error:
        raise ArticleError(f"not XML: {error.msg}") from None


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, whose version says nothing to us."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element, name: str) -> str | None:
    """The text of the first child with this local name; None when it has none."""
    for child in element:
        if local_name(child) == name:
            return all_text(child).strip() or None
    return None


def all_text(element: etree._Element) -> str:
    """The text of an element and of all in it."""
    return "".join(str(text) for text in element.itertext())


def _whole(parser: etree.XMLPullParser, names: frozenset[str]) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element) and local_name(element) in names:
            yield element
            element.clear()
            before = element.getprevious()
            while before is not None:  # what was read stays no longer than it is needed
                parent = element.getparent()
                if parent is None:
                    break
                parent.remove(before)
                before = element.getprevious()
