"""Which article a new one is: decided from what is known of both, without looking anything up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from corpus.article import Content
from corpus.shingles import CONTAINED, LEAST_COMMON, containment
from corpus.text import tidy
from corpus.urls import fold, registered_domain

_ONE_PIECE = timedelta(hours=48)  # further apart, an outlet's like texts are a series
_WHOLE = 0.9  # of an excerpt is in the full article


class Relation(StrEnum):
    """What a new content is to a known article."""

    SAME = "same"  # a printing of it: the same, or a revision
    EXCERPT = "excerpt"  # a part of it, which says nothing new
    COPY = "copy"  # another outlet's printing
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Known:
    """An article of the store beside a new one: `size` of its sample, `common` of both's."""

    id: str
    title: str
    outlet: str | None
    url: str | None
    published: datetime | None
    size: int
    common: int
    identical: bool = False  # the same words: tells of texts too short for a sample


def relation(new: Content, size: int, old: Known) -> Relation:
    """What `new`, whose sample has `size` shingles, is to `old`, by their texts alone."""
    shared = 1.0 if old.identical else containment(old.common, size, old.size)
    if shared < CONTAINED or (old.common < LEAST_COMMON and not _same_note(new, old)):
        return Relation.NONE
    if of_other_outlets(new, old):
        return Relation.COPY
    if _apart(new, old):
        return Relation.NONE
    if not old.identical and old.common < CONTAINED * max(size, old.size):
        if not _same_title(new, old):
            return Relation.NONE  # a short piece told again within a long one
        if size < old.size and shared >= _WHOLE:
            return Relation.EXCERPT
    return Relation.SAME


def same_piece(new: Content, size: int, old: Known) -> bool:
    """Whether `new` goes on being `old`, when both came under one guid or from one file.

    False when it has neither the title nor the text of `old`, unless the address says that it is
    the same: sites use a guid again, and files are overwritten. Of a purged article nothing is
    left to tell it from others: its place stays closed.
    """
    if not old.title:
        return True
    if new.url is None or old.url is None:
        return not is_another(new, size, old)
    if fold(new.url) == fold(old.url):
        return True
    if of_other_outlets(new, old):
        return False
    dated = new.published is not None and old.published is not None
    return _alike(size, old) or (dated and _alike_headed(new, old))


def is_another(new: Content, size: int, old: Known) -> bool:
    """Whether `new` has neither the title nor the words of `old`."""
    return not _same_title(new, old) and not _alike(size, old)


def best(relations: Sequence[tuple[Known, Relation]]) -> tuple[Known, Relation] | None:
    """The known article that a new one is, if it is one; its nearest copy otherwise."""
    order = (Relation.SAME, Relation.EXCERPT, Relation.COPY)
    related = [pair for pair in relations if pair[1] in order]
    return min(related, key=lambda p: (order.index(p[1]), -p[0].common, p[0].id), default=None)


def of_other_outlets(new: Content, old: Known) -> bool:
    """True when both say of what outlet they are, and say different things."""
    if new.url and old.url and registered_domain(new.url) == registered_domain(old.url):
        return False
    if new.outlet and old.outlet:
        return tidy(new.outlet).casefold() != tidy(old.outlet).casefold()
    return bool(new.url and old.url)


def _apart(new: Content, old: Known) -> bool:
    """Two pieces of one outlet that are printed from the same words: tables, forecasts, series."""
    two_addresses = new.url and old.url and fold(new.url) != fold(old.url)
    return _far(new, old) and (bool(two_addresses) or not _same_title(new, old))


def _same_note(new: Content, old: Known) -> bool:
    """Whether texts too short for a sample are one: of a purged article only the words are left."""
    return _alike_headed(new, old) or (old.identical and not old.title)


def _alike_headed(new: Content, old: Known) -> bool:
    """The same headline at about the same time: enough for texts too short to be compared."""
    return _same_title(new, old) and not _far(new, old)


def _alike(size: int, old: Known) -> bool:
    return old.identical or containment(old.common, size, old.size) >= CONTAINED


def _far(new: Content, old: Known) -> bool:
    if new.published is None or old.published is None:
        return False
    return abs(new.published - old.published) > _ONE_PIECE


def _same_title(new: Content, old: Known) -> bool:
    return tidy(new.title).casefold() == tidy(old.title).casefold()


def url_key(url: str) -> str:
    """What an article with this address is known by: the same for all spellings of it."""
    return f"url:{fold(url)}"
