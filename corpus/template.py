"""What the pages of one site share, learned from several of them: menus, teasers, footers."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.shingles import containment, sample
from corpus.text import tidy

_LEAST_PAGES = 3  # or two, of no more than three
_SHARE = 0.3
_SHARE_OF_PROSE = 0.6
_PROSE = 25  # words; that much may be what several articles tell of one thing
_MOST_LINES = 500_000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Template:
    """The lines that several articles' pages have, by their keys."""

    keys: frozenset[str] = frozenset()

    def has(self, line: str) -> bool:
        """Whether a line belongs to the site and not to one article."""
        return line_key(line) in self.keys


def line_key(line: str) -> str:
    """The same for lines that differ in numbers and capitals only: "12 comments"."""
    return _DIGITS.sub("0", tidy(line).casefold())


def learn(pages: Iterable[str]) -> Template:
    """What `pages`, the texts of several articles' pages of one site, have in common.

    A line counts on three pages, and on 30 % of them. Pages of one and the same article count once.
    """
    counts: Counter[str] = Counter()
    samples: list[frozenset[int]] = []
    prose: set[str] = set()
    for text in pages:
        lines = text.splitlines()
        shingles = sample("\n".join(line for line in lines if _is_prose(line)))
        if any(_same(shingles, other) for other in samples):
            continue
        samples.append(shingles)
        keys = {line_key(line) for line in lines}
        prose.update(line_key(line) for line in lines if _is_prose(line))
        if len(counts) < _MOST_LINES:
            counts.update(key for key in keys if key)
    least = max(min(_LEAST_PAGES, max(2, len(samples))), _SHARE * len(samples))
    most = max(least, _SHARE_OF_PROSE * len(samples))
    enough = {True: most, False: least}
    return Template(frozenset(k for k, count in counts.items() if count >= enough[k in prose]))


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two pages, by the prose on them, show the same article."""
    return containment(len(one & other), len(one), len(other)) >= 0.9


def _is_prose(line: str) -> bool:
    words = line.split()
    return len(words) >= _PROSE and tidy(line).endswith((".", "!", "?", "”", '"', "’", "»"))
