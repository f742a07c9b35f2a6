"""Holdings: what is known of a snapshot's articles without opening them, in memory."""

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.catalog import Entry
from index.filters import Filters
from index.lexical import stems
from index.mentions import Facets

Fitting = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Label = tuple[str, str]  # the kind of facet, and the name

_FACETS = ("outlet", "section", "author", "tag")  # in the order of Facets
_REPORTED_BY = "reported by"  # an outlet whose own the article is, or that prints a copy of it
_REMEMBERED = 64  # filters, and collections
_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles there are, and from when to when; None when none of them is dated."""

    articles: int
    earliest: datetime | None
    latest: datetime | None


class Holdings:
    """The articles of a snapshot, numbered from 1 as there. Never changes.

    `published[number]` is in seconds since 1970, NaN when undated; `story[number]` numbers the
    story that it is a copy of, 0 for none. Place 0 of both stands for no article. `numbers` are
    those of the articles by their ids.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        """Reads all of them, without their texts. Raises sqlite3.Error or ValueError."""
        self.entries: list[Entry] = []
        stories: dict[str | None, int] = {None: 0}
        story, dates = [0], [math.nan]
        named: dict[Label, list[int]] = {}
        same = _Same()
        for number, row in enumerate(db.execute(_ALL), start=1):
            article_id, title, told, outlet, published, section, authors, tags = row
            moment = datetime.fromisoformat(published) if published else None
            outlet, section, names = same.text(outlet), same.text(section), same.names(authors)
            self.entries.append(Entry(article_id, title, outlet, section, names, moment))
            story.append(stories.setdefault(told, len(stories)))
            dates.append(moment.timestamp() if moment else math.nan)
            of_kinds = ((outlet,), (section,), names, same.names(tags))
            for kind, these in zip(_FACETS, of_kinds, strict=True):
                for name in filter(None, these):
                    named.setdefault((kind, name), []).append(number)
        self._having = {label: np.unique(np.array(of)) for label, of in named.items()}
        self.published = np.array(dates)
        self.story = np.array(story, dtype=np.int64)
        self.numbers = {entry.article_id: n for n, entry in enumerate(self.entries, start=1)}
        self._add_reporting()
        self.fitting = lru_cache(_REMEMBERED)(self._fitting)
        self.reporting = lru_cache(_REMEMBERED)(self._reporting)
        self.facets_of = lru_cache(_REMEMBERED)(self._facets_of)
        self.sources = lru_cache(_REMEMBERED)(self._sources)
        self.bylines = lru_cache(_REMEMBERED)(self._bylines)

    @property
    def facets(self) -> Facets:
        """Of all articles."""
        return self.facets_of(())

    def of(self, *named: Sequence[str]) -> Numbers:
        """The numbers of the articles of these outlets, sections, authors and tags.

        Of all kinds of facet that are named, an article must have one each. Who prints a copy
        reports it, though the original is cited.
        """
        kinds = (_REPORTED_BY, *_FACETS[1:])
        wanted = [(kind, names) for kind, names in zip(kinds, named, strict=True) if names]
        if not wanted:
            return _NONE
        having = [self._has(kind, names) for kind, names in wanted]
        return np.flatnonzero(np.logical_and.reduce(having))

    def labelled(self, stem: str) -> Numbers:
        """The numbers of the articles that have a tag, or are in a section, with this word."""
        labels = [self._having[label] for label in self._labels.get(stem, ())]
        return np.unique(np.concatenate(labels)) if labels else _NONE

    @cached_property
    def _labels(self) -> dict[str, list[Label]]:
        """Tags and sections by the words in them."""
        labels: dict[str, list[Label]] = {}
        for kind, name in self._having:
            for stem in set(stems(name)) if kind in ("tag", "section") else ():
                labels.setdefault(stem, []).append((kind, name))
        return labels

    def extent(self, filters: Filters) -> Extent:
        """What fits the filters, in figures."""
        numbers = np.flatnonzero(self.fitting(filters))
        dated = numbers[~np.isnan(self.published[numbers])]
        if not len(dated):
            return Extent(len(numbers), None, None)
        first, last = (choose(self.published[dated]) for choose in (np.argmin, np.argmax))
        earliest, latest = (self.entries[int(dated[at]) - 1].published for at in (first, last))
        return Extent(len(numbers), earliest, latest)

    def _fitting(self, filters: Filters) -> Fitting:
        """Which of the numbers fit the filters, exactly."""
        fits = np.ones(len(self.published), dtype=bool)
        fits[0] = False
        for kind, names in (
            ("outlet", filters.among),
            ("outlet", filters.outlets),
            ("section", filters.sections),
            ("author", filters.authors),
        ):
            if names:
                fits &= self._has(kind, names)
        if filters.since:
            fits &= self.published >= filters.since.timestamp()
        if filters.until:
            fits &= self.published < filters.until.timestamp()
        fits.flags.writeable = False  # it is shared
        return fits

    def _reporting(self, filters: Filters) -> Fitting:
        """Which of the numbers fit, or have a copy that does, by which their words can be shown."""
        fits = self.fitting(filters)
        stories = np.unique(self.story[fits])
        told = np.isin(self.story, stories[stories > 0])
        return np.asarray(fits | told)

    def _facets_of(self, among: tuple[str, ...]) -> Facets:
        """What questions may name in the collection of these outlets; of none, in all."""
        fits = self.fitting(Filters(among=among))
        seen = {
            (kind, name)
            for (kind, name), numbers in self._having.items()
            if not among or fits[numbers].any()
        }
        return Facets(*(tuple(sorted(n for k, n in seen if k == kind)) for kind in _FACETS))

    def _sources(self, among: tuple[str, ...]) -> frozenset[str]:
        """The authors and outlets of such a collection, casefolded."""
        facets = self.facets_of(among)
        return frozenset(name.casefold() for name in facets.authors + facets.outlets)

    def _bylines(self, among: tuple[str, ...]) -> str:
        """The same in one line, to look for a word in."""
        return " ".join(sorted(self.sources(among)))

    def _has(self, kind: str, names: Sequence[str]) -> Fitting:
        having = np.zeros(len(self.published), dtype=bool)
        for name in names:
            having[self._having.get((kind, name), _NONE)] = True
        return having

    def _add_reporting(self) -> None:
        """Each outlet's own articles, and those of the stories that it prints a copy of."""
        for name in [name for kind, name in self._having if kind == "outlet"]:
            having = self._having["outlet", name]
            copied = self._retelling(having)
            self._having[_REPORTED_BY, name] = np.union1d(having, copied) if len(copied) else having

    def _retelling(self, numbers: Numbers) -> Numbers:
        """The numbers of the articles of the stories that these are of."""
        stories = np.unique(self.story[numbers])
        members, starts = self._members
        told = [members[starts[story] : starts[story + 1]] for story in stories[stories > 0]]
        return np.concatenate(told) if told else _NONE

    @cached_property
    def _members(self) -> tuple[Numbers, Numbers]:
        """The numbers in the order of their stories, and where each story begins."""
        starts = np.cumsum([0, *np.bincount(self.story)])
        return np.argsort(self.story, kind="stable"), starts


class _Same:
    """Each text once in memory, however many articles have it."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def text(self, text: str | None) -> str | None:
        return None if text is None else self._texts.setdefault(text, text)

    def names(self, listed: str) -> tuple[str, ...]:
        """Those of a list in JSON."""
        if listed not in self._names:
            self._names[listed] = tuple(json.loads(listed))
        return self._names[listed]


# The rows are numbered as they were written, from 1. The columns stand in the order of the table:
# SQLite has to pass over a text to reach what stands behind it.
_ALL = (
    "SELECT article_id, title, story, outlet, published, section, authors, tags "
    "FROM articles ORDER BY rowid"
)
