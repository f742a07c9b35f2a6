"""What a rebuild has to read: decided from editions alone, without reading an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.store import Edition


@dataclass(frozen=True, slots=True)
class Kept:
    """Articles that are as they were: those at the places `first` up to `last` of before."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """Articles to read and cut into passages, by their ids."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps` lead through all articles in the order of their ids.

    `stories` are the ids of the articles of each story of which some are fresh: then all are.
    """

    steps: tuple[Kept | Fresh, ...]
    stories: tuple[tuple[str, ...], ...]

    @property
    def fresh(self) -> int:
        """How many articles are to be read."""
        return sum(len(step.ids) for step in self.steps if isinstance(step, Fresh))


def planned(now: Sequence[Edition], before: Sequence[Edition]) -> Plan:
    """How to come from the articles before to those of now; both in the order of their ids.

    What an article's passages depend on is its own words, and those of the original when it is a
    copy. So the articles of a story are kept together or read together.
    """
    places = {edition.article_id: place for place, edition in enumerate(before)}
    same = {one for one in now if _at(before, places.get(one.article_id)) == one}
    moved = {one.story for one in {*now, *before} - same if one.story}
    kept = {one for one in same if one.story not in moved}
    members: dict[str, list[str]] = {}
    for one in now:
        if one.story in moved:
            members.setdefault(str(one.story), []).append(one.article_id)
    return Plan(tuple(_runs(now, kept, places)), tuple(map(tuple, members.values())))


def _runs(
    now: Sequence[Edition], kept: set[Edition], places: dict[str, int]
) -> Iterator[Kept | Fresh]:
    """Neighbours that are kept and were neighbours before, and neighbours that are fresh."""

    def belongs(numbered: tuple[int, Edition]) -> int | None:
        number, one = numbered
        return places[one.article_id] - number if one in kept else None

    for shift, run in groupby(enumerate(now), key=belongs):
        numbers, editions = zip(*run, strict=True)
        if shift is None:
            yield Fresh(tuple(one.article_id for one in editions))
        else:
            yield Kept(numbers[0] + shift, numbers[-1] + 1 + shift)


def _at(editions: Sequence[Edition], place: int | None) -> Edition | None:
    return None if place is None else editions[place]
