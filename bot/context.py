"""A quote where it stands: the sentences beside it, and its paragraph's number."""

import re
from dataclasses import dataclass

from bot.answer import Quote
from corpus.sentences import sentences


@dataclass(frozen=True, slots=True)
class Context:
    """`before` and `after` are the neighbouring sentences of the same paragraph, or empty.

    `paragraph` counts from 1 to `paragraphs`.
    """

    before: str
    quote: Quote
    after: str
    paragraph: int
    paragraphs: int


def context(quote: Quote) -> Context:
    """The surroundings of a quote."""
    text = quote.article.text
    spans = [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]
    number, (start, end) = next(
        (number, span)
        for number, span in enumerate(spans, start=1)
        if span[0] <= quote.start < span[1]
    )
    before = list(sentences(text[start : quote.start]))[-1:]
    after = list(sentences(text[quote.end : end]))[:1]
    return Context(
        before="".join(text[start + a : start + b] for a, b in before),
        quote=quote,
        after="".join(text[quote.end + a : quote.end + b] for a, b in after),
        paragraph=number,
        paragraphs=len(spans),
    )
