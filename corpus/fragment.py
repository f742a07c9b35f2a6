"""A fragment of HTML that is all article, as feeds and exports carry it -> its paragraphs."""

import re

from lxml import etree, html

from corpus.text import tidy

_BLOCKS = frozenset(
    """address article aside blockquote body dd details div dl dt figcaption figure footer form h1
    h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead
    tr ul""".split()
)
_LEFT_OUT = frozenset(
    """script style noscript template svg iframe object embed video audio canvas form button figure
    figcaption nav select textarea""".split()
)
_APPEARED = re.compile(r"^The post .+ (?:appeared first on|first appeared on) .+$")
_MARKUP = re.compile(r"<\w|<!--|&\w+;|&#\d+;")
_DEEPEST = 200  # levels of nesting; no article has more


def html_text(fragment: str) -> str:
    """The paragraphs of a fragment, separated by one blank line; figures and embeds are left out.

    Text without any markup is taken as it is, blank lines and all.
    """
    if not _MARKUP.search(fragment):
        parts = [tidy(part) for part in re.split(r"\n\s*\n|\r\n\s*\r\n", fragment)]
        return "\n\n".join(part for part in parts if part)
    try:
        parser = html.HTMLParser(huge_tree=True)
        tree = html.fragment_fromstring(_storable(fragment), create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    blocks: list[list[str]] = [[]]
    _collect(tree, blocks, 0)
    paragraphs = [tidy("".join(block)) for block in blocks]
    return "\n\n".join(text for text in paragraphs if text and not _APPEARED.match(text))


def _collect(element: html.HtmlElement, blocks: list[list[str]], depth: int) -> None:
    """Append the text of an element to the last block; block elements begin new ones."""
    if depth > _DEEPEST:
        inside = (one for one in element.iter() if one.tag not in _LEFT_OUT)
        texts = (one.text for one in inside if isinstance(one.tag, str) and one.text)
        blocks[-1].append(" ".join(texts))
        return
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _LEFT_OUT:
        return
    cell = tag in ("td", "th")
    block = tag in _BLOCKS and not cell
    if block:
        blocks.append([])
    blocks[-1].append(" " + (element.text or "") if cell else element.text or "")
    for child in element:
        if child.tag == "br":
            blocks[-1].append("\n")
        else:
            _collect(child, blocks, depth + 1)
        blocks[-1].append(child.tail or "")
    if block:
        blocks.append([])


def _storable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or c.isprintable() or ord(c) > 0x9F)
