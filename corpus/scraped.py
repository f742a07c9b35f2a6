"""A page scraped as plain text -> the article in it: its headline and body, nothing else.

Blocks are labelled by their words (corpus.blocks) and by where they stand; where there is enough
furniture to say that this is a page and not a clean text, the stretch of blocks that reads most
like an article is kept. Of a clean text everything is kept: tables, recipes and verse look like
furniture. The date stays unknown: those on a page are as often its teasers'.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import (
    FURNITURE,
    Label,
    is_biography,
    is_comments,
    is_counted,
    is_notice,
    is_prose,
    is_readers,
    is_timed,
    is_truncated,
    label,
    repeated,
)
from corpus.page import Dropped
from corpus.template import Template
from corpus.text import paragraphs, tidy, word_count

_LEAST_KEPT = 0.25  # of a page's words; below, an editor has a look
_LEAST_WORDS = 60
_LONG = 15  # words of prose below which a line may be a headline or a caption
_SHORT_RUN = 8  # short blocks in a row look like a menu
_FURNISHED = 0.04  # of a page's blocks; a long clean text may have a line or two that look so
_SURE = 150  # words of prose above a heading of comments, which then is no menu's
_LEAST_ABOVE = 30  # words of prose above a heading that tells the number of comments
_CHATTER = 3  # as much prose of readers, beside the article's, is believed by a number alone
_REST = 0.4  # as much prose after the heading of what follows, beside that before it
_NEAR = 4  # lines above a clean text in which its headline is printed twice
_EDGE = 3  # blocks at either end of a clean text, where notices stand that are not known as such
_APART = 5  # blocks between two teasers of one list
_MARK = re.compile(r"^#{1,6}\s+(?=\S)")  # of a heading in Markdown
_PARAGRAPH = 20  # words of prose, above and below a list of teasers that stands inside an article
_LONG_PARAGRAPH = 25  # words of prose that an editor should know of when it is left out
_TITLE = 80  # characters that stand for a headline
_TERM = re.compile(r"[^\W_]{4,}")
_TWICE = 2  # shared terms; what being printed twice is worth
_ABOVE = 40  # blocks above the first paragraph among which its headline stands
_FARTHER = 0.1  # of a shared term; what each block between costs
_STOPPED = re.compile(r"[.。।][\"'”’»)」』]*$")
_SENTENCE = 3  # words of a short last sentence
_HEADS = frozenset((Label.END, Label.RULE, Label.ROW, Label.TEMPLATE))  # above such a list
_LISTED = frozenset((Label.TEASER, Label.INSET))
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
    Label.INSET: -0.3,
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
    blocks = [_MARK.sub("", block) for block in paragraphs(text)]
    labels = _labels(blocks, template)
    if _is_clean(labels, blocks):
        return _kept_whole(blocks, labels, title)
    body = _to_end(_to_last_sentence(_best_stretch(blocks, labels), blocks, labels), blocks, labels)
    place, headline = _headline(blocks, labels, body, title)
    same = tidy(headline).casefold() if headline else None
    kept = [
        at
        for at in body
        if labels[at] not in FURNITURE and at != place and tidy(blocks[at]).casefold() != same
    ]
    kept = [at for at in kept if place is None or place not in body or at > place]
    kept = _without_tail(kept, blocks, labels)
    cleaned = _cleaned(blocks, labels, kept, headline, place, sure=False)
    doubts = []
    if headline is None and kept:
        headline = _first_words(blocks[kept[0]])
        doubts.append("no headline was found; the first words stand for it")
    elif place is not None:
        if not title and labels[place] is not Label.REPEAT and _is_foreign(headline, cleaned):
            doubts.append("the headline has no word of the text")
        if kept and _has_long(range(place + 1, kept[0]), blocks, labels):
            doubts.append("a paragraph below the headline was left out")
    return replace(cleaned, headline=headline, doubts=(*cleaned.doubts, *doubts))


def _is_foreign(headline: str | None, cleaned: Cleaned) -> bool:
    """Whether a line taken for the headline tells nothing that the text below it tells."""
    return not _terms(headline or "") & _terms(" ".join(cleaned.paragraphs))


def _has_long(places: range, blocks: Sequence[str], labels: Sequence[Label]) -> bool:
    return any(
        labels[at] is Label.PROSE and word_count(blocks[at]) >= _LONG_PARAGRAPH for at in places
    )


def _first_words(block: str) -> str:
    """The beginning of a paragraph, broken off between words where there are such."""
    short = block[:_TITLE]
    return block if short == block else f"{short.rpartition(' ')[0] or short} …"


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
    _mark_insets(runs, blocks, labels)
    _cut_after_end(blocks, labels)
    return labels


def _teaser_runs(blocks: Sequence[str], labels: Sequence[Label]) -> list[range]:
    """Lists of teasers, each a headline and a text that breaks off."""
    broken = [at for at, found in enumerate(labels) if found is Label.TEASER]
    runs: list[list[int]] = []
    for at in broken:
        last = runs[-1][-1] if runs else at
        if runs and at - last <= _APART + 1 and not _are_apart(last, at, blocks, labels):
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
        prose = [word_count(blocks[at]) for at in between if is_prose(blocks[at])]
        own = sum(word_count(blocks[at]) for at in run)
        headed = sum(1 for at in run if at and _is_short(blocks[at - 1]))
        listed = len(run) >= 2 and 2 * headed >= len(run)
        if listed and max(prose, default=0) < 40 and sum(prose) <= own / 2 + 30:
            found.append(range(first, run[-1] + 1))
    return found


def _are_apart(one: int, other: int, blocks: Sequence[str], labels: Sequence[Label]) -> bool:
    """Whether an article goes on after one teaser, and ends before the other."""
    between = range(one + 1, other)
    ends = any(labels[at] is Label.END for at in between)
    return ends and any(_is_long(at, blocks, labels) for at in between)


def _mark_insets(runs: Sequence[range], blocks: Sequence[str], labels: list[Label]) -> None:
    """Lists of teasers inside an article, with their headings: its prose goes on at once."""
    for run in runs:
        start = run.start
        while start and labels[start - 1] in _HEADS and not is_comments(blocks[start - 1]):
            start -= 1
        goes_on = start > 0 and _is_long(start - 1, blocks, labels)
        if goes_on and _prose_begins(run.stop, blocks, labels):
            for at in range(start, run.stop):
                labels[at] = Label.INSET


def _prose_begins(at: int, blocks: Sequence[str], labels: Sequence[Label]) -> bool:
    """Whether a paragraph stands at a place, or a subheading with two of them below."""
    headed = at < len(blocks) and labels[at] is Label.OTHER and _is_short(blocks[at])
    first, last = (at + 1, at + 2) if headed else (at, at)
    return last < len(blocks) and all(
        _is_long(one, blocks, labels) for one in range(first, last + 1)
    )


def _is_long(at: int, blocks: Sequence[str], labels: Sequence[Label]) -> bool:
    return labels[at] is Label.PROSE and word_count(blocks[at]) >= _PARAGRAPH


def _cut_after_end(blocks: Sequence[str], labels: list[Label]) -> None:
    """What follows the heading "Comments" or "Related" is not the article's any more."""
    own = [
        word_count(block) if found is Label.PROSE else 0
        for block, found in zip(blocks, labels, strict=True)
    ]
    before, after = 0, sum(own)
    for at, found in enumerate(labels):
        before, after = before + own[at], after - own[at]
        few = before >= _LEAST_WORDS and after <= before * _REST
        sure = before >= _SURE and is_comments(blocks[at])
        if found is Label.END and (few or sure or _announces_comments(blocks[at], before, after)):
            for rest in range(at + 1, len(labels)):
                if labels[rest] not in FURNITURE:
                    labels[rest] = Label.END if own[rest] else Label.TEASER
            return


def _announces_comments(block: str, before: int, after: int) -> bool:
    """Whether readers' comments follow: told with the headline; or with their number, and short.

    `before` and `after` are words of prose. A number alone may be that of a teaser at the top.
    """
    short = is_counted(block) and after <= _CHATTER * before
    return before >= _LEAST_ABOVE and (is_readers(block) or short)


def _is_clean(labels: Sequence[Label], blocks: Sequence[str]) -> bool:
    """Whether there is too little furniture for a page: then this is a text someone has cleaned."""
    counted = (Label.END, Label.PROMO, Label.LEGAL, Label.TEMPLATE, Label.ROW)
    headings = sum(
        1 for at, found in enumerate(labels) if found in counted and _is_own(at, labels, blocks)
    )
    runs = sum(
        1
        for at, found in enumerate(labels)
        if found in _LISTED and (at == 0 or labels[at - 1] not in _LISTED)
    )
    own = [word_count(block) if is_prose(block) else 0 for block in blocks]
    comments = sum(
        found is Label.END
        and is_comments(blocks[at])
        and _announces_comments(blocks[at], sum(own[:at]), sum(own[at:]))
        for at, found in enumerate(labels)
    )
    evidence = headings + 2 * runs + comments
    return evidence < (1 if _has_menu(blocks) else max(2, _FURNISHED * len(blocks)))


def _is_own(at: int, labels: Sequence[Label], blocks: Sequence[str]) -> bool:
    """Whether a block has its label by its own words, not for what stands above it."""
    return labels[at] is Label.TEMPLATE or label(blocks[at]) is labels[at]


def _has_menu(blocks: Sequence[str]) -> bool:
    run = 0
    for block in blocks:
        run = run + 1 if word_count(block) <= 4 and not is_prose(block) else 0
        if run >= _SHORT_RUN:
            return True
    return False


def _kept_whole(blocks: Sequence[str], labels: Sequence[Label], title: str | None) -> Cleaned:
    """A clean text: all but notices, promotions, and the headline above it."""
    place, headline = _first_headline(blocks, labels, title)
    kept = [
        at
        for at, block in enumerate(blocks)
        if not (
            (labels[at] is Label.LEGAL and (is_notice(block) or _is_edge(at, len(blocks))))
            or (labels[at] is Label.PROMO and word_count(block) > 2)
        )
        and (place is None or at > place)
    ]
    first = next((n for n, at in enumerate(kept) if labels[at] is Label.PROSE), 0)
    kept = [at for n, at in enumerate(kept) if n >= first or labels[at] is not Label.BYLINE]
    return _cleaned(blocks, labels, kept, headline, place, sure=True)


def _is_edge(at: int, count: int) -> bool:
    return at < _EDGE or at >= count - _EDGE


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
    short = [
        at
        for at, block in enumerate(above)
        if word_count(block) <= 30 and _may_be_headline(block, labels[at])
    ]
    titles = [at for at in short if word_count(above[at]) >= 3] or short[:1]
    if not titles:
        return None, None
    counts = Counter(above[: titles[0] + _NEAR])  # further down, a line returns as verses do
    headline = above[next((at for at in titles if counts[above[at]] > 1), titles[0])]
    copies = [at for at in range(min(len(above), titles[0] + _NEAR)) if above[at] == headline]
    return copies[-1], headline


def _may_be_headline(block: str, found: Label) -> bool:
    """Whether a line is none of those around headlines: dates, players, what breaks off."""
    return found not in (Label.BYLINE, Label.PROMO, Label.LEGAL) and not (
        is_timed(block) or is_truncated(block)
    )


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
    above = [at for at in range(first) if 3 <= word_count(blocks[at]) <= 30]
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
        and _may_be_headline(blocks[at], labels[at])
        and word_count(blocks[at]) >= 4
        and counts[tidy(blocks[at]).casefold()] > 1
    ]
    near = [
        at
        for at in above
        if labels[at] in (Label.OTHER, Label.REPEAT) and _may_be_headline(blocks[at], labels[at])
    ]
    lines = [at for at in near if not is_prose(blocks[at]) and first - at <= _ABOVE] + twice
    told = _terms(" ".join(blocks[at] for at in body if labels[at] is Label.PROSE))
    best = max(
        lines,
        key=lambda at: (_likeness(blocks[at], told, first - at) + _TWICE * (at in twice), at),
        default=None,
    )
    return best, None if best is None else blocks[best]


def _likeness(line: str, told: frozenset[str], above: int) -> float:
    """How much a line is like a headline of a text with these terms, `above` blocks further up."""
    own = _terms(line)
    shared = len(own & told)
    return shared * shared / max(1, len(own)) - _FARTHER * above + (word_count(line) >= 4)


def _terms(text: str) -> frozenset[str]:
    """What a text is about: its longer words; pairs of characters where there are no spaces."""
    words = _TERM.findall(text.casefold())
    return frozenset(
        term
        for word in words
        for term in (
            [word] if word_count(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
        )
    )


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


def _to_last_sentence(body: range, blocks: Sequence[str], labels: Sequence[Label]) -> range:
    """The stretch with the short sentences that follow it at once: "It will be repaired."."""
    stop = body.stop
    while body and stop < len(blocks) and labels[stop] is Label.OTHER and _is_ended(blocks[stop]):
        stop += 1
    return range(body.start, stop)


def _is_ended(block: str) -> bool:
    return bool(_STOPPED.search(block)) and word_count(block) >= _SENTENCE


def _to_end(body: range, blocks: Sequence[str], labels: Sequence[Label]) -> range:
    """The stretch up to a heading of what follows, if most of its prose stands above that."""
    prose = [word_count(blocks[at]) if labels[at] is Label.PROSE else 0 for at in body]
    before, after = 0, sum(prose)
    for at, words in zip(body, prose, strict=True):
        before, after = before + words, after - words
        if labels[at] is Label.END and before >= _LEAST_WORDS and after <= before * _REST:
            return range(body.start, at)
    return body


def _weight(block: str, found: Label) -> float:
    words = word_count(block)
    if found is Label.PROSE:
        return float(min(words, 80) ** 0.75)
    if found is Label.OTHER:
        spaced = words < 2 * len(block.split())  # else as long as a headline of another article
        return 1.0 if words >= _LONG and spaced else -1.6
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
    return found is Label.OTHER and word_count(block) < _LONG and not _is_ended(block)


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
    words = sum(word_count(block) for block in blocks)
    own = sum(word_count(block) for block in body)
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
    return word_count(block) <= 30 and not is_truncated(block) and not is_prose(block)
