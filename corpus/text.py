"""Text as it arrives -> paragraphs separated by one blank line.

Only what cannot change a word is done here: line ends, kinds of space, invisible characters,
hard-wrapped lines joined. Finding the article inside a scraped page is another matter.
"""

import re
import unicodedata

# Zero-width space, word joiner, byte-order mark, soft hyphen. Not the (non-)joiners U+200C and
# U+200D: Persian, Hindi and emoji need them.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*$")
# Lines broken by an editor or mail program fall in this range of lengths, in characters.
_WRAPPED = range(45, 131)


def tidy(text: str) -> str:
    """One line of text: NFC, one kind of space, nothing invisible, trimmed."""
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, each on one line.

    Blank lines separate paragraphs. Inside such a block, lines are one paragraph when they look
    hard-wrapped, else each line is its own.
    """
    cleaned = _clean(text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = [
        [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        for block in re.split(r"\n[^\S\n]*\n", cleaned)
    ]
    wrapped = _hard_wrapped(blocks)
    return [
        paragraph
        for block in blocks
        if block
        for paragraph in ([" ".join(block)] if wrapped else block)
    ]


def body(text: str) -> str:
    """`text` in the form that Content keeps: paragraphs separated by one blank line."""
    return "\n\n".join(paragraphs(text))


def headline_and_body(text: str) -> tuple[str | None, str]:
    """Headline and body of a plain-text article.

    The headline stands above the first paragraph of prose: a line that is printed twice there,
    else the first of 3 to 30 words, else the first. None when the text starts with prose. Its
    copies, and what stands above the last of them, are not part of the body.
    """
    lines = paragraphs(text)
    above = lines[: next((i for i, line in enumerate(lines) if _is_prose(line)), len(lines) - 1)]
    titles = [line for line in above if 3 <= len(line.split()) <= 30] or above[:1]
    if not titles:
        return None, "\n\n".join(lines)
    headline = next((line for line in titles if above.count(line) > 1), titles[0])
    last = len(above) - 1 - above[::-1].index(headline)
    return headline, "\n\n".join(lines[last + 1 :])


def _is_prose(line: str) -> bool:
    """True for a line like a sentence. Questions and calls are headlines as often, so are not."""
    long = len(line.split()) >= 8 or (len(line) >= 25 and not line.isascii() and " " not in line)
    return long and bool(_SENTENCE_END.search(line)) and not line.endswith(("?", "!", "？", "！"))


def _hard_wrapped(blocks: list[list[str]]) -> bool:
    """True when lines inside paragraphs are mostly of one editor's width and end mid-sentence."""
    inner = [line for block in blocks for line in block[:-1]]
    if not inner or max(map(len, inner)) > _WRAPPED.stop:
        return False
    broken = [line for line in inner if len(line) in _WRAPPED and not _SENTENCE_END.search(line)]
    return len(broken) >= 0.6 * len(inner)


def _clean(text: str) -> str:
    """NFC without invisible characters; control characters and odd spaces become spaces."""
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") and c not in "\r\n" else c
        for c in composed
    )
