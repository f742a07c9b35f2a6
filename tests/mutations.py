"""Inputs made from sound ones: cut, spliced, repeated, nested, filled with what readers dread."""

import random
import re
from collections.abc import Callable, Sequence

MOST_BYTES = 48 * 1024  # of an input; what a reader costs at its size limit is another question
_MOST_TIMES = 2000
_UNICODE = (
    "\x00 \x01 \x07 \x08 \x0b \x0c \x1b \x1f \x7f \x85 \u00a0 \u00ad \u0301 \u0323 \u034f \u061c"
    " \u0e33 \u180e \u200b \u200c \u200d \u200e \u200f \u2028 \u2029 \u202a \u202e \u2060 \u2066"
    " \u2069 \u3000 \ufdfa \ufeff \ufffc \ufffe \uffff \U0001f468 \U0001f3fd \U000e0041 \U0010ffff"
    " \u0130 \u00df \u1e9e \ufb03 \u01c5 \u0660 \u00b2 \u2460 \u216b \u4e09 漢 ع क ก ა"
)
ODD_TEXTS = (
    *_UNICODE.split(" "),
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    "a\u0301\u0323" * 20,
    "\u0301\u0323" * 400,
    "x" * 3000,
    "word " * 600,
    "A. " * 500,
    "…" * 800,
    ".'\"" * 300,
    "漢" * 500,
    "9" * 400,
    "9" * 5000,
    "-1",
    "1e400",
    "NaN",
    "0000-00-00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2024-02-30",
    "31 February 2024",
    "Mon, 01 Jan 99999999999 00:00:00 +0000",
    "Thu, 14 Mar 2024 09:30:00 -9999",
    "1969-12-31",
    "99999999999999999999",
    "&amp;amp;lt;p&gt;",
    "&#0;&#xD800;&#x110000;&#9999999999;",
    "&nosuch;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "http://[::1",
    "https://a.example:99999/",
    "https://user:pw@a.example/",
    "javascript:alert(1)",
    "//",
    "https://xn--/",
    "@everyone <@1> [x](https://evil.example)",
)
ODD_BYTES = (
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80\x81\xfe",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00\x00\xfe\xff",
    b"\x1f\x8b\x08",
    b"\x00" * 16,
)
_ODD = (*(text.encode("utf-8", "surrogatepass") for text in ODD_TEXTS), *ODD_BYTES)
_ELEMENT = re.compile(rb"<[A-Za-z][^<>]{0,200}>")
_NUMBER = re.compile(rb"\d+")
_LITERAL = re.compile(rb'"[^"\n]{0,400}"')
_CODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "shift_jis", "koi8-r", "gb18030")

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def mutated(seeds: Sequence[bytes], words: Sequence[bytes], chance: random.Random) -> bytes:
    """A seed after one to eight mutations. `words` are what the format is made of."""
    data = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 2, 3, 5, 8))):
        if chance.random() < 0.15:
            data = _spliced(data, chance, [chance.choice(seeds)])
        else:
            data = chance.choice(_MUTATIONS)(data, chance, words)[:MOST_BYTES]
    return data[:MOST_BYTES]


def _slice(data: bytes, chance: random.Random) -> tuple[int, int]:
    """A part of the input; short ones are as likely as long ones."""
    start = chance.randrange(len(data) + 1)
    most = max(1, int((len(data) - start) * chance.random() ** 4))
    return start, min(len(data), start + most)


def _spliced(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _truncated(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _without(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, stop = _slice(data, chance)
    return data[:start] + data[stop:]


def _repeated(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, stop = _slice(data, chance)
    part = data[start:stop]
    times = min(chance.choice((2, 3, 20, _MOST_TIMES)), MOST_BYTES // (len(part) or 1) + 1)
    return data[:start] + part * times + data[stop:]


def _flipped(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    flipped = bytearray(data)
    for _number in range(chance.randint(1, 6) if data else 0):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _with_odd(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_ODD) + data[place:]


def _with_words(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    """With words of the format, one or very many times over."""
    start, stop = _slice(data, chance) if chance.random() < 0.3 else (0, 0)
    start, stop = (start, stop) if stop else (chance.randrange(len(data) + 1),) * 2
    put = b"".join(chance.choice(words) for _ in range(chance.randint(1, 3)))
    times = chance.choice((1, 1, 1, 5, 100, _MOST_TIMES))
    return data[:start] + put * min(times, MOST_BYTES // (len(put) or 1) + 1) + data[stop:]


def _replaced(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    """One number or text in quotes, everywhere it stands or once, put in place of by another."""
    found = _LITERAL.findall(data) if chance.random() < 0.5 else _NUMBER.findall(data)
    if not found:
        return _with_odd(data, chance, words)
    other = chance.choice((*_ODD, *words))
    if chance.random() < 0.5:
        other = b'"' + other.replace(b'"', b"'") + b'"'
    return data.replace(chance.choice(found), other, chance.choice((1, -1)))


def _nested(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A part, wrapped many times over in an element or in brackets."""
    start, stop = _slice(data, chance)
    elements = _ELEMENT.findall(data) or [b"<div>"]
    opening = chance.choice(
        (chance.choice(elements), b"[", b'{"name":', b'{"@graph":[', b"> ", b"(")
    )
    name = re.match(rb"<([\w:-]+)", opening)
    closing = {b"[": b"]", b'{"name":': b"}", b'{"@graph":[': b"]}", b"(": b")"}.get(opening, b"")
    if name:
        closing = b"</" + name[1] + b">"
    times = min(chance.choice((3, 30, 250, 950, 5000)), MOST_BYTES // (3 * len(opening)))
    return data[:start] + opening * times + data[start:stop] + closing * times + data[stop:]


def _with_attributes(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """An element with one huge attribute, or with very many."""
    elements = [match.end() - 1 for match in _ELEMENT.finditer(data)]
    if not elements:
        return data
    place = chance.choice(elements)
    many = b"".join(b' a%d="x"' % number for number in range(1500))
    huge = b' class="' + chance.choice((b"x", b"a ", b"&amp;", b"\n", b"-_")) * 8000 + b'"'
    return data[:place] + chance.choice((many, huge)) + data[place:]


def _recoded(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """In another character set, or half of it."""
    text = data.decode("utf-8", "replace")
    half = len(text) // 2 if chance.random() < 0.3 else 0
    coding = chance.choice(_CODINGS)
    return text[:half].encode() + text[half:].encode(coding, "replace")


def _shuffled(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return chance.choice((b"\n", b"\n\n", b"\r\n", b" ")).join(lines)


_MUTATIONS: tuple[Mutation, ...] = (
    _truncated,
    _without,
    _repeated,
    _flipped,
    _with_odd,
    _with_odd,
    _with_words,
    _with_words,
    _replaced,
    _replaced,
    _nested,
    _with_attributes,
    _recoded,
    _shuffled,
)
