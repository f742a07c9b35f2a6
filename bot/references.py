"""Which words a button stands for, packed into its custom_id: works after any restart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.answer import Quote

_ITEM = re.compile(r"([a-z2-7]{10})([0-9a-z]{1,9})((?:\.[0-9a-z]{1,9}-[0-9a-z]{1,9})+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Reference:
    """A slice of one revision of an article."""

    article_id: str
    revision: int
    start: int
    end: int


class BrokenReference(ValueError):
    """A custom_id that does not hold references: made by another version, perhaps."""


def refer(quote: Quote) -> Reference:
    """The reference to a quote."""
    return Reference(quote.article.id, quote.article.revision, quote.start, quote.end)


def pack(references: Sequence[Reference], room: int) -> str:
    """As many of the references, from the first, as fit into `room` characters."""
    for count in range(len(references), 0, -1):
        if len(packed := _packed(references[:count])) <= room:
            return packed
    return ""


def unpack(packed: str) -> list[Reference]:
    """The references in a packed text. Raises BrokenReference when it is not one."""
    references = []
    for item in packed.split("~"):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise BrokenReference(f"not a packed reference: {item!r}")
        article_id, revision, slices = match.groups()
        for part in slices[1:].split("."):
            start, length = (int(number, 36) for number in part.split("-"))
            references.append(Reference(article_id, int(revision, 36), start, start + length))
    return references


def _packed(references: Sequence[Reference]) -> str:
    """`<article><revision>.<start>-<length>.<start>-<length>~<article>…`, numbers in base 36."""
    return "~".join(
        f"{article_id}{_base36(revision)}"
        + "".join(f".{_base36(r.start)}-{_base36(r.end - r.start)}" for r in slices)
        for (article_id, revision), slices in groupby(
            references, key=lambda r: (r.article_id, r.revision)
        )
    )


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if number == 0:
            return digits
