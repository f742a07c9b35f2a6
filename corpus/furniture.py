"""Lines that are left in an extracted article though they are the page's and not the article's."""

from collections.abc import Sequence

from corpus.blocks import Label, is_biography, is_notice, label
from corpus.page import Dropped
from corpus.text import tidy

_ALWAYS = {
    Label.PROMO: "promotion or control",
    Label.LEGAL: "notice",
    Label.CAPTION: "caption",
}
_EDGE = 3  # lines at either end of an article among which bylines and biographies stand


def without_furniture(
    lines: Sequence[str], title: str
) -> tuple[tuple[str, ...], tuple[Dropped, ...]]:
    """The lines that are the article's, and those that are left out."""
    wanted = tidy(title).casefold()
    kept: list[str] = []
    dropped: list[Dropped] = []
    for at, line in enumerate(lines):
        reason = _reason(line, at, len(lines), wanted)
        if reason is None:
            kept.append(line)
        else:
            dropped.append(Dropped(line, reason))
    while len(kept) > 1 and label(kept[-1]) is Label.END:
        dropped.append(Dropped(kept.pop(), Label.END.value))
    return tuple(kept), tuple(dropped)


def _reason(line: str, at: int, count: int, title: str) -> str | None:
    """Why a line is none of the article's; None when it is."""
    found = label(line)
    if at < _EDGE and tidy(line).casefold() == title:
        return "headline"
    inner = _EDGE <= at < count - _EDGE
    if found in _ALWAYS and not (found is Label.LEGAL and inner and not is_notice(line)):
        return _ALWAYS[found]
    if found is Label.BYLINE and at < _EDGE:
        return Label.BYLINE.value
    if at >= count - _EDGE and at > _EDGE and is_biography(line):
        return "about the author"
    return None
