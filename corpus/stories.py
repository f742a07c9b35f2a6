"""Stories: articles of several outlets that print one text, and which of them is the original."""

from collections.abc import Sequence

from corpus.article import Article
from corpus.urls import fold


def original(members: Sequence[Article]) -> Article:
    """The article that is cited for all: the one that others name as theirs, else the earliest.

    The undated come last, the longest of them first: copies are cut. Of equals it is the one whose
    id sorts first, the same every time.
    """
    named = {fold(member.original) for member in members if member.original}
    return min(
        members,
        key=lambda member: (
            member.url is None or fold(member.url) not in named,
            member.published is None,
            member.published.timestamp() if member.published else 0.0,
            -len(member.text),
            member.id,
        ),
    )
