"""Links that scroll to the quoted words.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=start,end`). A browser
that does not know them opens the page at its top.
"""

from urllib.parse import quote, urldefrag

# Quotes longer than this are named by their first and last words: shorter links, and a slip of
# white space in the middle of the page's paragraph does no harm. Characters.
_WHOLE = 60
_EDGE = 25


def quote_link(url: str, text: str) -> str:
    """`url` with a text fragment for the quote `text`, safe to stand in a masked link."""
    page, fragment = urldefrag(url)
    fragment = fragment.partition(":~:")[0]
    return f"{safe(page)}#{safe(fragment)}:~:text={_directive(text)}"


def safe(url: str) -> str:
    """`url` with the characters escaped that would end a masked link or a `<link>`."""
    return quote(url, safe="%/:=&?~#+!$,;'@[]*-._").replace("[", "%5B").replace("]", "%5D")


def _directive(text: str) -> str:
    if len(text) <= _WHOLE:
        return _encoded(text)
    return f"{_encoded(_first_words(text))},{_encoded(_last_words(text))}"


def _first_words(text: str) -> str:
    space = text.find(" ", _EDGE)
    return text[:space] if 0 < space <= 2 * _EDGE else text[:_EDGE]


def _last_words(text: str) -> str:
    space = text.rfind(" ", len(text) - 2 * _EDGE, len(text) - _EDGE + 1)
    return text[space + 1 :] if space > 0 else text[-_EDGE:]


def _encoded(words: str) -> str:
    # `-`, `,` and `&` are part of the fragment's own syntax.
    return quote(words, safe="").replace("-", "%2D")
