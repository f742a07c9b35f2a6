"""Listing: articles that were looked for, a page at a time."""

from dataclasses import dataclass

from bot.finding import ArticleHit
from index.filters import Filters

PAGE = 5  # articles


@dataclass(frozen=True, slots=True)
class Listing:
    """Articles found for `words` (empty: the newest of all), from the one after `skip` on.

    `id` is that of the record by which its buttons work. `total` counts all that were found.
    """

    words: str
    filters: Filters
    hits: tuple[ArticleHit, ...]
    total: int
    skip: int
    id: str
