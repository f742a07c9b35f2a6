"""Links that scroll to the quoted words.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=start,end`). A browser
that does not know them opens the page at its top.
"""

from urllib.parse import quote, urldefrag, urlsplit

import yarl

# Quotes longer than this are named by their first and last words: shorter links, and a slip of
# white space in the middle of the page's paragraph does no harm. Characters.
_WHOLE = 60
_EDGE = 25


def quote_link(url: str, text: str) -> str:
    """`url` with a text fragment for the quote `text`, safe to stand in a masked link."""
    page, fragment = urldefrag(url)
    fragment = fragment.partition(":~:")[0]
    return f"{safe(page)}#{_escaped(fragment)}:~:text={_directive(text)}"


def safe(url: str) -> str:
    """`url` with the characters escaped that would end a masked link or a `<link>`."""
    return _escaped(_with_ascii_host(url))


def _escaped(part: str) -> str:
    return quote(part, safe="%/:=&?~#+!$,;'@*-._")


def _with_ascii_host(url: str) -> str:
    """A host in another script as browsers send it: not all that reads links decodes `%` there."""
    netloc = urlsplit(url).netloc
    if netloc.isascii():
        return url
    host = netloc.partition(":")[0]
    try:
        return url.replace(host, str(yarl.URL(f"//{netloc}").raw_host), 1)
    except ValueError:  # not a host name that any resolver knows
        return url


def _directive(text: str) -> str:
    first, last = _first_words(text), _last_words(text)
    if len(text) <= max(_WHOLE, len(first) + len(last)):
        return _encoded(text)  # browsers look for the last words only below the first
    return f"{_encoded(first)},{_encoded(last)}"


def _first_words(text: str) -> str:
    space = text.find(" ", _EDGE)
    return text[:space] if 0 < space <= 2 * _EDGE else text[:_EDGE]


def _last_words(text: str) -> str:
    space = text.rfind(" ", len(text) - 2 * _EDGE, len(text) - _EDGE + 1)
    return text[space + 1 :] if space > 0 else text[-_EDGE:]


def _encoded(words: str) -> str:
    # `-`, `,` and `&` are part of the fragment's own syntax.
    return quote(words, safe="").replace("-", "%2D")
