"""What a new revision changed, as far as readers have to be told of it."""

import re
from collections import Counter

from corpus.article import Change, Content
from corpus.sentences import sentences

_WORD = re.compile(r"\w+")


def change_between(old: Content, new: Content) -> Change | None:
    """What `new` changes of `old`; None when no word of any sentence differs.

    A new notice of correction makes it corrected. A later date of modification alone is nothing:
    publishing systems set it at every save.
    """
    if set(new.corrections) - set(old.corrections):
        return Change.CORRECTED
    if _said(old) != _said(new):
        return Change.UPDATED
    return None


def of_both(before: Change | None, now: Change | None) -> Change | None:
    """The mark of an article that was changed before: what was corrected stays so."""
    if Change.CORRECTED in (before, now):
        return Change.CORRECTED
    return now or before


def _said(content: Content) -> Counter[tuple[str, ...]]:
    """The sentences by their words: spaces, quotation marks and order of paragraphs aside."""
    spans = sentences(content.text)
    texts = [content.title, *(content.text[start:end] for start, end in spans)]
    return Counter(tuple(_WORD.findall(text.casefold())) for text in texts)
