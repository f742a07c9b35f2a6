"""The catalog: what can be chosen while it is typed, from memory.

Outlets, sections, authors and titles of the coverage, made anew for each snapshot.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.typeahead import Mask, Typeahead

MOST = 25  # choices that Discord shows
LONGEST_NAME = 100  # characters of a choice; a longer name could not be handed back whole
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NO_OUTLET = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an article without opening it. `published` is aware; None is undated."""

    article_id: str
    title: str
    outlet: str | None
    section: str | None
    authors: tuple[str, ...]
    published: datetime | None


class Catalog:
    """The entries of a coverage. Never changes, and answers at once: for the event loop, too.

    `among`, wherever it is given, are outlets: only what is theirs is offered.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._newest = sorted(entries, key=lambda e: e.published or _LONG_AGO, reverse=True)
        self._by_id = {entry.article_id: entry for entry in self._newest}
        self._titles = Typeahead([entry.title for entry in self._newest])
        outlets = dict.fromkeys(entry.outlet for entry in self._newest if entry.outlet)
        self._codes: dict[str, int] = {outlet: code for code, outlet in enumerate(outlets)}
        self._outlet = np.array(
            [self._codes.get(entry.outlet or "", _NO_OUTLET) for entry in self._newest],
            dtype=np.int64,
        )
        self._outlets = self._facet([(e.outlet,) for e in self._newest])
        self._sections = self._facet([(e.section,) for e in self._newest])
        self._authors = self._facet([e.authors for e in self._newest])

    def __len__(self) -> int:
        return len(self._newest)

    def entry(self, article_id: str) -> Entry | None:
        """The entry of an article; None if it is not covered."""
        return self._by_id.get(article_id)

    def outlets(self, typed: str, among: tuple[str, ...] = ()) -> list[str]:
        """The outlets that fit what is typed; those of the most articles first."""
        return self._outlets.find(typed, self._wanted(among))

    def sections(self, typed: str, among: tuple[str, ...] = ()) -> list[str]:
        """The sections that fit what is typed; those of the most articles first."""
        return self._sections.find(typed, self._wanted(among))

    def authors(self, typed: str, among: tuple[str, ...] = ()) -> list[str]:
        """The authors who fit what is typed; those of the most articles first."""
        return self._authors.find(typed, self._wanted(among))

    def titles(self, typed: str, among: tuple[str, ...] = ()) -> list[Entry]:
        """The articles whose titles fit what is typed, the newest first."""
        wanted = self._wanted(among)
        allowed = None if wanted is None else np.isin(self._outlet, wanted)
        return [self._newest[number] for number in self._titles.find(typed, MOST, allowed)]

    def _wanted(self, among: tuple[str, ...]) -> NDArray[np.int64] | None:
        """The codes of the outlets; None is all."""
        known = [self._codes[outlet] for outlet in among if outlet in self._codes]
        return np.array(known, dtype=np.int64) if among else None

    def _facet(self, names: Sequence[Iterable[str | None]]) -> "_Facet":
        """Of the names that each article has, as long as they can be chosen."""
        counts: Counter[str] = Counter()
        outlets: dict[str, set[int]] = {}
        for of, code in zip(names, self._outlet.tolist(), strict=True):
            for name in of:
                if name and len(name) <= LONGEST_NAME:
                    counts[name] += 1
                    outlets.setdefault(name, set()).add(code)
        ordered = sorted(counts, key=lambda name: (-counts[name], name))
        return _Facet(ordered, [outlets[name] for name in ordered])


class _Facet:
    """Distinct names, and which outlets (by code) have each of them."""

    def __init__(self, names: list[str], outlets: list[set[int]]) -> None:
        self._names = names
        self._having = outlets
        self._found = Typeahead(names)

    def find(self, typed: str, wanted: NDArray[np.int64] | None) -> list[str]:
        numbers = self._found.find(typed, MOST, None if wanted is None else self._of(wanted))
        return [self._names[number] for number in numbers]

    def _of(self, wanted: NDArray[np.int64]) -> Mask:
        codes = set(wanted.tolist())
        having = (not codes.isdisjoint(outlets) for outlets in self._having)
        return np.fromiter(having, dtype=bool, count=len(self._having))
