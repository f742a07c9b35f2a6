"""Hits -> Answer: the sentences that answer, word for word, numbered and cited; or none.

The way through: what cannot be answered is said first (a name that no article mentions); then
all sentences of the hits are judged; if the best does not make it likely that the coverage
answers, that is said; else the best are shown, with what they lean on, what contradicts the
question before all else, and what differs side by side.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answer import (
    Answer,
    Coverage,
    Lack,
    Quote,
    Reason,
    Role,
    Sentence,
    cited,
)
from bot.choosing import Candidate, Weights, candidates, confidence, is_whole, learned, sureness
from bot.differing import Statement, differing
from bot.premises import contradiction, denial
from corpus.article import Article
from corpus.sentences import sentences
from index.filters import described
from index.question import Reading
from index.reranking import Reranker
from index.retriever import Hit, Retriever
from index.stages import timed

MOST_SENTENCES = 5
MOST_NEAREST = 3
PASSAGES = 20  # how many passages are searched for sentences
MARGIN = 3.0  # logits below the best within which a sentence is shown
_RERANKED = 30  # sentences that a reranker judges again
_COMPARED = 10  # sentences that are looked at for contradictions and differences
_STATED = 5  # the same, for a statement: who states a thing says more of what it is about
_SAME = 0.7  # share of words above which two sentences say the same (syndicated copies)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[\d\W]+")
# A sentence that opens so speaks of what the one before it named.
_LEANS = re.compile(
    r"[\"“‘'(]*(?:(?:And|But|So|Yet|Also|Instead|However),? )?(?!IT\b)(?i:he|she|they|it|this|that"
    r"|these|those|his|her|their|its|both|neither|such|the (?P<noun>company|firm|group|council"
    r"|team|agency|move|decision|plan|project|deal|man|woman|pair|former|latter|suspect|minister"
    r"|mayor|judge))\b"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for a question: all sentences of the hits, the most worth first.

    `confidence` that the coverage answers is 0 to 1; `reason` is set when it does not. `denied`
    is a sentence that contradicts what the question takes for granted: that is an answer too,
    and the only one (`only_denied`) where nothing else makes one likely.
    """

    reading: Reading
    hits: tuple[Hit, ...]
    ranked: tuple[Candidate, ...]
    confidence: float
    reason: Reason | None
    denied: Quote | None = None
    only_denied: bool = False


def answer(
    reading: Reading,
    retriever: Retriever,
    coverage: Coverage,
    reranker: Reranker | None = None,
    *,
    stated: bool = False,
) -> Answer:
    """The answer to a question as it was read, or an abstention.

    `stated`: it is a statement to be checked, and what contradicts it is looked for.
    """
    found = judge(reading, retriever, learned(), reranker, stated=stated)
    with timed("answer"):
        if found.reason:
            return _abstention(found, coverage, _nearest(found, retriever))
        return compose(found, coverage)


def judge(
    reading: Reading,
    retriever: Retriever,
    weights: Weights,
    reranker: Reranker | None = None,
    *,
    stated: bool = False,
) -> Judged:
    """Search, weigh every sentence, and decide whether the coverage answers."""
    hits = _searched(reading, retriever, PASSAGES)
    with timed("answer"):
        return _judged(reading, retriever, hits, weights, reranker, stated=stated)


def _judged(
    reading: Reading,
    retriever: Retriever,
    hits: tuple[Hit, ...],
    weights: Weights,
    reranker: Reranker | None,
    *,
    stated: bool,
) -> Judged:
    ranked = tuple(candidates(reading, hits, weights))
    sure = confidence(sureness(reading, ranked), weights) if ranked else 0.0
    missing = _missing(reading, retriever)
    if missing:
        sure *= weights.floor  # however well the rest fits, it stays below what is answered
    denied = None if missing else _denied(reading, ranked, stated)
    unsure = _unsure(reading, retriever, sure, weights)
    reason = missing or (None if denied else unsure)
    if reranker and not reason:
        ranked = tuple(_reranked(reading, ranked, reranker))
    return Judged(reading, hits, ranked, sure, reason, denied, bool(denied and unsure))


def _searched(reading: Reading, retriever: Retriever, k: int) -> tuple[Hit, ...]:
    """The k best passages; an empty coverage has none, and cannot be searched."""
    return tuple(retriever.search(reading, k)) if retriever.manifest.articles else ()


def _reranked(
    reading: Reading, ranked: Sequence[Candidate], reranker: Reranker
) -> Iterator[Candidate]:
    """The best sentences in the reranker's order; what each place is worth stays what it was."""
    best, rest = ranked[:_RERANKED], ranked[_RERANKED:]
    scores = reranker.scores(reading.text, [one.quote.text for one in best])
    given = scores or [0.0] * len(best)  # equal scores leave the order as it is
    order = sorted(range(len(best)), key=lambda place: -given[place])
    for place, chosen in enumerate(order):
        yield replace(best[chosen], worth=best[place].worth)
    yield from rest


def compose(found: Judged, coverage: Coverage) -> Answer:
    """The answer from sentences that were judged, when there is no reason against it."""
    chosen = [] if found.only_denied else list(_chosen(found))
    roles = _roles(found, chosen)
    shown = list(dict.fromkeys(_ordered(found.reading.text, chosen, roles)))
    citations = cited(shown, _copies(found.hits))
    number = {citation.article.id: citation.number for citation in citations}
    return Answer(
        question=found.reading.text,
        sentences=tuple(
            Sentence(quote, number[quote.article.id], roles.get(quote, Role.ANSWERS))
            for quote in shown
        ),
        citations=citations,
        coverage=coverage,
        reason=None,
        nearest=(),
        confidence=found.confidence,
    )


def _copies(hits: Sequence[Hit]) -> dict[str, tuple[Article, ...]]:
    """The copies of each article, by its id, whichever of its passages they print."""
    copies: dict[str, dict[str, Article]] = {}
    for hit in hits:
        copies.setdefault(hit.article.id, {}).update({copy.id: copy for copy in hit.copies})
    return {article: tuple(found.values()) for article, found in copies.items()}


def _abstention(found: Judged, coverage: Coverage, near: Sequence[Hit]) -> Answer:
    articles: dict[str, Article] = {hit.article.id: hit.article for hit in near}
    return Answer(
        question=found.reading.text,
        sentences=(),
        citations=(),
        coverage=coverage,
        reason=found.reason,
        nearest=tuple(articles.values())[:MOST_NEAREST],
        confidence=found.confidence,
    )


def _missing(reading: Reading, retriever: Retriever) -> Reason | None:
    """What the question is about and the coverage never mentions."""
    if _is_empty(reading, retriever):
        return Reason(Lack.ARTICLES)
    if reading.named_outlets_unknown and not reading.outlets:
        return Reason(Lack.OUTLET, reading.named_outlets_unknown[0])
    among = reading.filters.among
    unmentioned = [name for name in _names(reading) if not retriever.mentions(name, among)]
    if reading.text.islower() or reading.text.isupper():  # then no capital shows the names
        unmentioned = retriever.unheard_of(reading.text, among)
    if unmentioned:
        return Reason(Lack.NAME, unmentioned[0])
    return _uncovered(reading, retriever)


def _uncovered(reading: Reading, retriever: Retriever) -> Reason | None:
    """That nothing may be used, and for which reason."""
    if not (reading.period or reading.filters.narrowed) or retriever.covers(reading):
        return None
    if reading.filters.narrowed and retriever.covers(_unfiltered(reading)):
        return Reason(Lack.FILTER, described(reading.filters))
    return Reason(Lack.TIME, reading.period.words) if reading.period else None


def _is_empty(reading: Reading, retriever: Retriever) -> bool:
    """Whether there is nothing that may be shown, whatever is asked."""
    among = reading.filters.widest
    nothing = bool(among.among) and retriever.holdings.extent(among).articles == 0
    return retriever.manifest.articles == 0 or nothing


def _names(reading: Reading) -> list[str]:
    """The names to look for: not numbers, which are written in too many ways."""
    return [name for name in reading.names if not _NUMBER.fullmatch(name)]


def _unsure(reading: Reading, retriever: Retriever, sure: float, weights: Weights) -> Reason | None:
    if sure >= weights.floor:
        return None
    if reading.filters.narrowed:
        return Reason(Lack.FILTER, described(reading.filters))
    if reading.period and retriever.is_about(reading):
        return Reason(Lack.TIME, reading.period.words)
    return Reason(Lack.ANSWER)


def _nearest(found: Judged, retriever: Retriever) -> tuple[Hit, ...]:
    """What comes nearest, as suggestions: where the filters were the reason, without them."""
    free = _unfiltered(found.reading)
    by_filters = found.reason is not None and found.reason.lack == Lack.FILTER
    near = _searched(free, retriever, MOST_NEAREST) if by_filters else found.hits
    return near or _searched(_any_time(free), retriever, MOST_NEAREST)


def _unfiltered(reading: Reading) -> Reading:
    """The same question without what the asker chose."""
    return replace(reading, filters=reading.filters.widest)


def _any_time(reading: Reading) -> Reading:
    """The same question without the time that it names."""
    return replace(reading, period=None)


def _chosen(found: Judged) -> Iterator[Candidate]:
    """The best sentence of every part of the question, then others near the best."""
    ranked = [one for one in found.ranked if is_whole(one.quote.text)] or list(found.ranked)
    lowest = ranked[0].worth - MARGIN
    first = [
        next((one for one in ranked if one.hit.part == part), None)
        for part in range(1, len(found.reading.parts) + 1)
    ]
    in_order = [one for one in first if one] + [one for one in ranked if one.worth >= lowest]
    taken: list[frozenset[str]] = []
    for one in sorted(dict.fromkeys(in_order), key=lambda c: (c not in first, -c.worth)):
        words = _words(one.quote.text)
        if len(taken) == MOST_SENTENCES:
            return
        if not any(_overlap(words, others) >= _SAME for others in taken):
            taken.append(words)
            yield one


def _roles(found: Judged, chosen: list[Candidate]) -> dict[Quote, Role]:
    """Which sentences contradict the question or differ; those that were not chosen join them."""
    compared = _compared(found.ranked)
    roles: dict[Quote, Role] = {}
    groups = differing([_statement(quote) for quote in compared], found.reading.text)
    shown = {one.quote for one in chosen}
    for group in groups:
        if not roles and any(compared[place] in shown for place in group):
            roles.update((compared[place], Role.DIFFERS) for place in group)
    if found.denied and found.denied not in roles:
        roles[found.denied] = Role.CONTRADICTS
    return roles


def _denied(reading: Reading, ranked: Sequence[Candidate], stated: bool) -> Quote | None:
    """The sentence that denies what the question takes for granted, or what is stated."""
    compared = _compared(ranked)[: _STATED if stated else _COMPARED]
    deny = denial if stated else contradiction
    denied = deny(reading.text, [quote.text for quote in compared])
    return compared[denied.place] if denied else None


def _compared(ranked: Sequence[Candidate]) -> list[Quote]:
    return [one.quote for one in ranked if is_whole(one.quote.text)][:_COMPARED]


def _statement(quote: Quote) -> Statement:
    return Statement(quote.text, quote.article.id, quote.article.published)


def _ordered(
    question: str, chosen: Sequence[Candidate], roles: dict[Quote, Role]
) -> Iterator[Quote]:
    """Contradictions, then what differs, then the others, each right after what it leans on."""
    for role in (Role.CONTRADICTS, Role.DIFFERS):
        yield from (quote for quote, given in roles.items() if given == role)
    others = [one.quote for one in chosen if one.quote not in roles]
    runs: dict[Quote, list[Quote]] = {}  # by the first of their sentences
    for quote in others:
        run = _led_up_to(question, quote, others, roles)
        runs[run[0]] = max(runs.get(run[0], run), run, key=len)
    for run in runs.values():
        yield from run


def _led_up_to(
    question: str, quote: Quote, others: Sequence[Quote], roles: dict[Quote, Role]
) -> list[Quote]:
    """The quote after the one that it leans on, unless that is shown above."""
    before = _antecedent(question, quote)
    if before is None or before in roles:
        return [quote]
    if before in others:
        return [*_led_up_to(question, before, others, roles), quote]
    return [before, quote]


def _antecedent(question: str, quote: Quote) -> Quote | None:
    """The sentence before one that leans on it: "He said …" says nothing of who.

    "The council …" leans on nothing when the question is about the council.
    """
    leans = _LEANS.match(quote.text)
    if not leans or (leans["noun"] or " ").casefold() in question.casefold().split():
        return None
    text = quote.article.text
    before = list(sentences(text[: quote.start]))[-1:]
    spans = [Quote(quote.article, start, end) for start, end in before]
    return next((span for span in spans if is_whole(span.text)), None)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _overlap(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / max(1, min(len(some), len(others)))
