"""Copies: of a story that several outlets print, only the original's passages are indexed."""

import re
from collections.abc import Callable, Sequence

from corpus.article import Article
from corpus.passages import Passage
from corpus.sentences import sentences
from corpus.stories import original

_TOLD = 0.8  # of a passage's characters stand in sentences of the original
_WORD = re.compile(r"\w+")


def originals(articles: Sequence[Article]) -> dict[str, Article]:
    """For each copy of a story, by its id, the article that is cited in its place."""
    stories: dict[str, list[Article]] = {}
    for article in articles:
        if article.story:
            stories.setdefault(article.story, []).append(article)
    first = {story: original(members) for story, members in stories.items()}
    return {
        article.id: first[article.story]
        for article in articles
        if article.story and first[article.story].id != article.id
    }


def told_by(article: Article) -> Callable[[Passage], bool]:
    """A test of passages: whether `article` says the same, sentence for sentence."""
    said = words(article.text)

    def is_told(passage: Passage) -> bool:
        parts = [passage.text[start:end] for start, end in sentences(passage.text)]
        told = sum(len(part) for part in parts if words(part) in said)
        return told >= _TOLD * sum(map(len, parts))

    return is_told


def sentence_in(copy: Article) -> Callable[[str], tuple[int, int] | None]:
    """Where `copy` has a sentence, given in the words of the original; None where it has not."""
    own = {words(copy.text[start:end]): (start, end) for start, end in sentences(copy.text)}
    return lambda sentence: own.get(words(sentence))


def words(text: str) -> str:
    """The words of a text between spaces, so that none is found within another."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
