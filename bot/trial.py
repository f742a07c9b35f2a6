"""Pipelines on trial: the real one, plain dense search, and the real one less a signal."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.answer import Answer, Quote, coverage_of
from bot.answering import compose, judge
from bot.choosing import SURENESS, WORTH, Weights, learned
from corpus.sentences import sentences
from index import ranking
from index.evaluation.outcomes import Outcome, Pipeline, Retrieved
from index.evaluation.questions import Question
from index.question import Reading, read
from index.retriever import Hit, Retriever
from index.signals import NAMES

FOOTNOTE = "Footnote"
BASELINE = "baseline"


def systems(retriever: Retriever, baseline: bool, ablate: bool) -> dict[str, Pipeline]:
    """The pipelines to compare, by name, the real one first."""
    chosen = {FOOTNOTE: footnote(retriever, learned())}
    if baseline:
        chosen[BASELINE] = dense(retriever)
    if ablate:
        chosen |= dict(_without(retriever, learned()))
    return chosen


def footnote(retriever: Retriever, weights: Weights) -> Pipeline:
    """What members get."""

    def ask(question: Question) -> Outcome:
        started = time.perf_counter()
        asked_at = question.asked_at or datetime.now(UTC)
        reading = read(question.question, asked_at, retriever.facets)
        found = judge(reading, retriever, weights)
        answer = compose(found, coverage_of(retriever.manifest)) if found.ranked else None
        seconds = time.perf_counter() - started
        quotes = [sentence.quote for sentence in answer.sentences] if answer else []
        shown = [] if found.reason else quotes
        return Outcome(
            passages=tuple(_retrieved(hit) for hit in found.hits),
            shown=tuple(quote.text for quote in shown),
            confidence=found.confidence,
            citations=len(shown),
            verified=sum(_is_verbatim(retriever, quote) for quote in shown),
            tokens=sum(len(quote.text.split()) for quote in shown),
            seconds=seconds,
            dated=_dated(reading, retriever, answer if shown else None),
            withheld=tuple(quote.text for quote in quotes) if found.reason else (),
        )

    return ask


def dense(retriever: Retriever, passages: int = 30) -> Pipeline:
    """Plain MiniLM and FAISS: the passages of nearest meaning, the best one shown whole."""

    def ask(question: Question) -> Outcome:
        started = time.perf_counter()
        hits = retriever.nearest(question.question, passages)
        seconds = time.perf_counter() - started
        shown = (
            [hits[0].passage.text[a:z] for a, z in sentences(hits[0].passage.text)] if hits else []
        )
        return Outcome(
            passages=tuple(_retrieved(hit) for hit in hits),
            shown=tuple(shown),
            confidence=hits[0].score if hits else 0.0,
            citations=len(shown),
            verified=len(shown),
            tokens=sum(len(text.split()) for text in shown),
            seconds=seconds,
        )

    return ask


def _without(retriever: Retriever, weights: Weights) -> Iterator[tuple[str, Pipeline]]:
    """The real pipeline with each signal switched off in turn."""
    for name in NAMES:
        blind = retriever.with_ranker(ranking.learned().without(name))
        yield f"passages without {name}", footnote(blind, weights)
    for name in WORTH:
        worth = _silenced(WORTH, weights.worth, name)
        yield f"sentences without {name}", footnote(retriever, replace(weights, worth=worth))
    for name in SURENESS:
        sureness = _silenced(SURENESS, weights.sureness, name)
        yield f"sureness without {name}", footnote(retriever, replace(weights, sureness=sureness))


def _silenced(names: Sequence[str], weights: Sequence[float], name: str) -> tuple[float, ...]:
    pairs = zip(names, weights, strict=True)
    return tuple(0.0 if one == name else weight for one, weight in pairs)


def _retrieved(hit: Hit) -> Retrieved:
    copies = tuple(known for copy in hit.copies for known in (copy.id, copy.url) if known)
    return Retrieved(hit.article.id, hit.article.url, hit.passage.text, copies)


def _is_verbatim(retriever: Retriever, quote: Quote) -> bool:
    """Whether the words are those of the article as the index has it now."""
    stored = retriever.article(quote.article.id)
    return stored is not None and stored.text[quote.start : quote.end] == quote.text != ""


def _dated(reading: Reading, retriever: Retriever, answer: Answer | None) -> bool | None:
    """Whether all that is cited was published in the time that the question names."""
    period = reading.period
    if period is None or not period.explicit or not retriever.is_about(reading):
        return None
    cited = [citation.article.published for citation in answer.citations] if answer else []
    return all(published is not None and period.holds(published) for published in cited)
