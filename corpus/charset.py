"""Bytes -> text, in the character set that they are in, whatever is said of them."""

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]+)",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which a page declares its character set


def decode(data: bytes, header: str | None = None) -> str:
    """The text. `header` is the charset that the server named.

    In order: a byte order mark; UTF-8, if all of it is; what was declared, by the server or in the
    page, if all of it is that; else what a browser would guess. What is in no way text comes out
    with replacement characters.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    for name in ("utf-8", *_declared(data, header)):
        text = _strictly(data, name)
        if text is not None:
            return text
    guessed = detect_encoding(data, html5_compatible=True) or "cp1252"
    return str(bytes_to_str(data, guessed, errors="replace"))


def _declared(data: bytes, header: str | None) -> list[str]:
    match = _DECLARED.search(data[:_HEAD])
    inside = (match[1] or match[2]).decode("ascii", "replace") if match else None
    # As in browsers: iso-8859-1 means cp1252, gb2312 means gbk.
    return [map_encoding_to_html5(name, False) or name for name in (header, inside) if name]


def _strictly(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    return None if "\x00" in text and b"\x00" in data else text
