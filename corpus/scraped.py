"""A page scraped as plain text -> the article in it: its headline and body, nothing else.

Blocks are labelled by their words (corpus.blocks) and by where they stand; where there is enough
furniture to say that this is a page and not a clean text, the stretch of blocks that reads most
like an article is kept. Of a clean text everything is kept: tables, recipes and verse look like
furniture. The date stays unknown: those on a page are as often its teasers'.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import (
    FURNITURE,
    Label,
    is_biography,
    is_comments,
    is_prose,
    is_truncated,
    label,
    repeated,
)
from corpus.page import Dropped
from corpus.template import Template
from corpus.text import paragraphs, tidy

_LEAST_KEPT = 0.25  # of a page's words; below, an editor has a look
_LEAST_WORDS = 60
_LONG = 15  # words of prose below which a line may be a headline or a caption
_SHORT_RUN = 8  # short blocks in a row look like a menu
_FURNISHED = 0.04  # of a page's blocks; a long clean text may have a line or two that look so
_SURE = 150  # words of prose above a heading of comments, which then is no menu's
_REST = 0.4  # as much prose after the heading of what follows, beside that before it
_NEAR = 4  # lines above a clean text in which its headline is printed twice
_APART = 5  # blocks between two teasers of one list
_WEIGHTS = {
    Label.TEASER: -6.0,
    Label.LEGAL: -6.0,
    Label.END: -8.0,
    Label.PROMO: -2.5,
    Label.TEMPLATE: -0.7,
    Label.ROW: -2.0,
    Label.RULE: -0.2,
    Label.CAPTION: -0.3,
    Label.REPEAT: -1.6,
    Label.BYLINE: -0.3,
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a page of text holds. `kept` is the share of its words that are in the article, 0 to 1.

    `dropped` are in the page's order; `doubts` are reasons for an editor to look at it.
    """

    headline: str | None
    paragraphs: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    kept: float
    doubts: tuple[str, ...]


def clean(text: str, title: str | None = None, template: Template | None = None) -> Cleaned:
    """The article in `text`.

    `title` is its headline where that is known from elsewhere, `template` what the pages of its
    site have in common.
    """
    blocks = paragraphs(text)
    labels = _labels(blocks, template)
    if _is_clean(labels, blocks):
        return _kept_whole(blocks, labels, title)
    body = _to_end(_best_stretch(blocks, labels), blocks, labels)
    place, headline = _headline(blocks, labels, body, title)
    same = tidy(headline).casefold() if headline else None
    kept = [
        at
        for at in body
        if labels[at] not in FURNITURE and at != place and tidy(blocks[at]).casefold() != same
    ]
    kept = [at for at in kept if place is None or place not in body or at > place]
    kept = _without_tail(kept, blocks, labels)
    return _cleaned(blocks, labels, kept, headline, place, sure=False)


def _labels(blocks: Sequence[str], template: Template | None) -> list[Label]:
    """What each block is, by its words, its repetition, its site and its neighbours."""
    labels = [label(block) for block in blocks]
    again = repeated(blocks)
    for at, block in enumerate(blocks):
        if labels[at] not in (Label.PROSE, Label.OTHER):
            continue
        if template and template.has(block):
            labels[at] = Label.TEMPLATE
        elif tidy(block).casefold() in again:
            labels[at] = Label.REPEAT
    runs = _teaser_runs(blocks, labels)
    # What breaks off by itself is how some people write.
    labels = [Label.OTHER if found is Label.TEASER else found for found in labels]
    for run in runs:
        for at in run:
            labels[at] = Label.TEASER
    _cut_after_end(blocks, labels)
    return labels


def _teaser_runs(blocks: Sequence[str], labels: Sequence[Label]) -> list[range]:
    """Lists of teasers, each a headline and a text that breaks off."""
    broken = [at for at, found in enumerate(labels) if found is Label.TEASER]
    runs: list[list[int]] = []
    for at in broken:
        if runs and at - runs[-1][-1] <= _APART + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    found = []
    for run in runs:
        first = run[0]
        if first and _is_short(blocks[first - 1]):
            first -= 1  # the headline of the first of them
        broken_off = frozenset(run)
        between = [at for at in range(first, run[-1] + 1) if at not in broken_off]
        prose = [len(blocks[at].split()) for at in between if is_prose(blocks[at])]
        own = sum(len(blocks[at].split()) for at in run)
        headed = sum(1 for at in run if at and _is_short(blocks[at - 1]))
        listed = len(run) >= 2 and 2 * headed >= len(run)
        if listed and max(prose, default=0) < 40 and sum(prose) <= own / 2 + 30:
            found.append(range(first, run[-1] + 1))
    return found


def _cut_after_end(blocks: Sequence[str], labels: list[Label]) -> None:
    """What follows the heading "Comments" or "Related" is not the article's any more."""
    own = [
        len(block.split()) if found is Label.PROSE else 0
        for block, found in zip(blocks, labels, strict=True)
    ]
    before, after = 0, sum(own)
    for at, found in enumerate(labels):
        before, after = before + own[at], after - own[at]
        few = before >= _LEAST_WORDS and after <= before * _REST
        if found is Label.END and (few or (before >= _SURE and is_comments(blocks[at]))):
            for rest in range(at + 1, len(labels)):
                if labels[rest] not in FURNITURE:
                    labels[rest] = Label.END if own[rest] else Label.TEASER
            return


def _is_clean(labels: Sequence[Label], blocks: Sequence[str]) -> bool:
    """Whether there is too little furniture for a page: then this is a text someone has cleaned."""
    counted = (Label.END, Label.PROMO, Label.LEGAL, Label.TEMPLATE, Label.ROW)
    headings = sum(
        1 for at, found in enumerate(labels) if found in counted and _is_own(at, labels, blocks)
    )
    runs = sum(
        1
        for at, found in enumerate(labels)
        if found is Label.TEASER and (at == 0 or labels[at - 1] is not Label.TEASER)
    )
    evidence = headings + 2 * runs
    return evidence < (1 if _has_menu(blocks) else max(2, _FURNISHED * len(blocks)))


def _is_own(at: int, labels: Sequence[Label], blocks: Sequence[str]) -> bool:
    """Whether a block has its label by its own words, not for what stands above it."""
    return labels[at] is Label.TEMPLATE or label(blocks[at]) is labels[at]


def _has_menu(blocks: Sequence[str]) -> bool:
    run = 0
    for block in blocks:
        run = run + 1 if len(block.split()) <= 4 and not is_prose(block) else 0
        if run >= _SHORT_RUN:
            return True
    return False


def _kept_whole(blocks: Sequence[str], labels: Sequence[Label], title: str | None) -> Cleaned:
    """A clean text: all but notices, promotions, and the headline above it."""
    place, headline = _first_headline(blocks, labels, title)
    kept = [
        at
        for at, block in enumerate(blocks)
        if not (labels[at] is Label.LEGAL or (labels[at] is Label.PROMO and len(block.split()) > 2))
        and (place is None or at > place)
    ]
    first = next((n for n, at in enumerate(kept) if labels[at] is Label.PROSE), 0)
    kept = [at for n, at in enumerate(kept) if n >= first or labels[at] is not Label.BYLINE]
    return _cleaned(blocks, labels, kept, headline, place, sure=True)


def _first_headline(
    blocks: Sequence[str], labels: Sequence[Label], title: str | None
) -> tuple[int | None, str | None]:
    """The line above a clean text that is its headline, and where its last copy stands.

    A line that is printed twice above the first prose, else the title that is known, else the
    first line of 3 to 30 words, else the first.
    """
    last = min(1, len(blocks) - 1)  # of a text without prose, such as verse, the first line
    first = next((at for at, found in enumerate(labels) if _is_body(blocks[at])), last)
    above = [tidy(block) for block in blocks[: max(first, 0)]]
    if title:
        wanted = tidy(title).casefold()
        places = [at for at, block in enumerate(above) if block.casefold() == wanted]
        return (places[-1] if places else None), title
    short = [at for at, block in enumerate(above) if len(block.split()) <= 30]
    titles = [at for at in short if len(above[at].split()) >= 3] or short[:1]
    if not titles:
        return None, None
    counts = Counter(above[: titles[0] + _NEAR])  # further down, a line returns as verses do
    headline = above[next((at for at in titles if counts[above[at]] > 1), titles[0])]
    copies = [at for at in range(min(len(above), titles[0] + _NEAR)) if above[at] == headline]
    return copies[-1], headline


def _is_body(block: str) -> bool:
    """Prose; questions and calls are headlines as often."""
    wide = len(block) >= 25 and not block.isascii() and " " not in block
    asked = block.endswith(("?", "!", "？", "！"))
    return not asked and (is_prose(block) or (wide and block.endswith("。")))


def _headline(
    blocks: Sequence[str], labels: Sequence[Label], body: range, title: str | None
) -> tuple[int | None, str | None]:
    """The headline of a page, and where its last copy above the body's prose stands."""
    first = next((at for at in body if labels[at] is Label.PROSE), body.start)
    above = [at for at in range(first) if 3 <= len(blocks[at].split()) <= 30]
    if title:
        wanted = tidy(title).casefold()
        return next(
            (at for at in reversed(above) if tidy(blocks[at]).casefold() == wanted), None
        ), title
    counts = Counter(tidy(blocks[at]).casefold() for at in above)
    twice = [
        at
        for at in above
        if labels[at] is Label.REPEAT
        and len(blocks[at].split()) >= 4
        and counts[tidy(blocks[at]).casefold()] > 1
    ]
    if twice:
        return twice[-1], blocks[twice[-1]]
    near = [at for at in above if labels[at] in (Label.OTHER, Label.REPEAT)]
    unfinished = [at for at in near if not is_prose(blocks[at]) and first - at <= 12]
    close = [at for at in unfinished if first - at <= 4] or unfinished
    best = max(close, key=lambda at: (len(blocks[at].split()) >= 4, at), default=None)
    return best, None if best is None else blocks[best]


def _best_stretch(blocks: Sequence[str], labels: Sequence[Label]) -> range:
    """The stretch of blocks with the greatest sum of weights (Kadane's algorithm)."""
    best, best_sum = range(0), 0.0
    start, total = 0, 0.0
    for at, block in enumerate(blocks):
        if total <= 0:
            start, total = at, 0.0
        total += _weight(block, labels[at])
        if total > best_sum:
            best, best_sum = range(start, at + 1), total
    return best


def _to_end(body: range, blocks: Sequence[str], labels: Sequence[Label]) -> range:
    """The stretch up to a heading of what follows, if most of its prose stands above that."""
    prose = [len(blocks[at].split()) if labels[at] is Label.PROSE else 0 for at in body]
    before, after = 0, sum(prose)
    for at, words in zip(body, prose, strict=True):
        before, after = before + words, after - words
        if labels[at] is Label.END and before >= _LEAST_WORDS and after <= before * _REST:
            return range(body.start, at)
    return body


def _weight(block: str, found: Label) -> float:
    words = len(block.split()) if " " in block else len(block) // 3
    if found is Label.PROSE:
        return float(min(words, 80) ** 0.75)
    if found is Label.OTHER:
        return 1.0 if words >= _LONG else -1.6
    return _WEIGHTS[found]


def _without_tail(kept: list[int], blocks: Sequence[str], labels: Sequence[Label]) -> list[int]:
    """Without a biography near the end, and what stands there that is no sentence."""
    for at in kept[-3:]:
        if is_biography(blocks[at]) and len(kept) > 3:
            kept = [one for one in kept if one < at]
            break
    end = len(kept)
    while end and _is_loose(blocks[kept[end - 1]], labels[kept[end - 1]]):
        end -= 1
    return kept[:end]


def _is_loose(block: str, found: Label) -> bool:
    return found is Label.OTHER and len(block.split()) < _LONG


def _cleaned(
    blocks: Sequence[str],
    labels: Sequence[Label],
    kept: Sequence[int],
    headline: str | None,
    place: int | None,
    *,
    sure: bool,
) -> Cleaned:
    inside = frozenset(kept)
    dropped = tuple(
        Dropped(block, "headline" if at == place else _reason(labels[at]))
        for at, block in enumerate(blocks)
        if at not in inside
    )
    body = tuple(blocks[at] for at in kept)
    words = sum(len(block.split()) for block in blocks)
    own = sum(len(block.split()) for block in body)
    share = own / words if words else 0.0
    doubts = []
    if not sure and share < _LEAST_KEPT:
        doubts.append(f"only {share:.0%} of the page was taken for the article")
    if not sure and own < _LEAST_WORDS and not any(len(b) > 200 for b in body):
        doubts.append(f"only {own} words were taken for the article")
    return Cleaned(headline, body, dropped, share, tuple(doubts))


def _reason(found: Label) -> str:
    return found.value if found in FURNITURE else "outside the article"


def _is_short(block: str) -> bool:
    return len(block.split()) <= 30 and not is_truncated(block) and not is_prose(block)
